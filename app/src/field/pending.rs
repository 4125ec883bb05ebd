//! What is saved on this tablet, laid over what the tablet took along until that tells of it: who has reported a
//! rectification is not offered to report it again, neither before it is sent nor when the line ends right behind its receipt.

use super::bridge::Saved;
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    hazards::{Change, HazardState},
    ids::HazardId,
    order,
    sync::{Body, Command},
};
use std::{borrow::Cow, collections::BTreeMap};

/// What was sealed, while that is kept.
pub fn body(saved: &Saved) -> Option<Body> {
    domain::json::read(saved.body.as_deref()?).ok()
}

/// A step of a hazard that is saved here.
#[derive(Clone, Debug, PartialEq)]
pub struct StepHere {
    /// What it says.
    pub change: Change,
    /// The server does not know it yet.
    pub unknown: bool,
}

/// The steps that are saved on this tablet by their hazard, each hazard's oldest first.
pub type Steps = BTreeMap<HazardId, Vec<StepHere>>;

/// The steps of hazards that [count](Saved::counts) here, the oldest first.
pub fn steps(outbox: &[Saved]) -> Steps {
    let mut steps: Vec<(DateTime<Utc>, StepHere)> = outbox
        .iter()
        .filter(|saved| saved.kind == "change_hazard" && saved.counts())
        .filter_map(|saved| match body(saved)?.command {
            Command::ChangeHazard(change) => {
                Some((saved.saved_at, StepHere { change: *change, unknown: !saved.is_confirmed() }))
            }
            _ => None,
        })
        .collect();
    order::by_key(&mut steps, |(at, step)| (*at, step.change.id));
    let mut by_hazard = Steps::new();
    for (_, step) in steps {
        by_hazard.entry(step.change.hazard).or_default().push(step);
    }
    by_hazard
}

/// Whether a record of that version tells of a step by itself that was based on `base`: so it does as soon as changes have come,
/// a moment before [`Saved::brought`] says so. What the server does not know is told by nothing else.
pub fn is_told(unknown: bool, base: Option<u32>, version: u32) -> bool {
    !unknown && base.is_some_and(|base| version > base)
}

/// The state of a hazard once what is saved here has been sent. Nearly all are as they are known: nothing is copied of those.
pub fn laid_over<'a>(
    known: &'a HazardState,
    steps: &Steps,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Cow<'a, HazardState> {
    match steps.get(&known.id) {
        None => Cow::Borrowed(known),
        Some(steps) => Cow::Owned(state(known, steps, actor, now)),
    }
}

/// The state once those steps are taken. A step that is not possible any more changes nothing: the server will say so.
pub fn state(known: &HazardState, steps: &[StepHere], actor: &Actor, now: DateTime<Utc>) -> HazardState {
    steps.iter().fold(known.clone(), |state, StepHere { change, unknown }| {
        if is_told(*unknown, change.base_version, state.version) {
            return state;
        }
        state.step(&change.command, actor, now).map_or(state, |step| step.state)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{
        bridge::Standing,
        sums::tests::{COUNTS, at, saved},
    };
    use domain::{
        actor::Role,
        hazards::{Action, HazardCommand, RegisterHazard, Status, lifecycle::register},
        ids::{EventId, UserId},
    };
    use uuid::Uuid;

    /// Assigned, reported by somebody else.
    fn hazard() -> HazardState {
        let found_at = at("2026-05-01T02:00:00Z");
        let command: RegisterHazard = serde_json::from_value(serde_json::json!({
            "id": Uuid::from_u128(1), "source": "inspection", "category": "fire", "severity": "general",
            "description": "通道堵塞", "found_at": found_at,
        }))
        .expect("a report");
        let (area, due) = ("310105008001".parse().expect("code"), "2026-06-10".parse().expect("day"));
        let steps = register(&command, area, due, &me(), found_at);
        HazardState {
            reporter: UserId(Uuid::from_u128(2)),
            status: Status::Assigned,
            version: 4,
            ..steps[0].state.clone()
        }
    }

    fn rectify(id: u128) -> Change {
        Change {
            id: EventId(Uuid::from_u128(id)),
            hazard: hazard().id,
            base_version: Some(4),
            device_at: None,
            position: None,
            command: HazardCommand::Rectify { note: "已清理".into(), photos: Vec::new() },
        }
    }

    fn unknown(id: u128) -> StepHere {
        StepHere { change: rectify(id), unknown: true }
    }

    fn in_outbox(change: Change, standing: Standing) -> Saved {
        let id = change.id.0;
        let body = Body {
            command: Command::ChangeHazard(Box::new(change)),
            device_at: at("2026-06-01T02:00:00Z"),
            photos: Vec::new(),
        };
        let body = serde_json::to_string(&body).expect("JSON");
        Saved {
            id,
            kind: "change_hazard".into(),
            body: Some(body),
            ..saved(9, "2026-06-01T02:00:00Z", standing, &[])
        }
    }

    fn me() -> Actor {
        Actor {
            user: UserId(Uuid::from_u128(3)),
            login: "wang.min".into(),
            name: "王敏".into(),
            role: Role::Inspector,
            area: "310105008".parse().expect("code"),
        }
    }

    #[test]
    fn a_step_saved_here_counts_until_the_feed_has_brought_it() {
        let id = hazard().id;
        for (standing, before, after) in COUNTS {
            for (brought, counts) in [(false, before), (true, after)] {
                let outbox = [Saved { brought, ..in_outbox(rectify(5), standing) }];
                let n = steps(&outbox).get(&id).map_or(0, Vec::len);
                assert_eq!(n, usize::from(counts), "{standing:?}, brought: {brought}");
            }
        }
    }

    #[test]
    fn what_the_feed_has_told_of_is_not_done_again() {
        let now = at("2026-06-01T03:00:00Z");
        let step = |standing| steps(&[in_outbox(rectify(5), standing)]).remove(&hazard().id).expect("a step");
        // it came back from review meanwhile, which the feed has brought together with the report
        let returned = HazardState { version: 6, ..hazard() };
        assert_eq!(state(&returned, &step(Standing::Stored), &me(), now), returned);
        let waiting = state(&returned, &step(Standing::Waiting), &me(), now);
        assert_eq!(waiting.status, Status::Rectified, "the server will say what it thinks of it");
    }

    #[test]
    fn only_a_hazard_with_steps_is_copied() {
        let (known, now) = (hazard(), at("2026-06-01T03:00:00Z"));
        let seen = |outbox: &[Saved]| laid_over(&known, &steps(outbox), &me(), now).into_owned();
        assert!(matches!(laid_over(&known, &Steps::new(), &me(), now), Cow::Borrowed(_)));
        assert_eq!(seen(&[]), known);
        let waiting = [in_outbox(rectify(5), Standing::Waiting)];
        assert_eq!(seen(&waiting), state(&known, &[unknown(5)], &me(), now));
    }

    #[test]
    fn what_was_done_offline_is_not_offered_again() {
        let now = at("2026-06-01T03:00:00Z");
        let after = state(&hazard(), &[unknown(5), unknown(6)], &me(), now);
        assert_eq!(
            (after.status, after.version),
            (Status::Rectified, 5),
            "the second one is not possible any more"
        );
        assert!(after.permits(Action::Rectify, &me()).is_err());
        assert!(after.permits(Action::Review, &me()).is_err(), "by the one who reported it");
    }
}
