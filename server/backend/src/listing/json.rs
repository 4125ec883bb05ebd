//! Rows that come as one JSON text, and what their columns are read as.
//!
//! JSON is read value by value, so what a list holds many of is read by hand here: the parsers of chrono know every way
//! to write an instant, and take several times as long for the one that our databases have.

use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::QueryResult;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, Visitor},
};
use std::fmt;

/// The columns of all rows of a selection as one JSON text, read with [`rows`]: a row by itself is a message from
/// the connection's thread, and each of its values an allocation on both sides. An id has to be given as [`id`].
pub(crate) fn rows_of(sqlite: bool, columns: &str) -> String {
    if sqlite {
        format!("json_group_array(json_array({columns}))")
    } else {
        format!("COALESCE(CAST(json_agg(json_build_array({columns})) AS text), '[]')")
    }
}

/// Columns that are one value of [`rows_of`]: what is read into a structure of its own.
pub(crate) fn group(sqlite: bool, columns: &str) -> String {
    format!("{}({columns})", if sqlite { "json_array" } else { "json_build_array" })
}

/// A column that holds an id, for [`rows_of`].
pub(crate) fn id(sqlite: bool, column: &str) -> String {
    // JSON holds no bytes
    if sqlite { format!("hex({column})") } else { column.to_owned() }
}

/// A column that may hold an id, for [`rows_of`].
pub(crate) fn id_if_any(sqlite: bool, column: &str) -> String {
    // of no bytes it makes no digits
    if sqlite { format!("NULLIF(hex({column}), '')") } else { column.to_owned() }
}

/// The rows of [`rows_of`] in a column of an answer, in no order.
pub(crate) fn rows<T: DeserializeOwned>(answer: &QueryResult, column: usize) -> Result<Vec<T>> {
    Ok(serde_json::from_str(&answer.try_get_by_index::<String>(column)?)?)
}

/// A truth value of [`rows_of`]: SQLite has numbers for them.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    struct Flag;

    // not an untagged enum: to find out that a number is no truth value it words an error
    impl Visitor<'_> for Flag {
        type Value = bool;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a truth value")
        }

        fn visit_bool<E: Error>(self, flag: bool) -> Result<bool, E> {
            Ok(flag)
        }

        fn visit_u64<E: Error>(self, n: u64) -> Result<bool, E> {
            Ok(n != 0)
        }
    }

    from.deserialize_any(Flag)
}

/// An instant of [`rows_of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Moment(pub DateTime<Utc>);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an instant")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Moment, E> {
                match moment(text) {
                    Some(at) => Ok(Moment(at)),
                    None => text.parse().map(Moment).map_err(E::custom),
                }
            }
        }

        from.deserialize_str(Text)
    }
}

/// A day of [`rows_of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Text;

        impl Visitor<'_> for Text {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a day")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
                match day(text.as_bytes()) {
                    Some(day) => Ok(Day(day)),
                    None => text.parse().map(Day).map_err(E::custom),
                }
            }
        }

        from.deserialize_str(Text)
    }
}

/// `2023-06-08T01:44:55.123+00:00`, as both databases write it.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.strip_suffix("+00:00").or_else(|| text.strip_suffix('Z'))?.as_bytes();
    let (date, time) = (day(text.get(..10)?)?, text.get(10..)?);
    let (b'T', b':', b':') = (*time.first()?, *time.get(3)?, *time.get(6)?) else { return None };
    let (hour, minute, second) =
        (number(time.get(1..3)?)?, number(time.get(4..6)?)?, number(time.get(7..9)?)?);
    let nanos = match time.get(9..)? {
        [] => 0,
        [b'.', digits @ ..] if (1..=9).contains(&digits.len()) => {
            number(digits)? * 10_u32.pow(9 - digits.len() as u32)
        }
        _ => return None,
    };
    Some(date.and_hms_nano_opt(hour, minute, second, nanos)?.and_utc())
}

/// `2023-06-08`.
fn day(text: &[u8]) -> Option<NaiveDate> {
    let (b'-', b'-', 10) = (*text.get(4)?, *text.get(7)?, text.len()) else { return None };
    let (year, month, day) = (number(&text[..4])?, number(&text[5..7])?, number(&text[8..])?);
    NaiveDate::from_ymd_opt(year as i32, month, day)
}

/// The number that at most nine digits write.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n, digit| digit.is_ascii_digit().then(|| n * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_as_chrono_reads_them() {
        for text in [
            "2023-06-08T01:44:55+00:00",
            "2023-06-08T01:44:55Z",
            "2023-06-08T01:44:55.5+00:00",
            "2023-12-31T23:59:59.123456789+00:00",
            "2024-02-29T00:00:00.120Z",
        ] {
            let expected: DateTime<Utc> = text.parse().unwrap();
            assert_eq!(moment(text), Some(expected), "{text}");
            assert_eq!(serde_json::from_str::<Moment>(&format!("\"{text}\"")).unwrap().0, expected);
        }
    }

    #[test]
    fn other_ways_to_write_an_instant_are_left_to_chrono() {
        for text in ["2023-06-08T09:44:55+08:00", "2023-06-08 01:44:55+00:00", "2016-12-31T23:59:60Z"] {
            assert_eq!(moment(text), None, "{text}");
            let read: Moment = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            assert_eq!(read.0, text.parse::<DateTime<Utc>>().unwrap(), "{text}");
        }
        for text in ["", "Z", "2023-06-08", "2023-13-08T01:44:55Z", "2023-06-08T01:44:55.Z"] {
            assert_eq!(moment(text), None, "{text}");
            assert!(serde_json::from_str::<Moment>(&format!("\"{text}\"")).is_err(), "{text}");
        }
    }

    #[test]
    fn days() {
        assert_eq!(serde_json::from_str::<Day>("\"2024-02-29\"").unwrap().0.to_string(), "2024-02-29");
        for text in ["2023-02-29", "2023-2-030", "2023-06-08T", "２０２３-06-08", "x"] {
            assert_eq!(day(text.as_bytes()), None, "{text}");
        }
        assert!(serde_json::from_str::<Day>("\"2023-02-29\"").is_err());
    }

    #[test]
    fn truth_is_a_number_or_a_word() {
        #[derive(Deserialize)]
        struct Row(#[serde(deserialize_with = "flag")] bool);
        for (text, expected) in [("1", true), ("0", false), ("true", true), ("false", false)] {
            assert_eq!(serde_json::from_str::<Row>(text).unwrap().0, expected, "{text}");
        }
    }
}
