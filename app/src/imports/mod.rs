//! Bringing a list in from a table: what, file, columns, confirmation, result. Each step is a plain form.

pub mod api;
mod columns;
mod decide;
mod faults;
mod page;
mod upload;
mod way;

pub use page::ImportsPage;
pub(crate) use way::way_to_import;
