//! How text becomes search words: pairs of neighbouring Chinese characters, whole words of Latin letters and
//! digits, numbers with the character behind them. The same split serves the row and the query, so a two-character word
//! is one exact look-up, and so is the number of a door. Phones are found by what their mask shows.

use crate::text::narrow;
use std::collections::BTreeSet;

/// The search words of a text, in order, with repetitions.
///
/// Chinese (any non-ASCII letter or digit): every pair of neighbours, then the last character alone, so that one
/// typed character finds words that begin with it and the end of a run. ASCII letters and digits: the word in
/// lower case. A number and the character behind it, also behind blanks: both as one word besides, because that is what
/// tells 12号 from 123号 and from a text that holds a 12 here and a 号 there. Everything else separates.
///
/// A number is any ASCII word that holds a digit: 12号 and 101室, and as well 12A室 and B1层. Letters alone are none: people
/// type them as initials in front of a name (lw面馆), and what they qualify may stand further on (LED灯, LED照明灯).
pub fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for Run { gap, content } in runs(text) {
        match content {
            Content::Ascii(word) => out.push(word),
            Content::Wide(chars) => {
                // what came last is the whole of a word before it, or the last character of Chinese
                let number = out.last().filter(|word| gap != Gap::Signs && is_number(word));
                let joint = number.and_then(|number| joint(number, &chars));
                out.extend(joint);
                out.extend(pairs(&chars));
                out.extend(chars.last().map(char::to_string));
            }
        }
    }
    out
}

/// One part of a query. All parts must be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// This word.
    Word(String),
    /// A word that begins so.
    Prefix(String),
}

impl Part {
    /// The same where a number and the character behind it are not one word: in an index that an older program has made.
    /// Whatever this part finds, these find too.
    pub fn apart(self) -> Vec<Self> {
        if let Self::Word(word) = &self
            && let Some(at) = word.find(|c: char| !c.is_ascii()).filter(|at| *at > 0)
        {
            let (number, behind) = word.split_at(at);
            return vec![Self::Prefix(number.to_owned()), Self::Prefix(behind.to_owned())];
        }
        vec![self]
    }
}

impl Part {
    /// What else is meant by the number of a door: a house is counted as 号 wherever it is called 幢 or 栋, a home as 室
    /// ([`crate::sites::door_words`] has these words in the index).
    pub fn also(&self) -> Option<String> {
        let Self::Word(word) = self else { return None };
        let (number, unit) = word.split_at_checked(word.len().checked_sub('号'.len_utf8())?)?;
        let unit = match unit {
            "幢" | "栋" => '号',
            "房" | "户" => '室',
            _ => return None,
        };
        (!number.is_empty() && number.is_ascii()).then(|| format!("{number}{unit}"))
    }

    /// The phones whose last digits this may be, as [`phone_asked`] says it.
    pub fn phone(&self) -> Option<String> {
        match self {
            Self::Prefix(word) => phone_asked(word),
            Self::Word(_) => None,
        }
    }
}

/// Digits of a phone that its mask shows at its end, and of a mobile's at its beginning ([`crate::privacy::mask_phone`]).
const TAIL: usize = 4;
const HEAD: usize = 3;
/// Digits of a mobile.
const MOBILE: usize = 11;
/// What has fewer is no phone of a person: emergency calls, extensions.
const FEWEST: usize = 7;
/// Digits of the longest phone that is written in one piece: an area code of four, and eight. More of them are the number of
/// something else, of an order or a notice, that ends like somebody's phone by chance.
const LONGEST: usize = 12;

/// The words by which a phone is found: its last four digits, and of a mobile these behind its first three. That is what its mask
/// shows, so that whoever tries numbers learns nothing that does not stand on the page, and no digit one by one.
pub fn phone_words(phone: &str) -> Vec<String> {
    let digits = phone_digits(phone);
    if digits.len() < FEWEST {
        return Vec::new();
    }
    let tail = &digits[digits.len() - TAIL..];
    let mut words = vec![tail.to_owned()];
    if is_mobile(&digits) {
        words.push(format!("{}{tail}", &digits[..HEAD]));
    }
    words
}

/// Which of these words to look for, when somebody types a phone or its end: four digits or more, with the signs that stand in
/// phones. What is typed before the last four narrows nothing down, but for the beginning of a whole mobile.
pub fn phone_asked(typed: &str) -> Option<String> {
    if !typed.chars().map(narrow).all(|c| c.is_ascii_digit() || " -+()".contains(c)) {
        return None;
    }
    let digits = phone_digits(typed);
    let tail = &digits[digits.len().checked_sub(TAIL)?..];
    if is_mobile(&digits) {
        return Some(format!("{}{tail}", &digits[..HEAD]));
    }
    let piece = typed.split(|c| !narrow(c).is_ascii_digit()).map(|piece| piece.chars().count()).max();
    piece.is_some_and(|digits| digits <= LONGEST).then(|| tail.to_owned())
}

/// The digits of a phone, without the country in front of a mobile.
fn phone_digits(text: &str) -> String {
    let digits: String = text.chars().map(narrow).filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("86").filter(|rest| is_mobile(rest)) {
        Some(rest) => rest.to_owned(),
        None => digits,
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == MOBILE && digits.starts_with('1')
}

/// Most parts of a query; more are ignored.
const MOST_PARTS: usize = 16;

/// What to look for, from what a person typed. Empty when there is nothing to look for.
///
/// Of a longer Chinese word every pair of neighbours must occur, wherever: an index that knew the places of words
/// would be several times as large and as slow, to tell apart texts that hardly anybody writes.
///
/// A number with a character right behind it is looked for as that (see [`words`]). One with nothing behind it may still be on its way:
/// every word that begins so is found, and typing on only narrows that down. Blanks between the two say that they are meant apart.
pub fn query(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for Run { gap, content } in runs(text) {
        match content {
            Content::Ascii(word) => parts.push(Part::Prefix(word)),
            Content::Wide(chars) => {
                let joint = match parts.last() {
                    Some(Part::Prefix(word)) if gap == Gap::None && is_number(word) => joint(word, &chars),
                    _ => None,
                };
                if let Some(word) = joint {
                    // it says all that the number by itself would
                    parts.pop();
                    parts.push(Part::Word(word));
                } else if chars.len() == 1 {
                    parts.push(Part::Prefix(chars.iter().collect()));
                }
                parts.extend(pairs(&chars).map(Part::Word));
            }
        }
    }
    let mut seen = BTreeSet::new();
    parts.retain(|part| seen.insert(part.clone()));
    parts.truncate(MOST_PARTS);
    parts
}

/// Whether a word of ASCII letters and digits is the number of something.
fn is_number(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
}

/// A number and the character behind it.
fn joint(number: &str, behind: &[char]) -> Option<String> {
    behind.first().map(|c| format!("{number}{c}"))
}

/// Every pair of neighbours.
fn pairs(chars: &[char]) -> impl Iterator<Item = String> {
    chars.windows(2).map(|pair| pair.iter().collect())
}

/// Letters and digits of one kind, and what stands before them.
struct Run {
    gap: Gap,
    content: Content,
}

enum Content {
    Ascii(String),
    Wide(Vec<char>),
}

/// What stands between two runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Blanks,
    Signs,
}

/// Full-width letters and digits count as their plain forms.
fn runs(text: &str) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut gap = Gap::None;
    for c in text.chars().map(narrow) {
        if !c.is_alphanumeric() {
            gap = if c.is_whitespace() && gap != Gap::Signs { Gap::Blanks } else { Gap::Signs };
            continue;
        }
        let goes_on = out.last_mut().filter(|_| gap == Gap::None).map(|run| &mut run.content);
        match goes_on {
            Some(Content::Ascii(word)) if c.is_ascii() => word.push(c.to_ascii_lowercase()),
            Some(Content::Wide(chars)) if !c.is_ascii() => chars.push(c),
            _ => {
                let content = if c.is_ascii() {
                    Content::Ascii(c.to_ascii_lowercase().to_string())
                } else {
                    Content::Wide(vec![c])
                };
                out.push(Run { gap, content });
            }
        }
        gap = Gap::None;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_of_texts() {
        for (text, expected) in [
            ("楼道堆物", vec!["楼道", "道堆", "堆物", "物"]),
            ("仙霞路475号", vec!["仙霞", "霞路", "路", "475", "475号", "号"]),
            ("２ 号　301\n室", vec!["2", "2号", "号", "301", "301室", "室"]),
            ("３号楼，Ａ座", vec!["3", "3号", "号楼", "楼", "a", "座"]),
            ("12A室 B1层", vec!["12a", "12a室", "室", "b1", "b1层", "层"]),
            ("101、102室（5）号", vec!["101", "102", "102室", "室", "5", "号"]),
            ("𠮷野家 NB-IoT烟感", vec!["𠮷野", "野家", "家", "nb", "iot", "烟感", "感"]),
            ("👍！", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    fn word(text: &str) -> Part {
        Part::Word(text.into())
    }

    fn prefix(text: &str) -> Part {
        Part::Prefix(text.into())
    }

    #[test]
    fn queries() {
        for (typed, expected) in [
            ("消防", vec![word("消防")]),
            ("消", vec![prefix("消")]),
            ("消防栓 3号", vec![word("消防"), word("防栓"), word("3号")]),
            ("仙霞路475", vec![word("仙霞"), word("霞路"), prefix("475")]),
            ("１２号楼", vec![word("12号"), word("号楼")]),
            ("12号101室", vec![word("12号"), word("101室")]),
            ("12A室", vec![word("12a室")]),
            // apart on purpose, or on the way to something
            ("101 室", vec![prefix("101"), prefix("室")]),
            ("101-室", vec![prefix("101"), prefix("室")]),
            ("A座", vec![prefix("a"), prefix("座")]),
            ("lw面馆", vec![prefix("lw"), word("面馆")]),
            ("楼道 楼道", vec![word("楼道")]),
            (" ，。", vec![]),
        ] {
            assert_eq!(query(typed), expected, "{typed}");
        }
        assert!(query(&"a ".repeat(1000)).len() <= MOST_PARTS);
    }

    #[test]
    fn a_phone_is_found_by_what_its_mask_shows() {
        for (phone, expected) in [
            ("13812345678", vec!["5678", "1385678"]),
            ("+86 138-1234-5678", vec!["5678", "1385678"]),
            ("１３８ １２３４ ５６７８", vec!["5678", "1385678"]),
            ("62345678", vec!["5678"]),
            ("021-62345678", vec!["5678"]),
            ("119", vec![]),
            ("", vec![]),
            ("没有", vec![]),
        ] {
            assert_eq!(phone_words(phone), expected, "{phone}");
        }
        for (typed, expected) in [
            ("5678", Some("5678")),
            ("４５６７８", Some("5678")),
            ("12345678", Some("5678")),
            ("138 1234 5678", Some("1385678")),
            ("8613812345678", Some("1385678")),
            ("(021) 6234-5678", Some("5678")),
            ("051262345678", Some("5678")),
            ("021-62345678-8001", Some("8001")),
            // the number of an order
            ("2023071512345", None),
            ("２０２３０７１５１２３４５", None),
            ("678", None),
            ("5678号", None),
            ("a5678", None),
            ("", None),
        ] {
            assert_eq!(phone_asked(typed).as_deref(), expected, "{typed}");
        }
    }

    #[test]
    fn a_house_is_found_whatever_it_is_called() {
        for (part, expected) in [
            (word("12幢"), Some("12号")),
            (word("12栋"), Some("12号")),
            (word("302房"), Some("302室")),
            (word("12号"), None),
            (word("栋楼"), None),
            (word("一栋"), None),
            (prefix("栋"), None),
            (word(""), None),
        ] {
            assert_eq!(part.also().as_deref(), expected, "{part:?}");
        }
    }

    /// Whether a text has all that is looked for.
    fn finds(parts: &[Part], text: &str) -> bool {
        let words = words(text);
        parts.iter().all(|part| match part {
            Part::Word(word) => words.contains(word),
            Part::Prefix(begin) => words.iter().any(|word| word.starts_with(begin.as_str())),
        })
    }

    #[test]
    fn a_door_is_told_from_others() {
        for (typed, text, expected) in [
            ("12号", "仙霞路700弄12号", true),
            ("12号", "仙霞路700弄 12 号楼", true),
            ("12号", "仙霞路700弄123号", false),
            ("12号", "仙霞路12弄3号", false),
            ("12", "仙霞路700弄123号", true),
            ("12 号", "仙霞路12弄3号", true),
            ("1号楼", "11号楼", false),
            ("LED灯", "LED照明灯", true),
        ] {
            assert_eq!(finds(&query(typed), text), expected, "{typed}: {text}");
        }
    }

    proptest! {
        /// Whoever types what a text says finds it, however far they have come: from the beginning of a word or any Chinese
        /// character on. So does the query that takes numbers apart.
        #[test]
        fn a_text_is_found_by_what_it_says(
            pieces in prop::collection::vec("[0-9]{1,4}|[a-c]{1,2}|[号室路弄座]{1,3}|[ 　，-]", 1..12),
            begin in any::<prop::sample::Index>(),
            length in any::<prop::sample::Index>(),
        ) {
            let text = pieces.concat();
            let chars: Vec<char> = text.chars().collect();
            let begin = begin.index(chars.len());
            let end = begin + 1 + length.index(chars.len() - begin);
            let in_a_word = begin > 0 && chars[begin - 1..=begin].iter().all(char::is_ascii_alphanumeric);
            prop_assume!(!in_a_word);
            let typed: String = chars[begin..end].iter().collect();
            let parts = query(&typed);
            prop_assert!(finds(&parts, &text), "{typed}: {text}");
            let apart: Vec<Part> = parts.into_iter().flat_map(Part::apart).collect();
            prop_assert!(finds(&apart, &text), "{typed}, apart: {text}");
        }

        /// What finds a text finds it apart too.
        #[test]
        fn taken_apart_a_query_finds_no_less(
            typed in "([0-9a-b]{1,2}|[号室楼]{1,2}|[ ，]){1,4}",
            text in "([0-9a-b]{1,2}|[号室楼]{1,2}|[ ，]){1,12}",
        ) {
            let parts = query(&typed);
            let apart: Vec<Part> = parts.iter().cloned().flat_map(Part::apart).collect();
            prop_assert!(!finds(&parts, &text) || finds(&apart, &text), "{typed}: {text}");
        }

        /// A whole phone and its end find it, and digits that its mask hides decide nothing.
        #[test]
        fn hidden_digits_of_a_phone_cannot_be_tried(phone in "1[3-9][0-9]{9}", guess in "[0-9]{4}", shown in 4_usize..11) {
            let words = phone_words(&phone);
            let whole = phone_asked(&phone);
            prop_assert!(whole.as_ref().is_some_and(|asked| words.contains(asked)));
            let end = phone_asked(&phone[11 - shown..]);
            prop_assert_eq!(end.as_deref(), Some(&phone[7..]));
            let tried = phone_asked(&format!("{}{guess}{}", &phone[..3], &phone[7..]));
            prop_assert_eq!(tried, whole);
        }

        /// The number of a door finds that door and no other.
        #[test]
        fn a_number_is_found_whole(asked in 1_u32..200, there in 1_u32..200, unit in "[号室弄]") {
            let text = format!("仙霞路700弄{there}{unit}");
            prop_assert_eq!(finds(&query(&format!("{asked}{unit}")), &text), asked == there);
        }
    }
}
