use super::*;
use crate::{
    calendar::{day_end, day_start},
    figures::{Closing, HazardFacts},
    ids::{FileId, GasUserId, StoveId},
    period::Month,
    programmes::{
        device::Serial,
        gas::{Cylinder, MoveOff, Moved},
    },
};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use uuid::Uuid;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn noon(s: &str) -> DateTime<Utc> {
    day_start(day(s)) + TimeDelta::hours(12)
}

fn year() -> Period {
    Period::year(2023).expect("year")
}

fn month(s: &str) -> Period {
    s.parse::<Month>().expect(s).period()
}

fn site(n: u128) -> SiteId {
    SiteId(Uuid::from_u128(n))
}

fn stove(n: u128) -> StoveFacts {
    StoveFacts {
        appliance: Appliance::Stove,
        site: site(n),
        surveyed_at: noon("2023-02-01"),
        non_safe_since: Some(noon("2023-02-01")),
        replaced_at: None,
        accepted_at: None,
        gone_at: None,
    }
}

fn replaced(n: u128, replaced: &str, accepted: Option<&str>) -> StoveFacts {
    StoveFacts { replaced_at: Some(noon(replaced)), accepted_at: accepted.map(noon), ..stove(n) }
}

fn stoves(stoves: &[StoveFacts], p: Period, t: DateTime<Utc>) -> ProgrammeFigures {
    programme_figures(ProgrammeFacts { stoves, ..ProgrammeFacts::default() }, p, t)
}

#[test]
fn only_what_was_accepted_is_replaced() {
    let mut gone = stove(5);
    gone.gone_at = Some(noon("2023-05-01"));
    let mut heater = replaced(6, "2023-03-12", Some("2023-03-20"));
    heater.appliance = Appliance::WaterHeater;
    let mut safe = stove(7);
    safe.non_safe_since = None;
    let rows = [
        replaced(1, "2023-03-12", Some("2023-03-20")),
        replaced(2, "2023-03-31", Some("2023-04-02")),
        replaced(3, "2023-04-12", None),
        stove(4), // refused, or nobody at home: nothing was done
        gone,
        heater,
        safe,
    ];
    let f = stoves(&rows, year(), noon("2024-01-05"));
    assert_eq!((f.stoves_replaced, f.stoves_awaiting), (2, 1));
    assert_eq!(f.stove_progress, Ratio::new(2, 4), "not the one that is gone, the heater, the safe one");
    assert_eq!(f.households_surveyed, 7);
    let march = stoves(&rows, month("2023-03"), noon("2024-01-05"));
    assert_eq!((march.stoves_replaced, march.stove_progress), (2, Ratio::new(2, 5)));
    let then = stoves(&rows, month("2023-03"), noon("2023-04-01"));
    assert_eq!((then.stoves_replaced, then.stoves_awaiting), (1, 1), "as of before the second acceptance");
    let june = stoves(&rows, month("2023-06"), noon("2024-01-05"));
    assert_eq!((june.stoves_replaced, june.households_surveyed), (0, 0));
}

#[test]
fn an_appliance_with_a_new_hose_counts_once_in_a_period() {
    let hose = |n, on: &str| HoseFacts { stove: StoveId(Uuid::from_u128(n)), at: noon(on) };
    let end = HoseFacts { at: day_end(day("2023-03-31")), ..hose(3, "2023-03-31") };
    let hoses = [hose(1, "2023-03-02"), hose(1, "2023-03-20"), hose(2, "2023-03-31"), end];
    let told = |p, t| programme_figures(ProgrammeFacts { hoses: &hoses, ..ProgrammeFacts::default() }, p, t);
    let march = |t| told(month("2023-03"), t).hoses_replaced;
    assert_eq!(march(noon("2024-01-05")), 2, "what is done as March ends belongs to April");
    assert_eq!(march(noon("2023-03-10")), 1, "not yet");
    assert_eq!(told(month("2023-04"), noon("2024-01-05")).hoses_replaced, 1);
    assert_eq!(told(year(), noon("2024-01-05")).hoses_replaced, 3);
    assert_eq!(told(year(), noon("2024-01-05")).stoves_replaced, 0, "the appliance stayed");
}

fn device(n: u128, kind: DeviceKind, estate: &str, accepted: Option<&str>) -> DeviceFacts {
    DeviceFacts {
        kind,
        site: site(n),
        estate: Some(estate.into()),
        in_bike_shed: kind == DeviceKind::SmokeDetector,
        planned_at: noon("2023-02-01"),
        installed_at: accepted.map(noon),
        accepted_at: accepted.map(noon),
        ended_at: None,
    }
}

#[test]
fn lists_estates_and_chargers_are_what_is_there() {
    use DeviceKind::{CarCharger, GasAlarm, SmokeDetector};
    let mut off = device(3, GasAlarm, "a", None);
    off.ended_at = Some(noon("2023-06-01"));
    let mut old = device(1, GasAlarm, "a", Some("2023-03-01"));
    old.ended_at = Some(noon("2023-08-01"));
    let mut new = device(1, GasAlarm, "a", Some("2023-08-02"));
    new.planned_at = noon("2023-08-01");
    let mut home = device(9, SmokeDetector, "d", Some("2023-03-01"));
    home.in_bike_shed = false;
    let devices = [
        old,
        new,
        device(2, GasAlarm, "a", None),
        off,
        device(4, SmokeDetector, "a", Some("2023-03-01")),
        device(4, SmokeDetector, "a", Some("2023-03-01")),
        device(5, SmokeDetector, "b", Some("2023-09-01")),
        device(6, SmokeDetector, "c", None),
        home,
        device(7, CarCharger, "a", Some("2023-03-01")),
        device(7, CarCharger, "a", Some("2023-03-01")),
        device(8, CarCharger, "b", Some("2023-03-01")),
    ];
    let facts = ProgrammeFacts { devices: &devices, ..ProgrammeFacts::default() };
    let f = programme_figures(facts, year(), noon("2024-01-05"));
    assert_eq!((f.gas_alarm_households, f.gas_alarms_in_place), (2, Ratio::new(1, 2)));
    assert_eq!((f.estates_with_detectors, f.chargers, f.charger_estates), (2, 3, 2));
    let may = programme_figures(facts, month("2023-05"), noon("2024-01-05"));
    assert_eq!((may.gas_alarm_households, may.estates_with_detectors), (3, 1), "at the end of May");
    let january = programme_figures(facts, month("2023-01"), noon("2024-01-05"));
    assert_eq!((january.gas_alarm_households, january.chargers), (0, 0));
}

#[test]
fn an_alarm_was_installed_in_the_year_in_which_it_was_hung() {
    use DeviceKind::{GasAlarm, SmokeDetector};
    let hung = |n: u128, on: &str, accepted: Option<&str>| DeviceFacts {
        planned_at: noon("2022-06-01"),
        installed_at: Some(noon(on)),
        accepted_at: accepted.map(noon),
        ..device(n, GasAlarm, "a", None)
    };
    let mut gone = hung(4, "2023-03-01", Some("2023-03-02"));
    gone.ended_at = Some(noon("2023-05-01"));
    let devices = [
        // in place since the year before, and accepted only in this one
        hung(1, "2022-11-01", Some("2022-11-03")),
        hung(2, "2022-12-30", Some("2023-01-04")),
        // two of one household are one
        hung(3, "2023-02-01", Some("2023-02-03")),
        hung(3, "2023-02-02", Some("2023-02-03")),
        gone,
        // accepted in the next year, and not at all
        hung(5, "2023-12-30", Some("2024-01-03")),
        hung(6, "2023-12-01", None),
        DeviceFacts { kind: SmokeDetector, ..hung(7, "2023-03-01", Some("2023-03-02")) },
        device(8, GasAlarm, "a", None),
    ];
    let facts = ProgrammeFacts { devices: &devices, ..ProgrammeFacts::default() };
    let told = |p, t| programme_figures(facts, p, noon(t)).gas_alarms_installed;
    assert_eq!(told(year(), "2024-01-05"), 3, "what was in place before is no installation of the year");
    assert_eq!(told(year(), "2023-12-31"), 2, "one waits for acceptance");
    assert_eq!(told(year(), "2023-02-02"), 0);
    assert_eq!((told(month("2022-12"), "2024-01-05"), told(month("2023-01"), "2024-01-05")), (1, 0));
    let whole = programme_figures(facts, year(), noon("2024-01-05"));
    assert_eq!(whole.gas_alarms_in_place.n, 3, "what is in place is another figure");
}

fn hazard(found: &str, closed: Option<&str>) -> HazardFacts {
    HazardFacts {
        found_at: noon(found),
        original_due: day(found),
        effective_due: day(found),
        on_the_spot: false,
        awaiting_since: None,
        closings: closed.iter().map(|c| Closing { closed_at: noon(c), reopened_at: None }).collect(),
        voided: None,
    }
}

fn lpg(n: u128, moved: Option<&str>, returned: Option<&str>) -> LpgUser {
    let cylinder = Cylinder {
        number: Serial::read("QP0001").expect("number"),
        kilograms: 15,
        made_on: None,
        tested_on: None,
        returned_on: returned.map(day),
        proof: returned.map(|_| FileId(Uuid::from_u128(1))).into_iter().collect(),
    };
    LpgUser {
        id: GasUserId(Uuid::from_u128(n)),
        site: site(n),
        supplier: None,
        cylinders: vec![cylinder],
        moved: moved.map(|on| Moved { to: MoveOff::PipedGas, on: day(on) }),
        version: 1,
    }
}

#[test]
fn gas_units_and_users_of_cylinders() {
    let gas_units = [
        GasUnitFacts {
            surveyed: vec![noon("2023-03-01"), noon("2023-09-01")],
            hazards: vec![hazard("2023-03-01", Some("2023-03-09")), hazard("2023-03-01", None)],
        },
        GasUnitFacts {
            surveyed: vec![noon("2022-12-31")],
            hazards: vec![hazard("2022-12-31", Some("2023-01-02"))],
        },
    ];
    let users = [
        lpg(1, Some("2023-03-01"), Some("2023-03-02")),
        lpg(2, Some("2023-12-31"), None),
        lpg(3, None, None),
    ];
    let facts = ProgrammeFacts { gas_units: &gas_units, lpg: &users, ..ProgrammeFacts::default() };
    let f = programme_figures(facts, year(), noon("2024-01-05"));
    assert_eq!((f.gas_units_surveyed, f.gas_hazards), (1, Ratio::new(1, 2)), "a unit once, however often");
    assert_eq!((f.lpg_moved, f.lpg_cleared), (2, Ratio::new(1, 3)));
    let march = programme_figures(facts, month("2023-03"), noon("2023-03-01"));
    assert_eq!(
        (march.lpg_moved, march.lpg_cleared),
        (1, Ratio::new(0, 3)),
        "as of the day before the last cylinder went"
    );
    assert_eq!(march.gas_hazards, Ratio::new(0, 2));
}

#[test]
fn penalties_orders_and_fires() {
    let penalty = |on: &str, fine| PenaltyFacts { decided_on: day(on), fine: Fen(fine) };
    let order = |received: &str, due: &str, replied: Option<&str>| OrderFacts {
        received_at: noon(received),
        due: day(due),
        replied_at: replied.map(noon),
    };
    let penalties = [penalty("2023-01-01", 50_000), penalty("2023-12-31", 0), penalty("2024-01-01", 9)];
    let orders = [
        order("2023-03-01", "2023-03-08", Some("2023-03-08")),
        order("2023-03-01", "2023-03-08", Some("2023-03-09")),
        order("2023-03-01", "2023-03-08", None),
        order("2023-12-31", "2024-01-08", None),
        order("2022-12-31", "2023-01-08", Some("2023-01-02")),
    ];
    let fires = [
        FireFacts { at: day_end(day("2023-12-31")) - TimeDelta::milliseconds(1), loss: Fen(1_050) },
        FireFacts { at: day_end(day("2023-12-31")), loss: Fen(7) },
    ];
    let facts =
        ProgrammeFacts { penalties: &penalties, orders: &orders, fires: &fires, ..ProgrammeFacts::default() };
    let f = programme_figures(facts, year(), noon("2024-01-05"));
    assert_eq!((f.penalties, f.fines), (2, Fen(50_000)));
    assert_eq!((f.orders, f.orders_on_time), (4, Ratio::new(1, 3)), "one is neither due nor replied to");
    assert_eq!((f.fires, f.fire_loss), (1, Fen(1_050)));
}

/// The year of the domain description, in the figures of the programmes.
#[test]
fn the_year_that_must_come_out_right() {
    let stoves: Vec<StoveFacts> = (0..120).map(|n| replaced(n, "2023-06-01", Some("2023-06-20"))).collect();
    let mut devices: Vec<DeviceFacts> =
        (0..1126).map(|n| device(n, DeviceKind::GasAlarm, "a", None)).collect();
    devices.extend(
        (0..16).map(|n| device(n, DeviceKind::SmokeDetector, &format!("e{}", n % 8), Some("2023-05-01"))),
    );
    devices.extend(
        (0..17).map(|n| device(n, DeviceKind::CarCharger, &format!("e{}", n % 3), Some("2023-05-01"))),
    );
    let mut gas_units = vec![GasUnitFacts { surveyed: vec![noon("2023-04-01")], hazards: vec![] }; 84];
    for unit in gas_units.iter_mut().take(39) {
        unit.hazards.push(hazard("2023-04-01", Some("2023-04-09")));
    }
    let users: Vec<LpgUser> = (0..13).map(|n| lpg(n, Some("2023-08-01"), Some("2023-08-02"))).collect();
    let penalties = vec![PenaltyFacts { decided_on: day("2023-05-05"), fine: Fen(100_000) }; 489];
    let facts = ProgrammeFacts {
        stoves: &stoves,
        devices: &devices,
        gas_units: &gas_units,
        lpg: &users,
        penalties: &penalties,
        ..ProgrammeFacts::default()
    };
    let f = programme_figures(facts, year(), day_end(day("2023-12-31")));
    assert_eq!((f.stoves_replaced, f.stove_progress), (120, Ratio::new(120, 120)));
    assert_eq!(f.gas_alarm_households, 1126);
    assert_eq!((f.gas_units_surveyed, f.gas_hazards.n), (84, 39));
    assert_eq!((f.lpg_moved, f.lpg_cleared), (13, Ratio::new(13, 13)));
    assert_eq!(f.penalties, 489);
    assert_eq!((f.estates_with_detectors, f.chargers, f.charger_estates), (8, 17, 3));
}

fn any_stove() -> impl Strategy<Value = StoveFacts> {
    let at = |max: i64| (0..max).prop_map(|hours| day_start(day("2022-11-01")) + TimeDelta::hours(hours));
    let later = || prop::option::of(0i64..4000);
    (0u128..20, any::<bool>(), at(12_000), later(), later(), later(), later()).prop_map(
        |(n, heater, surveyed_at, non_safe, replaced, accepted, gone)| {
            let after = |at: Option<DateTime<Utc>>, hours: Option<i64>| {
                at.zip(hours).map(|(at, hours)| at + TimeDelta::hours(hours))
            };
            let non_safe_since = after(Some(surveyed_at), non_safe);
            let replaced_at = after(non_safe_since, replaced);
            StoveFacts {
                appliance: if heater { Appliance::WaterHeater } else { Appliance::Stove },
                site: site(n),
                surveyed_at,
                non_safe_since,
                replaced_at,
                accepted_at: after(replaced_at, accepted),
                gone_at: if replaced_at.is_none() { after(Some(surveyed_at), gone) } else { None },
            }
        },
    )
}

proptest! {
    /// The months of a year add up to the year, nothing is done twice, and what awaits acceptance is not done.
    #[test]
    fn months_add_up_to_the_year(rows in prop::collection::vec(any_stove(), 0..40), t in 0i64..900) {
        let t = day_start(day("2022-12-15")) + TimeDelta::days(t);
        let whole = stoves(&rows, year(), t);
        let months: Vec<ProgrammeFigures> =
            year().whole_months().expect("months").iter().map(|m| stoves(&rows, m.period(), t)).collect();
        prop_assert_eq!(whole.stoves_replaced, months.iter().map(|f| f.stoves_replaced).sum::<i64>());
        prop_assert_eq!(whole.stoves_awaiting, months.iter().map(|f| f.stoves_awaiting).sum::<i64>());
        let last = months.last().expect("December");
        prop_assert_eq!(whole.stove_progress, last.stove_progress, "a stock is that of its end");
        prop_assert!(whole.households_surveyed <= months.iter().map(|f| f.households_surveyed).sum::<i64>());
        for f in months.iter().chain([&whole]) {
            prop_assert!(0 <= f.stove_progress.n && f.stove_progress.n <= f.stove_progress.of);
        }
        let accepted = rows.iter().filter(|row| row.accepted_at.is_some_and(|at| at <= t)).count();
        prop_assert!(whole.stoves_replaced <= count(accepted));
    }
}
