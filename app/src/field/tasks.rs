//! What there is to do today, from what is on the tablet.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::local_date,
    hazards::{Action, HazardState, Severity, Status},
};

/// A deadline within so many days is near.
const NEAR: TimeDelta = TimeDelta::days(3);

/// A set of open hazards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskSet {
    /// All.
    All,
    /// Assigned to me, not yet reported as rectified.
    Mine,
    /// Wait for a review that I may give.
    Review,
    /// Past their deadline.
    Overdue,
    /// Due within days.
    Soon,
    /// Major.
    Major,
}

impl TaskSet {
    /// In the order of their chips.
    pub const ALL: [Self; 6] = [Self::All, Self::Mine, Self::Review, Self::Overdue, Self::Soon, Self::Major];

    /// The word in an address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mine => "mine",
            Self::Review => "review",
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Major => "major",
        }
    }

    /// The set of a word; all of them for a word that is none.
    pub fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|set| set.word() == word).unwrap_or(Self::All)
    }

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
    use super::*;

    #[test]
    fn a_deadline_is_near_from_today_to_the_third_day() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("day");
        for (due, near) in
            [("2026-05-31", false), ("2026-06-01", true), ("2026-06-04", true), ("2026-06-05", false)]
        {
            assert_eq!(is_near(day(due), day("2026-06-01")), near, "{due}");
        }
    }

    #[test]
    fn a_set_is_found_by_its_word() {
        for set in TaskSet::ALL {
            assert_eq!(TaskSet::of(set.word()), set);
        }
        assert_eq!(TaskSet::of("x"), TaskSet::All);
    }
}
