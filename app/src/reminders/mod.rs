//! Reminders 提醒: a person's inbox, what they chose, and the office's list of messages.

pub mod api;
mod deliveries_page;
mod inbox_page;
mod set_aside_page;
mod settings_form;

pub use deliveries_page::{DELIVERIES, DeliveriesPage};
pub use inbox_page::{InboxPage, PATH};
pub use set_aside_page::SetAsideWorkPage;

use domain::reminders::views::MOST_COUNTED;

/// The number of unread reminders, as the navigation shows it.
pub fn count_text(unread: u64) -> String {
    if unread >= MOST_COUNTED { format!("{}+", MOST_COUNTED - 1) } else { unread.to_string() }
}
