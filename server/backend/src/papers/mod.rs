//! Papers 文书: made from records, numbered without gaps, frozen once issued, written as PDF and Word.

mod checked;
mod code;
pub mod files;
mod gather;
mod notified;
mod photos;
pub mod preview;
mod printing;
pub mod query;
mod reviewed;
pub mod service;
pub mod templates;

pub(crate) use gather::addressee;
pub(crate) use notified::notified;
pub use press::FontChoice;
pub use printing::Printing;
pub(crate) use printing::{check, with_fonts};
