use super::*;
use crate::{
    actor::Role,
    calendar::day_start,
    ids::{EventId, FileId, SiteId, UserId},
    inspections::Outcome,
    programmes::gear::Fuel,
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

fn id(n: u128) -> DetectorId {
    DetectorId(Uuid::from_u128(n))
}

fn planned(n: u128, kind: DeviceKind) -> DeviceState {
    let command = PlanDevice { id: id(n), kind, site: SiteId(Uuid::from_u128(7)), note: None };
    let area = "310105008003".parse().expect("code");
    plan(&command, area, Usage::Household, &office(), noon("2023-03-01")).state
}

fn alarm() -> DeviceState {
    planned(100, DeviceKind::GasAlarm)
}

fn device(serial: &str) -> Installation {
    Installation {
        serial: Serial::read(serial).expect("serial"),
        maker: None,
        model: None,
        place: "厨房".into(),
        installer: "消安公司 钱".into(),
        made_on: Some(day("2022-12-01")),
        gas: Some(Fuel::NaturalGas),
        linked_valve: Some(true),
        network_id: None,
        test_passed: true,
        photos: vec![FileId(Uuid::from_u128(1))],
    }
}

fn install(serial: &str) -> DeviceCommand {
    DeviceCommand::Install { installation: Box::new(device(serial)), signature: None }
}

fn replace(n: u128, serial: &str) -> DeviceCommand {
    DeviceCommand::Replace { successor: id(n), installation: Box::new(device(serial)), signature: None }
}

fn accept() -> DeviceCommand {
    DeviceCommand::Accept { note: None }
}

fn fault_report() -> DeviceCommand {
    DeviceCommand::ReportFault { note: "不响".into(), photos: vec![] }
}

fn step(state: &DeviceState, command: &DeviceCommand, actor: &Actor) -> Result<DeviceStep, Fault> {
    state.step(command, actor, noon("2023-03-10"), &LifeRules::defaults(), None)
}

fn go(state: &DeviceState, command: &DeviceCommand, actor: &Actor) -> DeviceState {
    step(state, command, actor).unwrap_or_else(|e| panic!("{}: {e}", command.action())).state
}

#[test]
fn from_the_list_to_service_and_to_its_successor() {
    let s = go(&alarm(), &install("a-2301"), &inspector());
    assert_eq!((s.status, s.installed_at), (DeviceStatus::Installed, Some(noon("2023-03-10"))));
    assert_eq!(s.expiry, Some(Expiry { on: day("2028-03-10"), presumed: false }));
    let s = go(&s, &accept(), &office());
    let s = go(&s, &fault_report(), &inspector());
    assert_eq!((s.status, s.faulty_since), (DeviceStatus::Faulty, Some(noon("2023-03-10"))));
    let mended = go(&s, &DeviceCommand::Repair { note: "换电池".into() }, &inspector());
    assert_eq!((mended.status, mended.faulty_since), (DeviceStatus::Accepted, None));
    let step = step(&s, &replace(101, "A2302"), &inspector()).expect("replaced");
    assert_eq!((step.state.status, step.state.successor), (DeviceStatus::Replaced, Some(id(101))));
    assert!(step.state.live_serial().is_none(), "its number is free again");
    let new = step.successor.expect("the new one");
    assert_eq!((new.id, new.status, new.replaces), (id(101), DeviceStatus::Installed, Some(id(100))));
    assert_eq!(new.live_serial().map(Serial::as_str), Some("A2302"));
}

#[test]
fn one_serial_number_one_device_in_use() {
    let first = go(&alarm(), &install("A-2301"), &inspector());
    let second = planned(200, DeviceKind::GasAlarm);
    let known = [first.clone(), second.clone()];
    let command = install("ａ２３０１");
    let holder = in_use(command.takes().expect("a number"), &known).map(|device| device.id);
    assert_eq!(holder, Some(id(100)));
    let now = noon("2023-03-10");
    let told = second.step(&command, &inspector(), now, &LifeRules::defaults(), holder).expect_err("taken");
    assert_eq!((told.code, told.args["serial"].as_str()), (Code::SerialInUse, "A2301"));
    let retired = go(&first, &DeviceCommand::Retire { reason: "迁走".into() }, &office());
    let known = [retired, second.clone()];
    assert!(in_use(command.takes().expect("a number"), &known).is_none());
    // nor may a device take its own place
    let itself = first.step(&replace(101, "A2301"), &inspector(), now, &LifeRules::defaults(), Some(id(100)));
    assert_eq!(itself.expect_err("taken").code, Code::SerialInUse);
}

#[test]
fn an_installation_is_tested_shown_and_of_its_kind() {
    let rows: [(DeviceKind, fn(&mut Installation), &str); 8] = [
        (DeviceKind::GasAlarm, |i| i.test_passed = false, "installation.test_passed not_allowed"),
        (DeviceKind::GasAlarm, |i| i.photos.clear(), "installation.photos photo_needed"),
        (DeviceKind::GasAlarm, |i| i.place = " ".into(), "installation.place required"),
        (DeviceKind::GasAlarm, |i| i.installer = String::new(), "installation.installer required"),
        (DeviceKind::GasAlarm, |i| i.gas = None, "installation.gas required"),
        (DeviceKind::GasAlarm, |i| i.gas = Some(Fuel::Electricity), "installation.gas not_allowed"),
        (DeviceKind::GasAlarm, |i| i.made_on = Some(day("2018-03-10")), "installation.made_on not_allowed"),
        (
            DeviceKind::SmokeDetector,
            |i| i.made_on = Some(day("2023-03-12")),
            "installation.made_on in_future",
        ),
    ];
    for (kind, change, expected) in rows {
        let mut it = device("A2301");
        change(&mut it);
        let command = DeviceCommand::Install { installation: Box::new(it), signature: None };
        let fault = step(&planned(100, kind), &command, &inspector()).expect_err(expected);
        let told: Vec<String> = fault.fields.iter().map(|f| format!("{} {}", f.field, f.code)).collect();
        assert_eq!(told, [expected]);
    }
    let mut smoke = device("A2301");
    smoke.gas = None;
    let command = DeviceCommand::Install { installation: Box::new(smoke), signature: None };
    let hung = go(&planned(100, DeviceKind::SmokeDetector), &command, &inspector());
    assert_eq!(hung.expiry.map(|expiry| expiry.on), Some(day("2035-03-10")));
    let charger = go(&planned(100, DeviceKind::CarCharger), &command, &inspector());
    assert_eq!(charger.expiry, None, "no service life is known of it");
}

#[test]
fn acceptance_is_another_person_s_and_may_send_back() {
    let s = go(&alarm(), &install("A2301"), &office());
    assert_eq!(step(&s, &accept(), &office()).expect_err("own").code, Code::OwnWork);
    assert_eq!(step(&s, &accept(), &inspector()).expect_err("role").code, Code::Forbidden);
    let back = DeviceCommand::SendBack { reason: "位置不对".into() };
    let again = go(&s, &back, &person(3, Role::Office));
    assert_eq!((again.status, again.installation.clone(), again.expiry), (DeviceStatus::Planned, None, None));
    let told = step(&again, &accept(), &person(3, Role::Office)).expect_err("not installed");
    assert_eq!(told.args["allowed"], "install,retire,attempt");
}

#[test]
fn what_happened_meanwhile() {
    let s = go(&go(&alarm(), &install("A2301"), &inspector()), &accept(), &office());
    let change = |command| DeviceChange {
        id: EventId(Uuid::from_u128(50)),
        device: s.id,
        visit: None,
        base_version: Some(2),
        device_at: None,
        position: None,
        command,
    };
    use DeviceEventKind::{Accepted, FaultReported, Noted};
    for (command, since, verdict) in [
        (fault_report(), &[][..], Verdict::Apply),
        (fault_report(), &[Accepted, Noted][..], Verdict::Apply),
        (fault_report(), &[FaultReported][..], Verdict::Conflict),
        (replace(101, "A2302"), &[Accepted][..], Verdict::Apply),
        (DeviceCommand::Retire { reason: "…".into() }, &[Accepted][..], Verdict::Conflict),
        (DeviceCommand::AddNote { note: "…".into(), photos: vec![] }, &[FaultReported][..], Verdict::Apply),
    ] {
        let told = judge(&change(command.clone()), &s, since, &inspector());
        assert_eq!(told, verdict, "{command:?} after {since:?}");
    }
}

fn any_command() -> impl Strategy<Value = DeviceCommand> {
    let serial = || prop::sample::select(vec!["A2301", "A2302", "A2303"]);
    prop_oneof![
        serial().prop_map(install),
        (1000u128..1010, serial()).prop_map(|(n, serial)| replace(n, serial)),
        Just(accept()),
        Just(DeviceCommand::SendBack { reason: "…".into() }),
        Just(fault_report()),
        Just(DeviceCommand::Repair { note: "…".into() }),
        Just(DeviceCommand::Retire { reason: "…".into() }),
        Just(DeviceCommand::Attempt { outcome: Outcome::Refused, note: None }),
    ]
}

proptest! {
    #[test]
    fn a_step_is_read_as_it_was_written(command in any_command()) {
        let json = serde_json::to_string(&command).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<DeviceCommand>(&json).ok(), Some(command));
    }
}

#[test]
fn a_step_without_what_it_must_say_is_not_read() {
    for (json, missing) in [
        (r#"{"do":"install"}"#, "missing field `installation`"),
        (r#"{"do":"repair","note":null}"#, "missing field `note`"),
    ] {
        let error = serde_json::from_str::<DeviceCommand>(json).expect_err(json).to_string();
        assert!(error.contains(missing), "{json}: {error}");
    }
}

proptest! {
    /// Whatever several people do to several devices: a serial number is never in use twice, chains never fork, and what
    /// is accepted was accepted by somebody else than who reported it.
    #[test]
    fn any_sequence_keeps_the_invariants(steps in prop::collection::vec((0usize..6, any_command(), 1u128..5), 0..60)) {
        let mut devices: Vec<DeviceState> = (100..104).map(|n| planned(n, DeviceKind::GasAlarm)).collect();
        for (which, command, who) in steps {
            let which = which % devices.len();
            let role = match who { 1 => Role::Inspector, 4 => Role::Leader, _ => Role::Office };
            let actor = person(who, role);
            if let DeviceCommand::Replace { successor, .. } = &command
                && devices.iter().any(|device| device.id == *successor)
            {
                continue; // the store refuses an id that it has
            }
            let holder = command.takes().and_then(|serial| in_use(serial, &devices)).map(|device| device.id);
            let now = noon("2023-03-10");
            let Ok(step) = devices[which].step(&command, &actor, now, &LifeRules::defaults(), holder) else { continue };
            prop_assert!(role != Role::Leader, "a leader changes nothing");
            prop_assert!(command.action().states().contains(&devices[which].status));
            prop_assert_eq!(step.state.version, devices[which].version + 1);
            if step.state.status == DeviceStatus::Accepted {
                prop_assert_ne!(step.state.accepted_by, step.state.reported_by);
            }
            let over = matches!(step.state.status, DeviceStatus::Replaced | DeviceStatus::Retired);
            prop_assert_eq!(over, step.state.ended_at.is_some());
            prop_assert_eq!(step.state.status == DeviceStatus::Replaced, step.state.successor.is_some());
            devices[which] = step.state;
            devices.extend(step.successor.map(|new| *new));
            let mut serials: Vec<&Serial> = devices.iter().filter_map(DeviceState::live_serial).collect();
            let all = serials.len();
            serials.sort();
            serials.dedup();
            prop_assert_eq!(serials.len(), all, "one serial number, one device in use");
        }
    }
}
