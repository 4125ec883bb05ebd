//! Stoves and water heaters.

pub mod query;
pub mod rows;
pub mod service;
pub(crate) mod store;
