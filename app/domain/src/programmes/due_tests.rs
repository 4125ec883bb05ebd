use super::*;
use crate::{
    actor::{Actor, Role},
    calendar::day_start,
    ids::{DetectorId, FileId, GasUserId, SiteId, StoveId, UserId},
    programmes::{
        device::{self, DeviceCommand, Installation, PlanDevice, Serial, VendorEvent, VendorEventKind},
        gas::{Cylinder, MoveOff, Moved},
        gear::{Dates, Fuel, LifeRules, Usage},
        stove::{Appliance, Hose, HoseKind, SaveStoveSurvey, StoveCommand, StoveSurvey, lifecycle},
    },
};
use chrono::TimeDelta;
use proptest::prelude::*;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn now() -> DateTime<Utc> {
    day_start(day("2023-06-01")) + TimeDelta::hours(12)
}

fn office() -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(1)),
        login: "p".into(),
        name: "P".into(),
        role: Role::Office,
        area: "310105008".parse().expect("code"),
    }
}

const NOTHING: KnownDoor<'static> = KnownDoor {
    kind: SiteKind::Other,
    gas_user: false,
    all_electric: false,
    gas_surveyed_on: None,
    alarm_missing: false,
    stoves: &[],
    devices: &[],
    lpg: None,
    hazards: &[],
    campaigns: &[],
    tasks: &[],
};

fn told(door: KnownDoor<'_>) -> Vec<String> {
    let line = |item: &DueItem| {
        let by = item.by.map(|by| format!(" {by}")).unwrap_or_default();
        format!("{} {} {}{by}", item.urgency, item.what, item.why)
    };
    due(door, now(), DueSettings::default()).iter().map(line).collect()
}

fn stove(flame_failure: Option<bool>, sold_on: &str, hose: Option<Hose>) -> StoveState {
    let survey = StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(Fuel::NaturalGas),
        supply: Some(Fuel::NaturalGas),
        flame_failure,
        dates: Dates { sold_on: Some(day(sold_on)), ..Dates::default() },
        maker: None,
        model: None,
        hose,
        regulator_ok: None,
        ventilation_ok: None,
    };
    let command = SaveStoveSurvey {
        id: StoveId(Uuid::from_u128(20)),
        site: SiteId(Uuid::from_u128(7)),
        visit: None,
        survey,
        surveyed_at: day_start(day("2023-03-01")),
        position: None,
        note: None,
        photos: vec![],
    };
    let area = "310105008003".parse().expect("code");
    lifecycle::survey(&command, area, Usage::Household, &office(), &LifeRules::defaults()).state
}

fn planned_stove(on: &str) -> StoveState {
    let command = StoveCommand::Plan { on: day(on), note: None };
    let s = stove(Some(false), "2020-01-01", None);
    s.step(&command, &office(), day_start(day("2023-03-02")), &LifeRules::defaults()).expect("planned").state
}

fn hose(kind: HoseKind, fitted_on: &str) -> Hose {
    let dates = Dates { fitted_on: Some(day(fitted_on)), ..Dates::default() };
    Hose { kind, length_cm: None, dates, joint: None, through_wall: None }
}

fn planned_device(kind: DeviceKind) -> DeviceState {
    let command = PlanDevice {
        id: DetectorId(Uuid::from_u128(30)),
        kind,
        site: SiteId(Uuid::from_u128(7)),
        note: None,
    };
    let area = "310105008003".parse().expect("code");
    device::plan(&command, area, Usage::Household, &office(), day_start(day("2018-01-01"))).state
}

fn installed(kind: DeviceKind, on: &str) -> DeviceState {
    let installation = Installation {
        serial: Serial::read("A2301").expect("serial"),
        maker: None,
        model: None,
        place: "厨房".into(),
        installer: "钱".into(),
        made_on: None,
        gas: Some(Fuel::NaturalGas),
        linked_valve: None,
        network_id: None,
        test_passed: true,
        photos: vec![FileId(Uuid::from_u128(1))],
    };
    let command = DeviceCommand::Install { installation: Box::new(installation), signature: None };
    let at = day_start(day(on));
    planned_device(kind).step(&command, &office(), at, &LifeRules::defaults(), None).expect("installed").state
}

fn heard(events: &[(VendorEventKind, i64)]) -> Telemetry {
    events.iter().fold(Telemetry::default(), |told, (kind, hours)| {
        let serial = Serial::read("A2301").expect("serial");
        let at = now() - TimeDelta::hours(*hours);
        told.with(&VendorEvent { id: "1".into(), serial, kind: *kind, at, detail: None })
    })
}

#[test]
fn a_home_that_nobody_has_looked_at() {
    let home = KnownDoor { kind: SiteKind::Household, ..NOTHING };
    assert_eq!(told(home), ["routine stove never_surveyed"]);
    assert_eq!(told(KnownDoor { all_electric: true, ..home }), [""; 0]);
    assert_eq!(told(NOTHING), [""; 0]);
}

#[test]
fn stoves_and_hoses() {
    for (it, expected) in [
        (stove(Some(true), "2020-01-01", None), &[][..]),
        (stove(None, "2020-01-01", None), &["routine stove facts_missing"][..]),
        (stove(Some(false), "2020-01-01", None), &["late stove non_safe"][..]),
        (stove(Some(true), "2015-06-02", None), &["soon stove expiring 2023-06-02"][..]),
        (stove(Some(true), "2015-06-01", None), &["late stove expired 2023-06-01"][..]),
        (planned_stove("2023-06-01"), &["soon stove replacement_planned 2023-06-01"][..]),
        (planned_stove("2023-05-31"), &["late stove replacement_planned 2023-05-31"][..]),
        (
            stove(Some(false), "2020-01-01", Some(hose(HoseKind::Rubber, "2022-01-01"))),
            &["late stove non_safe", "late hose hose_wrong"][..],
        ),
        (
            stove(Some(true), "2020-01-01", Some(hose(HoseKind::Metal, "2015-05-01"))),
            &["late hose expired 2023-05-01"][..],
        ),
    ] {
        let door = KnownDoor { kind: SiteKind::Household, stoves: std::slice::from_ref(&it), ..NOTHING };
        assert_eq!(told(door), expected, "{:?} {:?}", it.status, it.survey);
    }
}

#[test]
fn alarms_and_detectors() {
    use DeviceKind::{GasAlarm, SmokeDetector};
    use VendorEventKind::{Alarm, Heartbeat, LowBattery};
    for (device, telemetry, expected) in [
        (planned_device(GasAlarm), heard(&[]), &["soon gas_alarm to_install"][..]),
        (installed(GasAlarm, "2023-01-01"), heard(&[]), &[][..]),
        (installed(GasAlarm, "2018-06-01"), heard(&[]), &["late gas_alarm expired 2023-06-01"][..]),
        (installed(GasAlarm, "2018-11-01"), heard(&[]), &["soon gas_alarm expiring 2023-11-01"][..]),
        (installed(SmokeDetector, "2023-01-01"), heard(&[]), &["late smoke_detector not_reporting"][..]),
        (installed(SmokeDetector, "2023-01-01"), heard(&[(Heartbeat, 2)]), &[][..]),
        (
            installed(SmokeDetector, "2023-01-01"),
            heard(&[(Heartbeat, 2), (Alarm, 1)]),
            &["now smoke_detector alarming"][..],
        ),
        (
            installed(SmokeDetector, "2023-01-01"),
            heard(&[(LowBattery, 2), (Heartbeat, 1)]),
            &["soon smoke_detector low_battery"][..],
        ),
        (installed(GasAlarm, "2023-01-01"), heard(&[(Heartbeat, 30)]), &["late gas_alarm not_reporting"][..]),
    ] {
        let devices = [(device, telemetry)];
        let door = KnownDoor { devices: &devices, ..NOTHING };
        assert_eq!(told(door), expected, "{:?}", devices[0].0.status);
    }
}

fn lpg(moved: Option<&str>, tested_on: &str) -> LpgUser {
    let cylinder = Cylinder {
        number: Serial::read("QP0001").expect("number"),
        kilograms: 15,
        made_on: None,
        tested_on: Some(day(tested_on)),
        returned_on: None,
        proof: vec![],
    };
    LpgUser {
        id: GasUserId(Uuid::from_u128(40)),
        site: SiteId(Uuid::from_u128(7)),
        supplier: None,
        cylinders: vec![cylinder],
        moved: moved.map(|on| Moved { to: MoveOff::PipedGas, on: day(on) }),
        version: 1,
    }
}

#[test]
fn gas_of_a_unit_and_its_cylinders() {
    let unit = KnownDoor { kind: SiteKind::SmallUnit, gas_user: true, ..NOTHING };
    assert_eq!(told(unit), ["soon gas_unit never_surveyed"]);
    let surveyed = |on: &str| told(KnownDoor { gas_surveyed_on: Some(day(on)), ..unit });
    assert_eq!(surveyed("2022-06-02"), [""; 0]);
    assert_eq!(surveyed("2022-06-01"), ["routine gas_unit survey_old 2023-06-01"]);
    for (user, expected) in [
        (lpg(None, "2022-01-01"), &["routine lpg on_cylinders"][..]),
        (
            lpg(None, "2019-10-01"),
            &["soon lpg cylinder_test_soon 2023-10-01", "routine lpg on_cylinders"][..],
        ),
        (
            lpg(None, "2019-06-01"),
            &["late lpg cylinder_test_overdue 2023-06-01", "routine lpg on_cylinders"][..],
        ),
        (lpg(Some("2023-05-01"), "2022-01-01"), &["late lpg cylinders_to_hand_back 2023-05-01"][..]),
    ] {
        assert_eq!(told(KnownDoor { lpg: Some(&user), ..NOTHING }), expected, "{user:?}");
    }
}

fn hazard(n: u128, status: Status, due: &str) -> OpenHazard {
    OpenHazard { id: HazardId(Uuid::from_u128(n)), status, due: day(due) }
}

#[test]
fn everything_at_one_door_in_one_order() {
    let hazards = [
        hazard(1, Status::Assigned, "2023-06-08"),
        hazard(2, Status::Assigned, "2023-05-31"),
        hazard(3, Status::Rectified, "2023-06-20"),
        hazard(4, Status::Registered, "2023-06-09"),
        hazard(5, Status::Transferred, "2023-01-01"),
        hazard(6, Status::Closed, "2023-01-01"),
    ];
    let target = |n: u128, ends: &str, standing| OpenTarget {
        id: CampaignId(Uuid::from_u128(n)),
        ends: day(ends),
        standing,
    };
    let campaigns = [
        target(1, "2023-06-05", Standing::Refused),
        target(2, "2023-07-31", Standing::Untouched),
        target(3, "2023-06-05", Standing::LetIn),
    ];
    let task = |n: u128, due: &str| OpenTask { id: TaskId(Uuid::from_u128(n)), due: day(due) };
    let tasks = [task(1, "2023-06-30"), task(2, "2023-05-15"), task(3, "2023-06-02")];
    let stoves = [stove(Some(false), "2020-01-01", None)];
    let devices = [(planned_device(DeviceKind::GasAlarm), Telemetry::default())];
    let door = KnownDoor {
        kind: SiteKind::Household,
        stoves: &stoves,
        devices: &devices,
        hazards: &hazards,
        campaigns: &campaigns,
        tasks: &tasks,
        ..NOTHING
    };
    assert_eq!(
        told(door),
        [
            "now hazard hazard_overdue 2023-05-31",
            "late task task_due 2023-05-15",
            "late stove non_safe",
            "soon task task_due 2023-06-02",
            "soon campaign campaign_refused 2023-06-05",
            "soon hazard hazard_to_rectify 2023-06-08",
            "soon hazard hazard_to_review 2023-06-20",
            "soon gas_alarm to_install",
            "routine hazard hazard_to_rectify 2023-06-09",
            "routine task task_due 2023-06-30",
            "routine campaign campaign_target 2023-07-31",
        ]
    );
}

proptest! {
    /// The order of the records does not matter, every open thing is named once, and the list is in order.
    #[test]
    fn nothing_open_is_left_out(
        hazards in prop::collection::vec((0usize..6, -400i64..400), 0..12), tasks in prop::collection::vec(-40i64..40, 0..6),
    ) {
        let after = |days: i64| day("2023-06-01") + TimeDelta::days(days);
        let hazards: Vec<OpenHazard> = (1u128..)
            .zip(&hazards)
            .map(|(n, (status, days))| OpenHazard {
                id: HazardId(Uuid::from_u128(n)),
                status: Status::ALL[*status],
                due: after(*days),
            })
            .collect();
        let tasks: Vec<OpenTask> = (1u128..)
            .zip(&tasks)
            .map(|(n, days)| OpenTask { id: TaskId(Uuid::from_u128(n)), due: after(*days) })
            .collect();
        let items = due(KnownDoor { hazards: &hazards, tasks: &tasks, ..NOTHING }, now(), DueSettings::default());
        let ours = |status: Status| status.is_open() && status != Status::Transferred;
        let open = hazards.iter().filter(|hazard| ours(hazard.status)).count();
        prop_assert_eq!(items.len(), open + tasks.len());
        prop_assert!(items.is_sorted_by_key(|item| item.urgency));
        let (mut turned, mut other) = (hazards.clone(), tasks.clone());
        turned.reverse();
        other.reverse();
        let again = due(KnownDoor { hazards: &turned, tasks: &other, ..NOTHING }, now(), DueSettings::default());
        prop_assert_eq!(again, items);
    }
}

#[test]
fn a_unit_that_burns_gas_without_an_alarm_is_told_of() {
    use crate::programmes::gas::{Trade, UnitNumbers};
    let unit = |fuel, alarm| GasUnit {
        id: GasUserId(Uuid::from_u128(40)),
        site: SiteId(Uuid::from_u128(7)),
        trade: Trade::Restaurant,
        numbers: UnitNumbers::default(),
        fuel,
        alarm,
        cut_off: None,
        surveyed_at: now(),
        version: 1,
    };
    let (listed, retired) = (planned_device(DeviceKind::GasAlarm), {
        let mut device = installed(DeviceKind::GasAlarm, "2023-01-01");
        device.status = DeviceStatus::Retired;
        device
    });
    let smoke = planned_device(DeviceKind::SmokeDetector);
    for (what, unit, device, expected) in [
        ("none", unit(Fuel::NaturalGas, Some(false)), None, &["late gas_alarm to_install"][..]),
        ("not seen", unit(Fuel::NaturalGas, None), None, &[][..]),
        ("there", unit(Fuel::NaturalGas, Some(true)), None, &[][..]),
        ("nothing burns", unit(Fuel::Electricity, Some(false)), None, &[][..]),
        ("on the list", unit(Fuel::Lpg, Some(false)), Some(listed), &["soon gas_alarm to_install"][..]),
        ("gone", unit(Fuel::Lpg, Some(false)), Some(retired), &["late gas_alarm to_install"][..]),
        (
            "another device",
            unit(Fuel::Lpg, Some(false)),
            Some(smoke),
            &["late gas_alarm to_install", "soon smoke_detector to_install"][..],
        ),
    ] {
        let devices: Vec<_> = device.into_iter().map(|device| (device, Telemetry::default())).collect();
        let door = KnownDoor::of(SiteKind::SmallUnit, &[], &devices, Some(&unit), None);
        assert_eq!(told(door), expected, "{what}");
    }
}
