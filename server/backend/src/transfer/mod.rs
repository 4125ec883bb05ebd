//! Data that comes in large amounts: imports of tables, at once or in steps, and the writing of many rows at once.

pub mod boundaries;
pub mod import;
pub mod jobs;
pub mod progress;
mod purge;
pub mod rows;

pub use progress::{Progress, Report};
