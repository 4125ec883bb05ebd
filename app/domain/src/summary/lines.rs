//! The rows of a summary's tables and annexes. Nothing here has a fraction in binary, so that the canonical form of a
//! summary is the same on every machine.

use super::{Change, Column, Figure, FigureRef, RowQuery, Subject, Value};
use crate::{
    area::AreaRef,
    figures::{DashboardFigures, Figures, Ratio},
    hazards::{Category, Severity, Status},
    ids::{CampaignId, FireId, HazardId},
    money::Fen,
    period::{DayRange, Month, Period},
    programmes::{
        campaign::{CampaignStatus, Progress},
        device::DeviceKind,
        figures::WaveCell,
        gear::Gear,
        register::{FireCause, OrderKind},
        target::{Pace, YearTarget},
    },
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One figure with everything it is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Which.
    pub figure: Figure,
    /// Of what; `None` is the whole area.
    pub subject: Option<FigureSubject>,
    /// 本期.
    pub now: Value,
    /// 上期; `None`: nothing was recorded of it.
    pub previous: Option<Value>,
    /// 上年同期.
    pub last_year: Option<Value>,
    /// 本年累计; none of a stock.
    pub year_to_date: Option<Value>,
    /// What its value of the period opens.
    pub rows: Option<RowQuery>,
}

/// A subject in its text form, as [`FigureRef`] writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FigureSubject(pub Subject);

impl TryFrom<String> for FigureSubject {
    type Error = super::NotAFigure;

    fn try_from(s: String) -> Result<Self, Self::Error> {
        s.parse().map(Self)
    }
}

impl From<FigureSubject> for String {
    fn from(subject: FigureSubject) -> String {
        subject.0.to_string()
    }
}

impl Line {
    /// Its name as a text refers to it.
    pub fn reference(&self) -> FigureRef {
        FigureRef { figure: self.figure, column: Column::Now, subject: self.subject.map(|s| s.0) }
    }

    /// The value in a column that holds one; the base of a rate as a number.
    pub const fn value(&self, column: Column) -> Option<Value> {
        match column {
            Column::Now => Some(self.now),
            Column::Previous => self.previous,
            Column::LastYear => self.last_year,
            Column::YearToDate => self.year_to_date,
            Column::Base => match self.now {
                Value::Ratio(ratio) => Some(Value::Count(ratio.of)),
                _ => None,
            },
            Column::MonthOnMonth | Column::YearOnYear => None,
        }
    }

    /// 环比.
    pub fn month_on_month(&self) -> Change {
        Change::between(self.previous, self.now)
    }

    /// 同比.
    pub fn year_on_year(&self) -> Change {
        Change::between(self.last_year, self.now)
    }
}

/// One of the next smaller areas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AreaLine {
    /// Which.
    pub area: AreaRef,
    /// 排查次数.
    pub inspections: i64,
    /// Its figures, the balance among them.
    pub figures: Figures,
    /// 逾期.
    pub overdue: i64,
    /// Its place by figure A, from 1, equal rates sharing one; `None` when its base is too small for a ranking. Filled in by
    /// [`SafetySummary::from_facts`](super::SafetySummary::from_facts).
    #[serde(default)]
    pub rank: Option<u32>,
}

/// One category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryLine {
    /// Which.
    pub category: Category,
    /// Its figures.
    pub figures: DashboardFigures,
    /// 逾期.
    pub overdue: i64,
}

/// One month of the trends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthLine {
    /// Which.
    pub month: Month,
    /// 排查次数.
    pub inspections: i64,
    /// Its figures, as of the same T.
    pub figures: Figures,
}

/// One step of the ages of what is open ([`AGES`](crate::figures::AGES)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeLine {
    /// Found at least so many days ago.
    pub from: u64,
    /// … and at most so many.
    pub to: Option<u64>,
    /// Open.
    pub open: i64,
    /// Of these, overdue.
    pub overdue: i64,
}

impl AgeLine {
    /// The local days on which what is that old on `day` was found.
    pub fn found(&self, day: NaiveDate) -> DayRange {
        let back = |days: u64| day.checked_sub_days(Days::new(days));
        DayRange { from: self.to.and_then(back), to: back(self.from) }
    }

    /// The step as charts and tables call it: `8–15`, `≥91`.
    pub fn days(&self) -> String {
        self.to.map_or_else(|| format!("≥{}", self.from), |to| format!("{}–{to}", self.from))
    }
}

/// One campaign that ran in the period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignLine {
    /// Which.
    pub id: CampaignId,
    /// What it is called.
    pub title: String,
    /// From when to when.
    pub period: Period,
    /// Where it stands.
    pub status: CampaignStatus,
    /// Its funnels, of the part in the area.
    pub progress: Progress,
    /// Hazards that its visits found in P; of these, closed at T.
    pub hazards: Ratio,
}

/// One hazard of a list, masked as lists are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardLine {
    /// Which.
    pub id: HazardId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub description: String,
    /// Name or address of the place, masked for households.
    pub place: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Category.
    pub category: Category,
    /// Severity.
    pub severity: Severity,
    /// Where it stood at T.
    pub status: Status,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// The deadline in force.
    pub effective_due: NaiveDate,
    /// Local days past it at the end of P or at T; 0 when it is not late.
    pub days_late: i64,
    /// On the list of supervision.
    pub supervised: bool,
    /// The number of the earlier one, of a repeated hazard.
    pub repeats: Option<String>,
}

/// A list that a paper prints: the first rows in their order, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed<T> {
    /// How many there are.
    pub total: i64,
    /// At most [`MOST_LISTED`](super::MOST_LISTED) of them; of more, the paper says so.
    pub rows: Vec<T>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { total: 0, rows: Vec::new() }
    }
}

/// Devices of one kind (stock).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// Kind.
    pub kind: DeviceKind,
    /// On the list, nothing there yet.
    pub planned: i64,
    /// Installed, waits for acceptance.
    pub awaiting: i64,
    /// In service.
    pub in_service: i64,
    /// Faulty.
    pub faulty: i64,
}

/// 到期: gear of one kind whose service life has ended or ends within the next twelve months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpiryLine {
    /// Kind.
    pub gear: Gear,
    /// 已过期.
    pub expired: WaveCell,
    /// In the twelve months after P.
    pub coming: WaveCell,
}

/// Penalties for one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PenaltyLine {
    /// What for.
    pub category: Category,
    /// How many.
    pub penalties: i64,
    /// The fines.
    pub fines: Fen,
}

/// Hotline orders of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderLine {
    /// Kind.
    pub kind: OrderKind,
    /// Received in P.
    pub orders: i64,
    /// Replied to in time, of those due or replied to by T.
    pub on_time: Ratio,
    /// Still to be replied to at T.
    pub open: i64,
}

/// One fire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FireLine {
    /// Which.
    pub id: FireId,
    /// When.
    pub at: DateTime<Utc>,
    /// Where, masked for households.
    pub place: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// What it came from.
    pub cause: FireCause,
    /// Direct loss; `None` when it is not known.
    pub loss: Option<Fen>,
}

/// One target of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetLine {
    /// The target.
    pub target: YearTarget,
    /// Reached in its year by the end of P or T.
    pub reached: i64,
    /// Where it should be by then.
    pub should_be: i64,
    /// How it stands.
    pub pace: Pace,
}

/// Hazards found in P as the map draws them: put together in cells, positions in millionths of a degree (WGS-84).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapData {
    /// The cells.
    pub cells: Vec<MapCell>,
    /// N without a position, which the map cannot show and says so.
    pub without_position: i64,
}

/// Some hazards near one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MapCell {
    /// Longitude × 10⁶.
    pub lon_e6: i32,
    /// Latitude × 10⁶.
    pub lat_e6: i32,
    /// Found.
    pub found: i64,
    /// Of these, not closed.
    pub open: i64,
    /// Of these, overdue.
    pub overdue: i64,
}
