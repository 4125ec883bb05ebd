//! Editing checklists: drafts of next versions, publishing and retiring; their versions with who and when.

pub mod query;
mod rows;
pub mod service;
pub mod table;
