use super::*;
use crate::{
    actor::Role,
    calendar::day_start,
    ids::{EventId, FileId},
    inspections::{Outcome, Signature},
    programmes::{
        gear::{Dates, Expiry, Fuel},
        stove::{Appliance, GoneReason, Hose, HoseKind, Replacement},
    },
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

fn id(n: u128) -> StoveId {
    StoveId(Uuid::from_u128(n))
}

fn seen_as(flame_failure: Option<bool>, sold_on: &str) -> StoveSurvey {
    StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(Fuel::NaturalGas),
        supply: Some(Fuel::NaturalGas),
        flame_failure,
        dates: Dates { sold_on: Some(day(sold_on)), ..Dates::default() },
        maker: None,
        model: None,
        hose: Some(hose(HoseKind::Rubber)),
        regulator_ok: None,
        ventilation_ok: None,
    }
}

fn hose(kind: HoseKind) -> Hose {
    Hose { kind, length_cm: None, dates: Dates::default(), joint: None, through_wall: None }
}

fn first(survey: StoveSurvey) -> StoveState {
    let command = SaveStoveSurvey {
        id: id(100),
        site: SiteId(Uuid::from_u128(7)),
        visit: None,
        survey,
        surveyed_at: noon("2023-03-01"),
        position: None,
        note: None,
        photos: vec![],
    };
    let area = "310105008003".parse().expect("code");
    super::survey(&command, area, Usage::Household, &inspector(), &LifeRules::defaults()).state
}

fn non_safe() -> StoveState {
    first(seen_as(Some(false), "2020-01-01"))
}

fn plan(on: &str) -> StoveCommand {
    StoveCommand::Plan { on: day(on), note: None }
}

fn replacement() -> Replacement {
    Replacement {
        successor: id(101),
        maker: None,
        model: "JZT-7B15".into(),
        serial: "A2301".into(),
        fuel: Fuel::NaturalGas,
        flame_failure: true,
        sold_on: day("2023-02-01"),
        installer: "燃气公司 赵".into(),
        hose: Some(hose(HoseKind::Metal)),
        cost: None,
        subsidy: None,
        photos_before: vec![FileId(Uuid::from_u128(1))],
        photos_after: vec![FileId(Uuid::from_u128(2))],
    }
}

fn signed() -> Signature {
    Signature::Signed { name: "王大明".into(), shape: 3000, strokes: vec![vec![(0, 0), (9, 9)]] }
}

fn replace(signature: Option<Signature>) -> StoveCommand {
    StoveCommand::Replace { replacement: Box::new(replacement()), signature, note: None }
}

fn accept(signature: Option<Signature>) -> StoveCommand {
    StoveCommand::Accept { signature, note: None }
}

fn attempt(outcome: Outcome) -> StoveCommand {
    StoveCommand::Attempt { outcome, note: None }
}

fn step(state: &StoveState, command: &StoveCommand, actor: &Actor, at: &str) -> Result<StoveStep, Fault> {
    state.step(command, actor, noon(at), &LifeRules::defaults())
}

fn go(state: &StoveState, command: &StoveCommand, actor: &Actor, at: &str) -> StoveState {
    step(state, command, actor, at).unwrap_or_else(|e| panic!("{}: {e}", command.action())).state
}

fn refused(state: &StoveState, command: &StoveCommand, actor: &Actor) -> Code {
    step(state, command, actor, "2023-03-10").expect_err("refused").code
}

#[test]
fn from_survey_to_acceptance() {
    let s = non_safe();
    assert_eq!((s.status, s.non_safe_since), (StoveStatus::NonSafe, Some(noon("2023-03-01"))));
    let s = go(&s, &plan("2023-03-12"), &inspector(), "2023-03-02");
    assert_eq!((s.status, s.planned_for), (StoveStatus::Planned, Some(day("2023-03-12"))));
    let s = go(&s, &replace(Some(signed())), &inspector(), "2023-03-12");
    assert_eq!((s.status, s.replaced_at), (StoveStatus::Replaced, Some(noon("2023-03-12"))));
    let done = step(&s, &accept(None), &office(), "2023-03-15").expect("accepted");
    assert_eq!((done.state.status, done.state.accepted_by), (StoveStatus::Accepted, Some(office().user)));
    let new = done.successor.expect("a record of the new one");
    assert_eq!((new.id, new.replaces, new.status), (id(101), Some(s.id), StoveStatus::Safe));
    assert_eq!(new.expiry, Some(Expiry { on: day("2031-02-01"), presumed: false }));
    assert_eq!(new.non_safe, [], "the new hose came with it");
    assert_eq!(done.state.version, 4);
}

#[test]
fn acceptance_needs_the_receipt_and_another_person() {
    let planned = go(&non_safe(), &plan("2023-03-12"), &office(), "2023-03-02");
    let s = go(&planned, &replace(None), &office(), "2023-03-09");
    assert_eq!(refused(&s, &accept(Some(signed())), &office()), Code::OwnWork);
    assert_eq!(refused(&s, &accept(Some(signed())), &inspector()), Code::Forbidden);
    let second = person(3, Role::Office);
    let bare = step(&s, &accept(None), &second, "2023-03-10").expect_err("no receipt");
    assert_eq!((bare.fields[0].field.as_str(), bare.fields[0].code), ("signature", FieldCode::Required));
    let witnessed = Some(Signature::Refused { witness: "李居委".into(), reason: None });
    let accepted = go(&s, &accept(witnessed.clone()), &second, "2023-03-10");
    assert_eq!((accepted.status, accepted.signature.clone()), (StoveStatus::Accepted, witnessed));
    let named = StoveState { signature: Some(signed()), ..accepted.clone() };
    let masked = Signature::Signed { name: "王**".into(), shape: 3000, strokes: vec![] };
    assert_eq!(named.shown(true).signature, Some(masked), "a home's receipt shows no name and no lines");
    let back = StoveCommand::SendBack { reason: "照片不清".into() };
    let again = go(&s, &back, &second, "2023-03-10");
    assert_eq!((again.status, again.replacement, again.replaced_at), (StoveStatus::Planned, None, None));
    assert_eq!(again.sent_back_count, 1);
}

#[test]
fn the_office_sends_a_planned_one_back_to_be_surveyed_anew() {
    let planned = go(&non_safe(), &plan("2023-03-12"), &inspector(), "2023-03-02");
    let survey = |flame| StoveCommand::Survey {
        survey: Box::new(seen_as(Some(flame), "2020-01-01")),
        note: None,
        photos: vec![],
    };
    let told = step(&planned, &survey(true), &inspector(), "2023-03-03").expect_err("planned");
    assert_eq!(told.code, Code::WrongState);
    let back = StoveCommand::LookAgain { reason: "住户称灶具有熄火保护装置".into() };
    assert_eq!(refused(&planned, &back, &inspector()), Code::Forbidden);
    assert_eq!(refused(&non_safe(), &back, &office()), Code::WrongState);
    let doubted = go(&planned, &back, &office(), "2023-03-03");
    assert_eq!((doubted.status, doubted.planned_for), (StoveStatus::Surveyed, None));
    assert_eq!(doubted.non_safe_since, planned.non_safe_since, "a doubt alone takes it out of no figure");
    assert_eq!(doubted.sent_back_count, 0, "nothing was replaced");
    assert_eq!(refused(&doubted, &plan("2023-03-20"), &office()), Code::WrongState);
    let safe = go(&doubted, &survey(true), &inspector(), "2023-03-05");
    assert_eq!((safe.status, safe.non_safe_since), (StoveStatus::Safe, None), "it never was non-safe");
    let again = go(&doubted, &survey(false), &inspector(), "2023-03-05");
    assert_eq!((again.status, again.non_safe_since), (StoveStatus::NonSafe, planned.non_safe_since));
    assert_eq!(go(&again, &plan("2023-03-20"), &inspector(), "2023-03-06").status, StoveStatus::Planned);
}

#[test]
fn a_household_that_refuses_is_never_done() {
    let mut s = go(&non_safe(), &plan("2023-03-12"), &inspector(), "2023-03-02");
    for outcome in Outcome::ALL {
        s = go(&s, &attempt(*outcome), &inspector(), "2023-03-03");
        assert_eq!((s.status, s.replaced_at), (StoveStatus::Planned, None), "{outcome}");
    }
    assert_eq!((s.attempts, s.last_attempt.map(|(_, o)| o)), (6, Some(Outcome::Moved)));
    assert_eq!(refused(&s, &accept(Some(signed())), &office()), Code::WrongState);
}

#[test]
fn a_safe_one_is_planned_only_once_its_life_has_ended() {
    let s = first(seen_as(Some(true), "2015-04-01"));
    assert_eq!(s.status, StoveStatus::Safe);
    let early = step(&s, &plan("2023-05-01"), &inspector(), "2023-03-31").expect_err("still good");
    assert_eq!((early.code, early.args["state"].as_str()), (Code::WrongState, "safe"));
    assert_eq!(early.args["allowed"], "survey,attempt,replace_hose,remove");
    let planned = go(&s, &plan("2023-05-01"), &inspector(), "2023-04-01");
    assert_eq!(planned.non_safe_since, Some(noon("2023-04-01")));
    assert!(planned.non_safe.contains(&NonSafe::PastLife));
}

#[test]
fn what_could_not_be_seen_is_neither_safe_nor_unsafe() {
    let s = first(seen_as(None, "2020-01-01"));
    assert_eq!((s.status, s.non_safe_since), (StoveStatus::Surveyed, None));
    let again = StoveCommand::Survey {
        survey: Box::new(seen_as(Some(true), "2020-01-01")),
        note: None,
        photos: vec![],
    };
    assert_eq!(go(&s, &again, &inspector(), "2023-03-02").status, StoveStatus::Safe);
}

#[test]
fn a_hose_is_a_matter_of_its_own() {
    let s = first(seen_as(Some(true), "2020-01-01"));
    assert_eq!((s.status, s.needs_hose(day("2023-03-02"))), (StoveStatus::Safe, true));
    let mut new = hose(HoseKind::Metal);
    new.dates.fitted_on = Some(day("2023-03-02"));
    let command = StoveCommand::ReplaceHose { hose: new, note: None, photos: vec![] };
    let s = go(&s, &command, &inspector(), "2023-03-02");
    assert_eq!((s.status, s.needs_hose(day("2031-03-01"))), (StoveStatus::Safe, false));
    assert!(s.needs_hose(day("2031-03-02")), "its own eight years are over");
}

#[test]
fn what_replaces_must_itself_be_safe() {
    let s = go(&non_safe(), &plan("2023-03-12"), &inspector(), "2023-03-02");
    let rows: [(fn(&mut Replacement), &str); 3] = [
        (|r| r.sold_on = day("2015-03-10"), "replacement.sold_on"),
        (|r| r.fuel = Fuel::TownGas, "replacement.fuel"),
        (|r| r.successor = id(100), "replacement.successor"),
    ];
    for (change, field) in rows {
        let mut it = replacement();
        change(&mut it);
        let command = StoveCommand::Replace { replacement: Box::new(it), signature: None, note: None };
        let fault = step(&s, &command, &inspector(), "2023-03-10").expect_err(field);
        assert_eq!(fault.fields[0].field, field);
    }
    let yesterday = step(&s, &plan("2023-03-09"), &inspector(), "2023-03-10").expect_err("passed");
    assert_eq!(yesterday.fields[0].code, FieldCode::NotLater);
}

#[test]
fn strangers_learn_nothing_and_leaders_change_nothing() {
    let mut stranger = office();
    stranger.area = "310105009".parse().expect("code");
    let leader = person(4, Role::Leader);
    for action in StoveAction::ALL {
        let s = non_safe();
        let today = day("2023-03-10");
        assert_eq!(s.permits(*action, &stranger, today).expect_err("refused").code, Code::NotFound);
        assert!(s.permits(*action, &leader, today).is_err(), "{action}");
    }
}

#[test]
fn what_happened_meanwhile() {
    let s = non_safe();
    let today = day("2023-03-10");
    let change = |command, base_version| StoveChange {
        id: EventId(Uuid::from_u128(50)),
        stove: s.id,
        visit: None,
        base_version,
        device_at: None,
        position: None,
        command,
    };
    let note = || StoveCommand::AddNote { note: "电话约好".into(), photos: vec![] };
    let hose = || StoveCommand::ReplaceHose { hose: hose(HoseKind::Metal), note: None, photos: vec![] };
    use StoveEventKind::{Attempted, HoseReplaced, Noted, Planned, Surveyed};
    for (command, since, verdict) in [
        (plan("2023-03-12"), &[][..], Verdict::Apply),
        (plan("2023-03-12"), &[Noted, Attempted][..], Verdict::Apply),
        (plan("2023-03-12"), &[HoseReplaced][..], Verdict::Apply),
        (plan("2023-03-12"), &[Planned][..], Verdict::Conflict),
        (plan("2023-03-12"), &[Surveyed][..], Verdict::Conflict),
        (hose(), &[Planned][..], Verdict::Apply),
        (hose(), &[HoseReplaced][..], Verdict::Conflict),
        (note(), &[Planned][..], Verdict::Apply),
        (attempt(Outcome::Refused), &[Planned][..], Verdict::Apply),
    ] {
        let told = judge(&change(command.clone(), Some(1)), &s, since, &inspector(), today);
        assert_eq!(told, verdict, "{command:?} after {since:?}");
    }
    let future = judge(&change(plan("2023-03-12"), Some(9)), &s, &[], &inspector(), today);
    assert_eq!(future, Verdict::Conflict, "a version that the server never had");
    let leader = judge(&change(note(), Some(1)), &s, &[], &person(4, Role::Leader), today);
    assert!(matches!(leader, Verdict::Refuse(fault) if fault.code == Code::Forbidden));
}

fn any_command() -> impl Strategy<Value = StoveCommand> {
    let sold = prop::sample::select(vec!["2010-01-01", "2015-03-20", "2022-01-01"]);
    let flame = prop::option::of(any::<bool>());
    prop_oneof![
        1 => (flame, sold).prop_map(|(flame, sold)| StoveCommand::Survey {
            survey: Box::new(seen_as(flame, sold)),
            note: None,
            photos: vec![]
        }),
        3 => (0i64..60).prop_map(|d| StoveCommand::Plan {
            on: day("2023-03-01") + TimeDelta::days(d),
            note: None
        }),
        3 => any::<bool>().prop_map(|is| replace(is.then(signed))),
        3 => any::<bool>().prop_map(|is| accept(is.then(signed))),
        1 => Just(StoveCommand::SendBack { reason: "…".into() }),
        1 => Just(StoveCommand::LookAgain { reason: "…".into() }),
        1 => prop::sample::select(Outcome::ALL.to_vec()).prop_map(attempt),
        1 => Just(StoveCommand::ReplaceHose { hose: hose(HoseKind::Metal), note: None, photos: vec![] }),
        1 => Just(StoveCommand::Remove { reason: GoneReason::GasGivenUp, note: "…".into() }),
        1 => Just(StoveCommand::AddNote { note: "…".into(), photos: vec![] }),
    ]
}

proptest! {
    #[test]
    fn a_step_is_read_as_it_was_written(command in any_command()) {
        let json = serde_json::to_string(&command).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<StoveCommand>(&json).ok(), Some(command));
    }
}

#[test]
fn a_step_without_what_it_must_say_is_not_read() {
    for (json, missing) in [
        (r#"{"do":"plan"}"#, "missing field `on`"),
        (r#"{"do":"remove","reason":"dull","note":"…"}"#, "\"dull\" is not a GoneReason"),
        (r#"{"do":"replace_hose","hose":{}}"#, "missing field"),
    ] {
        let error = serde_json::from_str::<StoveCommand>(json).expect_err(json).to_string();
        assert!(error.contains(missing), "{json}: {error}");
    }
}

proptest! {
    /// Whatever people send in whatever order: done is done only by a replacement that was reported, signed for and
    /// accepted by somebody else.
    #[test]
    fn any_sequence_keeps_the_invariants(
        flame in prop::option::of(any::<bool>()),
        steps in prop::collection::vec((any_command(), 1u128..5, 0i64..48), 0..40),
    ) {
        let rules = LifeRules::defaults();
        let mut state = first(seen_as(flame, "2020-01-01"));
        let mut now = noon("2023-03-01");
        for (command, who, hours) in steps {
            now += TimeDelta::hours(hours);
            let role = match who { 1 => Role::Inspector, 4 => Role::Leader, _ => Role::Office };
            let actor = person(who, role);
            let before = state.clone();
            let Ok(step) = state.step(&command, &actor, now, &rules) else { continue };
            let after = &step.state;
            prop_assert!(role != Role::Leader, "a leader changes nothing");
            prop_assert!(command.action().states().contains(&before.status));
            prop_assert_eq!(after.version, before.version + 1);
            prop_assert_eq!(after.status == StoveStatus::Accepted, after.accepted_at.is_some());
            prop_assert_eq!(after.status == StoveStatus::Gone, after.gone_at.is_some());
            let reported = matches!(after.status, StoveStatus::Replaced | StoveStatus::Accepted);
            prop_assert_eq!(reported, after.replacement.is_some() && after.replaced_at.is_some());
            if after.status == StoveStatus::Accepted {
                prop_assert!(after.signature.is_some());
                prop_assert!(after.non_safe_since.is_some(), "only what was non-safe is replaced");
                prop_assert_ne!(after.accepted_by, after.reported_by);
            }
            let accepts = step.kind == StoveEventKind::Accepted;
            prop_assert_eq!(step.successor.is_some(), accepts);
            if let Some(new) = &step.successor {
                prop_assert_eq!(new.status, StoveStatus::Safe);
            }
            if command.action() == StoveAction::Attempt {
                prop_assert_eq!(after.status, before.status);
            }
            state = step.state;
        }
    }
}
