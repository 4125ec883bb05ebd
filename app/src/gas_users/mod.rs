//! Users of gas 燃气使用单位: small units and users of LPG cylinders; the statement of zero cylinders.

pub mod api;
mod detail_page;
mod forms;
mod list_filter;
mod list_row;
mod zero_page;

pub use detail_page::DetailPage;
pub use forms::new_forms;
pub use list_filter::ListPage;
pub use zero_page::ZeroPage;
