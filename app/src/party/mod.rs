//! Responsible parties: their own page, and what the office has to do with them.

mod answer_forms;
pub mod api;
mod card;
#[cfg(feature = "ssr")]
pub mod document;
mod waiting_page;

pub use card::PartyCard;
pub(crate) use card::link_item;
pub use waiting_page::WaitingPage;

/// Where the submissions are that wait.
pub const WAITING: &str = "/submissions";
