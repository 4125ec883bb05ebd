use super::*;
use crate::{
    actor::Role,
    calendar::day_start,
    hazards::{Category, FiveElements, RegisterHazard, Severity, Source, lifecycle::register},
};
use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;

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

fn registered(severity: Severity) -> HazardState {
    let finding = RegisterHazard {
        id: HazardId(Uuid::from_u128(100)),
        source: Source::Inspection,
        category: Category::Fire,
        subcategory: None,
        severity,
        description: "楼道堆物".into(),
        location: String::new(),
        clause: None,
        standard: None,
        site: None,
        position: None,
        found_at: noon("2023-06-01"),
        due: None,
        on_the_spot: false,
        party_name: None,
        party_phone: None,
        photos_before: vec![],
        photos_after: vec![],
        item: None,
    };
    let area = "310105008003".parse().expect("code");
    let steps = register(&finding, area, day("2023-06-08"), &inspector(), noon("2023-06-01"));
    steps.last().expect("a step").state.clone()
}

fn after(state: &HazardState, who: &Actor, command: &HazardCommand) -> HazardState {
    state.step(command, who, noon("2023-06-02")).expect("a step").state
}

fn assigned() -> HazardState {
    let assign = HazardCommand::Assign { assignee: inspector().user, note: None };
    after(&registered(Severity::General), &office(), &assign)
}

fn asked() -> HazardState {
    let ask = HazardCommand::AskExtension { until: day("2023-06-20"), reason: "等配件".into() };
    after(&assigned(), &inspector(), &ask)
}

fn reported() -> HazardState {
    let report = HazardCommand::Rectify { note: "已清理".into(), photos: vec![] };
    after(&assigned(), &inspector(), &report)
}

fn acts() -> [BulkAct; 4] {
    [
        BulkAct::Assign { assignee: inspector().user, note: None },
        BulkAct::Remind { note: "请尽快整改".into() },
        BulkAct::Extend { until: day("2023-07-01"), reason: "物业更换门禁".into() },
        BulkAct::Grant { note: None },
    ]
}

/// Why not, in the order of the kinds; nothing where it will be done.
fn refusals(state: &HazardState, who: &Actor) -> [Option<Code>; 4] {
    acts().map(|act| act.foresee(state, who, noon("2023-06-03")).err().map(|fault| fault.code))
}

#[test]
fn every_kind_in_every_state() {
    let wrong = Some(Code::WrongState);
    let nobody = Some(Code::NobodyToRemind);
    let none = Some(Code::NoExtensionPending);
    for (state, expected) in [
        (registered(Severity::General), [None, nobody, wrong, wrong]),
        (registered(Severity::Major), [Some(Code::FiveElementsMissing), nobody, wrong, wrong]),
        (assigned(), [Some(Code::NothingToDo), None, None, none]),
        (asked(), [Some(Code::NothingToDo), None, Some(Code::ExtensionPending), None]),
        (reported(), [wrong, nobody, wrong, wrong]),
    ] {
        assert_eq!(refusals(&state, &office()), expected, "{:?}", state.status);
    }
    let far = Actor { area: "310105009".parse().expect("code"), ..office() };
    assert_eq!(refusals(&asked(), &far), [Some(Code::NotFound); 4]);
    for role in [Role::Inspector, Role::Leader, Role::Admin] {
        let refused = refusals(&asked(), &person(7, role));
        assert!(refused.iter().all(|code| *code == Some(Code::Forbidden)), "{role}: {refused:?}");
    }
}

#[test]
fn what_is_foreseen_of_a_major_one_with_its_five_elements() {
    let elements = HazardCommand::SetFiveElements { elements: FiveElements::default() };
    let ready = after(&registered(Severity::Major), &office(), &elements);
    let state = acts()[0].foresee(&ready, &office(), noon("2023-06-03")).expect("possible");
    assert_eq!((state.status, state.version), (Status::Assigned, ready.version + 1));
}

#[test]
fn a_later_deadline_is_asked_for_and_granted_in_one() {
    let now = noon("2023-06-03");
    let extend = |until: &str| BulkAct::Extend { until: day(until), reason: "x".into() };
    let state = extend("2023-07-01").foresee(&assigned(), &office(), now).expect("possible");
    assert_eq!((state.effective_due, state.original_due), (day("2023-07-01"), day("2023-06-08")));
    assert_eq!((state.extension_count, state.extension), (1, None));
    // not earlier than it is
    let refused = extend("2023-06-08").foresee(&assigned(), &office(), now).expect_err("not later");
    assert_eq!(refused.fields[0].code, FieldCode::NotLater);
    // granting takes the day that was asked for
    let state = acts()[3].foresee(&asked(), &office(), now).expect("possible");
    assert_eq!(state.effective_due, day("2023-06-20"));
}

#[test]
fn what_is_sent_again_has_the_same_ids() {
    let picked = Picked { hazard: HazardId(Uuid::from_u128(100)), version: Some(3) };
    let bulk =
        |id, act: &BulkAct| Bulk { id: BulkId(Uuid::from_u128(id)), act: act.clone(), hazards: vec![picked] };
    for act in &acts() {
        let changes = bulk(1, act).changes(picked);
        assert_eq!(changes, bulk(1, act).changes(picked));
        assert_eq!(changes[0].base_version, Some(3));
        assert!(changes[1..].iter().all(|change| change.base_version.is_none()));
        assert_ne!(changes[0].id, bulk(2, act).changes(picked)[0].id);
        let mut ids: Vec<EventId> = changes.iter().map(|change| change.id).collect();
        ids.dedup();
        assert_eq!(ids.len(), changes.len());
    }
}

#[test]
fn none_and_too_many_are_refused() {
    let bulk = |n| Bulk {
        id: BulkId(Uuid::nil()),
        act: acts()[0].clone(),
        hazards: (0..n).map(|i| Picked { hazard: HazardId(Uuid::from_u128(i)), version: None }).collect(),
    };
    assert!(bulk(0).validate().is_err());
    assert_eq!(bulk(MOST as u128).validate(), Ok(()));
    assert!(bulk(MOST as u128 + 1).validate().is_err());
    let silent = Bulk { act: BulkAct::Remind { note: " ".into() }, ..bulk(1) };
    assert!(silent.validate().is_err(), "a reminder says something");
}

#[test]
fn an_address_names_each_hazard_once() {
    let id = Uuid::from_u128(100);
    let text = id.to_string();
    let pairs =
        [("do", "extend"), ("hazard", &*text), ("hazard", &*text), ("hazard", "x"), ("until", "2023-07-01")];
    let asked = Asked::from_pairs(pairs);
    assert_eq!(asked.hazards, [HazardId(id)]);
    let until = day("2023-07-01");
    assert_eq!(asked.act(), Some(BulkAct::Extend { until, reason: String::new() }));
    assert_eq!(Asked::from_pairs([("do", "assign")]).act(), None);
    assert_eq!(Asked::default().check(), Err(Fault::field("hazard", FieldCode::NoneChosen)));
}

proptest! {
    #[test]
    fn a_picked_hazard_survives_the_form(id in any::<u128>(), version in any::<Option<u32>>()) {
        let picked = Picked { hazard: HazardId(Uuid::from_u128(id)), version };
        prop_assert_eq!(picked.to_string().parse(), Ok(picked));
    }

    #[test]
    fn any_text_is_a_picked_hazard_or_none(text in "\\PC{0,60}") {
        if let Ok(picked) = text.parse::<Picked>() {
            prop_assert_eq!(picked.to_string().parse(), Ok(picked));
        }
    }

    /// What is foreseen is what the steps come to, one after the other.
    #[test]
    fn what_is_foreseen_is_what_the_steps_come_to(which in 0..4_usize, from in 0..4_usize) {
        let state = [registered(Severity::General), assigned(), asked(), reported()][from].clone();
        let act = &acts()[which];
        let (who, now) = (office(), noon("2023-06-03"));
        if let Ok(foreseen) = act.foresee(&state, &who, now) {
            let mut next = state;
            for command in act.commands() {
                next = next.step(&command, &who, now).expect("foreseen").state;
            }
            prop_assert_eq!(next, foreseen);
        }
    }
}

#[test]
fn whoever_only_looks_is_offered_nothing() {
    assert_eq!(BulkKind::of(Role::Office).collect::<Vec<_>>(), BulkKind::ALL);
    for role in [Role::Inspector, Role::Leader, Role::Admin] {
        assert_eq!(BulkKind::of(role).count(), 0, "{role}");
    }
}
