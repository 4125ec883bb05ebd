//! Free text from people: what is accepted and how long it may be. Rare characters and emoji are text like any other.

use crate::fault::{FieldCode, FieldFault};

/// Longest one-line text (name, address, place), in characters.
pub const LINE: usize = 200;
/// Longest paragraph (description, note, reason), in characters.
pub const PARAGRAPH: usize = 2_000;

/// Checks one field and collects what is wrong.
pub struct Texts<'a> {
    faults: &'a mut Vec<FieldFault>,
}

impl<'a> Texts<'a> {
    /// Collects into `faults`.
    pub fn new(faults: &'a mut Vec<FieldFault>) -> Self {
        Self { faults }
    }

    /// A required one-line text.
    pub fn line(&mut self, field: &str, value: &str) -> &mut Self {
        self.required(field, value).limits(field, value, LINE, false)
    }

    /// An optional one-line text.
    pub fn optional_line(&mut self, field: &str, value: Option<&str>) -> &mut Self {
        self.limits(field, value.unwrap_or_default(), LINE, false)
    }

    /// A required paragraph.
    pub fn paragraph(&mut self, field: &str, value: &str) -> &mut Self {
        self.required(field, value).limits(field, value, PARAGRAPH, true)
    }

    /// An optional paragraph.
    pub fn optional_paragraph(&mut self, field: &str, value: Option<&str>) -> &mut Self {
        self.limits(field, value.unwrap_or_default(), PARAGRAPH, true)
    }

    /// An optional text of several lines that may be longer or must be shorter than a paragraph.
    pub fn optional_lines(&mut self, field: &str, value: &str, max: usize) -> &mut Self {
        self.limits(field, value, max, true)
    }

    fn required(&mut self, field: &str, value: &str) -> &mut Self {
        if value.trim().is_empty() {
            self.faults.push(FieldFault::new(field, FieldCode::Required));
        }
        self
    }

    fn limits(&mut self, field: &str, value: &str, max: usize, lines: bool) -> &mut Self {
        let is = value.chars().count();
        if is > max {
            self.faults.push(FieldFault::new(field, FieldCode::TooLong).with("max", max).with("is", is));
        }
        if value.chars().any(|c| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'))) {
            self.faults.push(FieldFault::new(field, FieldCode::ControlCharacter));
        }
        self
    }
}

/// Full-width letters, digits and signs (U+FF01–U+FF5E) as their plain forms, and the spaces that a keyboard for Chinese
/// makes as a blank. For keys, codes and search; never for sentences, whose Chinese commas must stay.
pub fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Text as it is kept: without surrounding blanks, one kind of line end. `None` when nothing is left.
pub fn tidy(value: &str) -> Option<String> {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    let value = value.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(value: &str) -> Vec<FieldCode> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).paragraph("note", value);
        faults.iter().map(|f| f.code).collect()
    }

    #[test]
    fn paragraphs() {
        assert_eq!(faults("楼道堆物 👍 㐂𠮷"), []);
        assert_eq!(faults("两行\n文字"), []);
        assert_eq!(faults(" \u{3000} "), [FieldCode::Required]);
        assert_eq!(faults("a\u{0}b"), [FieldCode::ControlCharacter]);
        assert_eq!(faults(&"字".repeat(PARAGRAPH)), []);
        assert_eq!(faults(&"𠮷".repeat(10_000)), [FieldCode::TooLong]);
    }

    #[test]
    fn the_length_is_in_characters_and_is_told() {
        let mut f = Vec::new();
        Texts::new(&mut f).paragraph("note", &"字".repeat(10_000));
        assert_eq!(f[0].args["is"], "10000");
        assert_eq!(f[0].args["max"], "2000");
    }

    #[test]
    fn narrowing() {
        let narrowed: String = "ＡＢｃ１２３（－．）　\u{a0}弄，𠮷".chars().map(narrow).collect();
        assert_eq!(narrowed, "ABc123(-.)  弄,𠮷");
    }

    #[test]
    fn tidying() {
        assert_eq!(tidy("\u{3000}a\r\nb \n"), Some("a\nb".into()));
        assert_eq!(tidy(" \u{3000}"), None);
    }
}
