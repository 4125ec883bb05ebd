//! Relapse sampling: closed hazards are drawn, visited again as tasks, and what was seen is kept.

mod draw;
pub mod query;
pub mod service;

pub use draw::{draw, make};
