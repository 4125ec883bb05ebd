//! Sites: adding one, lists, maps, search and pages.

mod change;
mod export;
pub mod keys;
mod merge;
pub(crate) mod moving;
pub mod query;
mod reveal;
pub mod service;
