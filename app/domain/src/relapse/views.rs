//! What the page of the relapse sampling is given.

use super::RelapseOutcome;
use crate::{
    area::AreaRef,
    figures::Ratio,
    hazards::Category,
    ids::{HazardId, PlanId, SiteId},
    period::Month,
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
        /// Still rectified.
        Held = "held",
        /// There again.
        CameBack = "came_back",
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

/// A page of the drawn hazards of the person's area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelapsePage {
    /// Which of them.
    pub standing: PickStanding,
    /// The rows, the latest month first.
    pub rows: Vec<Pick>,
    /// Where the next page begins: behind this one.
    pub next: Option<PickKey>,
    /// Of all that somebody has said something of: those that came back.
    pub rate: Ratio,
    /// How many wait.
    pub open: i64,
    /// The latest samples; at most 24.
    pub samples: Vec<Sample>,
    /// The plan whose tasks the re-visits are, once there is one.
    pub plan: Option<PlanId>,
    /// The month that this person may draw now.
    pub may_draw: Option<Month>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_a_drawn_hazard_survives_the_address() {
        let key = PickKey { month: "2023-06".parse().expect("month"), hazard: HazardId(Uuid::from_u128(7)) };
        assert_eq!(key.to_string().parse(), Ok(key));
        for text in ["", "2023-06", "2023-06_x", "x_00000000-0000-0000-0000-000000000007"] {
            assert_eq!(text.parse::<PickKey>(), Err(NotAPickKey), "{text}");
        }
    }
}
