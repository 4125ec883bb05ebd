//! Instants and days on their way out. Rows of lists hold several, and chrono writes them digit by digit through its
//! general formatter, which takes longer than all the texts beside them. The words are the same.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use serde::{Serialize, Serializer};

/// For a field with an instant.
pub(crate) fn instant<S: Serializer>(at: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
    Instant(*at).serialize(to)
}

/// For a field that may hold an instant.
#[allow(clippy::ref_option, reason = "serde hands over the field")]
pub(crate) fn instant_if_any<S: Serializer>(at: &Option<DateTime<Utc>>, to: S) -> Result<S::Ok, S::Error> {
    at.map(Instant).serialize(to)
}

/// For a field with a day.
pub(crate) fn day<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
    let mut place = [0; 10];
    match put_day(*day, &mut place) {
        Some(text) => to.serialize_str(text),
        None => day.serialize(to),
    }
}

struct Instant(DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut place = [0; 24];
        match put_instant(self.0, &mut place) {
            Some(text) => to.serialize_str(text),
            None => self.0.serialize(to),
        }
    }
}

/// `2023-06-08T01:44:55Z` or `2023-06-08T01:44:55.123Z`. `None`: something that only chrono knows how to write.
fn put_instant(at: DateTime<Utc>, place: &mut [u8; 24]) -> Option<&str> {
    let nanos = at.nanosecond();
    // a leap second counts more than a second of them
    if nanos >= 1_000_000_000 || !nanos.is_multiple_of(1_000_000) {
        return None;
    }
    put_date(at.date_naive(), place)?;
    for (at, mark) in [(10, b'T'), (13, b':'), (16, b':')] {
        place[at] = mark;
    }
    put(at.hour(), &mut place[11..13]);
    put(at.minute(), &mut place[14..16]);
    put(at.second(), &mut place[17..19]);
    let end = if nanos == 0 {
        19
    } else {
        place[19] = b'.';
        put(nanos / 1_000_000, &mut place[20..23]);
        23
    };
    place[end] = b'Z';
    std::str::from_utf8(&place[..=end]).ok()
}

/// `2023-06-08`.
fn put_day(day: NaiveDate, place: &mut [u8; 10]) -> Option<&str> {
    put_date(day, place)?;
    std::str::from_utf8(place).ok()
}

/// Writes a day at the beginning; years of four digits only.
fn put_date(day: NaiveDate, place: &mut [u8]) -> Option<()> {
    let year = u32::try_from(day.year()).ok().filter(|year| *year <= 9999)?;
    put(year, &mut place[..4]);
    place[4] = b'-';
    put(day.month(), &mut place[5..7]);
    place[7] = b'-';
    put(day.day(), &mut place[8..10]);
    Some(())
}

/// Fills the place with the last digits of a number.
fn put(mut n: u32, place: &mut [u8]) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (n % 10) as u8;
        n /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Serialize)]
    struct Ours(
        #[serde(serialize_with = "instant")] DateTime<Utc>,
        #[serde(serialize_with = "instant_if_any")] Option<DateTime<Utc>>,
        #[serde(serialize_with = "day")] NaiveDate,
    );

    fn same(at: DateTime<Utc>) -> Result<(), TestCaseError> {
        let ours = serde_json::to_string(&Ours(at, Some(at), at.date_naive())).expect("json");
        let theirs = serde_json::to_string(&(at, Some(at), at.date_naive())).expect("json");
        prop_assert_eq!(ours, theirs);
        Ok(())
    }

    proptest! {
        #[test]
        fn they_are_written_as_chrono_writes_them(
            seconds in -70_000_000_000_i64..260_000_000_000,
            nanos in prop_oneof![
                Just(0),
                (0..1_000_u32).prop_map(|ms| ms * 1_000_000),
                (0..1_000_000_u32).prop_map(|us| us * 1_000),
                0..2_000_000_000_u32,
            ],
        ) {
            // a leap second stands at the end of a minute only
            if let Some(at) = DateTime::from_timestamp(seconds, nanos) {
                same(at)?;
            }
        }
    }

    #[test]
    fn none_is_null() {
        let at: DateTime<Utc> = "2023-06-08T01:44:55Z".parse().expect("instant");
        let text = serde_json::to_string(&Ours(at, None, at.date_naive())).expect("json");
        assert_eq!(text, r#"["2023-06-08T01:44:55Z",null,"2023-06-08"]"#);
    }
}
