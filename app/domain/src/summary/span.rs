//! The periods that a summary can be written for: a calendar month, quarter, half-year or year.

use super::{Column, Lang};
use crate::{
    period::{Month, NotAPeriod, Period},
    text_enum,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

text_enum! {
    /// How long.
    Span {
        /// 月.
        Month = "month",
        /// 季度.
        Quarter = "quarter",
        /// 半年.
        HalfYear = "half_year",
        /// 年.
        Year = "year",
    }
}

impl Span {
    /// Its length in months.
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::HalfYear => 6,
            Self::Year => 12,
        }
    }
}

/// A calendar month, quarter, half-year or year. As text: `2023-06`, `2023-Q2`, `2023-H1`, `2023`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SummaryPeriod {
    first: Month,
    span: Span,
}

impl SummaryPeriod {
    /// The period of that length that the month lies in.
    pub fn around(month: Month, span: Span) -> Self {
        let length = span.months();
        let first = (month.month() - 1) / length * length + 1;
        let first = Month::new(month.year(), first).unwrap_or(month);
        Self { first, span }
    }

    /// How long.
    pub const fn span(self) -> Span {
        self.span
    }

    /// Its first month.
    pub const fn first(self) -> Month {
        self.first
    }

    /// Its last month.
    pub fn last(self) -> Month {
        (1..self.span.months()).fold(self.first, |month, _| month.next())
    }

    /// Its months, in order.
    pub fn months(self) -> Vec<Month> {
        std::iter::successors(Some(self.first), |month| Some(month.next()))
            .take(self.span.months() as usize)
            .collect()
    }

    /// Its year.
    pub fn year(self) -> i32 {
        self.first.year()
    }

    /// Its local days.
    pub fn period(self) -> Period {
        Period { from: self.first.first_day(), to: self.last().last_day() }
    }

    /// 环比: the one before of the same length. `None` before the first that is kept.
    pub fn previous(self) -> Option<Self> {
        let month = Some(self.first).filter(|first| first.number() > 197001)?.previous();
        Some(Self::around(month, self.span))
    }

    /// The one after of the same length. `None` after the last that is kept.
    pub fn next(self) -> Option<Self> {
        let month = Some(self.last()).filter(|last| last.number() < 219912)?.next();
        Some(Self::around(month, self.span))
    }

    /// 同比: the same one of the year before.
    pub fn last_year(self) -> Option<Self> {
        let first = Month::new(self.year() - 1, self.first.month()).ok()?;
        Some(Self { first, span: self.span })
    }

    /// 本年累计: from the first of January to the end of the period.
    pub fn year_to_date(self) -> Period {
        let first = Month::new(self.year(), 1).unwrap_or(self.first);
        Period { from: first.first_day(), to: self.period().to }
    }

    /// The local days that a column is about; none of a comparison, which is words, and none before the first that are kept.
    pub fn of_column(self, column: Column) -> Option<Period> {
        match column {
            Column::Now | Column::Base => Some(self.period()),
            Column::Previous => self.previous().map(Self::period),
            Column::LastYear => self.last_year().map(Self::period),
            Column::YearToDate => Some(self.year_to_date()),
            Column::MonthOnMonth | Column::YearOnYear => None,
        }
    }

    /// Whether year to date says something that the period itself does not.
    pub fn has_year_to_date(self) -> bool {
        self.first.month() > 1
    }

    /// As headings call it: `2023年6月`, `June 2023`.
    pub fn name(self, lang: Lang) -> String {
        let (year, month) = (self.year(), self.first.month());
        match (lang, self.span) {
            (Lang::Zh, Span::Month) => format!("{year}年{month}月"),
            (Lang::Zh, Span::Quarter) => {
                format!("{year}年第{}季度", ["一", "二", "三", "四"][(month as usize - 1) / 3])
            }
            (Lang::Zh, Span::HalfYear) => format!("{year}年{}半年", if month == 1 { "上" } else { "下" }),
            (Lang::Zh, Span::Year) => format!("{year}年"),
            (Lang::En, Span::Month) => format!("{} {year}", MONTHS_EN[month as usize - 1]),
            (Lang::En, Span::Quarter) => format!("Q{} {year}", (month - 1) / 3 + 1),
            (Lang::En, Span::HalfYear) => {
                format!("the {} half of {year}", if month == 1 { "first" } else { "second" })
            }
            (Lang::En, Span::Year) => year.to_string(),
        }
    }
}

/// Months by name.
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl From<Month> for SummaryPeriod {
    fn from(first: Month) -> Self {
        Self { first, span: Span::Month }
    }
}

impl fmt::Display for SummaryPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.year(), self.first.month());
        match self.span {
            Span::Month => self.first.fmt(f),
            Span::Quarter => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            Span::HalfYear => write!(f, "{year:04}-H{}", (month - 1) / 6 + 1),
            Span::Year => write!(f, "{year:04}"),
        }
    }
}

impl FromStr for SummaryPeriod {
    type Err = NotAPeriod;

    fn from_str(s: &str) -> Result<Self, NotAPeriod> {
        let (year, part) = s.split_once('-').unwrap_or((s, ""));
        let (span, nth) = match part {
            "" => (Span::Year, "1"),
            part if part.starts_with('Q') => (Span::Quarter, &part[1..]),
            part if part.starts_with('H') => (Span::HalfYear, &part[1..]),
            _ => return s.parse::<Month>().map(Self::from),
        };
        let nth: u32 = nth.parse().map_err(|_| NotAPeriod)?;
        let month = nth.checked_sub(1).and_then(|nth| nth.checked_mul(span.months())).ok_or(NotAPeriod)?;
        let year = year.parse().map_err(|_| NotAPeriod)?;
        let read = Self { first: Month::new(year, month.saturating_add(1))?, span };
        // one form only: what differs from it is a slip
        if read.to_string() == s { Ok(read) } else { Err(NotAPeriod) }
    }
}

impl TryFrom<String> for SummaryPeriod {
    type Error = NotAPeriod;

    fn try_from(s: String) -> Result<Self, NotAPeriod> {
        s.parse()
    }
}

impl From<SummaryPeriod> for String {
    fn from(period: SummaryPeriod) -> String {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(s: &str) -> SummaryPeriod {
        s.parse().expect(s)
    }

    #[test]
    fn periods_and_their_neighbours() {
        for (text, from, to, previous, last_year, zh) in [
            ("2023-06", "2023-06-01", "2023-06-30", "2023-05", "2022-06", "2023年6月"),
            ("2023-01", "2023-01-01", "2023-01-31", "2022-12", "2022-01", "2023年1月"),
            ("2023-Q1", "2023-01-01", "2023-03-31", "2022-Q4", "2022-Q1", "2023年第一季度"),
            ("2023-Q4", "2023-10-01", "2023-12-31", "2023-Q3", "2022-Q4", "2023年第四季度"),
            ("2023-H2", "2023-07-01", "2023-12-31", "2023-H1", "2022-H2", "2023年下半年"),
            ("2024", "2024-01-01", "2024-12-31", "2023", "2023", "2024年"),
        ] {
            let p = period(text);
            assert_eq!(p.to_string(), text);
            assert_eq!((p.period().from.to_string(), p.period().to.to_string()), (from.into(), to.into()));
            assert_eq!(p.previous(), Some(period(previous)), "{text}");
            assert_eq!(period(previous).next(), Some(p), "{text}");
            assert_eq!(p.last_year(), Some(period(last_year)), "{text}");
            assert_eq!(p.name(Lang::Zh), zh);
            assert_eq!(p.months().len(), p.span().months() as usize);
            assert_eq!(p.months().last(), Some(&p.last()));
        }
        assert_eq!(
            period("2023-05").year_to_date(),
            Period { from: period("2023").period().from, to: period("2023-05").period().to }
        );
        assert_eq!(period("1970").previous(), None);
        assert_eq!(period("2199").next(), None);
    }

    #[test]
    fn one_form_only() {
        for bad in
            ["", "23", "2023-Q5", "2023-Q0", "2023-H3", "2023-q1", "2023-Q01", "2023-", "2023-13", "1969"]
        {
            assert!(bad.parse::<SummaryPeriod>().is_err(), "{bad}");
        }
    }
}
