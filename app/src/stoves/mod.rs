//! Stoves and water heaters 灶具、热水器: list, one with its life.

pub mod api;
mod detail_facts;
mod detail_page;
mod detail_steps;
mod forms;
mod list_filter;
mod list_row;
mod receipt_page;

pub use detail_page::DetailPage;
pub use forms::new_form;
pub use list_filter::ListPage;
pub use receipt_page::ReceiptPage;
