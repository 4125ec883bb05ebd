//! The figures, exactly as defined in the domain description: rectification rate A, due rate B, timely and on
//! time, balance C, on-the-spot share, overdue, days to close.
//!
//! [`facts`] holds what a hazard contributes, [`figures`](figures()) is the definition over rows, and [`months`]
//! the same figures from counters kept per month; a property test holds the two against each other. [`quality`] tells
//! how good the work was that A only counts, and [`dashboard`] puts both together.

pub mod areas;
pub mod dashboard;
pub mod facts;
pub mod months;
pub mod quality;
pub mod ratio;
pub mod views;

pub use areas::{AreaFigure, AreaMap, MappedArea, STEPS, Scale, Shade};
pub use dashboard::{
    AGES, Age, AreaRow, CampaignRow, CategoryRow, Charts, Dashboard, DashboardFigures, MonthRow,
};
pub use facts::{Closing, HazardFacts};
pub use months::{Counters, LateOpen, contributions, from_months};
pub use quality::{Found, Quality, REPEAT_DAYS, quality};
pub use ratio::{Ratio, median, p90};
pub use views::{AreaRates, MonthRates, Rates};

use crate::{calendar::day_end, period::Period, text_enum};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::ops::AddAssign;

text_enum! {
    /// The sets of hazards behind the figures; every number on a screen opens one of them.
    FigureSet {
        /// Found in P (the base of A).
        Found = "found",
        /// … and closed at T.
        Closed = "closed",
        /// … and not closed at T.
        NotClosed = "not_closed",
        /// … and reported as rectified, waiting for review.
        Awaiting = "awaiting",
        /// … and closed, having been rectified on the spot.
        OnTheSpot = "on_the_spot",
        /// Base of timely: found in P and due (original deadline) or closed by T.
        TimelyBase = "timely_base",
        /// … closed by the original deadline.
        Timely = "timely",
        /// Base of on time: found in P and due (effective deadline) or closed by T.
        OnTimeBase = "on_time_base",
        /// … closed by the effective deadline.
        OnTime = "on_time",
        /// Base of B: effective deadline in P, or already overdue at the start of P.
        Due = "due",
        /// … closed at T.
        DueClosed = "due_closed",
        /// Open at the start of P.
        OpenAtStart = "open_at_start",
        /// Every finding of P, also those declared void later (balance).
        FlowFound = "flow_found",
        /// Reopened in P.
        FlowReopened = "flow_reopened",
        /// Closed in P.
        FlowClosed = "flow_closed",
        /// Declared void in P.
        FlowVoided = "flow_voided",
        /// Open at the end of P.
        OpenAtEnd = "open_at_end",
        /// … past its effective deadline then (or now, while P lasts).
        OverdueAtEnd = "overdue_at_end",
        /// Found in P, and reviewed at least once: the base of first-review pass.
        Reviewed = "reviewed",
        /// … the first review passed.
        FirstPassed = "first_passed",
        /// Found in P at a site where one of the same category had been closed within a year before.
        Repeated = "repeated",
    }
}

impl FigureSet {
    /// What a rate is of, when this is its numerator.
    pub const fn base(self) -> Option<Self> {
        match self {
            Self::Closed | Self::Repeated => Some(Self::Found),
            Self::OnTheSpot => Some(Self::Closed),
            Self::Timely => Some(Self::TimelyBase),
            Self::OnTime => Some(Self::OnTimeBase),
            Self::DueClosed => Some(Self::Due),
            Self::FirstPassed => Some(Self::Reviewed),
            Self::Found
            | Self::NotClosed
            | Self::Awaiting
            | Self::TimelyBase
            | Self::OnTimeBase
            | Self::Due
            | Self::OpenAtStart
            | Self::FlowFound
            | Self::FlowReopened
            | Self::FlowClosed
            | Self::FlowVoided
            | Self::OpenAtEnd
            | Self::OverdueAtEnd
            | Self::Reviewed => None,
        }
    }
}

/// C, the balance of the stock. It is a ledger: every record is in it from its finding to its closing or voiding,
/// also those that are declared a false alarm or duplicate later, so that the end of one month is the beginning of
/// the next. `open_at_start + found + reopened − closed − voided = open_at_end`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balance {
    /// Open at the start of the period.
    pub open_at_start: i64,
    /// Found in it.
    pub found: i64,
    /// Reopened in it.
    pub reopened: i64,
    /// Closed in it (a hazard closed twice counts twice).
    pub closed: i64,
    /// Declared void in it.
    pub voided: i64,
    /// Open at its end.
    pub open_at_end: i64,
}

impl Balance {
    /// Whether the identity holds.
    pub fn holds(&self) -> bool {
        self.open_at_start + self.found + self.reopened - self.closed - self.voided == self.open_at_end
    }
}

/// The figures of one period and one set of hazards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// A 整改率(发现口径): of those found in P, closed at or before T.
    pub rate_found: Ratio,
    /// Of those found in P: reported as rectified and awaiting review at T. Never inside A.
    pub awaiting: i64,
    /// 当场整改占比: of those closed in A, rectified on the spot.
    pub on_the_spot: Ratio,
    /// 及时率: closed by the original deadline.
    pub timely: Ratio,
    /// 按期率: closed by the effective deadline.
    pub on_time: Ratio,
    /// B 整改率(到期口径).
    pub rate_due: Ratio,
    /// C 存量平衡.
    pub balance: Balance,
}

impl AddAssign for Balance {
    fn add_assign(&mut self, other: Self) {
        self.open_at_start += other.open_at_start;
        self.found += other.found;
        self.reopened += other.reopened;
        self.closed += other.closed;
        self.voided += other.voided;
        self.open_at_end += other.open_at_end;
    }
}

/// The figures of two sets that have no hazard in common, put together.
impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.rate_found += other.rate_found;
        self.awaiting += other.awaiting;
        self.on_the_spot += other.on_the_spot;
        self.timely += other.timely;
        self.on_time += other.on_time;
        self.rate_due += other.rate_due;
        self.balance += other.balance;
    }
}

/// The definition: figures of the hazards in `rows` for the period `p` as of `t`.
///
/// Rows found after `t` are ignored, and so is everything that happened after `t`; deadlines are those in force
/// in the row (an issued summary freezes its own). The balance ends at the end of `p` or at `t`, whichever is first.
pub fn figures<'a>(rows: impl IntoIterator<Item = &'a HazardFacts>, p: Period, t: DateTime<Utc>) -> Figures {
    let mut f = Figures::default();
    let (start, end) = (p.start(), p.end());
    for h in rows.into_iter().filter(|h| h.found_at <= t) {
        f.balance.add(h, start, end, t);
        if !h.in_base(t) {
            continue;
        }
        let closed_at = h.closed_at(t);
        if p.contains(h.found_at) {
            f.rate_found.add(closed_at.is_some());
            f.awaiting += i64::from(h.open_at(t) && h.awaiting_since.is_some_and(|at| at <= t));
            if closed_at.is_some() {
                f.on_the_spot.add(h.on_the_spot);
            }
            for (ratio, due) in [(&mut f.timely, h.original_due), (&mut f.on_time, h.effective_due)] {
                if closed_at.is_some() || day_end(due) <= t {
                    ratio.add(closed_at.is_some_and(|at| at < day_end(due)));
                }
            }
        }
        let overdue_at_start = h.effective_due < p.from && h.open_before(start);
        if p.contains_day(h.effective_due) || overdue_at_start {
            f.rate_due.add(closed_at.is_some());
        }
    }
    f
}

impl Balance {
    fn add(&mut self, h: &HazardFacts, start: DateTime<Utc>, end: DateTime<Utc>, t: DateTime<Utc>) {
        let inside = |at: DateTime<Utc>| i64::from(start <= at && at < end && at <= t);
        self.open_at_start += i64::from(h.open_before(start));
        self.found += inside(h.found_at);
        for c in &h.closings {
            self.closed += inside(c.closed_at);
            self.reopened += c.reopened_at.map_or(0, inside);
        }
        self.voided += h.voided.map_or(0, |(at, _)| inside(at));
        self.open_at_end += i64::from(if t < end { h.open_at(t) } else { h.open_before(end) });
    }
}

/// 逾期: open at `t`, effective deadline before it. False alarms and duplicates are not open.
pub fn is_overdue(h: &HazardFacts, t: DateTime<Utc>) -> bool {
    h.open_at(t) && day_end(h.effective_due) <= t
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
