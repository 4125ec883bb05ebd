//! Rules as data: the library, deadlines, service lives, classes of small units; and what cites a superseded clause.

pub mod api;
mod citing_page;
mod days_page;
mod entry_page;
mod form;
mod list_page;
mod said;

pub use citing_page::{CitingPage, citing_items};
pub use days_page::DaysPage;
pub use entry_page::RulePage;
pub use list_page::RulesPage;

use domain::rules::RuleBook;

/// Where the tables are.
pub const PATH: &str = "/rules";

/// The address of a table.
pub fn book_href(book: RuleBook) -> String {
    format!("{PATH}?book={book}")
}

/// The address of a rule. Its key may hold signs that an address does not.
pub fn entry_href(book: RuleBook, key: &str) -> String {
    let key = key.replace('*', "%2A").replace('/', "%2F");
    format!("{PATH}/entry?book={book}&key={key}")
}
