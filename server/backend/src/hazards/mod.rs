//! Hazards: registering, the steps of their life, lists, maps and pages.

pub mod counts;
mod export;
pub mod flows;
pub mod many;
pub(crate) mod of_site;
pub mod query;
mod reclassify;
mod reveal;
pub mod rows;
pub mod service;
pub mod store;
pub mod sums;
