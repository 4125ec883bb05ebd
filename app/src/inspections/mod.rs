//! Visits 排查: list and one visit.

pub mod api;
mod detail_page;
mod lines;
mod list_filter;
mod list_page;
mod list_row;
mod signature;

pub use detail_page::DetailPage;
pub use lines::VisitLines;
pub use list_page::ListPage;
