//! The figures: counters kept with every write, and the queries that answer from them.

pub(crate) mod kept;
pub mod query;
pub mod recount;
pub mod store;
