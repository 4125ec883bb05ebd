//! Who may take which step in the life of a hazard: every button, pressed by every role, near and far, while the
//! hazard is in a state that allows it.

use super::scene::{From, people};
use crate::{
    stage::{Stage, play},
    support::world::{date, noon},
};
use chrono::{Days, TimeDelta, Utc};
use domain::{
    calendar::local_date,
    fault::Code,
    hazards::{
        Category, Change, FiveElements, HazardCommand, HazardDetail, HazardState, ReviewItem, Severity,
        VoidReason, lifecycle::Action,
    },
    ids::{EventId, HazardId},
};
use uuid::Uuid;

/// Inspector, office, leader, admin: 1 may.
const RIGHTS: [(Action, [u8; 4]); 15] = [
    (Action::Assign, [0, 1, 0, 0]),
    (Action::TakeOver, [1, 1, 0, 0]),
    (Action::Rectify, [1, 1, 0, 0]),
    (Action::Review, [1, 1, 0, 0]),
    (Action::AskExtension, [1, 1, 0, 0]),
    (Action::DecideExtension, [0, 1, 0, 0]),
    (Action::Transfer, [0, 1, 0, 0]),
    (Action::AnswerTransfer, [0, 1, 0, 0]),
    (Action::Void, [0, 1, 0, 0]),
    (Action::Split, [0, 1, 0, 0]),
    (Action::Reopen, [0, 1, 0, 0]),
    (Action::SetFiveElements, [0, 1, 0, 0]),
    (Action::AddNote, [1, 1, 0, 0]),
    (Action::Correct, [1, 1, 0, 0]),
    (Action::Reclassify, [0, 1, 0, 0]),
];

/// A hazard in a state that allows the step.
async fn ready_for(stage: &Stage, action: Action) -> HazardId {
    let world = &stage.world;
    let day = noon("2023-06-01");
    let later = day + TimeDelta::hours(1);
    let severity = if action == Action::SetFiveElements { Severity::Major } else { Severity::General };
    let hazard = world.find(day, |command| command.severity = severity).await;
    match action {
        Action::Rectify | Action::AskExtension => world.assign(later, hazard).await,
        Action::TakeOver => {
            // whoever presses the button below does not have it yet
            let assign = HazardCommand::Assign { assignee: world.colleague.user, note: None };
            world.step(&world.office, later, hazard, assign).await;
        }
        Action::Split => {
            let first = world.find(day, |_| ()).await;
            world.void(later, hazard, VoidReason::Duplicate, Some(first)).await;
        }
        Action::DecideExtension => {
            world.assign(later, hazard).await;
            let ask = HazardCommand::AskExtension { until: date("2023-12-01"), reason: "等配件".into() };
            world.step(&world.inspector, later, hazard, ask).await;
        }
        Action::Review => {
            world.assign(later, hazard).await;
            // by somebody who does not press the button below
            let report = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
            world.step(&world.colleague, later, hazard, report).await;
        }
        Action::AnswerTransfer => {
            let transfer = HazardCommand::Transfer { to: "城管中队".into(), reason: "违建".into() };
            world.step(&world.office, later, hazard, transfer).await;
        }
        Action::Reopen => world.close(later, hazard).await,
        _ => {}
    }
    hazard
}

fn command(stage: &Stage, action: Action) -> HazardCommand {
    let text = || "已落实".to_owned();
    let soon = local_date(Utc::now()) + Days::new(60);
    match action {
        Action::Assign => HazardCommand::Assign { assignee: stage.world.inspector.user, note: None },
        Action::TakeOver => HazardCommand::TakeOver { reason: text() },
        Action::Rectify => HazardCommand::Rectify { note: text(), photos: vec![] },
        Action::Review => HazardCommand::Review {
            items: vec![ReviewItem { item: "eliminated".into(), passed: true, note: None }],
            note: None,
            photos: vec![],
        },
        Action::AskExtension => HazardCommand::AskExtension { until: soon, reason: text() },
        Action::DecideExtension => HazardCommand::DecideExtension { grant: true, note: None },
        Action::Transfer => HazardCommand::Transfer { to: text(), reason: text() },
        Action::AnswerTransfer => {
            HazardCommand::AnswerTransfer { rectified: false, note: text(), photos: vec![] }
        }
        Action::Void => {
            HazardCommand::Void { reason: VoidReason::FalseAlarm, duplicate_of: None, note: text() }
        }
        Action::Split => HazardCommand::Split { reason: text() },
        Action::Reopen => HazardCommand::Reopen { reason: text(), due: soon },
        Action::SetFiveElements => HazardCommand::SetFiveElements {
            elements: FiveElements {
                targets: text(),
                funds: text(),
                people: text(),
                time: text(),
                measures: text(),
                supervised_by: Some(text()),
            },
        },
        Action::AddNote => HazardCommand::AddNote { note: text(), photos: vec![] },
        Action::Correct => HazardCommand::Correct {
            description: text(),
            location: String::new(),
            clause: None,
            reason: text(),
        },
        Action::Reclassify => HazardCommand::Reclassify {
            category: Some(Category::Gas),
            severity: None,
            site: None,
            position: None,
            reason: text(),
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_step_is_taken_by_those_who_may_and_by_nobody_else() {
    assert_eq!(RIGHTS.map(|(action, _)| action).as_slice(), Action::ALL);
    play(async |stage| {
        let people = people(stage).await;
        for (action, rights) in RIGHTS {
            let mut hazard = ready_for(stage, action).await;
            for (i, person) in people.iter().enumerate() {
                let path = format!("/api/v1/hazards/{hazard}/changes");
                let change = Change {
                    id: EventId(Uuid::now_v7()),
                    hazard,
                    base_version: None,
                    device_at: None,
                    position: None,
                    command: command(stage, action),
                };
                let who = format!("{action} by {}", person.title());
                let before = version(stage, hazard).await;
                let answer = person.visitor.post(&path, &change).await;
                if person.from == From::Near && rights[(i - 1) % 4] == 1 {
                    let state: HazardState = answer.data();
                    assert_eq!(state.version, before + 1, "{who}");
                    hazard = ready_for(stage, action).await;
                    continue;
                }
                let expected = match (person.role, person.from) {
                    (None, _) => Code::Unauthenticated,
                    (_, From::Far) => Code::NotFound,
                    _ => Code::Forbidden,
                };
                assert_eq!(answer.code(), expected, "{who}");
                assert_eq!(version(stage, hazard).await, before, "{who} changed it all the same");
            }
        }
    })
    .await;
}

async fn version(stage: &Stage, hazard: HazardId) -> u32 {
    let ctx = stage.world.ctx(&stage.world.office, Utc::now());
    let detail: HazardDetail = backend::hazards::query::detail(&ctx, hazard).await.unwrap();
    detail.state.version
}
