//! Bringing a register in from a table: file, columns, what is known already, result. Each step is a plain form.

pub mod api;
mod columns;
mod decide;
mod faults;
mod page;
mod upload;

pub use page::{ImportSitesPage, PATH};
