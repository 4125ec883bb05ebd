//! Pinyin initials of names, so that "lwmg" finds 老王面馆.
//!
//! A character with several readings gets the first one of the Unicode/CC-CEDICT based table,
//! unless place names here nearly always use another one: those are listed in [`PLACE_READINGS`].
//! Search by initials is a convenience next to search by text, so a rare wrong reading costs little.

use pinyin::ToPinyin;

use crate::import_text::half_width;

/// Characters whose first reading in the table is not the one heard in names of places here, with
/// the initial that is: 长宁 *c*háng-, 重庆路 *c*hóng-, 闵行 and 银行 -*h*áng.
/// (厦 stays with 大厦 dà*sh*à, 弄 with *n*òng as it is typed.)
const PLACE_READINGS: &[(char, char)] = &[('长', 'c'), ('重', 'c'), ('行', 'h')];

/// The initials of `name` in lower case.
///
/// Latin letters and digits stay (full-width ones become plain); signs, spaces and characters
/// without a reading are left out.
pub fn initials(name: &str) -> String {
    half_width(name)
        .chars()
        .filter_map(|character| {
            if character.is_ascii_alphanumeric() {
                return Some(character.to_ascii_lowercase());
            }
            reading(character)
        })
        .collect()
}

/// The search words of a name or an address by its initials: of all of it, and of each run of characters that are read, so that
/// 仙霞店 of 老王面馆（仙霞店） and the road of an address are found by their own.
pub fn initial_words(text: &str) -> Vec<String> {
    let runs = text.split(|character| reading(character).is_none());
    let runs = runs.filter(|run| run.chars().nth(1).is_some()).map(initials);
    let mut words: Vec<String> = std::iter::once(initials(text)).chain(runs).collect();
    words.retain(|word| !word.is_empty());
    words
}

/// Most parts of a name from which its initials are looked for.
const MOST_PARTS: usize = 16;

/// The initials of a name from each part of it on, so that they are found wherever in it one begins: of lwmg also wmg and mg. Two
/// at least, since one alone would find everything; no number is entered in its middle, or 75 would find number 475.
pub fn part_words(name: &str) -> Vec<String> {
    let initials = initials(name);
    let bytes = initials.as_bytes();
    (1..bytes.len().saturating_sub(1))
        .filter(|at| !(bytes[*at].is_ascii_digit() && bytes[*at - 1].is_ascii_digit()))
        .take(MOST_PARTS)
        .filter_map(|at| initials.get(at..).map(ToOwned::to_owned))
        .collect()
}

/// The letter with which a character's reading begins.
fn reading(character: char) -> Option<char> {
    if let Some((_, initial)) = PLACE_READINGS.iter().find(|(c, _)| *c == character) {
        return Some(*initial);
    }
    // pinyin's letters are a to z and ü, ê and ń, which stand at the start of interjections only
    let first = character.to_pinyin()?.first_letter().chars().next()?;
    first.is_ascii_lowercase().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses() {
        for (name, expected) in [
            ("仙霞路475号", "xxl475h"),
            ("茅台路 600 弄（东区）", "mtl600ndq"),
            ("天山五村第一居委会", "tswcdyjwh"),
            ("ＡＢＣ超市２号店", "abccs2hd"),
            ("KFC 仙霞店", "kfcxxd"),
            ("", ""),
            ("——！", ""),
        ] {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn words_of_initials() {
        for (text, expected) in [
            ("老王面馆（仙霞店）", vec!["lwmgxxd", "lwmg", "xxd"]),
            ("茅台路600弄12号", vec!["mtl600n12h", "mtl"]),
            ("KFC", vec!["kfc"]),
            ("——", vec![]),
        ] {
            assert_eq!(initial_words(text), expected, "{text}");
        }
    }

    #[test]
    fn several_readings() {
        // the first reading of the table …
        assert_eq!(initials("上海大厦"), "shds");
        assert_eq!(initials("会计"), "hj");
        // … unless places are nearly always read otherwise
        assert_eq!(initials("长宁区"), "cnq");
        assert_eq!(initials("重庆路工商银行"), "cqlgsyh");
    }

    #[test]
    fn each_part_of_a_name_is_a_beginning() {
        for (of, expected) in [
            ("lwmg", vec!["wmg", "mg"]),
            ("xxl475h", vec!["xl475h", "l475h", "475h"]),
            ("2hl", vec!["hl"]),
            ("mg", vec![]),
            ("g", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(part_words(of), expected, "{of}");
        }
        assert_eq!(part_words(&"a".repeat(1_000)).len(), MOST_PARTS);
    }

    #[test]
    fn characters_without_a_reading_are_left_out() {
        assert_eq!(initials("㐂屋"), "w");
        assert_eq!(initials("𠮷野家"), "yj");
        assert_eq!(initials("🔥锅"), "g");
    }
}
