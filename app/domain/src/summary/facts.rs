//! What a summary is made from.

use super::{
    AgeLine, AreaLine, CampaignLine, CategoryLine, DeviceLine, ExpiryLine, FireLine, HazardLine, Listed,
    MapData, Measures, MonthLine, OrderLine, PenaltyLine, SummaryPeriod,
};
use crate::{area::AreaRef, programmes::target::YearTarget};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Everything that is read for a summary, in one consistent read at the instant `as_of`. The order of the lists does not
/// matter, except that of the listed hazards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryFacts {
    /// P.
    pub period: SummaryPeriod,
    /// The area; its subtree.
    pub area: AreaRef,
    /// T.
    pub as_of: DateTime<Utc>,
    /// Of P.
    pub now: Measures,
    /// Of the period before; `None` when the area has no record that early.
    pub previous: Option<Measures>,
    /// Of the same period of last year; `None` when the area has no record that early.
    pub last_year: Option<Measures>,
    /// From the first of January to the end of P.
    pub year_to_date: Measures,
    /// The twelve months that end with P.
    pub months: Vec<MonthLine>,
    /// The next smaller areas.
    pub areas: Vec<AreaLine>,
    /// The categories with anything found, due or overdue.
    pub categories: Vec<CategoryLine>,
    /// How old what is open is.
    pub ages: Vec<AgeLine>,
    /// The campaigns whose period meets P.
    pub campaigns: Vec<CampaignLine>,
    /// The targets of the year of P for this very area, with what is reached.
    pub targets: Vec<(YearTarget, i64)>,
    /// Overdue ones, the latest first.
    pub overdue: Listed<HazardLine>,
    /// Major ones: open, or found or closed in P; by number.
    pub major: Listed<HazardLine>,
    /// Those found in P that repeat another; by number.
    pub repeated: Listed<HazardLine>,
    /// Devices by kind.
    pub devices: Vec<DeviceLine>,
    /// Service lives that end.
    pub expiry: Vec<ExpiryLine>,
    /// Penalties by category.
    pub penalties: Vec<PenaltyLine>,
    /// Orders by kind.
    pub orders: Vec<OrderLine>,
    /// The fires of P.
    pub fires: Vec<FireLine>,
    /// The map.
    pub map: MapData,
}

impl SummaryFacts {
    /// Facts of an area in which nothing has happened.
    pub fn empty(period: SummaryPeriod, area: AreaRef, as_of: DateTime<Utc>) -> Self {
        Self {
            period,
            area,
            as_of,
            now: Measures::default(),
            previous: None,
            last_year: None,
            year_to_date: Measures::default(),
            months: Vec::new(),
            areas: Vec::new(),
            categories: Vec::new(),
            ages: Vec::new(),
            campaigns: Vec::new(),
            targets: Vec::new(),
            overdue: Listed::default(),
            major: Listed::default(),
            repeated: Listed::default(),
            devices: Vec::new(),
            expiry: Vec::new(),
            penalties: Vec::new(),
            orders: Vec::new(),
            fires: Vec::new(),
            map: MapData::default(),
        }
    }
}
