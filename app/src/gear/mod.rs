//! What the pages of stoves, detectors and users of gas have in common, and the pages that count them.

pub mod api;
pub mod badges;
pub mod fields;
mod figures_page;
mod from_list;
pub mod photos;
pub mod receipt;
mod receipt_paper;
pub mod rows;
mod sets;
pub mod timeline;
mod wave_page;

pub use figures_page::{FiguresPage, behind_target};
pub use from_list::from_list;
pub use receipt_paper::{receipt_link, receipt_paper};
pub use wave_page::WavePage;
