//! Sites: adding one, lists, maps, search and pages.

mod export;
pub mod keys;
pub mod query;
mod reveal;
pub mod service;
