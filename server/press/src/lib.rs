//! Documents as PDF and Word, in the layout of official documents (GB/T 9704-2012).
//!
//! Both writers are given the same [`Document`](domain::papers::Document) and the same measures ([`sheet`]). The PDF is laid out here, because
//! every character has to be in the font that is embedded; a Word file names its fonts and is laid out by whoever opens it.
//! Charts and maps are drawn on a [`Canvas`] with the same fonts and put in as pictures.
//! Nothing here looks at the clock: the same document comes to the same bytes.
//!
//! A package of its own, because what it stands on takes long to compile and changes seldom.

#![warn(missing_docs)]

mod canvas;
mod columns;
mod fonts;
mod layout;
mod lines;
mod marks;
mod pdf;
mod sheet;
mod word;

pub use canvas::{Canvas, Colour};
pub use fonts::{FontChoice, Fonts, NoFont};
pub use pdf::{pdf, pdf_marked};
pub use word::{WordLayout, word};

/// Why a file could not be written, although the fonts were there and had every character.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be written: {0}")]
pub struct PressError(String);

impl PressError {
    fn of(what: impl std::fmt::Debug) -> Self {
        Self(format!("{what:?}"))
    }
}
