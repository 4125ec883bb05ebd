//! Sites: adding one, lists, maps, search and pages.

pub mod query;
pub mod service;
