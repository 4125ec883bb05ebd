//! Recurring plans, their tasks, and the walk of a day.

pub mod list;
mod make;
pub mod query;
pub mod service;

pub(crate) use make::row as task_row;
pub use make::{make, make_own};
pub(crate) use service::{asking_for_tasks, merged, moved, visited, waiting, with_tasks};
