//! The office's desk: what waits, saved views, many hazards at once, and hearing of changes.

mod bulk;
pub mod notices;
pub mod pulse;
pub mod query;
mod views;

pub use bulk::carry_out;
pub use views::{remove_view, save_view};
