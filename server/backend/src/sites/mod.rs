//! Sites: adding one, lists, maps, search and pages.

pub mod keys;
pub mod query;
mod reveal;
pub mod service;
