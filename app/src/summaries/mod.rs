//! The safety summary 安全工作小结: the list, one summary, its paragraphs as they are written, what changed since, two of
//! them side by side, a year on one page.
//!
//! All that is read comes from one value ([`domain::summary::SafetySummary`]); the words around a figure and the table it stands
//! in are the domain's, so that page and papers agree.

pub mod api;
mod badges;
mod changes_page;
mod compare_page;
mod detail_page;
mod edit_page;
mod facts;
mod files;
mod leader_card;
#[cfg(feature = "ssr")]
pub mod linked;
mod links;
mod list_page;
mod map;
mod new_form;
mod print_page;
mod rows_page;
mod sections;
mod steps;
mod tables;
mod year_page;

pub use changes_page::ChangesPage;
pub use compare_page::ComparePage;
pub use detail_page::DetailPage;
pub use edit_page::EditPage;
pub use list_page::ListPage;
pub use print_page::PrintPage;
pub use rows_page::RowsPage;
pub use year_page::YearPage;

use crate::query::address;
use domain::{
    area::AreaCode,
    ids::SummaryId,
    summary::{Lang, text::Topic},
};

/// Where the list is.
pub const PATH: &str = "/summaries";

/// The page of a summary.
pub fn href(id: SummaryId) -> String {
    format!("{PATH}/{id}")
}

/// What changed in the rows of an issued one since, or the page of a correction.
pub fn changes_href(id: SummaryId) -> String {
    format!("{PATH}/{id}/changes")
}

/// The page on which a paragraph is written.
pub fn edit_href(id: SummaryId, lang: Lang, topic: Topic) -> String {
    let pairs = [("lang", lang.as_str()), ("topic", topic.as_str())];
    address(&format!("{PATH}/{id}/edit"), pairs)
}

/// A year of an area on one page.
fn year_href(area: &AreaCode, year: i32) -> String {
    address(&format!("{PATH}/year"), [("area", area.to_string()), ("year", year.to_string())])
}
