//! Assignment by rule, and who is away.

pub mod query;
mod rows;
pub mod service;

pub(crate) use rows::read;
pub(crate) use service::assign_by_rule;
