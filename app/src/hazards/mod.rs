//! Hazards 隐患: list, one hazard, reporting one.

pub mod api;
mod cards;
mod detail_actions;
mod detail_course;
mod detail_facts;
mod detail_page;
mod detail_timeline;
mod list_figure;
mod list_filter;
mod list_page;
mod list_row;
mod list_selection;
mod new_alike;
mod new_form;
mod new_page;
mod new_state;
mod supervision_page;

pub use cards::HazardCards;
pub use detail_page::DetailPage;
pub use detail_timeline::review_item;
pub use list_figure::figure_text;
pub use list_page::ListPage;
pub use new_form::report_form;
pub use new_page::NewPage;
pub use supervision_page::{PATH as SUPERVISION, SupervisionPage};
