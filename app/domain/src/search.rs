//! How text becomes search words: pairs of neighbouring Chinese characters, whole words of Latin letters and
//! digits. The same split serves the row and the query, so a two-character word is one exact look-up.

use crate::text::narrow;
use std::collections::BTreeSet;

/// The search words of a text, in order, with repetitions.
///
/// Chinese (any non-ASCII letter or digit): every pair of neighbours, then the last character alone, so that one
/// typed character finds words that begin with it and the end of a run. ASCII letters and digits: the word in
/// lower case. Everything else separates.
pub fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for run in runs(text) {
        match run {
            Run::Ascii(word) => out.push(word),
            Run::Wide(chars) => {
                out.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
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

/// Most parts of a query; more are ignored.
const MOST_PARTS: usize = 16;

/// What to look for, from what a person typed. Empty when there is nothing to look for.
///
/// Of a longer Chinese word every pair of neighbours must occur, wherever: an index that knew the places of words
/// would be several times as large and as slow, to tell apart texts that hardly anybody writes.
pub fn query(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for run in runs(text) {
        match run {
            Run::Ascii(word) => parts.push(Part::Prefix(word)),
            Run::Wide(chars) if chars.len() == 1 => parts.push(Part::Prefix(chars.iter().collect())),
            Run::Wide(chars) => parts.extend(chars.windows(2).map(|pair| Part::Word(pair.iter().collect()))),
        }
    }
    let mut seen = BTreeSet::new();
    parts.retain(|part| seen.insert(part.clone()));
    parts.truncate(MOST_PARTS);
    parts
}

enum Run {
    Ascii(String),
    Wide(Vec<char>),
}

/// Full-width letters and digits count as their plain forms.
fn runs(text: &str) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut joined = false;
    for c in text.chars().map(narrow) {
        if !c.is_alphanumeric() {
            joined = false;
            continue;
        }
        match out.last_mut().filter(|_| joined) {
            Some(Run::Ascii(word)) if c.is_ascii() => word.push(c.to_ascii_lowercase()),
            Some(Run::Wide(chars)) if !c.is_ascii() => chars.push(c),
            _ if c.is_ascii() => out.push(Run::Ascii(c.to_ascii_lowercase().to_string())),
            _ => out.push(Run::Wide(vec![c])),
        }
        joined = true;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_texts() {
        for (text, expected) in [
            ("楼道堆物", vec!["楼道", "道堆", "堆物", "物"]),
            ("仙霞路475号", vec!["仙霞", "霞路", "路", "475", "号"]),
            ("３号楼，Ａ座", vec!["3", "号楼", "楼", "a", "座"]),
            ("𠮷野家 NB-IoT", vec!["𠮷野", "野家", "家", "nb", "iot"]),
            ("👍！", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn queries() {
        assert_eq!(query("消防"), [Part::Word("消防".into())]);
        assert_eq!(query("消"), [Part::Prefix("消".into())]);
        assert_eq!(
            query("消防栓 3号"),
            [
                Part::Word("消防".into()),
                Part::Word("防栓".into()),
                Part::Prefix("3".into()),
                Part::Prefix("号".into()),
            ]
        );
        assert_eq!(query("楼道 楼道"), [Part::Word("楼道".into())]);
        assert_eq!(query(" ，。"), []);
        assert!(query(&"a ".repeat(1000)).len() <= MOST_PARTS);
    }
}
