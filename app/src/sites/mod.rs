//! Sites 场所: list and one site.

mod add_form;
pub mod api;
mod change_form;
mod detail_page;
mod door;
mod list_filter;
mod list_page;
mod list_row;
mod place_fields;
mod slip_page;
mod twins;

pub use detail_page::DetailPage;
pub use list_page::ListPage;
pub(crate) use place_fields::PlaceFields;
pub use slip_page::SlipPage;
