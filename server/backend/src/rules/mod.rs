//! Rules as data: the standard hazard library, deadlines, service lives, classes of small units, each in versions; and the
//! holiday calendar.

pub mod days;
pub mod query;
mod rows;
pub mod service;
