//! Words, states, rules and figures of the safety inspection service.
//!
//! This package is pure: it has no clock, no randomness and no I/O. Times and ids come in as arguments,
//! so every rule here can be tested as a table and runs unchanged on the server and in the browser.
#![warn(missing_docs)]

pub mod actor;
pub mod area;
pub mod boundaries;
pub mod calendar;
pub mod checklists;
pub mod codes;
pub mod csv;
pub mod desk;
pub mod fault;
pub mod figures;
pub mod geo;
pub mod hazards;
pub mod home;
pub mod ids;
pub mod import;
pub mod inspections;
pub mod json;
pub mod links;
pub mod listing;
pub mod money;
pub mod order;
pub mod papers;
pub mod party;
pub mod people;
pub mod period;
pub mod photos;
pub mod privacy;
pub mod programmes;
pub mod relapse;
pub mod reminders;
pub mod roll_call;
pub mod rules;
pub mod search;
pub mod sites;
pub mod summary;
pub mod sync;
pub mod table;
pub mod text;
mod wire;
mod word;
pub mod work;

/// Makes a text enum: one stable `snake_case` word per variant, the same in the database, on the wire,
/// in URLs and as the key of its label in the locale files.
macro_rules! text_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        pub enum $name {
            $($(#[$vmeta])* #[serde(rename = $text)] $variant,)+
        }

        impl $name {
            /// Every value, in the order in which lists and forms show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Their words, in the same order.
            const WORDS: &'static [&'static str] = &[$($text,)+];

            /// The stable word of this value.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::fault::UnknownWord;

            fn from_str(s: &str) -> Result<Self, Self::Err> {
                $crate::word::place(stringify!($name), Self::WORDS, s).map(|place| Self::ALL[place])
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::word::read(from, stringify!($name), Self::WORDS).map(|place| Self::ALL[place])
            }
        }
    };
}
pub(crate) use text_enum;
