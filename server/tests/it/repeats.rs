//! The same thing twice, and two things at once.

use crate::{
    stage::{Stage, Visitor, play},
    support::world::{SUBDISTRICT, noon},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    fault::Code,
    hazards::{Change, HazardCommand, HazardDetail, HazardState, ReviewItem, Severity, Status},
    ids::{EventId, HazardId, InspectionId},
    inspections::{InspectionKind, Nature, Outcome, SaveVisit, SavedVisit, commands::VisitedSite},
};
use futures::future::join_all;
use reqwest::StatusCode;
use serde_json::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

fn day() -> DateTime<Utc> {
    noon("2023-06-01")
}

fn change(hazard: HazardId, base_version: Option<u32>, command: HazardCommand) -> Change {
    Change { id: EventId(Uuid::now_v7()), hazard, base_version, device_at: None, position: None, command }
}

fn note(text: &str) -> HazardCommand {
    HazardCommand::AddNote { note: text.into(), photos: vec![] }
}

fn pass() -> HazardCommand {
    let items = vec![ReviewItem { item: "eliminated".into(), passed: true, note: None }];
    HazardCommand::Review { items, note: None, photos: vec![] }
}

fn changes(hazard: HazardId) -> String {
    format!("/api/v1/hazards/{hazard}/changes")
}

async fn detail(visitor: &Visitor, hazard: HazardId) -> HazardDetail {
    visitor.get(&format!("/api/v1/hazards/{hazard}")).await.data()
}

/// A hazard that waits for its review.
async fn rectified(stage: &Stage, severity: Severity) -> HazardId {
    let hazard = stage.world.find(day(), |c| c.severity = severity).await;
    if severity == Severity::Major {
        stage.world.five_elements(day(), hazard).await;
    }
    stage.world.assign(day() + TimeDelta::hours(1), hazard).await;
    stage.world.rectify(day() + TimeDelta::hours(2), hazard).await;
    hazard
}

fn visit(stage: &Stage) -> SaveVisit {
    SaveVisit {
        id: InspectionId(Uuid::now_v7()),
        site: VisitedSite::Known(stage.world.shop),
        kind: InspectionKind::Routine,
        nature: Nature::GridPatrol,
        outcome: Outcome::Done,
        campaign: None,
        campaign_id: None,
        check_code: None,
        checklist: None,
        answers: std::collections::BTreeMap::default(),
        started_at: day(),
        finished_at: day() + TimeDelta::minutes(20),
        device_at: None,
        position: None,
        note: None,
        photos: vec![],
        hazards: vec![stage.world.finding(day()), stage.world.finding(day())],
        signature: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_sent_again_is_answered_again_and_stored_once() {
    play(async |stage| {
        let office = stage.enter(&stage.world.office).await;
        let mut finding = stage.world.finding(day());
        let first = office.post("/api/v1/hazards", &finding).await;
        assert_eq!((first.status, &first.json()["repeated"]), (StatusCode::CREATED, &Value::Bool(false)));
        let again = office.post("/api/v1/hazards", &finding).await;
        assert_eq!((again.status, &again.json()["repeated"]), (StatusCode::OK, &Value::Bool(true)));
        assert_eq!(first.json()["number"], again.json()["number"]);
        finding.description = "另一处隐患".into();
        assert_eq!(office.post("/api/v1/hazards", &finding).await.code(), Code::ContentConflict);

        let step = change(finding.id, Some(1), note("已提醒"));
        let path = changes(finding.id);
        let moved: HazardState = office.post(&path, &step).await.data();
        let again: HazardState = office.post(&path, &step).await.data();
        assert_eq!((moved.version, again.version), (2, 2), "also with a version that has passed meanwhile");
        let other = Change { command: note("另一句"), ..step };
        assert_eq!(office.post(&path, &other).await.code(), Code::ContentConflict);
        assert_eq!(detail(&office, finding.id).await.events.len(), 2);

        let mut command = visit(stage);
        let first: SavedVisit = office.post("/api/v1/inspections", &command).await.data();
        let answer = office.post("/api/v1/inspections", &command).await;
        assert_eq!(answer.status, StatusCode::OK);
        let again: SavedVisit = answer.data();
        assert!(again.repeated && !first.repeated);
        assert_eq!(first.hazards, again.hazards);
        command.note = Some("另一次".into());
        assert_eq!(office.post("/api/v1/inspections", &command).await.code(), Code::ContentConflict);
        let list = office.get("/api/v1/hazards").await.json();
        assert_eq!(list["total"]["n"], 3);
    })
    .await;
}

db_test!(a_command_that_arrives_several_times_at_once_is_stored_once, |db| async {
    let stage = &Stage::open(&db, &[]).await;
    let office = stage.enter(&stage.world.office).await;
    let finding = stage.world.finding(day());
    let answers = join_all((0..8).map(|_| office.post("/api/v1/hazards", &finding))).await;
    let made = answers.iter().filter(|a| a.status == StatusCode::CREATED).count();
    let numbers: BTreeSet<String> = answers.iter().map(|a| a.json()["number"].to_string()).collect();
    assert_eq!((made, numbers.len()), (1, 1), "{answers:?}");

    let command = visit(stage);
    let answers = join_all((0..8).map(|_| office.post("/api/v1/inspections", &command))).await;
    let made = answers.iter().filter(|a| a.status == StatusCode::CREATED).count();
    let saved: Vec<SavedVisit> = answers.iter().map(crate::stage::Answer::data).collect();
    assert_eq!(made, 1);
    assert!(saved.iter().all(|s| s.hazards == saved[0].hazards), "{saved:?}");

    let (step, path) = (change(finding.id, Some(1), note("已提醒")), changes(finding.id));
    let answers = join_all((0..8).map(|_| office.post(&path, &step))).await;
    for answer in &answers {
        assert_eq!(answer.data::<HazardState>().version, 2);
    }
    assert_eq!(detail(&office, finding.id).await.events.len(), 2);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_sent_twice_is_one_step() {
    play(async |stage| {
        let world = &stage.world;
        let (office, inspector) = (stage.enter(&world.office).await, stage.enter(&world.inspector).await);
        let hazard = world.find(day(), |_| ()).await;
        let page = format!("/hazards/{hazard}");
        let assignee = world.inspector.user.to_string();
        let twice = async |visitor: &Visitor, action: &str, fields: &[(&str, &str)], status: Status| {
            let before = detail(visitor, hazard).await;
            let (id, version) = (Uuid::now_v7().to_string(), before.state.version.to_string());
            let fields = [&[("id", &*id), ("base_version", &*version)][..], fields].concat();
            for _ in 0..2 {
                let answer = visitor.submit(&format!("/do{page}/{action}"), &fields).await;
                assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, &*page));
                let shown = visitor.page(&page).await;
                assert!(!shown.body.contains("role=\"alert\""), "{action} is told as a fault");
            }
            let after = detail(visitor, hazard).await;
            assert_eq!(after.summary.status, status);
            assert_eq!(after.events.len(), before.events.len() + 1, "{action} was done twice");
        };
        twice(&office, "assign", &[("assignee", &assignee)], Status::Assigned).await;
        twice(&inspector, "rectify", &[("note", "已清理")], Status::Rectified).await;
        let failed = [("item_0_key", "eliminated"), ("item_0_passed", "0"), ("item_0_note", "还有")];
        twice(&office, "review", &failed, Status::Assigned).await;
        twice(&inspector, "rectify", &[("note", "全部清理")], Status::Rectified).await;
        let passed = [("item_0_key", "eliminated"), ("item_0_passed", "1")];
        twice(&office, "review", &passed, Status::Closed).await;
        let state = detail(&office, hazard).await.state;
        assert_eq!(state.returned_count, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_reviewers_at_once_one_closes_and_the_other_is_told() {
    play(async |stage| {
        let world = &stage.world;
        let (office, colleague) = (stage.enter(&world.office).await, stage.enter(&world.colleague).await);
        for round in 0..6 {
            let hazard = rectified(stage, Severity::General).await;
            let version = (round % 2 == 0).then_some(3);
            let path = changes(hazard);
            let (one, two) = (change(hazard, version, pass()), change(hazard, version, pass()));
            let (a, b) = tokio::join!(office.post(&path, &one), colleague.post(&path, &two));
            let (won, lost) = if a.status.is_success() { (a, b) } else { (b, a) };
            assert_eq!(won.data::<HazardState>().status, Status::Closed);
            let fault = lost.fault();
            assert_eq!(fault.code, Code::WrongState, "the other is told where it stands");
            assert_eq!((&*fault.args["state"], &*fault.args["allowed"]), ("closed", "reopen"));
            let closed = detail(&office, hazard).await;
            let reviews = closed.events.iter().filter(|e| e.to == Status::Closed).count();
            assert_eq!(reviews, 1);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_major_one_needs_both_words_and_takes_them_one_after_the_other() {
    play(async |stage| {
        let world = &stage.world;
        let (office, colleague) = (stage.enter(&world.office).await, stage.enter(&world.colleague).await);
        let hazard = rectified(stage, Severity::Major).await;
        let version = detail(&office, hazard).await.state.version;
        let path = changes(hazard);
        // both looked at the same version: the second has not seen the first word
        let (one, two) = (change(hazard, Some(version), pass()), change(hazard, Some(version), pass()));
        let (a, b) = tokio::join!(office.post(&path, &one), colleague.post(&path, &two));
        let (first, told, second) =
            if a.status.is_success() { (&office, b, &colleague) } else { (&colleague, a, &office) };
        assert_eq!(told.code(), Code::Stale);
        assert_eq!(detail(&office, hazard).await.summary.status, Status::Rectified);
        let again = first.post(&path, &change(hazard, None, pass())).await;
        assert_eq!(again.code(), Code::SecondPersonNeeded, "one person has one word");
        let closed: HazardState = second.post(&path, &change(hazard, None, pass())).await.data();
        assert_eq!(closed.status, Status::Closed);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looked_at_an_old_version_is_told() {
    play(async |stage| {
        let world = &stage.world;
        let (office, colleague) = (stage.enter(&world.office).await, stage.enter(&world.colleague).await);
        let hazard = world.find(day(), |_| ()).await;
        let path = changes(hazard);
        colleague.post(&path, &change(hazard, Some(1), note("先看过"))).await.json();
        let assign = HazardCommand::Assign { assignee: world.inspector.user, note: None };
        let answer = office.post(&path, &change(hazard, Some(1), assign.clone())).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, Code::Stale));
        // the same by the form: back on the page, with the reason and what was typed
        let page = format!("/hazards/{hazard}");
        let fields = [
            ("id", &*Uuid::now_v7().to_string()),
            ("base_version", "1"),
            ("assignee", &*world.inspector.user.to_string()),
            ("note", "请尽快处理"),
        ];
        let answer = office.submit(&format!("/do{page}/assign"), &fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, &*page));
        let shown = office.page(&page).await;
        assert!(shown.body.contains("role=\"alert\"") && shown.body.contains("请尽快处理"), "{}", shown.body);
        assert_eq!(detail(&office, hazard).await.summary.status, Status::Registered);
        let moved: HazardState = office.post(&path, &change(hazard, Some(2), assign)).await.data();
        assert_eq!((moved.status, moved.version), (Status::Assigned, 3));
    })
    .await;
}

db_test!(thirty_two_at_once_get_numbers_without_a_gap, |db| async {
    let stage = Stage::open(&db, &[]).await;
    let (office, inspector) =
        (stage.enter(&stage.world.office).await, stage.enter(&stage.world.inspector).await);
    let visitors = [&office, &inspector];
    // each fourth is refused in between and must not take a number
    let register = |n: usize| {
        let (world, visitor) = (&stage.world, visitors[n % 2]);
        async move {
            let mut bad = world.finding(day());
            bad.photos_before = vec![domain::ids::FileId(Uuid::now_v7())];
            if n.is_multiple_of(4) {
                assert_eq!(visitor.post("/api/v1/hazards", &bad).await.code(), Code::Invalid);
            }
            let saved = visitor.post("/api/v1/hazards", &world.finding(day())).await;
            assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.body);
            saved.json()["number"].as_str().unwrap().to_owned()
        }
    };
    let numbers: BTreeSet<String> = join_all((0..32).map(register)).await.into_iter().collect();
    let expected: BTreeSet<String> = (1..=32).map(|n| format!("{SUBDISTRICT}-2023-{n:06}")).collect();
    assert_eq!(numbers, expected);
});
