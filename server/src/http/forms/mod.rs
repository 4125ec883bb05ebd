//! Changes from plain forms: they work before the program has loaded in the browser, and without it.
//!
//! The answer is a redirect (303) to a page, with the outcome kept in the session for it; a program that asks for
//! JSON gets JSON.

pub mod assignment;
pub mod boundaries;
pub mod campaigns;
pub mod checklists;
pub mod desk;
pub mod detectors;
pub mod fields;
pub mod gas_users;
mod gear;
pub mod hazards;
pub mod imports;
pub mod input;
pub mod locale;
pub mod papers;
pub mod parties;
pub mod plans;
mod pressed;
pub mod registers;
pub mod relapse;
pub mod reminders;
pub mod reply;
pub mod roll_calls;
pub mod rules;
pub mod sites;
pub mod stoves;
pub mod summaries;
pub mod summary_links;
pub mod tables;

pub use fields::Fields;
pub use input::Input;
use pressed::Pressed;
pub use reply::Reply;
