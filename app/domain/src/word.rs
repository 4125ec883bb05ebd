//! Reading the words of text enums, and what follows a word: written once for all of them. Derived, each of them would bring its own way through the
//! reader of JSON into the browser's program.

use crate::fault::UnknownWord;
use serde::{
    Deserializer,
    de::{Error, Visitor},
};
use std::fmt;

/// Which of the words it is, counted from 0.
///
/// # Errors
/// When it is none of them; `kind` is the enum's name.
pub(crate) fn place(kind: &'static str, words: &[&str], word: &str) -> Result<usize, UnknownWord> {
    let found = words.iter().position(|known| *known == word);
    found.ok_or_else(|| UnknownWord { kind, word: word.chars().take(40).collect() })
}

/// Reads one of the words: which, counted from 0.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    from: D,
    kind: &'static str,
    words: &'static [&'static str],
) -> Result<usize, D::Error> {
    from.deserialize_str(OneOf { kind, words })
}

/// A field that what is told must have.
///
/// # Errors
/// Its name, in serde's words, when it is missing.
pub(crate) fn need<T>(told: Option<T>, field: &str) -> Result<T, String> {
    told.ok_or_else(|| format!("missing field `{field}`"))
}

struct OneOf {
    kind: &'static str,
    words: &'static [&'static str],
}

impl Visitor<'_> for OneOf {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a word for {}", self.kind)
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<usize, E> {
        place(self.kind, self.words, word).map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use crate::hazards::Severity;
    use std::collections::BTreeMap;

    #[test]
    fn words_are_read_wherever_they_stand() {
        let all: Vec<Severity> = serde_json::from_str(r#"["general","major"]"#).expect("words");
        assert_eq!(all, [Severity::General, Severity::Major]);
        let counts: BTreeMap<Severity, u32> = serde_json::from_str(r#"{"major":2}"#).expect("words as keys");
        assert_eq!(counts, BTreeMap::from([(Severity::Major, 2)]));
        let escaped: Severity = serde_json::from_str(r#""\u006dajor""#).expect("the same word");
        assert_eq!(escaped, Severity::Major);
        let value = serde_json::json!({"severity": "major"});
        assert_eq!(serde_json::from_value::<Severity>(value["severity"].clone()).ok(), Some(Severity::Major));
    }

    #[test]
    fn other_words_and_what_is_no_word_are_refused() {
        for text in [r#""huge""#, r#""""#, r#""Major""#, "1", "null", "[\"major\"]", r#"{"major":null}"#] {
            assert!(serde_json::from_str::<Severity>(text).is_err(), "{text}");
        }
        assert_eq!(
            "huge".parse::<Severity>().expect_err("no such word").to_string(),
            r#""huge" is not a Severity"#
        );
    }

    #[test]
    fn each_word_is_of_its_value() {
        for severity in Severity::ALL {
            assert_eq!(severity.as_str().parse(), Ok(*severity));
            let json = serde_json::to_string(severity).expect("a word");
            assert_eq!(serde_json::from_str::<Severity>(&json).ok(), Some(*severity));
        }
    }
}
