//! Rules as data: the standard hazard library, deadlines, service lives, classes of small units, each in versions.

pub mod query;
mod rows;
pub mod service;
