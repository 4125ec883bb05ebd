//! What stands beside a summary's own period: the periods that it is compared with, the months of its trends, devices by their
//! state and lives that end. Their rows are kept with a summary that is checked, by reference only: which record, what it is called,
//! where, when. That one of them changes later is another period's story and no correction.
//!
//! Each row is kept once, whatever it counts in. Of what was found, visited, received … in a period its day tells that, so that one
//! set holds it for every period; the rest is told period by period ([`Told`]).

use super::{Column, Figure, FigureRef, Lang, SafetySummary, SummaryPeriod, record::RowKey};
use crate::{
    area::AreaCode,
    period::{Month, NotAPeriod, Period},
    programmes::{device::DeviceKind, figures::DeviceSet, gear::Gear},
    text_enum,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt, str::FromStr};

/// Whole months from one to another. As text: `2023-05`, `2023-01..2023-06`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Months {
    first: Month,
    last: Month,
}

impl Months {
    /// Those of a period; `None` when it is not made of whole ones.
    pub fn of(period: Period) -> Option<Self> {
        let (first, last) = (Month::of_day(period.from), Month::of_day(period.to));
        let whole = period.from == first.first_day() && period.to == last.last_day() && first <= last;
        whole.then_some(Self { first, last })
    }

    /// Their local days.
    pub fn period(self) -> Period {
        Period { from: self.first.first_day(), to: self.last.last_day() }
    }

    /// As headings call them: `2023年5月`, `2023年1月至2023年6月`, `January 2023 to June 2023`.
    pub fn name(self, lang: Lang) -> String {
        let [first, last] = [self.first, self.last].map(|month| SummaryPeriod::from(month).name(lang));
        match lang {
            _ if self.first == self.last => first,
            Lang::Zh => format!("{first}至{last}"),
            Lang::En => format!("{first} to {last}"),
        }
    }
}

impl From<Month> for Months {
    fn from(month: Month) -> Self {
        Self { first: month, last: month }
    }
}

impl fmt::Display for Months {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        if self.first == self.last { Ok(()) } else { write!(f, "..{}", self.last) }
    }
}

impl FromStr for Months {
    type Err = NotAPeriod;

    fn from_str(s: &str) -> Result<Self, NotAPeriod> {
        let Some((first, last)) = s.split_once("..") else { return s.parse().map(Month::into) };
        let (first, last): (Month, Month) = (first.parse()?, last.parse()?);
        // one form only: a single month is written as one
        if first < last { Ok(Self { first, last }) } else { Err(NotAPeriod) }
    }
}

text_enum! {
    /// Service lives of gear in use, by the end of the period.
    Life {
        /// 已过期: had ended by then.
        Past = "past",
        /// Ends within the twelve months after it.
        Coming = "coming",
    }
}

/// What stands behind a number that is no figure of the summary's own period. As text: `2023-05:found@fire`,
/// `2023-01..2023-06:timely.base`, `devices:gas_alarm:faulty`, `life:stove:past`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Behind {
    /// A figure of other months, or the base of a rate.
    Figure(Months, FigureRef),
    /// Devices of a kind that stood so at the end of the period.
    Devices(DeviceKind, DeviceSet),
    /// Gear in use whose life ended, or ends.
    Life(Gear, Life),
}

/// A text that names nothing that stands beside a summary.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing that stands beside a summary")]
pub struct NotBeside;

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Figure(months, figure) => write!(f, "{months}:{figure}"),
            Self::Devices(kind, set) => write!(f, "devices:{kind}:{set}"),
            Self::Life(gear, life) => write!(f, "life:{gear}:{life}"),
        }
    }
}

impl FromStr for Behind {
    type Err = NotBeside;

    fn from_str(s: &str) -> Result<Self, NotBeside> {
        fn word<T: FromStr>(text: &str) -> Result<T, NotBeside> {
            text.parse().map_err(|_| NotBeside)
        }
        let (head, rest) = s.split_once(':').ok_or(NotBeside)?;
        if !matches!(head, "devices" | "life") {
            let figure: FigureRef = word(rest)?;
            // the months say of which period it is
            let own = matches!(figure.column, Column::Now | Column::Base);
            return if own { Ok(Self::Figure(word(head)?, figure)) } else { Err(NotBeside) };
        }
        let (kind, which) = rest.split_once(':').ok_or(NotBeside)?;
        match head {
            "devices" => Ok(Self::Devices(word(kind)?, word(which)?)),
            _ => Ok(Self::Life(word(kind)?, word(which)?)),
        }
    }
}

impl TryFrom<String> for Behind {
    type Error = NotBeside;

    fn try_from(s: String) -> Result<Self, NotBeside> {
        s.parse()
    }
}

impl From<Behind> for String {
    fn from(behind: Behind) -> String {
        behind.to_string()
    }
}

impl Behind {
    /// In which set its rows stand, and on which days they happened, where the set does not tell that.
    pub fn told(self) -> (Told, Option<Period>) {
        match self {
            Self::Figure(months, figure) if figure.figure.is_told_by_day() => {
                (Told::OnItsDay(figure), Some(months.period()))
            }
            other => (Told::At(other), None),
        }
    }
}

impl Figure {
    /// Whether a row counts in it in the period in which it was found, visited, surveyed, received, decided, or burnt: then its day
    /// tells of which periods it is one, and what counts it in one of them would in any other.
    pub const fn is_told_by_day(self) -> bool {
        matches!(
            self,
            Self::Inspections
                | Self::Special
                | Self::Premises
                | Self::Found
                | Self::Closed
                | Self::NotClosed
                | Self::RateFound
                | Self::Awaiting
                | Self::OnTheSpot
                | Self::Timely
                | Self::OnTime
                | Self::FlowFound
                | Self::DaysMedian
                | Self::DaysP90
                | Self::FirstReview
                | Self::Repeated
                | Self::RepeatRate
                | Self::MajorFound
                | Self::MajorClosed
                | Self::MajorRate
                | Self::ThreeKindsFound
                | Self::ThreeKindsClosed
                | Self::HouseholdsSurveyed
                | Self::GasHazardsFound
                | Self::GasHazardsClosed
                | Self::GasHazardsRate
                | Self::Fires
                | Self::FireLoss
                | Self::Penalties
                | Self::Fines
                | Self::Orders
                | Self::OrdersOnTime
        )
    }

    /// The figures that the months of the trends state.
    pub const TREND: [Self; 6] =
        [Self::Inspections, Self::Found, Self::RateFound, Self::RateDue, Self::FlowClosed, Self::OpenAtEnd];
}

/// A period beside that of a summary, with what of it the summary states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BesidePeriod {
    /// Which.
    pub months: Months,
    /// It is compared with it.
    compared: bool,
    /// It is the year to date.
    to_date: bool,
    /// It is one of the months of the trends.
    trend: bool,
}

impl BesidePeriod {
    /// Whether the summary states this figure of it, or has it as the base of a rate that it states.
    pub fn states(&self, figure: FigureRef) -> bool {
        let trend = self.trend && figure.subject.is_none() && Figure::TREND.contains(&figure.figure);
        self.compared || trend || self.to_date && !figure.figure.is_stock()
    }
}

impl SafetySummary {
    /// Whether rows are kept for the numbers beside its own period, once it is checked; see [`FORM`](super::FORM).
    pub const fn keeps_beside(&self) -> bool {
        self.form >= 3
    }

    /// The periods beside its own that it states something of, in order.
    pub fn beside(&self) -> Vec<BesidePeriod> {
        let mut periods: BTreeMap<Months, BesidePeriod> = BTreeMap::new();
        let own = Months::of(self.period.period());
        let mut note = |months: Option<Months>, mark: fn(&mut BesidePeriod)| {
            let Some(months) = months.filter(|months| Some(*months) != own) else { return };
            let none = BesidePeriod { months, compared: false, to_date: false, trend: false };
            mark(periods.entry(months).or_insert(none));
        };
        for column in [Column::Previous, Column::LastYear] {
            if self.lines.iter().any(|line| line.value(column).is_some()) {
                note(self.period.of_column(column).and_then(Months::of), |it| it.compared = true);
            }
        }
        note(Months::of(self.period.year_to_date()), |it| it.to_date = true);
        for line in &self.months {
            note(Some(line.month.into()), |it| it.trend = true);
        }
        periods.into_values().collect()
    }
}

/// In what a row beside a summary counts. As text: a figure without a period, or a [`Behind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Told {
    /// In a figure of every period that its day lies in.
    OnItsDay(FigureRef),
    /// Behind this number.
    At(Behind),
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnItsDay(figure) => figure.fmt(f),
            Self::At(behind) => behind.fmt(f),
        }
    }
}

impl TryFrom<String> for Told {
    type Error = NotBeside;

    fn try_from(s: String) -> Result<Self, NotBeside> {
        // no figure begins with a period, and none with the words of the others
        s.parse().map(Self::At).or_else(|NotBeside| s.parse().map(Self::OnItsDay).map_err(|_| NotBeside))
    }
}

impl From<Told> for String {
    fn from(told: Told) -> String {
        told.to_string()
    }
}

/// One row beside a summary, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideRow {
    /// Which.
    pub key: RowKey,
    /// What people call it.
    pub label: String,
    /// Where.
    pub area: AreaCode,
    /// When it happened, as [`RowField::HappenedAt`](super::record::RowField::HappenedAt) is written; `None` of what has no such time.
    pub happened_at: Option<String>,
    /// The set of what its day tells.
    pub on_its_day: Option<i32>,
    /// The set of what is told period by period.
    pub at: Option<i32>,
}

/// The rows that count in the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BesideSet {
    /// Its number among those of a summary.
    pub no: i32,
    /// In what they count: all of one kind of [`Told`].
    pub told: Vec<Told>,
    /// How many rows.
    pub rows: i64,
    /// The place of its first row among all.
    pub first: i64,
    /// … and of its last.
    pub last: i64,
}

/// SHA-256, in hex, over the rows in the order of their keys and then over the sets in that of their numbers, one line of JSON each.
#[derive(Clone, Default)]
pub struct BesideDigest(Sha256);

impl BesideDigest {
    /// The next row.
    pub fn row(&mut self, row: &BesideRow) {
        self.line(row);
    }

    /// The next set; after all rows.
    pub fn set(&mut self, set: &BesideSet) {
        self.line(set);
    }

    fn line(&mut self, line: &impl Serialize) {
        self.0.update(serde_json::to_vec(line).expect("rows and sets hold no map"));
        self.0.update(b"\n");
    }

    /// The hash of all.
    pub fn finish(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        area::AreaRef,
        figures::Figures,
        summary::{Measures, MonthLine, SummaryFacts},
    };

    #[test]
    fn what_stands_beside_comes_back_from_its_text() {
        for text in [
            "2023-05:found@fire",
            "2023-01..2023-06:timely.base",
            "2022-06:open_at_end",
            "devices:gas_alarm:faulty",
            "life:stove:past",
        ] {
            let behind: Behind = text.parse().expect(text);
            assert_eq!(behind.to_string(), text);
            let told = Told::At(behind);
            assert_eq!(Told::try_from(told.to_string()), Ok(told));
        }
        for bad in [
            "found",
            "2023-05:found.previous",
            "2023-05..2023-05:found",
            "2023-06..2023-05:found",
            "devices:gas_alarm",
            "devices:stove:faulty",
            "life:stove:faulty",
            "2023-Q1:found",
        ] {
            assert_eq!(bad.parse::<Behind>(), Err(NotBeside), "{bad}");
        }
        let months = |text: &str| text.parse::<Months>().expect(text).name(Lang::Zh);
        assert_eq!(months("2023-05"), "2023年5月");
        assert_eq!(months("2023-01..2023-06"), "2023年1月至2023年6月");
        for figure in Figure::ALL {
            let told = Told::OnItsDay(FigureRef::now(*figure).at(Column::Base));
            assert_eq!(Told::try_from(told.to_string()), Ok(told));
        }
    }

    #[test]
    fn a_day_tells_no_stock() {
        for figure in Figure::ALL {
            assert!(!(figure.is_told_by_day() && figure.is_stock()), "{figure}");
        }
        let june: Months = "2023-06".parse().expect("months");
        let found = Behind::Figure(june, FigureRef::now(Figure::Found)).told();
        assert_eq!(found, (Told::OnItsDay(FigureRef::now(Figure::Found)), Some(june.period())));
        let open = Behind::Figure(june, FigureRef::now(Figure::OpenAtEnd));
        assert_eq!(open.told(), (Told::At(open), None));
    }

    fn summary(period: &str, months: &[&str], compared: bool) -> SafetySummary {
        let period: SummaryPeriod = period.parse().expect(period);
        let area = AreaRef { code: "310105008".parse().expect("an area"), name: String::new() };
        let mut facts = SummaryFacts::empty(period, area, period.period().end());
        let line = |month: &&str| MonthLine {
            month: month.parse().expect(month),
            inspections: 0,
            figures: Figures::default(),
        };
        facts.months = months.iter().map(line).collect();
        if compared {
            (facts.previous, facts.last_year) = (Some(Measures::default()), Some(Measures::default()));
        }
        SafetySummary::from_facts(facts)
    }

    #[test]
    fn the_periods_beside_a_summary() {
        let beside = |period, months: &[&str], compared| -> Vec<String> {
            let periods = summary(period, months, compared).beside();
            periods.iter().map(|it| it.months.to_string()).collect()
        };
        let trend = ["2023-04", "2023-05", "2023-06"];
        assert_eq!(beside("2023-06", &trend, false), ["2023-01..2023-06", "2023-04", "2023-05"]);
        assert_eq!(
            beside("2023-06", &trend, true),
            ["2022-06", "2023-01..2023-06", "2023-04", "2023-05"],
            "the month before is one of the trends"
        );
        // the year so far is the quarter itself, and its months are beside it
        assert_eq!(
            beside("2023-Q1", &["2023-01", "2023-03"], true),
            ["2022-01..2022-03", "2022-10..2022-12", "2023-01", "2023-03"]
        );
        // a year is compared with one year
        assert_eq!(beside("2023", &[], true), ["2022-01..2022-12"]);
        assert_eq!(beside("2023-01", &["2023-01"], false), [""; 0]);
    }

    #[test]
    fn of_each_period_what_the_summary_states() {
        let stated = |months: &str, figure: &str| {
            let beside = summary("2023-06", &["2023-04", "2023-05", "2023-06"], true).beside();
            let period = beside.into_iter().find(|it| it.months.to_string() == months).expect(months);
            period.states(figure.parse().expect(figure))
        };
        for (months, figure, states) in [
            ("2023-05", "overdue", true),
            ("2023-05", "found@fire", true),
            ("2023-04", "overdue", false),
            ("2023-04", "open_at_end", true),
            ("2023-04", "rate_due.base", true),
            ("2023-04", "flow_voided", false),
            ("2023-01..2023-06", "flow_voided", true),
            ("2023-01..2023-06", "open_at_end", false),
        ] {
            assert_eq!(stated(months, figure), states, "{figure} of {months}");
        }
    }
}
