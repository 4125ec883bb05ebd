//! What the dashboard of office and leader is given: the figures by everything they are asked by.

use super::{AreaRates, Balance, Figures, Quality, Rates, Ratio};
use crate::{
    hazards::Category,
    ids::CampaignId,
    listing::{HazardFilter, Total},
    period::{Month, Period},
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// How old open hazards are: from and to so many local days after the finding, the last without an end. The steps
/// follow the deadlines that there are (3, 7, 15, 30, 90 days), so that each of them is the end of one.
pub const AGES: [(u64, Option<u64>); 5] =
    [(0, Some(7)), (8, Some(15)), (16, Some(30)), (31, Some(90)), (91, None)];

/// One step of the ages of what is open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Age {
    /// Found at least so many days ago.
    pub from: u64,
    /// … and at most so many.
    pub to: Option<u64>,
    /// How many are open.
    pub open: Total,
    /// Of these, overdue.
    pub overdue: Total,
}

impl Age {
    /// The rows of a step on that local day: what is counted and what the number opens.
    pub fn filter(from: u64, to: Option<u64>, today: NaiveDate, overdue: bool) -> HazardFilter {
        let mut filter = HazardFilter {
            status: crate::hazards::Status::ALL.iter().copied().filter(|s| s.is_open()).collect(),
            overdue,
            ..HazardFilter::default()
        };
        filter.common.to = today.checked_sub_days(Days::new(from));
        filter.common.from = to.and_then(|to| today.checked_sub_days(Days::new(to)));
        filter
    }
}

/// The figures of a group for which no counters are kept. The balance is none of them: it is of whatever was open in the period, the
/// others are of what was found or due in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardFigures {
    /// A.
    pub rate_found: Ratio,
    /// Beside A: reported as rectified, waiting for review.
    pub awaiting: i64,
    /// Beside A: rectified on the spot.
    pub on_the_spot: Ratio,
    /// By the original deadline.
    pub timely: Ratio,
    /// By the deadline in force.
    pub on_time: Ratio,
    /// B.
    pub rate_due: Ratio,
    /// First reviews, repeats, days.
    pub quality: Quality,
}

impl DashboardFigures {
    /// The same of figures that were counted otherwise.
    pub fn of(figures: &Figures, quality: Quality) -> Self {
        Self {
            rate_found: figures.rate_found,
            awaiting: figures.awaiting,
            on_the_spot: figures.on_the_spot,
            timely: figures.timely,
            on_time: figures.on_time,
            rate_due: figures.rate_due,
            quality,
        }
    }
}

/// One category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CategoryRow {
    /// Which.
    pub category: Category,
    /// Its figures.
    pub figures: DashboardFigures,
    /// C.
    pub balance: Balance,
}

/// What the visits of one campaign found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CampaignRow {
    /// Which.
    pub id: CampaignId,
    /// What it is called.
    pub title: String,
    /// Its figures.
    pub figures: DashboardFigures,
    /// C.
    pub balance: Balance,
}

/// One month, as the trends show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthRow {
    /// Which.
    pub month: Month,
    /// The kept figures.
    pub figures: Figures,
    /// First reviews, repeats, days.
    pub quality: Quality,
}

/// One of the next smaller areas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaRow {
    /// The kept figures.
    pub rates: AreaRates,
    /// First reviews, repeats, days.
    pub quality: Quality,
}

/// The trends, drawn on the server as SVG; no text in them but numbers, so that they need no language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charts {
    /// A, B and timely by month, percent.
    pub rates: String,
    /// Found and closed by month.
    pub flows: String,
    /// Open at the end of each month.
    pub stock: String,
}

/// The dashboard of an area for a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dashboard {
    /// The kept figures: area, period, in all.
    pub rates: Rates,
    /// First reviews, repeats, days; in all.
    pub quality: Quality,
    /// 回潮率, beside A: of the hazards closed in the months of the period that were drawn and visited again, those that
    /// came back.
    pub relapse: Ratio,
    /// By month; empty when the period is not made of whole months.
    pub months: Vec<MonthRow>,
    /// By the next smaller areas.
    pub areas: Vec<AreaRow>,
    /// By category, those with anything found, due or open.
    pub categories: Vec<CategoryRow>,
    /// By campaign, the one with the most findings first.
    pub campaigns: Vec<CampaignRow>,
    /// How old what is open today is, by [`AGES`].
    pub ages: Vec<Age>,
    /// Empty when there are no months.
    pub charts: Charts,
}

impl Dashboard {
    /// Its period.
    pub fn period(&self) -> Period {
        self.rates.period
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ages_leave_out_no_day_and_take_none_twice() {
        let mut next = 0;
        for (i, (from, to)) in AGES.iter().enumerate() {
            assert_eq!(*from, next);
            assert_eq!(to.is_none(), i + 1 == AGES.len());
            next = to.map_or(0, |to| to + 1);
        }
        let today = "2023-06-30".parse().expect("day");
        let newest = Age::filter(0, Some(7), today, false);
        assert_eq!(newest.common.from, "2023-06-23".parse().ok());
        assert_eq!(newest.common.to, Some(today));
        let oldest = Age::filter(91, None, today, true);
        assert_eq!((oldest.common.from, oldest.common.to), (None, "2023-03-31".parse().ok()));
        assert!(oldest.overdue && oldest.status.iter().all(|status| status.is_open()));
    }
}
