//! What is saved on this tablet and not known to the server yet, laid over what the tablet took along: who has reported
//! a rectification offline is not offered to report it again.

use super::bridge::{Saved, Standing};
use chrono::{DateTime, Utc};
use domain::{
    actor::Actor,
    hazards::{Change, HazardState},
    ids::HazardId,
    order,
    sync::{Body, Command},
};
use std::{borrow::Cow, collections::BTreeMap};

/// What was sealed, while it is in the outbox.
pub fn body(saved: &Saved) -> Option<Body> {
    domain::json::read(saved.body.as_deref()?).ok()
}

/// The steps that wait on this tablet by their hazard, each hazard's oldest first.
pub type Steps = BTreeMap<HazardId, Vec<Change>>;

/// The steps of hazards that wait on this tablet, the oldest first. What a person has to decide about is not among them:
/// it may never happen.
pub fn steps(outbox: &[Saved]) -> Steps {
    let mut steps: Vec<(DateTime<Utc>, Change)> = outbox
        .iter()
        .filter(|saved| saved.kind == "change_hazard")
        .filter(|saved| matches!(saved.standing, Standing::Waiting | Standing::Unanswered))
        .filter_map(|saved| match body(saved)?.command {
            Command::ChangeHazard(change) => Some((saved.saved_at, *change)),
            _ => None,
        })
        .collect();
    order::by_key(&mut steps, |(at, change)| (*at, change.id));
    let mut by_hazard = Steps::new();
    for (_, change) in steps {
        by_hazard.entry(change.hazard).or_default().push(change);
    }
    by_hazard
}

/// The state of a hazard once what waits here has been sent. Nearly all are as they are known: nothing is copied of those.
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
pub fn state(known: &HazardState, steps: &[Change], actor: &Actor, now: DateTime<Utc>) -> HazardState {
    steps.iter().fold(known.clone(), |state, change| {
        state.step(&change.command, actor, now).map_or(state, |step| step.state)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::sums::tests::{at, saved};
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
    fn a_step_saved_here_counts_until_the_server_has_spoken() {
        let id = hazard().id;
        for (standing, counts) in [
            (Standing::Waiting, true),
            (Standing::Unanswered, true),
            (Standing::Photos, false),
            (Standing::Stored, false),
            (Standing::Conflict, false),
            (Standing::Refused, false),
        ] {
            let outbox = [in_outbox(rectify(5), standing)];
            assert_eq!(steps(&outbox).get(&id).map_or(0, Vec::len), usize::from(counts), "{standing:?}");
        }
    }

    #[test]
    fn only_a_hazard_with_steps_is_copied() {
        let (known, now) = (hazard(), at("2026-06-01T03:00:00Z"));
        let seen = |outbox: &[Saved]| laid_over(&known, &steps(outbox), &me(), now).into_owned();
        assert!(matches!(laid_over(&known, &Steps::new(), &me(), now), Cow::Borrowed(_)));
        assert_eq!(seen(&[]), known);
        let waiting = [in_outbox(rectify(5), Standing::Waiting)];
        assert_eq!(seen(&waiting), state(&known, &[rectify(5)], &me(), now));
    }

    #[test]
    fn what_was_done_offline_is_not_offered_again() {
        let now = at("2026-06-01T03:00:00Z");
        let after = state(&hazard(), &[rectify(5), rectify(6)], &me(), now);
        assert_eq!(
            (after.status, after.version),
            (Status::Rectified, 5),
            "the second one is not possible any more"
        );
        assert!(after.permits(Action::Rectify, &me()).is_err());
        assert!(after.permits(Action::Review, &me()).is_err(), "by the one who reported it");
    }
}
