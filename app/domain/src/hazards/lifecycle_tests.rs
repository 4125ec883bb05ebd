use super::*;
use crate::{
    actor::Role,
    calendar::day_start,
    hazards::{
        commands::ReviewItem,
        state::{Category, Source, VoidReason},
    },
    ids::{HazardId, UserId},
};
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

const AREA: &str = "310105008003";

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn noon(s: &str) -> DateTime<Utc> {
    day_start(day(s)) + TimeDelta::hours(12)
}

fn person(n: u128, role: Role) -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(n)),
        login: format!("p{n}"),
        name: format!("P{n}"),
        role,
        area: "310105008".parse().expect("code"),
    }
}

fn inspector() -> Actor {
    person(1, Role::Inspector)
}

fn office() -> Actor {
    person(2, Role::Office)
}

fn second_office() -> Actor {
    person(3, Role::Office)
}

fn finding(severity: Severity, on_the_spot: bool) -> RegisterHazard {
    RegisterHazard {
        id: HazardId(Uuid::from_u128(100)),
        source: Source::Inspection,
        category: Category::Fire,
        subcategory: None,
        severity,
        description: "楼道堆物堵塞疏散通道".into(),
        location: "3 号楼 2 层".into(),
        clause: None,
        standard: None,
        site: None,
        position: None,
        found_at: noon("2023-06-01"),
        due: None,
        on_the_spot,
        party_name: None,
        party_phone: None,
        photos_before: vec![],
        photos_after: vec![],
        item: None,
    }
}

fn registered(severity: Severity) -> HazardState {
    let steps = register(
        &finding(severity, false),
        AREA.parse().expect("code"),
        day("2023-06-08"),
        &inspector(),
        noon("2023-06-01"),
    );
    steps.last().expect("a step").state.clone()
}

fn assign() -> HazardCommand {
    HazardCommand::Assign { assignee: inspector().user, note: None }
}

fn rectify() -> HazardCommand {
    HazardCommand::Rectify { note: "已清理".into(), photos: vec![] }
}

fn review(passed: bool) -> HazardCommand {
    let items = vec![ReviewItem { item: "eliminated".into(), passed, note: None }];
    HazardCommand::Review { items, note: Some("看过".into()), photos: vec![] }
}

fn go(state: &HazardState, command: &HazardCommand, actor: &Actor, at: &str) -> HazardState {
    state.step(command, actor, noon(at)).unwrap_or_else(|e| panic!("{:?}: {e}", command.action())).state
}

fn refused(state: &HazardState, command: &HazardCommand, actor: &Actor) -> Code {
    state.step(command, actor, noon("2023-06-05")).expect_err("refused").code
}

#[test]
fn from_finding_to_closing() {
    let s = registered(Severity::General);
    let s = go(&s, &assign(), &office(), "2023-06-02");
    assert_eq!((s.status, s.assignee), (Status::Assigned, Some(inspector().user)));
    let s = go(&s, &rectify(), &inspector(), "2023-06-03");
    assert_eq!(s.status, Status::Rectified);
    let s = go(&s, &review(true), &office(), "2023-06-04");
    assert_eq!(
        (s.status, s.closed_at, s.closed_by),
        (Status::Closed, Some(noon("2023-06-04")), Some(office().user))
    );
    assert_eq!(s.first_review_passed, Some(true));
    assert_eq!(s.version, 4);
}

#[test]
fn a_failed_review_sends_back_and_is_remembered() {
    let s = go(&registered(Severity::General), &assign(), &office(), "2023-06-02");
    let s = go(&s, &rectify(), &inspector(), "2023-06-03");
    let back = s.step(&review(false), &office(), noon("2023-06-04")).expect("allowed");
    assert_eq!(
        (back.kind, back.state.status, back.state.returned_count),
        (EventKind::Returned, Status::Assigned, 1)
    );
    let s = go(&back.state, &rectify(), &inspector(), "2023-06-05");
    let s = go(&s, &review(true), &office(), "2023-06-06");
    assert_eq!((s.status, s.first_review_passed), (Status::Closed, Some(false)));
}

#[test]
fn on_the_spot_closes_a_general_one_and_leaves_a_major_one_to_review() {
    let area: AreaCode = AREA.parse().expect("code");
    let steps = register(
        &finding(Severity::General, true),
        area.clone(),
        day("2023-06-01"),
        &inspector(),
        noon("2023-06-01"),
    );
    let kinds: Vec<_> = steps.iter().map(|s| s.kind).collect();
    assert_eq!(kinds, [EventKind::Registered, EventKind::Rectified, EventKind::Closed]);
    let last = &steps[2].state;
    assert!(last.on_the_spot && last.status == Status::Closed);
    let steps =
        register(&finding(Severity::Major, true), area, day("2023-06-01"), &inspector(), noon("2023-06-01"));
    assert_eq!(steps.last().map(|s| s.state.status), Some(Status::Rectified));
    assert!(steps[0].state.supervised);
}

#[test]
fn the_reporter_of_a_rectification_never_reviews_it() {
    let s = go(&registered(Severity::General), &assign(), &office(), "2023-06-02");
    let s = go(&s, &rectify(), &office(), "2023-06-03");
    assert_eq!(refused(&s, &review(true), &office()), Code::OwnRectification);
    assert_eq!(go(&s, &review(true), &second_office(), "2023-06-04").status, Status::Closed);
}

#[test]
fn a_major_hazard_needs_five_elements_and_two_people() {
    let s = registered(Severity::Major);
    assert_eq!(refused(&s, &assign(), &office()), Code::FiveElementsMissing);
    let elements = FiveElements {
        targets: "a".into(),
        funds: "b".into(),
        people: "c".into(),
        time: "d".into(),
        measures: "e".into(),
        supervised_by: Some("区消防救援支队".into()),
    };
    let s = go(&s, &HazardCommand::SetFiveElements { elements }, &office(), "2023-06-02");
    let s = go(&s, &assign(), &office(), "2023-06-02");
    let s = go(&s, &rectify(), &inspector(), "2023-06-03");
    let first = s.step(&review(true), &office(), noon("2023-06-04")).expect("first word");
    assert_eq!((first.kind, first.state.status), (EventKind::ReviewPassed, Status::Rectified));
    assert_eq!(refused(&first.state, &review(true), &office()), Code::SecondPersonNeeded);
    assert_eq!(refused(&first.state, &review(true), &inspector()), Code::OwnRectification);
    assert_eq!(go(&first.state, &review(true), &second_office(), "2023-06-05").status, Status::Closed);
    let back = go(&first.state, &review(false), &second_office(), "2023-06-05");
    assert_eq!((back.status, back.first_reviewer), (Status::Assigned, None));
    let general = registered(Severity::General);
    let five = HazardCommand::SetFiveElements { elements: FiveElements::default() };
    assert_eq!(refused(&general, &five, &office()), Code::NotMajor);
}

#[test]
fn an_extension_moves_the_effective_deadline_only() {
    let s = go(&registered(Severity::General), &assign(), &office(), "2023-06-02");
    let ask = HazardCommand::AskExtension { until: day("2023-06-20"), reason: "等配件".into() };
    let asked = go(&s, &ask, &inspector(), "2023-06-03");
    assert_eq!(refused(&asked, &ask, &inspector()), Code::ExtensionPending);
    let grant = |grant| HazardCommand::DecideExtension { grant, note: None };
    let granted = go(&asked, &grant(true), &office(), "2023-06-04");
    assert_eq!(
        (granted.original_due, granted.effective_due, granted.extension_count),
        (day("2023-06-08"), day("2023-06-20"), 1)
    );
    let refused_ = go(&asked, &grant(false), &office(), "2023-06-04");
    assert_eq!(
        (refused_.effective_due, refused_.extension_count, refused_.extension.clone()),
        (day("2023-06-08"), 0, None)
    );
    assert_eq!(refused(&refused_, &grant(true), &office()), Code::NoExtensionPending);
    let earlier = HazardCommand::AskExtension { until: day("2023-06-08"), reason: "…".into() };
    assert_eq!(
        s.step(&earlier, &inspector(), noon("2023-06-03")).expect_err("refused").fields[0].code,
        FieldCode::NotLater
    );
}

#[test]
fn transferred_comes_back_or_is_reported_rectified() {
    let s = registered(Severity::General);
    let s = go(
        &s,
        &HazardCommand::Transfer { to: "消防救援支队".into(), reason: "职责".into() },
        &office(),
        "2023-06-02",
    );
    assert_eq!(s.status, Status::Transferred);
    assert!(s.status.is_open());
    let answer = |rectified| HazardCommand::AnswerTransfer { rectified, note: "复".into(), photos: vec![] };
    assert_eq!(go(&s, &answer(true), &office(), "2023-06-10").status, Status::Rectified);
    let back = go(&s, &answer(false), &office(), "2023-06-10");
    assert_eq!((back.status, back.transferred_to), (Status::Registered, None));
}

#[test]
fn reopening_keeps_the_original_deadline() {
    let s = go(&registered(Severity::General), &assign(), &office(), "2023-06-02");
    let s = go(&s, &rectify(), &inspector(), "2023-06-03");
    let s = go(&s, &review(true), &office(), "2023-06-04");
    let reopen = |due: &str| HazardCommand::Reopen { reason: "回潮".into(), due: day(due) };
    let again = go(&s, &reopen("2023-09-10"), &office(), "2023-09-01");
    assert_eq!((again.status, again.closed_at, again.reopened_count), (Status::Assigned, None, 1));
    assert_eq!((again.original_due, again.effective_due), (day("2023-06-08"), day("2023-09-10")));
    assert!(s.step(&reopen("2023-08-31"), &office(), noon("2023-09-01")).is_err());
}

#[test]
fn void_has_three_reasons_and_is_the_office_s() {
    let s = registered(Severity::General);
    let void = |reason, of| HazardCommand::Void { reason, duplicate_of: of, note: "说明".into() };
    assert_eq!(refused(&s, &void(VoidReason::FalseAlarm, None), &inspector()), Code::Forbidden);
    assert_eq!(refused(&s, &void(VoidReason::Duplicate, Some(s.id)), &office()), Code::Invalid);
    assert!(void(VoidReason::Duplicate, None).validate().is_err());
    let gone = go(&s, &void(VoidReason::SiteGone, None), &office(), "2023-06-02");
    assert_eq!((gone.status, gone.void_reason), (Status::Void, Some(VoidReason::SiteGone)));
    assert_eq!(refused(&gone, &assign(), &office()), Code::WrongState);
}

#[test]
fn a_case_is_taken_from_whoever_has_it() {
    let take = HazardCommand::TakeOver { reason: "小王休假".into() };
    assert_eq!(refused(&registered(Severity::General), &take, &second_office()), Code::WrongState);
    let s = go(&registered(Severity::General), &assign(), &office(), "2023-06-02");
    assert_eq!(refused(&s, &take, &inspector()), Code::NothingToDo, "they have it already");
    assert_eq!(refused(&s, &take, &person(9, Role::Leader)), Code::Forbidden);
    let step = s.step(&take, &second_office(), noon("2023-06-03")).expect("allowed");
    assert_eq!((step.kind, step.note.as_deref()), (EventKind::Assigned, Some("小王休假")));
    assert_eq!(step.data["before"], serde_json::json!(inspector().user));
    assert_eq!(step.data[TAKEN_OVER], true);
    assert_eq!((step.state.status, step.state.assignee), (Status::Assigned, Some(second_office().user)));
    assert_eq!(step.state.effective_due, s.effective_due, "no deadline is moved");
}

#[test]
fn a_case_is_moved_with_a_reason() {
    let to =
        |user, note: Option<&str>| HazardCommand::Assign { assignee: user, note: note.map(str::to_owned) };
    let s = registered(Severity::General);
    assert_eq!(s.reason_given(&to(inspector().user, None)), Ok(()), "nobody has it yet");
    let s = go(&s, &assign(), &office(), "2023-06-02");
    assert_eq!(s.reason_given(&to(inspector().user, None)), Ok(()), "to the same person");
    for silent in [None, Some(" ")] {
        let fault = s.reason_given(&to(second_office().user, silent)).expect_err("no reason");
        assert_eq!((fault.fields[0].field.as_str(), fault.fields[0].code), ("note", FieldCode::Required));
    }
    assert_eq!(s.reason_given(&to(second_office().user, Some("调整分工"))), Ok(()));
}

#[test]
fn a_duplicate_is_split_off_where_it_stood() {
    let first = Some(HazardId(Uuid::from_u128(7)));
    let merge =
        HazardCommand::Void { reason: VoidReason::Duplicate, duplicate_of: first, note: "同一处".into() };
    let split = HazardCommand::Split { reason: "两处不同的楼道".into() };
    let registered = registered(Severity::General);
    let assigned = go(&registered, &assign(), &office(), "2023-06-02");
    let rectified = go(&assigned, &rectify(), &inspector(), "2023-06-03");
    for before in [&registered, &assigned, &rectified] {
        let merged = go(before, &merge, &office(), "2023-06-04");
        assert_eq!((merged.status, merged.duplicate_of), (Status::Void, first));
        assert_eq!(refused(&merged, &split, &inspector()), Code::Forbidden);
        let step = merged.step(&split, &office(), noon("2023-06-05")).expect("allowed");
        assert_eq!((step.kind, &step.data[SPLIT_FROM]), (EventKind::Corrected, &serde_json::json!(first)));
        let expected = HazardState { version: before.version + 2, ..before.clone() };
        assert_eq!(step.state, expected, "as if it had never been merged");
    }
    let handed = HazardCommand::Transfer { to: "城管".into(), reason: "职责".into() };
    let handed = go(&assigned, &handed, &office(), "2023-06-03");
    let merged = go(&handed, &merge, &office(), "2023-06-04");
    let back = go(&merged, &split, &office(), "2023-06-05");
    assert_eq!((back.status, back.transferred_to), (Status::Assigned, None));
    assert_eq!(refused(&assigned, &split, &office()), Code::WrongState);
    let alarm =
        HazardCommand::Void { reason: VoidReason::FalseAlarm, duplicate_of: None, note: "误报".into() };
    let alarm = go(&assigned, &alarm, &office(), "2023-06-04");
    assert_eq!(refused(&alarm, &split, &office()), Code::NotDuplicate);
}

#[test]
fn a_refusal_names_the_state_and_what_it_allows() {
    let fault = registered(Severity::General)
        .step(&review(true), &office(), noon("2023-06-02"))
        .expect_err("refused");
    assert_eq!(fault.code, Code::WrongState);
    assert_eq!(fault.args["state"], "registered");
    assert_eq!(fault.args["allowed"], "assign,transfer,void,set_five_elements,correct,reclassify");
    // of what it allows, what is this person's to do
    let fault = registered(Severity::General)
        .step(&review(true), &inspector(), noon("2023-06-02"))
        .expect_err("refused");
    assert_eq!(fault.args["allowed"], "correct");
}

#[test]
fn strangers_to_the_area_learn_nothing() {
    let mut stranger = office();
    stranger.area = "310105009".parse().expect("code");
    for action in Action::ALL {
        assert_eq!(
            registered(Severity::General).permits(*action, &stranger).expect_err("refused").code,
            Code::NotFound
        );
    }
}

#[test]
fn the_deadline_day_belongs_to_the_deadline() {
    let s = registered(Severity::General); // due 2023-06-08
    assert!(!s.is_overdue(crate::calendar::day_end(day("2023-06-08")) - TimeDelta::milliseconds(1)));
    assert!(s.is_overdue(crate::calendar::day_end(day("2023-06-08"))));
}

fn any_command() -> impl Strategy<Value = HazardCommand> {
    let text = || Just("说明".to_owned());
    prop_oneof![
        (1u128..4).prop_map(|n| HazardCommand::Assign { assignee: UserId(Uuid::from_u128(n)), note: None }),
        Just(rectify()),
        any::<bool>().prop_map(review),
        (0i64..90, text()).prop_map(|(d, reason)| HazardCommand::AskExtension {
            until: day("2023-06-08") + TimeDelta::days(d),
            reason
        }),
        any::<bool>().prop_map(|grant| HazardCommand::DecideExtension { grant, note: None }),
        text().prop_map(|reason| HazardCommand::Transfer { to: "城管".into(), reason }),
        (any::<bool>(), text()).prop_map(|(rectified, note)| HazardCommand::AnswerTransfer {
            rectified,
            note,
            photos: vec![]
        }),
        text().prop_map(|note| HazardCommand::Void {
            reason: VoidReason::FalseAlarm,
            duplicate_of: None,
            note
        }),
        text().prop_map(|note| HazardCommand::Void {
            reason: VoidReason::Duplicate,
            duplicate_of: Some(HazardId(Uuid::from_u128(7))),
            note
        }),
        text().prop_map(|note| HazardCommand::Void {
            reason: VoidReason::SiteGone,
            duplicate_of: None,
            note
        }),
        text().prop_map(|reason| HazardCommand::Correct {
            description: "改正后的描述".into(),
            location: String::new(),
            clause: None,
            reason
        }),
        (any::<bool>(), text()).prop_map(|(major, reason)| HazardCommand::Reclassify {
            category: None,
            severity: Some(if major { Severity::Major } else { Severity::General }),
            site: None,
            position: None,
            reason
        }),
        text().prop_map(|reason| HazardCommand::Split { reason }),
        text().prop_map(|reason| HazardCommand::TakeOver { reason }),
        (0i64..60, text()).prop_map(|(d, reason)| HazardCommand::Reopen {
            reason,
            due: day("2023-06-20") + TimeDelta::days(d)
        }),
        Just(HazardCommand::SetFiveElements {
            elements: FiveElements {
                targets: "a".into(),
                funds: "b".into(),
                people: "c".into(),
                time: "d".into(),
                measures: "e".into(),
                supervised_by: None,
            }
        }),
        text().prop_map(|note| HazardCommand::AddNote { note, photos: vec![] }),
    ]
}

proptest! {
    #[test]
    fn a_step_is_read_as_it_was_written(command in any_command()) {
        let json = serde_json::to_string(&command).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<HazardCommand>(&json).ok(), Some(command));
    }
}

#[test]
fn a_step_without_what_it_must_say_is_not_read() {
    for (json, missing) in [
        (r#"{"do":"rectify"}"#, "missing field `note`"),
        (r#"{"do":"void","reason":"dull","note":"…"}"#, "\"dull\" is not a VoidReason"),
        (r#"{"do":"reopen","reason":"…"}"#, "missing field `due`"),
        (r#"{"do":"dance"}"#, "\"dance\" is not a Action"),
        (r#"{"note":"…"}"#, "missing field `do`"),
    ] {
        let error = serde_json::from_str::<HazardCommand>(json).expect_err(json).to_string();
        assert!(error.contains(missing), "{json}: {error}");
    }
}

proptest! {
    /// Whatever people send in whatever order, a hazard keeps its invariants, and what is refused changes nothing.
    #[test]
    fn any_sequence_of_commands_keeps_the_invariants(
        major in any::<bool>(),
        spot in any::<bool>(),
        steps in prop::collection::vec((any_command(), 1u128..5, 0i64..48), 0..40),
    ) {
        let severity = if major { Severity::Major } else { Severity::General };
        let first = register(&finding(severity, spot), AREA.parse().expect("code"), day("2023-06-08"), &inspector(), noon("2023-06-01"));
        let mut state = first.last().expect("a step").state.clone();
        let mut now = noon("2023-06-01");
        let mut words: std::collections::BTreeSet<UserId> = [].into();
        for (command, who, hours) in steps {
            now += TimeDelta::hours(hours);
            let actor = person(who, if who == 1 { Role::Inspector } else if who == 4 { Role::Leader } else { Role::Office });
            let before = state.clone();
            let Ok(step) = state.step(&command, &actor, now) else { continue };
            prop_assert!(command.action().states().contains(&before.status));
            prop_assert!(actor.role != Role::Leader, "a leader changes nothing");
            prop_assert_eq!(step.state.version, before.version + 1);
            prop_assert_eq!(step.state.original_due, before.original_due);
            prop_assert_eq!(step.state.found_at, before.found_at);
            prop_assert!(step.state.effective_due >= step.state.original_due);
            prop_assert_eq!(step.state.status == Status::Closed, step.state.closed_at.is_some());
            prop_assert_eq!(step.state.status == Status::Closed, step.state.closed_by.is_some());
            prop_assert_eq!(step.state.status == Status::Void, step.state.voided_at.is_some() && step.state.void_reason.is_some());
            prop_assert_eq!(step.state.status == Status::Rectified, step.state.rectified_by.is_some() && step.state.status.is_open());
            prop_assert!(step.state.extension.is_none() || step.state.status == Status::Assigned);
            if let Some(at) = step.state.closed_at {
                prop_assert!(at >= step.state.found_at);
            }
            let major = before.severity == Severity::Major;
            if step.state.severity != before.severity {
                prop_assert_eq!(command.action(), Action::Reclassify);
                // a word that was given for another grade counts no more
                words.clear();
            }
            match step.kind {
                EventKind::ReviewPassed => { words = [actor.user].into(); }
                EventKind::Closed if major => {
                    words.insert(actor.user);
                    prop_assert_eq!(words.len(), 2, "two different people closed it");
                    prop_assert!(!words.contains(&before.rectified_by.expect("somebody reported it")));
                    words.clear();
                }
                EventKind::Assigned if major => prop_assert!(before.five_elements.is_some()),
                _ => {}
            }
            state = step.state;
        }
    }
}
