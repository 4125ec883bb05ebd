//! Campaigns 专项行动: list, one with its funnel, its targets.

pub mod api;
mod detail_page;
mod form;
mod list_page;
mod target_filter;
mod target_row;
mod walk_page;

pub use detail_page::DetailPage;
pub use list_page::ListPage;
pub use target_filter::TargetsPage;
pub use walk_page::{WalkPage, walk_of};
