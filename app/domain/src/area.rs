//! Areas: the national statistical division codes are the key, so that a prefix is a subtree.

use crate::text_enum;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, Visitor},
};
use std::{fmt, str::FromStr};

text_enum! {
    /// The level of an area, from its code's length.
    AreaLevel {
        /// 市, 2 digits.
        City = "city",
        /// 区, 6 digits.
        District = "district",
        /// 街道/镇, 9 digits.
        Subdistrict = "subdistrict",
        /// 居委会, 12 digits.
        Committee = "committee",
        /// 网格, 14 digits (committee + 2).
        Grid = "grid",
    }
}

impl AreaLevel {
    /// Digits of a code of this level.
    pub const fn digits(self) -> usize {
        match self {
            Self::City => 2,
            Self::District => 6,
            Self::Subdistrict => 9,
            Self::Committee => 12,
            Self::Grid => 14,
        }
    }
}

/// The most digits of a code.
const MOST_DIGITS: usize = AreaLevel::Grid.digits();

/// The code of an area. Always digits of one of the five lengths. Each row of each list brings one, so it needs no memory
/// besides its own.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode {
    /// Filled up with zero bytes: the order is that of the texts.
    digits: [u8; MOST_DIGITS],
    len: u8,
}

/// A text that is no area code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an area code has 2, 6, 9, 12 or 14 digits")]
pub struct NotAnAreaCode;

impl AreaCode {
    fn of(text: &str) -> Option<Self> {
        let level = AreaLevel::ALL.iter().find(|l| l.digits() == text.len())?;
        let mut digits = [0; MOST_DIGITS];
        digits[..level.digits()].copy_from_slice(text.as_bytes());
        text.bytes().all(|b| b.is_ascii_digit()).then_some(Self { digits, len: level.digits() as u8 })
    }

    fn bytes(&self) -> &[u8] {
        &self.digits[..usize::from(self.len)]
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).expect("digits are ASCII")
    }

    /// The level, from the length.
    pub fn level(&self) -> AreaLevel {
        match self.len {
            2 => AreaLevel::City,
            6 => AreaLevel::District,
            9 => AreaLevel::Subdistrict,
            12 => AreaLevel::Committee,
            _ => AreaLevel::Grid,
        }
    }

    /// Whether `other` is this area or inside it.
    pub fn contains(&self, other: &AreaCode) -> bool {
        other.digits.starts_with(self.bytes())
    }

    /// The enclosing area of that level (itself when it is of that level); `None` when this one is larger.
    pub fn at(&self, level: AreaLevel) -> Option<AreaCode> {
        self.as_str().get(..level.digits()).and_then(Self::of)
    }

    /// The next larger area.
    pub fn parent(&self) -> Option<AreaCode> {
        let larger = AreaLevel::ALL.iter().rev().find(|l| l.digits() < usize::from(self.len))?;
        self.at(*larger)
    }

    /// This area and every larger one, the largest first.
    pub fn lineage(&self) -> impl Iterator<Item = AreaCode> + '_ {
        AreaLevel::ALL.iter().filter_map(|level| self.at(*level))
    }

    /// The first code after the subtree in text order: `code >= self AND code < self.successor()` is the subtree.
    pub fn successor(&self) -> String {
        let mut bytes = self.bytes().to_vec();
        for byte in bytes.iter_mut().rev() {
            if *byte < b'9' {
                *byte += 1;
                return String::from_utf8(bytes).expect("digits are ASCII");
            }
            *byte = b'0';
        }
        ":".to_owned() // all nines: ':' follows '9' in ASCII
    }
}

impl FromStr for AreaCode {
    type Err = NotAnAreaCode;

    fn from_str(s: &str) -> Result<Self, NotAnAreaCode> {
        Self::of(s).ok_or(NotAnAreaCode)
    }
}

impl From<AreaCode> for String {
    fn from(code: AreaCode) -> String {
        code.as_str().to_owned()
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AreaCode").field(&self.as_str()).finish()
    }
}

impl Serialize for AreaCode {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AreaCode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = AreaCode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an area code")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<AreaCode, E> {
                text.parse().map_err(E::custom)
            }
        }

        from.deserialize_str(Text)
    }
}

/// An area with its name, for lists and forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaRef {
    /// Its code.
    pub code: AreaCode,
    /// Its name, the short one where there is one.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(s: &str) -> AreaCode {
        s.parse().expect(s)
    }

    #[test]
    fn accepts_the_five_lengths_only() {
        for good in ["31", "310105", "310105008", "310105008001", "31010500800101"] {
            assert_eq!(code(good).as_str(), good);
        }
        for bad in ["", "3", "3101", "31010500", "3101050080", "31010x", "３１", "310105008001011"] {
            assert!(bad.parse::<AreaCode>().is_err(), "{bad}");
        }
        assert!(serde_json::from_str::<AreaCode>("\"3101\"").is_err());
        let json = "\"310105008\"";
        let read: AreaCode = serde_json::from_str(json).expect(json);
        assert_eq!(serde_json::to_string(&read).expect(json), json);
    }

    #[test]
    fn codes_are_in_the_order_of_their_texts() {
        let mut texts = ["310105008001", "310105008", "31010500800101", "310105", "31", "310105009", "32"];
        let mut codes = texts.map(code);
        texts.sort_unstable();
        codes.sort_unstable();
        assert_eq!(codes.map(String::from), texts);
    }

    #[test]
    fn a_prefix_is_a_subtree() {
        let street = code("310105008");
        assert!(street.contains(&code("310105008001")));
        assert!(street.contains(&street));
        assert!(!street.contains(&code("310105")));
        assert!(!street.contains(&code("310105009001")));
    }

    #[test]
    fn lineage_and_parent() {
        let grid = code("31010500800101");
        let all: Vec<String> = grid.lineage().map(String::from).collect();
        assert_eq!(all, ["31", "310105", "310105008", "310105008001", "31010500800101"]);
        assert_eq!(grid.parent(), Some(code("310105008001")));
        assert_eq!(code("310105").parent(), Some(code("31")));
        assert_eq!(code("31").parent(), None);
        assert_eq!(code("310105").at(AreaLevel::Committee), None);
    }

    #[test]
    fn the_successor_bounds_the_subtree() {
        assert_eq!(code("310105008").successor(), "310105009");
        assert_eq!(code("310105009").successor(), "310105010");
        assert_eq!(code("99").successor(), ":");
        assert!("310105008999" < code("310105008").successor().as_str());
    }
}
