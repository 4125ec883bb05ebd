//! Bringing a list in from a table: what, file, columns, confirmation, result. Each step is a plain form.

pub mod api;
mod columns;
mod decide;
mod faults;
#[cfg(feature = "ssr")]
mod faults_table;
mod leaves;
mod page;
mod upload;
mod way;

#[cfg(feature = "ssr")]
pub use faults_table::faults_table;
pub use page::ImportsPage;
pub(crate) use way::way_to_import;
