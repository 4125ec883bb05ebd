//! Assignment by rule, and who is away.

pub mod api;
mod forms;
mod page;

pub use page::AssignmentPage;

/// Where it is.
pub const PATH: &str = "/assignment";
