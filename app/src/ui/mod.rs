//! Components that know no feature: form fields, badges, tables, dialogs, photos, times.
//!
//! They render the same on the server and in the browser, carry no inline styles, work with the keyboard and
//! — where a form or a link can do the job — without any script.

pub mod badge;
pub mod button;
pub mod card;
pub mod choice;
pub mod dialog;
pub mod field;
pub mod flash;
pub mod frames;
mod icon;
pub mod layer;
pub mod load;
pub mod map;
pub mod months;
pub mod only;
pub mod page;
pub mod pager;
pub mod paper;
pub mod photo;
pub mod ratio;
pub mod signature;
pub mod steps;
pub mod table;
pub mod tabs;
pub mod time;
pub mod timeline;

pub use icon::{Icon, icon};

/// How loud something is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Neutral,
    /// Under way.
    Info,
    /// Done.
    Good,
    /// Look at it.
    Warn,
    /// Late, dangerous, refused.
    Bad,
}

impl Tone {
    /// The class that colours it.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Info => "tone-info",
            Self::Good => "tone-good",
            Self::Warn => "tone-warn",
            Self::Bad => "tone-bad",
        }
    }
}
