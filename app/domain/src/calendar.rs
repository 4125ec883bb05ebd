//! Days in Shanghai: local dates, the end of a day, working days.

use crate::{order, text_enum};
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, ops::Range};

/// Asia/Shanghai. China has had no daylight saving time since 1992, so a fixed offset is exact for every
/// record of this service and needs no time zone tables in the browser.
pub const SHANGHAI: FixedOffset = match FixedOffset::east_opt(8 * 3600) {
    Some(offset) => offset,
    None => unreachable!(),
};

/// The years that records of this service lie in. What is typed outside of them is a slip, and dates far beyond
/// have no common form in both databases.
pub const YEARS: Range<i32> = 1970..2200;

/// Whether a day lies in [`YEARS`].
pub fn is_kept(day: NaiveDate) -> bool {
    YEARS.contains(&day.year())
}

/// The local calendar day of an instant.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    // at the end of all time the day is the last one
    at.naive_utc().checked_add_offset(SHANGHAI).unwrap_or(NaiveDateTime::MAX).date()
}

/// The first instant of a local day.
pub fn day_start(day: NaiveDate) -> DateTime<Utc> {
    // at the beginning of all time there is none before
    let utc = day.and_time(NaiveTime::MIN).checked_sub_offset(SHANGHAI).unwrap_or(NaiveDateTime::MIN);
    DateTime::from_naive_utc_and_offset(utc, Utc)
}

/// The end of a local day, 24:00: the first instant that no longer belongs to it.
pub fn day_end(day: NaiveDate) -> DateTime<Utc> {
    day_start(day).checked_add_signed(TimeDelta::days(1)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The instant of a local moment as a form's field of day and time has it: `2023-06-01T14:05`.
pub fn local_moment(text: &str) -> Option<DateTime<Utc>> {
    let (day, time) = text.split_once('T')?;
    let local = day.parse::<NaiveDate>().ok()?.and_time(time.parse::<NaiveTime>().ok()?);
    Some(DateTime::from_naive_utc_and_offset(local.checked_sub_offset(SHANGHAI)?, Utc))
}

/// Whole milliseconds: what both databases keep.
pub fn to_millis(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

text_enum! {
    /// How the days of a deadline are counted.
    DayKind {
        /// Every day counts.
        Calendar = "calendar",
        /// Only working days count, by the holiday table.
        Working = "working",
    }
}

text_enum! {
    /// A day that differs from the plain week.
    SpecialDay {
        /// A public holiday, also on a weekday.
        Holiday = "holiday",
        /// A weekend day that is worked in exchange.
        Workday = "workday",
    }
}

/// A length in days with its way of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCount {
    /// How many; at most [`DayCount::MAX`].
    pub days: u16,
    /// Which days count.
    pub kind: DayKind,
}

impl DayCount {
    /// The longest deadline: two years.
    pub const MAX: u16 = 730;
}

/// The holiday table: exceptions to "Monday to Friday are worked".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    special: BTreeMap<NaiveDate, SpecialDay>,
}

impl WorkCalendar {
    /// A calendar with these exceptions.
    pub fn new(special: impl IntoIterator<Item = (NaiveDate, SpecialDay)>) -> Self {
        Self { special: order::map(special) }
    }

    /// The exceptions, in the order of their days.
    pub fn special(&self) -> impl Iterator<Item = (NaiveDate, SpecialDay)> {
        self.special.iter().map(|(day, is)| (*day, *is))
    }

    /// Whether the day is worked.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        match self.special.get(&day) {
            Some(SpecialDay::Holiday) => false,
            Some(SpecialDay::Workday) => true,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        }
    }

    /// The last working day up to `day`. A table without one for a month has a slip in it: then it is the day itself.
    pub fn worked_by(&self, day: NaiveDate) -> NaiveDate {
        let mut back = (0..=31).map_while(|back| day.checked_sub_days(Days::new(back)));
        back.find(|day| self.is_working(*day)).unwrap_or(day)
    }

    /// The last day of a deadline that starts on `from` (not counted itself). Zero days end the same day.
    pub fn add(&self, from: NaiveDate, count: DayCount) -> NaiveDate {
        let days = count.days.min(DayCount::MAX);
        match count.kind {
            DayKind::Calendar => from.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX),
            DayKind::Working => {
                let mut day = from;
                let mut left = days;
                while left > 0 {
                    let Some(next) = day.succ_opt() else { return NaiveDate::MAX };
                    day = next;
                    if self.is_working(day) {
                        left -= 1;
                    }
                }
                day
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> NaiveDate {
        s.parse().expect(s)
    }

    #[test]
    fn a_day_ends_at_midnight_in_shanghai() {
        assert_eq!(day_start(day("2023-06-01")).to_rfc3339(), "2023-05-31T16:00:00+00:00");
        assert_eq!(day_end(day("2023-12-31")).to_rfc3339(), "2023-12-31T16:00:00+00:00");
        let last = day_end(day("2023-12-31")) - TimeDelta::milliseconds(1);
        assert_eq!(local_date(last), day("2023-12-31"));
        assert_eq!(local_date(day_end(day("2023-12-31"))), day("2024-01-01"));
    }

    #[test]
    fn a_moment_is_read_as_its_field_has_it() {
        let told = |text: &str| local_moment(text).map(|at| at.to_rfc3339());
        assert_eq!(told("2023-06-01T07:05").as_deref(), Some("2023-05-31T23:05:00+00:00"));
        assert_eq!(told("2023-06-01T08:05:30").as_deref(), Some("2023-06-01T00:05:30+00:00"));
        for text in ["", "2023-06-01", "2023-06-31T08:05", "2023-06-01T24:05", "2023-06-01 08:05", "T08:05"] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_and_the_last_day_there_are_do_no_harm() {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(!is_kept(day));
            assert!(day_start(day) <= day_end(day));
        }
        assert_eq!(local_date(DateTime::<Utc>::MIN_UTC), NaiveDate::MIN);
        assert_eq!(local_date(DateTime::<Utc>::MAX_UTC), NaiveDate::MAX);
        assert!(is_kept(day("1970-01-01")) && is_kept(day("2199-12-31")) && !is_kept(day("2200-01-01")));
    }

    #[test]
    fn the_working_day_before_a_day_off() {
        let calendar = WorkCalendar::new([(day("2023-10-06"), SpecialDay::Holiday)]);
        for (on, worked) in [
            ("2023-10-04", "2023-10-04"),
            ("2023-10-06", "2023-10-05"),
            ("2023-10-08", "2023-10-05"),
            ("2023-10-09", "2023-10-09"),
        ] {
            assert_eq!(calendar.worked_by(day(on)), day(worked), "{on}");
        }
        let off = (0..100).map(|i| (day("2023-10-01") + TimeDelta::days(i), SpecialDay::Holiday));
        assert_eq!(WorkCalendar::new(off).worked_by(day("2023-12-20")), day("2023-12-20"));
    }

    #[test]
    fn working_days_skip_weekends_and_holidays_and_count_made_up_days() {
        // National Day 2023: 29 September to 6 October free, 7 and 8 October (a weekend) worked.
        let mut special: Vec<_> =
            (0..8).map(|i| (day("2023-09-29") + TimeDelta::days(i), SpecialDay::Holiday)).collect();
        special.extend([(day("2023-10-07"), SpecialDay::Workday), (day("2023-10-08"), SpecialDay::Workday)]);
        let calendar = WorkCalendar::new(special);
        for (from, days, kind, due) in [
            ("2023-09-28", 1, DayKind::Working, "2023-10-07"),
            ("2023-09-28", 3, DayKind::Working, "2023-10-09"),
            ("2023-09-28", 3, DayKind::Calendar, "2023-10-01"),
            ("2023-06-02", 1, DayKind::Working, "2023-06-05"),
            ("2023-06-03", 0, DayKind::Working, "2023-06-03"),
            ("2024-02-28", 2, DayKind::Calendar, "2024-03-01"),
        ] {
            assert_eq!(calendar.add(day(from), DayCount { days, kind }), day(due), "{from} + {days} {kind}");
        }
    }
}
