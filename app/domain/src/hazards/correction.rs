//! Corrections of what a hazard counts as and where it is. The record goes on under its number, with every step it has had; what was
//! said before stands in its chain beside what is said now. A hazard of another committee is another record: it is declared void
//! and registered there, because figures of both have been told.

use super::{
    lifecycle::Step,
    state::{Category, EventKind, HazardState, Severity, Status},
};
use crate::{
    geo::{Point, Wgs84},
    ids::SiteId,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// In the data of a correction: the position of its site, which it took because it had none of its own.
pub const OF_SITE: &str = "of_site";

/// In the data of a correction: what was another thing before, as [`Reclassified`].
pub const CHANGED: &str = "changed";

/// What a correction changed: what it was, and what it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reclassified {
    /// Category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<(Category, Category)>,
    /// The second level of the category before, which does not belong to the one now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subcategory: Option<String>,
    /// Severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<(Severity, Severity)>,
    /// Site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<(Option<SiteId>, SiteId)>,
    /// Position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<(Option<Point<Wgs84>>, Option<Point<Wgs84>>)>,
    /// Clause, where the building of the other site is of another height.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<(String, String)>,
    /// Deadline in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<(NaiveDate, NaiveDate)>,
}

impl Reclassified {
    /// Whether anything is another thing now.
    pub fn is_something(&self) -> bool {
        *self != Self::default()
    }
}

impl HazardState {
    /// Its site has been placed: a hazard without a position of its own lies where its site does, as if it had been registered
    /// today. That is said in its chain.
    pub fn placed_with_site(&self, at: Point<Wgs84>) -> Step {
        let state = Self { version: self.version + 1, ..self.clone() };
        Step { kind: EventKind::Corrected, note: None, data: serde_json::json!({OF_SITE: at}), state }
    }

    /// Grades it anew. The word of one reviewer counts for the grade that it was given for. A major one that lacks its five elements
    /// waits for them before anybody is sent: who had it is told by whoever stores this.
    pub(super) fn grade(&mut self, severity: Severity) {
        if severity == self.severity {
            return;
        }
        self.severity = severity;
        self.supervised = severity == Severity::Major;
        self.first_reviewer = None;
        if severity == Severity::Major && self.five_elements.is_none() {
            match self.status {
                Status::Assigned => {
                    self.status = Status::Registered;
                    self.assignee = None;
                    self.extension = None;
                }
                // so that it comes back to be assigned
                Status::Transferred => self.assignee = None,
                _ => {}
            }
        }
    }

    /// The deadline in force after it was classified anew: by the table as it is classified now (`now`), where the first one was by
    /// the table too as it was classified then (`first`), and never earlier than that, which is what people were told and does not
    /// change. A day that somebody decided, by an extension, a reopening or by hand, stays; so does that of what was put right on
    /// the spot.
    pub fn due_as(&self, first: Option<NaiveDate>, now: NaiveDate) -> NaiveDate {
        let decided = self.on_the_spot || self.extension_count > 0 || self.reopened_count > 0;
        let by_table = !decided && first == Some(self.original_due);
        if by_table { now.max(self.original_due) } else { self.effective_due }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        actor::{Actor, Role},
        hazards::{Action, FiveElements, HazardCommand, commands::ReviewItem, lifecycle::register},
        ids::{HazardId, UserId},
    };
    use chrono::{DateTime, TimeDelta, Utc};
    use uuid::Uuid;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn now() -> DateTime<Utc> {
        "2023-06-02T04:00:00Z".parse().expect("a time")
    }

    fn person(n: u128) -> Actor {
        let area = "310105008".parse().expect("a code");
        Actor {
            user: UserId(Uuid::from_u128(n)),
            login: "x".into(),
            name: "X".into(),
            role: Role::Office,
            area,
        }
    }

    fn registered(severity: Severity) -> HazardState {
        let command: crate::hazards::RegisterHazard = serde_json::from_value(serde_json::json!({
            "id": HazardId(Uuid::from_u128(1)), "source": "inspection", "category": "fire", "severity": severity,
            "description": "楼道堆物", "found_at": now(),
        }))
        .expect("a finding");
        let area = "310105008001".parse().expect("a code");
        register(&command, area, day("2023-06-17"), &person(1), now()).remove(0).state
    }

    fn go(state: &HazardState, who: &Actor, command: &HazardCommand) -> HazardState {
        state.step(command, who, now() + TimeDelta::hours(1)).expect("allowed").state
    }

    fn graded(severity: Severity) -> HazardCommand {
        let (category, site, position) = (None, None, None);
        HazardCommand::Reclassify {
            category,
            severity: Some(severity),
            site,
            position,
            reason: "看错了".into(),
        }
    }

    fn assign() -> HazardCommand {
        HazardCommand::Assign { assignee: UserId(Uuid::from_u128(9)), note: None }
    }

    fn passed() -> HazardCommand {
        let items = vec![ReviewItem { item: "eliminated".into(), passed: true, note: None }];
        HazardCommand::Review { items, note: None, photos: vec![] }
    }

    #[test]
    fn what_turns_out_to_be_major_waits_for_its_five_elements() {
        let (office, assigned) = (person(1), go(&registered(Severity::General), &person(1), &assign()));
        let major = go(&assigned, &office, &graded(Severity::Major));
        assert_eq!((major.status, major.assignee, major.supervised), (Status::Registered, None, true));
        assert!(major.permits(Action::Assign, &office).is_err());
        let elements = FiveElements {
            targets: "a".into(),
            funds: "b".into(),
            people: "c".into(),
            time: "d".into(),
            measures: "e".into(),
            supervised_by: None,
        };
        let ready = go(&major, &office, &HazardCommand::SetFiveElements { elements });
        let again = go(&ready, &office, &assign());
        // back and forth it keeps them, and whoever is at work
        let general = go(&again, &office, &graded(Severity::General));
        assert_eq!((general.status, general.supervised), (Status::Assigned, false));
        let major = go(&general, &office, &graded(Severity::Major));
        assert_eq!((major.status, major.assignee), (Status::Assigned, again.assignee));
        // handed to another body it comes back to be assigned
        let handed = HazardCommand::Transfer { to: "城管".into(), reason: "职责".into() };
        let handed = go(&go(&assigned, &office, &handed), &office, &graded(Severity::Major));
        let back = HazardCommand::AnswerTransfer { rectified: false, note: "不属".into(), photos: vec![] };
        assert_eq!(go(&handed, &office, &back).status, Status::Registered);
    }

    #[test]
    fn one_word_does_not_count_for_another_grade() {
        let done = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
        let waits = go(&go(&registered(Severity::General), &person(1), &assign()), &person(9), &done);
        let major = go(&waits, &person(1), &graded(Severity::Major));
        assert_eq!((major.status, major.rectified_by), (Status::Rectified, waits.rectified_by));
        let first = go(&major, &person(2), &passed());
        assert_eq!((first.status, first.first_reviewer), (Status::Rectified, Some(person(2).user)));
        assert_eq!(go(&first, &person(3), &passed()).status, Status::Closed);
        let general = go(&first, &person(1), &graded(Severity::General));
        assert_eq!((general.status, general.first_reviewer), (Status::Rectified, None));
        assert_eq!(go(&general, &person(2), &passed()).status, Status::Closed);
    }

    #[test]
    fn deadlines_follow_the_table_and_never_what_somebody_decided() {
        let state = registered(Severity::General); // first deadline 2023-06-17
        let first = Some(state.original_due);
        let later = HazardState { effective_due: day("2023-07-02"), ..state.clone() };
        for (what, state, first, now, expected) in [
            ("a longer one", state.clone(), first, "2023-07-02", "2023-07-02"),
            ("a shorter one: what was told stays", state.clone(), first, "2023-06-05", "2023-06-17"),
            ("by hand", state.clone(), Some(day("2023-06-20")), "2023-07-02", "2023-06-17"),
            ("nobody knows how", state.clone(), None, "2023-07-02", "2023-06-17"),
            ("corrected twice", later.clone(), first, "2023-06-20", "2023-06-20"),
            ("back again", later.clone(), first, "2023-06-17", "2023-06-17"),
            (
                "extended",
                HazardState { extension_count: 1, ..later.clone() },
                first,
                "2023-08-01",
                "2023-07-02",
            ),
            ("reopened", HazardState { reopened_count: 1, ..later }, first, "2023-08-01", "2023-07-02"),
            ("on the spot", HazardState { on_the_spot: true, ..state }, first, "2023-07-02", "2023-06-17"),
        ] {
            let due = state.due_as(first, day(now));
            assert_eq!(due, day(expected), "{what}");
            assert!(due >= state.original_due, "{what}");
        }
    }
}
