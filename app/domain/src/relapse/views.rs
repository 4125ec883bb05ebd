//! What the page of the relapse sampling is given.

use super::RelapseOutcome;
use crate::{
    area::{AreaCode, AreaRef},
    figures::Ratio,
    hazards::Category,
    ids::{HazardId, PlanId, SiteId},
    listing::{Common, url_keys},
    period::{Month, Period},
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

text_enum! {
    /// Which of the drawn hazards.
    PickStanding {
        /// Nobody has said yet how they are.
        Open = "open",
        /// Somebody has said how they are: what the relapse rate is of.
        Seen = "seen",
        /// Still rectified.
        Held = "held",
        /// There again.
        CameBack = "came_back",
    }
}

/// Filter of the drawn hazards. The days stand for the months of the closings that they touch, since a month is drawn as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PickFilter {
    /// Area and days.
    pub common: Common,
    /// Which of them; those that wait when nothing is said.
    pub standing: Option<PickStanding>,
}

url_keys! {
    PickFilter { standing = "standing" }
}

impl PickFilter {
    /// Of an area those of a period that stand so: what the relapse rate of a page counts.
    pub fn of(area: &AreaCode, period: Period, standing: PickStanding) -> Self {
        let common = Common {
            area: Some(area.clone()),
            from: Some(period.from),
            to: Some(period.to),
            ..Common::default()
        };
        Self { common, standing: Some(standing) }
    }

    /// The same, standing otherwise.
    #[must_use]
    pub fn standing(&self, standing: PickStanding) -> Self {
        Self { standing: Some(standing), ..self.clone() }
    }

    /// The first and the last month of the closings, as far as they are said.
    pub fn months(&self) -> (Option<Month>, Option<Month>) {
        (self.common.from.map(Month::of_day), self.common.to.map(Month::of_day))
    }
}

/// The place of a drawn hazard in the list: the latest month first, then by id. As text `2023-06_<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickKey {
    /// The month of the closing that was drawn.
    pub month: Month,
    /// Which hazard.
    pub hazard: HazardId,
}

impl fmt::Display for PickKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.month, self.hazard)
    }
}

/// A text that is no [`PickKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the place of a drawn hazard")]
pub struct NotAPickKey;

impl FromStr for PickKey {
    type Err = NotAPickKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (month, hazard) = text.split_once('_').ok_or(NotAPickKey)?;
        Ok(Self {
            month: month.parse().map_err(|_| NotAPickKey)?,
            hazard: hazard.parse().map_err(|_| NotAPickKey)?,
        })
    }
}

/// One drawn hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Names it.
    pub key: PickKey,
    /// The hazard's number.
    pub number: String,
    /// Its category.
    pub category: Category,
    /// What had been found.
    pub description: String,
    /// Where it was closed.
    pub area: AreaRef,
    /// Where to go.
    pub site: Option<SiteId>,
    /// When the re-visit is due.
    pub due: NaiveDate,
    /// When somebody was there.
    pub visited_at: Option<DateTime<Utc>>,
    /// What was seen.
    pub outcome: Option<RelapseOutcome>,
    /// When that was said.
    pub said_at: Option<DateTime<Utc>>,
    /// This person may say it: whoever reported the rectification may not.
    pub may_say: bool,
}

/// A sample of one month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The month of the closings.
    pub month: Month,
    /// The subdistrict.
    pub area: AreaRef,
    /// How many had been closed at a site that is in use.
    pub population: i64,
    /// How many were drawn.
    pub size: i64,
    /// By which they were drawn.
    pub seed: Uuid,
    /// When.
    pub drawn_at: DateTime<Utc>,
}

/// A page of the drawn hazards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelapsePage {
    /// Which area they are of.
    pub area: AreaRef,
    /// The rows, the latest month first.
    pub rows: Vec<Pick>,
    /// Where the next page begins: behind this one.
    pub next: Option<PickKey>,
    /// Of those of the filter's area and months that somebody has said something of: those that came back.
    pub rate: Ratio,
    /// How many of them wait.
    pub open: i64,
    /// The latest samples of the person's area, whatever is filtered; at most 24.
    pub samples: Vec<Sample>,
    /// The plan whose tasks the re-visits are, once there is one.
    pub plan: Option<PlanId>,
    /// The month that this person may draw now.
    pub may_draw: Option<Month>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Filter as _;

    #[test]
    fn the_place_of_a_drawn_hazard_survives_the_address() {
        let key = PickKey { month: "2023-06".parse().expect("month"), hazard: HazardId(Uuid::from_u128(7)) };
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "2023-06", "2023-06_x", "x_00000000-0000-0000-0000-000000000007"] {
            assert_eq!(text.parse::<PickKey>(), Err(NotAPickKey), "{text}");
        }
    }

    #[test]
    fn a_filter_survives_the_address() {
        let period = Period::new("2023-01-15".parse().expect("day"), "2023-06-30".parse().expect("day"));
        let area = "310105005".parse().expect("an area");
        let filter = PickFilter::of(&area, period.expect("a period"), PickStanding::Seen);
        let pairs = filter.to_pairs();
        assert_eq!(PickFilter::from_pairs(pairs.iter().map(|(key, value)| (*key, value.as_str()))), filter);
        let month = |text: &str| text.parse::<Month>().ok();
        assert_eq!(filter.months(), (month("2023-01"), month("2023-06")));
        assert_eq!(PickFilter::default().months(), (None, None));
    }
}
