//! Users of gas: small units, and users of LPG cylinders.

pub mod query;
pub mod rows;
pub mod service;
