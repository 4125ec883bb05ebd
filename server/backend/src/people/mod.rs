//! People: signing in, and the office's list of them.
pub mod query;
mod recent;
pub mod service;

pub(crate) use recent::RecentAccounts;
