//! The roll-call while a typhoon lasts.

pub mod api;
mod page;

pub use page::RollCallPage;

/// Where it is.
pub const PATH: &str = "/roll-call";
