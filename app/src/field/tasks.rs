//! What there is to do today, from what is on the tablet.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::local_date,
    hazards::{Action, HazardState, Severity, Status},
    text_enum,
};

/// A deadline within so many days is near.
const NEAR: TimeDelta = TimeDelta::days(3);

text_enum! {
    /// A set of open hazards.
    Show {
        /// All.
        All = "all",
        /// Assigned to me, not yet reported as rectified.
        Mine = "mine",
        /// Wait for a review that I may give.
        Review = "review",
        /// Past their deadline.
        Overdue = "overdue",
        /// Due within days.
        Soon = "soon",
        /// Major.
        Major = "major",
    }
}

impl Show {
    /// Whether a hazard belongs to it.
    pub fn has(self, hazard: &HazardState, me: &Actor, now: DateTime<Utc>) -> bool {
        match self {
            Self::All => true,
            Self::Mine => hazard.assignee == Some(me.user) && hazard.status == Status::Assigned,
            Self::Review => hazard.permits(Action::Review, me).is_ok(),
            Self::Overdue => hazard.is_overdue(now),
            Self::Soon => is_near(hazard.effective_due, local_date(now)) && hazard.status.is_open(),
            Self::Major => hazard.severity == Severity::Major,
        }
    }
}

fn is_near(due: NaiveDate, today: NaiveDate) -> bool {
    (TimeDelta::zero()..=NEAR).contains(&(due - today))
}

#[cfg(test)]
mod tests {
    use super::is_near;

    #[test]
    fn a_deadline_is_near_from_today_to_the_third_day() {
        let day = |text: &str| text.parse().expect("day");
        for (due, near) in
            [("2026-05-31", false), ("2026-06-01", true), ("2026-06-04", true), ("2026-06-05", false)]
        {
            assert_eq!(is_near(day(due), day("2026-06-01")), near, "{due}");
        }
    }
}
