//! Full-width and half-width forms, and blanks that `str::trim` does not know.

/// Letters, digits, signs and the space of the full-width forms (U+FF01–U+FF5E, U+3000) as plain ASCII.
///
/// For headings, codes, numbers and search; never for sentences, whose Chinese commas must stay.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '\u{3000}' | '\u{A0}' => ' ',
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .collect()
}

/// Without blanks at both ends, the ideographic space and invisible marks included.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_half_width() {
        assert_eq!(half_width("ＡＢｃ１２３（－．）　～"), "ABc123(-.) ~");
        assert_eq!(half_width("仙霞路，475号。"), "仙霞路,475号。");
        assert_eq!(half_width("￥㎡𠮷"), "￥㎡𠮷");
    }

    #[test]
    fn blanks_of_every_kind() {
        assert_eq!(trim("\u{FEFF}　 名称\t\u{200B}\u{A0}\r\n"), "名称");
        assert_eq!(trim("　\u{200B}"), "");
        assert_eq!(trim("a　b"), "a　b");
    }
}
