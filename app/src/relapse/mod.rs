//! Relapse sampling: closed hazards that are visited again.

pub mod api;
mod page;

pub use page::{RelapsePage, interval_text};

/// Where it is.
pub const PATH: &str = "/relapse";
