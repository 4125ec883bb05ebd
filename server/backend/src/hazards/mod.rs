//! Hazards: registering, the steps of their life, lists, maps and pages.

pub mod counts;
mod export;
pub mod flows;
pub mod query;
mod reveal;
pub mod rows;
pub mod service;
pub mod store;
pub mod sums;
