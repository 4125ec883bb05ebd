//! People: signing in, and the office's list of them.
pub mod query;
pub mod service;
