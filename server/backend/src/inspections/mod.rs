//! Visits: saving one with all its findings, lists, maps and pages.

mod export;
pub mod query;
pub mod service;
mod together;
