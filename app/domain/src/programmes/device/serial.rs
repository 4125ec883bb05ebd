//! Serial numbers of devices, as they are typed, scanned and printed: one form for all of them.

use crate::text::narrow;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Shortest and longest serial number, in characters.
pub const LENGTH: std::ops::RangeInclusive<usize> = 4..=40;

/// A serial number in its one form: capital letters and digits only. Two devices in use never share one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Serial(String);

/// A text that holds no serial number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a serial number has 4 to 40 letters and digits")]
pub struct NotASerial;

/// What stands before the number on a plate or in a code's text.
const LABELS: [&str; 9] =
    ["SERIALNUMBER", "SERIALNO", "SERIAL", "设备编号", "序列号", "出厂编号", "IMEI", "SN", "编号"];

impl Serial {
    /// Reads what a keyboard or a scanner gives: full width, small letters, blanks and hyphens, `S/N:`, `序列号：`, a link
    /// with `sn=`, or a GS1 code whose element (21) is the serial number.
    ///
    /// # Errors
    /// [`NotASerial`] when nothing of a sensible length is left, or signs that no serial number has.
    pub fn read(text: &str) -> Result<Self, NotASerial> {
        let text: String = text.chars().map(narrow).collect();
        let text = text.trim().to_uppercase();
        let found = gs1(&text).or_else(|| of_link(&text)).unwrap_or(text);
        let is_filler = |c: char| c.is_whitespace() || c.is_control() || "-_./:#\u{feff}".contains(c);
        let mut bare: String = found.chars().filter(|c| !is_filler(*c)).collect();
        if let Some(rest) = LABELS.iter().find_map(|label| labelled(&found, &bare, label)) {
            bare = rest;
        }
        let fits = LENGTH.contains(&bare.len()) && bare.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(bare)) } else { Err(NotASerial) }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What follows a label. A Latin label needs a sign behind it: SN2301 may be a serial number, SN:2301 is not.
fn labelled(found: &str, bare: &str, label: &str) -> Option<String> {
    let rest = bare.strip_prefix(label)?;
    let signed = !label.is_ascii() || {
        let mut left = label.chars().peekable();
        let end = found.char_indices().find(|(_, c)| {
            if left.peek() == Some(c) {
                left.next();
                return false;
            }
            left.peek().is_none()
        });
        end.is_some_and(|(_, c)| !c.is_alphanumeric())
    };
    signed.then(|| rest.to_owned())
}

/// The value of `sn=` of a link. Nothing is ever fetched from what a code says.
fn of_link(text: &str) -> Option<String> {
    let (_, query) = text.split_once("://")?.1.split_once('?')?;
    let query = query.split('#').next()?;
    let pair = query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        ["SN", "SERIAL", "DEVICENO", "IMEI"].contains(&key).then_some(value)
    });
    pair.map(ToOwned::to_owned)
}

/// Lengths of GS1 elements that have a fixed one (GS1 General Specifications, chapter 3); others end with a separator.
const FIXED: [(&str, usize); 7] =
    [("00", 18), ("01", 14), ("02", 14), ("11", 6), ("13", 6), ("15", 6), ("17", 6)];

/// The separator between elements of a scanned GS1 code.
const GROUP: char = '\u{1d}';

/// The serial number of a GS1 code: `(01)06901234567892(21)A2301` as printed, or as a scanner gives it, with its mark in
/// front (`]C1`, `]D2`, `]Q3`) or a separator inside.
fn gs1(text: &str) -> Option<String> {
    if text.starts_with('(') {
        let (_, rest) = text.split_once("(21)")?;
        return rest.split('(').next().map(ToOwned::to_owned);
    }
    let marked = ["]C1", "]D2", "]Q3", "]E0"].iter().find_map(|mark| text.strip_prefix(*mark));
    let mut rest = match marked {
        Some(rest) => rest,
        None if text.contains(GROUP) => text,
        None => return None,
    };
    loop {
        rest = rest.trim_start_matches(GROUP);
        if let Some(serial) = rest.strip_prefix("21") {
            return serial.split(GROUP).next().map(ToOwned::to_owned);
        }
        rest = match FIXED.iter().find(|(element, _)| rest.starts_with(*element)) {
            Some((element, length)) => rest.get(element.len() + length..)?,
            None => rest.split_once(GROUP)?.1,
        };
    }
}

impl FromStr for Serial {
    type Err = NotASerial;

    fn from_str(s: &str) -> Result<Self, NotASerial> {
        Self::read(s)
    }
}

impl TryFrom<String> for Serial {
    type Error = NotASerial;

    fn try_from(s: String) -> Result<Self, NotASerial> {
        Self::read(&s)
    }
}

impl From<Serial> for String {
    fn from(serial: Serial) -> Self {
        serial.0
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_form_for_all_ways_of_writing() {
        for text in [
            "A2301-00077",
            "a2301-00077",
            "Ａ２３０１－０００７７",
            " A2301 00077\r\n",
            "SN:A2301-00077",
            "S/N: a230100077",
            "Serial No. A2301/00077",
            "序列号：A2301-00077",
            "设备编号A230100077",
            "https://iot.example.cn/q?type=7&sn=A2301-00077#top",
            "(01)06901234567892(21)A230100077",
            "(21)A230100077(10)B7",
            "]C1010690123456789221A230100077",
            "]d2010690123456789211230601\u{1d}21A230100077\u{1d}10B7",
            "010690123456789210B7\u{1d}21A230100077",
        ] {
            assert_eq!(Serial::read(text).map(String::from).as_deref(), Ok("A230100077"), "{text:?}");
        }
    }

    #[test]
    fn what_only_looks_like_a_label_or_a_code_stays_whole() {
        for (text, serial) in [
            ("SN230100077", "SN230100077"),
            ("868120301234567", "868120301234567"),
            ("IMEI 868120301234567", "868120301234567"),
            ("0106901234567892", "0106901234567892"),
            ("000077", "000077"),
        ] {
            assert_eq!(Serial::read(text).map(String::from).as_deref(), Ok(serial), "{text}");
        }
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "A23",
            "编号",
            "楼道烟感",
            "A2301+77",
            "]C1",
            "]C1010690",
            "7".repeat(41).as_str(),
            "(01)0690",
        ] {
            assert_eq!(Serial::read(text), Err(NotASerial), "{text}");
        }
        assert!(serde_json::from_str::<Serial>("\"a-2301\"").is_ok_and(|s| s.as_str() == "A2301"));
        assert!(serde_json::from_str::<Serial>("\"a\"").is_err());
    }

    proptest! {
        #[test]
        fn reading_twice_changes_nothing(text in "\\PC{0,60}") {
            if let Ok(serial) = Serial::read(&text) {
                prop_assert_eq!(Serial::read(serial.as_str()), Ok(serial));
            }
        }
    }
}
