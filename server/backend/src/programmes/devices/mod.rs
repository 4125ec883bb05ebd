//! Gas alarms, networked smoke detectors and chargers.

pub mod query;
pub mod rows;
pub mod service;
pub(crate) mod store;
