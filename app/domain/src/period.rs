//! Months and periods, in local days of Asia/Shanghai.

use crate::calendar::{YEARS, day_end, day_start, is_kept, local_date};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A local calendar month. Its number form is `yyyymm`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month {
    year: i32,
    month: u32,
}

/// A text that is no month or period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month (YYYY-MM) or period of this service (1970 to 2199)")]
pub struct NotAPeriod;

impl Month {
    /// The month, when it is between 1970-01 and 2199-12.
    pub fn new(year: i32, month: u32) -> Result<Self, NotAPeriod> {
        if YEARS.contains(&year) && (1..=12).contains(&month) {
            Ok(Self { year, month })
        } else {
            Err(NotAPeriod)
        }
    }

    /// The local month of an instant (clamped to the range of [`Month::new`]).
    pub fn of(at: DateTime<Utc>) -> Self {
        Self::of_day(local_date(at))
    }

    /// The month of a local day (clamped to the range of [`Month::new`]).
    pub fn of_day(day: NaiveDate) -> Self {
        if day.year() < 1970 {
            Self { year: 1970, month: 1 }
        } else if day.year() > 2199 {
            Self { year: 2199, month: 12 }
        } else {
            Self { year: day.year(), month: day.month() }
        }
    }

    /// From `yyyymm`.
    pub fn from_number(number: i32) -> Result<Self, NotAPeriod> {
        Self::new(number / 100, u32::try_from(number % 100).map_err(|_| NotAPeriod)?)
    }

    /// `yyyymm`.
    pub fn number(self) -> i32 {
        self.year * 100 + self.month as i32
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }

    /// The month after.
    pub fn next(self) -> Self {
        if self.month == 12 {
            Self { year: self.year + 1, month: 1 }
        } else {
            Self { year: self.year, month: self.month + 1 }
        }
    }

    /// The month before.
    pub fn previous(self) -> Self {
        if self.month == 1 {
            Self { year: self.year - 1, month: 12 }
        } else {
            Self { year: self.year, month: self.month - 1 }
        }
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("the first of a valid month exists")
    }

    /// Its last day.
    pub fn last_day(self) -> NaiveDate {
        self.next().first_day().pred_opt().expect("a day before the first of a month exists")
    }

    /// The month as a period.
    pub fn period(self) -> Period {
        Period { from: self.first_day(), to: self.last_day() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAPeriod;

    fn from_str(s: &str) -> Result<Self, NotAPeriod> {
        let (year, month) = s.split_once('-').ok_or(NotAPeriod)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(NotAPeriod);
        }
        Self::new(year.parse().map_err(|_| NotAPeriod)?, month.parse().map_err(|_| NotAPeriod)?)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAPeriod;

    fn try_from(s: String) -> Result<Self, NotAPeriod> {
        s.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

/// Local days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl Period {
    /// A period; refused when it ends before it starts or leaves the years 1970 to 2199.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Result<Self, NotAPeriod> {
        if from <= to && is_kept(from) && is_kept(to) { Ok(Self { from, to }) } else { Err(NotAPeriod) }
    }

    /// A calendar year.
    pub fn year(year: i32) -> Result<Self, NotAPeriod> {
        Ok(Self { from: Month::new(year, 1)?.first_day(), to: Month::new(year, 12)?.last_day() })
    }

    /// Its first instant.
    pub fn start(&self) -> DateTime<Utc> {
        day_start(self.from)
    }

    /// The first instant after it (24:00 of the last day).
    pub fn end(&self) -> DateTime<Utc> {
        day_end(self.to)
    }

    /// Whether the instant belongs to it: from its start up to, not including, its end.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.start() <= at && at < self.end()
    }

    /// Whether the local day belongs to it.
    pub fn contains_day(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The months that it touches.
    pub fn months(&self) -> impl DoubleEndedIterator<Item = Month> + use<> {
        let number = |day| {
            let month = Month::of_day(day);
            month.year * 12 + month.month as i32 - 1
        };
        (number(self.from)..=number(self.to))
            .filter_map(|n| Month::new(n.div_euclid(12), n.rem_euclid(12) as u32 + 1).ok())
    }

    /// The months when the period is made of whole months.
    pub fn whole_months(&self) -> Option<Vec<Month>> {
        let (first, last) = (Month::of_day(self.from), Month::of_day(self.to));
        if self.from != first.first_day() || self.to != last.last_day() {
            return None;
        }
        let mut months = vec![first];
        while months.last().is_some_and(|m| *m < last) {
            months.push(months[months.len() - 1].next());
        }
        Some(months)
    }
}

/// Local days from one to another, both included; one of the ends may be open. As text: `2023-03-01..2023-06-22`, `..2023-06-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DayRange {
    /// First day; `None`: any before.
    pub from: Option<NaiveDate>,
    /// Last day; `None`: any after.
    pub to: Option<NaiveDate>,
}

impl fmt::Display for DayRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        write!(f, "{}..{}", day(self.from), day(self.to))
    }
}

impl FromStr for DayRange {
    type Err = NotAPeriod;

    fn from_str(s: &str) -> Result<Self, NotAPeriod> {
        let day = |text: &str| match text {
            "" => Ok(None),
            _ => text.parse::<NaiveDate>().ok().filter(|day| is_kept(*day)).map(Some).ok_or(NotAPeriod),
        };
        let (from, to) = s.split_once("..").ok_or(NotAPeriod)?;
        let (from, to) = (day(from)?, day(to)?);
        let in_order = from.zip(to).is_none_or(|(from, to)| from <= to);
        if in_order && (from.is_some() || to.is_some()) { Ok(Self { from, to }) } else { Err(NotAPeriod) }
    }
}

impl TryFrom<String> for DayRange {
    type Error = NotAPeriod;

    fn try_from(s: String) -> Result<Self, NotAPeriod> {
        s.parse()
    }
}

impl From<DayRange> for String {
    fn from(days: DayRange) -> String {
        days.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn a_month_begins_and_ends_at_midnight_in_shanghai() {
        let june = Month::new(2023, 6).expect("month").period();
        assert_eq!(june.start().to_rfc3339(), "2023-05-31T16:00:00+00:00");
        assert_eq!(june.end().to_rfc3339(), "2023-06-30T16:00:00+00:00");
        assert!(june.contains(june.start()));
        assert!(!june.contains(june.end()));
        assert!(june.contains(june.end() - TimeDelta::milliseconds(1)));
        assert_eq!(Month::of(june.start()).to_string(), "2023-06");
        assert_eq!(Month::of(june.start() - TimeDelta::milliseconds(1)).to_string(), "2023-05");
    }

    #[test]
    fn months_as_text_and_number() {
        assert_eq!("2023-06".parse::<Month>().map(Month::number), Ok(202306));
        assert_eq!(Month::from_number(202312).map(Month::next).map(Month::number), Ok(202401));
        for bad in ["2023-13", "2023-0", "23-06", "2023-006", "1969-12", "2200-01", "2023/06"] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
    }

    #[test]
    fn months_that_are_touched() {
        let period = |from: &str, to: &str| {
            Period::new(from.parse().expect("day"), to.parse().expect("day")).expect("period")
        };
        for (from, to, expected) in [
            ("2023-06-15", "2023-06-15", &["2023-06"][..]),
            ("2022-12-31", "2023-02-01", &["2022-12", "2023-01", "2023-02"]),
            ("2199-12-01", "2199-12-31", &["2199-12"]),
        ] {
            let months: Vec<String> = period(from, to).months().map(|month| month.to_string()).collect();
            assert_eq!(months, expected);
        }
        let year = Period::year(2023).expect("year");
        assert_eq!(Some(year.months().collect()), year.whole_months());
    }

    #[test]
    fn days_come_back_from_their_text() {
        for text in ["2023-03-01..2023-06-22", "2023-06-22..2023-06-22", "..2023-06-22", "2023-03-01.."] {
            assert_eq!(text.parse::<DayRange>().map(|days| days.to_string()).as_deref(), Ok(text));
        }
        for bad in ["", "..", "2023-03-01", "2023-06-22..2023-03-01", "2023-02-30..", "1969-12-31..", "x..y"]
        {
            assert!(bad.parse::<DayRange>().is_err(), "{bad}");
        }
    }

    #[test]
    fn whole_months() {
        let year = Period::year(2023).expect("year");
        assert_eq!(year.whole_months().map(|m| m.len()), Some(12));
        let part = Period { from: year.from, to: year.to.pred_opt().expect("day") };
        assert_eq!(part.whole_months(), None);
        assert!(Period::new(year.to, year.from).is_err());
    }
}
