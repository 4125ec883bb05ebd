//! Targets of the year: what each is measured by, and where it should be by today.

mod figures;
pub mod query;
pub mod service;
pub mod table;
