//! Campaigns: their lists of targets, what visits change in them, and how far they have come.

pub mod doors;
pub mod query;
mod rows;
pub mod service;
pub mod table;
mod visits;

pub(crate) use query::near;
pub(crate) use rows::{CANDIDATE, candidate, target, wanted};
pub(crate) use visits::{choices, closed_down, for_visit, merged, moved, running, tried, visited, wanting};
