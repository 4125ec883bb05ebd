//! Visits: saving one with all its findings, lists, maps and pages.

pub mod query;
pub mod service;
mod together;
