//! What a file holds: a text, or a sheet of a workbook.

use super::{
    Decoded, TextEncoding, TextFault, decode,
    workbook::{self, Book},
};

/// A file that can be read as a table.
pub struct Content(pub(super) Inner);

pub(super) enum Inner {
    Text(Decoded),
    Sheet(Book),
}

impl Content {
    /// Reads a file of at most `max_bytes`: of a workbook the sheet of that name, or the first.
    pub fn read(bytes: Vec<u8>, max_bytes: u64, sheet: Option<&str>) -> Result<Self, TextFault> {
        let size = bytes.len() as u64;
        if workbook::is_office_file(&bytes) && size <= max_bytes {
            return workbook::read(&bytes, sheet).map(Inner::Sheet).map(Self);
        }
        decode(bytes, max_bytes).map(Inner::Text).map(Self)
    }

    /// A text as it is.
    pub fn of_text(text: String) -> Self {
        Self(Inner::Text(Decoded { text, encoding: TextEncoding::Utf8 }))
    }

    /// How the text is encoded, or what kind of workbook it is.
    pub fn format(&self) -> &'static str {
        match &self.0 {
            Inner::Text(decoded) => decoded.encoding.name(),
            Inner::Sheet(book) => book.format,
        }
    }

    /// The sheets of a workbook that show.
    pub fn sheets(&self) -> &[String] {
        match &self.0 {
            Inner::Text(_) => &[],
            Inner::Sheet(book) => &book.names,
        }
    }
}
