//! Gas alarms, networked smoke detectors and chargers 报警器、烟感、充电桩: list, one with its life. (Tablets are
//! [`crate::devices`].)

pub mod api;
mod detail_page;
mod detail_steps;
mod forms;
mod list_filter;
mod list_row;
mod receipt_page;
mod unknown_page;

pub use detail_page::DetailPage;
pub use forms::new_form;
pub use list_filter::ListPage;
pub use receipt_page::ReceiptPage;
pub use unknown_page::UnknownPage;
