//! What the figures need to know of one hazard.

use crate::hazards::VoidReason;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One closing, and the reopening that undid it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// Reviewed and closed.
    pub closed_at: DateTime<Utc>,
    /// Reopened, never before it was closed.
    pub reopened_at: Option<DateTime<Utc>>,
}

/// One hazard as the figures see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HazardFacts {
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// The first deadline.
    pub original_due: NaiveDate,
    /// The deadline in force.
    pub effective_due: NaiveDate,
    /// Rectified on the spot.
    pub on_the_spot: bool,
    /// Since when it awaits review, if it does.
    pub awaiting_since: Option<DateTime<Utc>>,
    /// Its closings in order of time; all but the last are undone by a reopening.
    pub closings: Vec<Closing>,
    /// When and why it was declared void.
    pub voided: Option<(DateTime<Utc>, VoidReason)>,
}

impl HazardFacts {
    /// Whether it belongs to the bases at `t`: not declared a false alarm or duplicate by then.
    pub fn in_base(&self, t: DateTime<Utc>) -> bool {
        !self.voided.is_some_and(|(at, reason)| at <= t && reason.leaves_the_base())
    }

    /// The closing that holds at `t`: closed at or before it, and not reopened at or before it.
    pub fn closed_at(&self, t: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.closings
            .iter()
            .find(|c| c.closed_at <= t && c.reopened_at.is_none_or(|r| r > t))
            .map(|c| c.closed_at)
    }

    /// Open at `t`, counting what happens at that very instant.
    pub fn open_at(&self, t: DateTime<Utc>) -> bool {
        self.found_at <= t && self.voided.is_none_or(|(at, _)| at > t) && self.closed_at(t).is_none()
    }

    /// Open just before `t`: what happens at that very instant belongs to the time after.
    pub fn open_before(&self, t: DateTime<Utc>) -> bool {
        let closed = self.closings.iter().any(|c| c.closed_at < t && c.reopened_at.is_none_or(|r| r >= t));
        self.found_at < t && self.voided.is_none_or(|(at, _)| at >= t) && !closed
    }

    /// The stretches during which it was open: from its finding or a reopening to its closing or voiding.
    pub(super) fn open_stretches(&self) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> {
        let mut from = self.found_at;
        let mut stretches = Vec::with_capacity(self.closings.len() + 1);
        for c in &self.closings {
            stretches.push((from, Some(c.closed_at)));
            match c.reopened_at {
                Some(at) => from = at,
                None => return stretches,
            }
        }
        stretches.push((from, self.voided.map(|(at, _)| at)));
        stretches
    }
}
