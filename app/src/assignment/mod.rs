//! Assignment by rule, and who is away.

pub mod api;
pub mod away;
mod forms;
mod page;

pub use page::AssignmentPage;

/// Where it is.
pub const PATH: &str = "/assignment";
