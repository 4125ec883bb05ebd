use super::*;
use crate::field::bridge::Standing;
use crate::field::gear::fixtures;
use crate::field::sums::tests::{COUNTS, at, saved};
use domain::{
    ids::{DetectorId, EventId, GasUserId, StoveId},
    inspections::Outcome,
    programmes::{
        device::{DeviceChange, DeviceCommand, DeviceStatus, Installation, PlanDevice},
        due::{DueWhat, DueWhy},
        gas::{Cylinder, SaveLpgUser},
        gear::Fuel,
        stove::{StoveChange, StoveCommand, StoveStatus},
    },
    sync::Body,
};

/// Saved at eleven in the morning, an hour after the door was surveyed.
const SAVED: &str = "2023-06-01T03:00:00Z";

fn in_outbox(form: ProgrammeCommand, standing: Standing) -> Saved {
    let (id, kind) = (form.id(), form.kind().to_owned());
    let body = Body { command: Command::Programme(Box::new(form)), device_at: at(SAVED), photos: Vec::new() };
    let body = serde_json::to_string(&body).expect("JSON");
    Saved { kind, body: Some(body), ..saved(id.as_u128(), SAVED, standing, &[]) }
}

fn survey(n: u128, flame_failure: Option<bool>) -> ProgrammeCommand {
    ProgrammeCommand::SurveyStove(Box::new(fixtures::survey(n, flame_failure)))
}

fn stove_step(n: u128, stove: u128, command: StoveCommand) -> ProgrammeCommand {
    ProgrammeCommand::ChangeStove(Box::new(StoveChange {
        id: EventId(Uuid::from_u128(n)),
        stove: StoveId(Uuid::from_u128(stove)),
        visit: None,
        base_version: Some(1),
        device_at: None,
        position: None,
        command,
    }))
}

fn plan(n: u128, stove: u128, day: &str) -> ProgrammeCommand {
    stove_step(n, stove, StoveCommand::Plan { on: day.parse().expect("day"), note: None })
}

fn install(n: u128, device: u128, serial: &str) -> ProgrammeCommand {
    let installation = Installation {
        serial: serial.parse().expect("serial"),
        maker: None,
        model: None,
        place: "厨房".into(),
        installer: "钱师傅".into(),
        made_on: None,
        gas: Some(Fuel::NaturalGas),
        linked_valve: None,
        network_id: None,
        test_passed: true,
        photos: vec![domain::ids::FileId(Uuid::from_u128(70))],
    };
    ProgrammeCommand::ChangeDevice(Box::new(DeviceChange {
        id: EventId(Uuid::from_u128(n)),
        device: DetectorId(Uuid::from_u128(device)),
        visit: None,
        base_version: Some(1),
        device_at: None,
        position: None,
        command: DeviceCommand::Install { installation: Box::new(installation), signature: None },
    }))
}

/// A home with a non-safe stove and an alarm on the list.
fn known() -> Door {
    Door {
        stoves: vec![fixtures::stove(1, Some(false))],
        devices: vec![(fixtures::device(3), Telemetry::default())],
        ..Door::default()
    }
}

fn after(door: Door, outbox: &[Saved]) -> Door {
    let area = "310105008001".parse().expect("code");
    let (actor, rules) = (fixtures::me(), LifeRules::defaults());
    let around =
        Around { site: fixtures::site(), area: &area, usage: Usage::Household, actor: &actor, rules: &rules };
    door.after(&forms(outbox, TimeDelta::zero()), &around)
}

/// What is due there on the day, and why.
fn told(door: &Door) -> Vec<(DueWhat, DueWhy)> {
    let due = door.due(SiteKind::Household, &[], &Wanted::default(), at("2023-06-01T04:00:00Z"));
    due.into_iter().map(|item| (item.what, item.why)).collect()
}

#[test]
fn what_was_done_offline_is_not_due_again() {
    assert_eq!(told(&known()), [(DueWhat::Stove, DueWhy::NonSafe), (DueWhat::GasAlarm, DueWhy::ToInstall)]);
    let outbox = [
        in_outbox(plan(11, 1, "2023-06-09"), Standing::Waiting),
        in_outbox(install(12, 3, "A2301"), Standing::Unanswered),
    ];
    let door = after(known(), &outbox);
    assert_eq!(told(&door), [(DueWhat::Stove, DueWhy::ReplacementPlanned)]);
    assert_eq!((door.stoves[0].status, door.stoves[0].version), (StoveStatus::Planned, 2));
    assert_eq!(door.devices[0].0.status, DeviceStatus::Installed);
    let waiting: Vec<u128> = door.waiting.iter().map(Uuid::as_u128).collect();
    assert_eq!(waiting, [1, 3]);
}

#[test]
fn a_step_counts_until_the_feed_has_brought_it() {
    for (standing, before, after_it) in COUNTS {
        for (brought, counts) in [(false, before), (true, after_it)] {
            let step = Saved { brought, ..in_outbox(plan(11, 1, "2023-06-09"), standing) };
            let door = after(known(), &[step]);
            let planned = door.stoves[0].status == StoveStatus::Planned;
            assert_eq!(planned, counts, "{standing:?}, brought: {brought}");
        }
    }
}

#[test]
fn what_the_feed_has_told_of_is_not_done_again() {
    let attempt = stove_step(14, 1, StoveCommand::Attempt { outcome: Outcome::NotAtHome, note: None });
    let told =
        Door { stoves: vec![StoveState { version: 2, attempts: 1, ..known().stoves.remove(0) }], ..known() };
    let attempts = |door, standing| after(door, &[in_outbox(attempt.clone(), standing)]).stoves[0].attempts;
    assert_eq!(attempts(known(), Standing::Stored), 1);
    assert_eq!(attempts(told.clone(), Standing::Stored), 1);
    assert_eq!(attempts(told, Standing::Waiting), 2, "the server knows one of somebody else");
}

#[test]
fn what_was_surveyed_here_is_there_once_and_can_be_gone_on_with() {
    let nothing = Door::default();
    assert_eq!(told(&nothing), [(DueWhat::Stove, DueWhy::NeverSurveyed)]);
    for standing in [Standing::Waiting, Standing::Photos] {
        let outbox = [
            in_outbox(survey(2, Some(false)), standing),
            in_outbox(plan(13, 2, "2023-06-09"), Standing::Waiting),
        ];
        let door = after(nothing.clone(), &outbox);
        assert_eq!(told(&door), [(DueWhat::Stove, DueWhy::ReplacementPlanned)], "{standing:?}");
        // the feed has brought it while its photos are on their way
        let brought = Door { stoves: vec![fixtures::stove(2, Some(false))], ..Door::default() };
        assert_eq!(after(brought, &outbox).stoves.len(), 1, "{standing:?}");
    }
    let list = ProgrammeCommand::PlanDevice(Box::new(PlanDevice {
        id: DetectorId(Uuid::from_u128(5)),
        kind: domain::programmes::device::DeviceKind::SmokeDetector,
        site: fixtures::site(),
        note: None,
    }));
    let door = after(nothing, &[in_outbox(list, Standing::Waiting)]);
    assert!(told(&door).contains(&(DueWhat::SmokeDetector, DueWhy::ToInstall)));
}

#[test]
fn a_step_that_is_not_possible_any_more_changes_nothing() {
    let attempt = stove_step(14, 1, StoveCommand::Attempt { outcome: Outcome::NotAtHome, note: None });
    let twice = [
        in_outbox(plan(11, 1, "2023-06-09"), Standing::Waiting),
        in_outbox(install(12, 3, "A2301"), Standing::Waiting),
        in_outbox(install(15, 3, "A2302"), Standing::Waiting),
        in_outbox(attempt, Standing::Waiting),
    ];
    let door = after(known(), &twice);
    let serial = door.devices[0].0.live_serial().map(ToString::to_string);
    assert_eq!(serial.as_deref(), Some("A2301"));
    assert_eq!(door.stoves[0].attempts, 1);
    assert_eq!(told(&door), [(DueWhat::Stove, DueWhy::ReplacementPlanned)], "an attempt does nothing");
}

#[test]
fn an_entry_of_gas_is_one_however_it_is_used() {
    let cylinder = Cylinder {
        number: "SH20230001".parse().expect("number"),
        kilograms: 15,
        made_on: None,
        tested_on: "2022-01-01".parse().ok(),
        returned_on: None,
        proof: Vec::new(),
    };
    let save = |n: u128, base: Option<u32>, cylinders: Vec<Cylinder>| {
        ProgrammeCommand::SaveLpgUser(Box::new(SaveLpgUser {
            id: EventId(Uuid::from_u128(n)),
            user: GasUserId(Uuid::from_u128(40)),
            site: fixtures::site(),
            visit: None,
            base_version: base,
            supplier: None,
            cylinders,
            moved: None,
            note: None,
        }))
    };
    let outbox = [
        in_outbox(save(41, None, vec![cylinder.clone()]), Standing::Waiting),
        in_outbox(save(42, Some(1), vec![cylinder.clone(), cylinder]), Standing::Waiting),
    ];
    let cylinders = |door: &Door| {
        let entry = door.gas.as_ref().expect("an entry");
        (entry.version, entry.lpg.as_ref().map(|user| user.cylinders.len()))
    };
    let door = after(Door::default(), &outbox);
    assert_eq!(cylinders(&door), (2, Some(2)));
    assert!(told(&door).contains(&(DueWhat::Lpg, DueWhy::OnCylinders)));
    // the line ended right behind the receipts, and right behind the feed
    let confirmed = outbox.map(|saved| Saved { standing: Standing::Stored, ..saved });
    assert_eq!(cylinders(&after(Door::default(), &confirmed)), (2, Some(2)));
    let of_a_colleague = FieldGasUser { version: 3, lpg: None, ..door.gas.clone().expect("an entry") };
    let told_since = Door { gas: Some(of_a_colleague), ..Door::default() };
    assert_eq!(cylinders(&after(told_since, &confirmed)), (3, None));
}
