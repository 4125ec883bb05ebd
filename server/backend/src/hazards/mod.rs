//! Hazards: registering, the steps of their life, lists, maps and pages.

pub mod query;
pub mod rows;
pub mod service;
pub mod store;
