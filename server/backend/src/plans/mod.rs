//! Recurring plans, their tasks, and the walk of a day.

mod make;
pub mod query;
pub mod service;
pub mod table;

pub(crate) use make::row as task_row;
pub use make::{make, make_own};
pub(crate) use service::{merged, visited, waiting};
