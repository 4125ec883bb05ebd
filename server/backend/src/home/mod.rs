//! The first page.
pub mod query;
