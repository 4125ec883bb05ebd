//! What the page of rates is given.

use super::{Figures, Ratio};
use crate::{
    area::AreaRef,
    period::{Month, Period},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The figures of one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonthRates {
    /// Which month.
    pub month: Month,
    /// Its figures.
    pub figures: Figures,
}

/// The figures of one area over the whole period, and figure A month by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AreaRates {
    /// Which area.
    pub area: AreaRef,
    /// Over the period.
    pub figures: Figures,
    /// Figure A of each month, as many as the period has; empty when it is not made of whole months.
    pub months: Vec<Ratio>,
}

/// Figures of an area for a period: in all, by month, and by the areas inside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rates {
    /// The area.
    pub area: AreaRef,
    /// The period.
    pub period: Period,
    /// As of when.
    pub as_of: DateTime<Utc>,
    /// In all.
    pub total: Figures,
    /// By month; empty when the period is not made of whole months.
    pub months: Vec<MonthRates>,
    /// By the next smaller areas.
    pub areas: Vec<AreaRates>,
    /// Days from finding to closing of those found in the period and closed: median.
    pub days_median: Option<f64>,
    /// … and the 90th percentile.
    pub days_p90: Option<i64>,
}
