//! What the office's programmes do in a set of chance: appliances and hoses, alarms, detectors and chargers, cylinders, campaigns, targets
//! of the year, samples of what was closed.

use backend::{campaigns::service::What, programmes::gas, relapse, sites, targets};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    area::AreaCode,
    calendar::local_date,
    ids::{GasUserId, SiteId, StoveId, TargetId},
    inspections::{InspectionKind, Outcome},
    period::{Month, Period},
    programmes::{
        device::{DeviceCommand, DeviceKind},
        gas::{MoveOff, Moved, SaveLpgUser},
        stove::{GoneReason, StoveCommand},
        target::{Measured, YearTarget},
    },
    relapse::{PickFilter, RelapseOutcome},
    sites::SiteKind,
};
use rand::Rng;
use uuid::Uuid;

use super::{Dice, ending, later, moments};
use crate::support::{
    books, gear,
    world::{COMMITTEE, HERE, OTHER_COMMITTEE, SUBDISTRICT, World, at as point, date, noon, site},
};

/// A committee in which nobody works.
const THIRD_COMMITTEE: &str = "310105008003";

/// Everything below, one after the other.
pub(super) async fn beside(world: &World, dice: &mut Dice) {
    appliances(world, dice).await;
    devices(world, dice).await;
    users_of_gas(world, dice).await;
    campaigns(world, dice).await;
    targets_of_years(world, dice).await;
    samples(world, dice).await;
}

/// A place of this kind in a committee of chance, with the inspector who sees it.
async fn place<'a>(world: &'a World, dice: &mut Dice, kind: SiteKind, n: usize) -> (SiteId, &'a Actor) {
    let (area, inspector) = dice.pick(&[
        (COMMITTEE, &world.inspector),
        (COMMITTEE, &world.inspector),
        (OTHER_COMMITTEE, &world.neighbour),
    ]);
    let mut add = site(kind, &format!("{kind}{n}"), &format!("{kind}路{n}号"), area, point(HERE.0, HERE.1));
    add.estate = dice.chance(80).then(|| dice.pick(&["仙霞一村", "仙霞二村", "虹霞小区"]).to_owned());
    let ctx = world.ctx(&world.office, noon("2023-01-02"));
    (sites::service::add(&ctx, add).await.unwrap(), inspector)
}

/// The next moment of a life, unless it is over or chance ends it.
fn goes_on(dice: &mut Dice, now: &mut DateTime<Utc>, percent: u32) -> bool {
    *now = later(dice, *now);
    *now < ending() && dice.chance(percent)
}

/// Stoves and water heaters that are surveyed, get new hoses, are replaced and accepted, sent back, or found to be gone.
async fn appliances(world: &World, dice: &mut Dice) {
    for n in 0..24 {
        let (home, inspector) = place(world, dice, SiteKind::Household, n).await;
        let mut now = dice.pick(&moments());
        let sold = dice.pick(&["2012-01-01", "2015-06-01", "2016-03-31"]);
        let seen = if dice.chance(75) { gear::unsafe_stove(sold) } else { gear::safe_stove("2022-02-01") };
        let stove = world.stove(home, now, seen.clone()).await;
        while goes_on(dice, &mut now, 40) {
            world.new_hose(stove, home, now).await;
        }
        if seen.flame_failure == Some(true) || !goes_on(dice, &mut now, 80) {
            if goes_on(dice, &mut now, 30) {
                let gone =
                    StoveCommand::Remove { reason: dice.pick(GoneReason::ALL), note: "已拆除".into() };
                world.stove_steps(&world.office, now, stove, gone).await;
            }
            continue;
        }
        let plan = StoveCommand::Plan { on: local_date(now), note: None };
        world.stove_steps(inspector, now, stove, plan).await;
        if !goes_on(dice, &mut now, 85) {
            continue;
        }
        replace(world, inspector, stove, n, now).await;
        if goes_on(dice, &mut now, 20) {
            let back = StoveCommand::SendBack { reason: "照片不清".into() };
            world.stove_steps(&world.office, now, stove, back).await;
            if !goes_on(dice, &mut now, 60) {
                continue;
            }
            replace(world, inspector, stove, n + 100, now).await;
        }
        if goes_on(dice, &mut now, 80) {
            let accept = StoveCommand::Accept { signature: None, note: None };
            world.stove_steps(&world.office, now, stove, accept).await;
        }
    }
}

async fn replace(world: &World, who: &Actor, stove: StoveId, n: usize, now: DateTime<Utc>) {
    let (before, after) = (world.photo(who, now).await, world.photo(who, now).await);
    let mut replacement = gear::replacement("2022-12-01", before, after);
    replacement.serial = format!("B-{n:04}");
    let report = StoveCommand::Replace {
        replacement: Box::new(replacement),
        signature: Some(gear::receipt()),
        note: None,
    };
    world.stove_steps(who, now, stove, report).await;
}

/// Alarms of homes, detectors of sheds and homes, chargers: planned, installed, accepted, faulty, repaired, retired.
async fn devices(world: &World, dice: &mut Dice) {
    for n in 0..36 {
        let (kind, at) = dice.pick(&[
            (DeviceKind::GasAlarm, SiteKind::Household),
            (DeviceKind::SmokeDetector, SiteKind::BikeShed),
            (DeviceKind::SmokeDetector, SiteKind::Household),
            (DeviceKind::CarCharger, SiteKind::ChargingStation),
        ]);
        let (site, inspector) = place(world, dice, at, 200 + n).await;
        let mut now = dice.pick(&moments());
        let device = world.planned(kind, site, now).await;
        if !goes_on(dice, &mut now, 85) {
            continue;
        }
        let photo = world.photo(inspector, now).await;
        let mut installation = gear::installation(&format!("SN-{n:04}"), photo);
        if kind != DeviceKind::GasAlarm {
            (installation.gas, installation.linked_valve) = (None, None);
        }
        let install = DeviceCommand::Install { installation: Box::new(installation), signature: None };
        world.device_steps(inspector, now, device, install).await;
        if !goes_on(dice, &mut now, 85) {
            continue;
        }
        world.device_steps(&world.office, now, device, DeviceCommand::Accept { note: None }).await;
        if goes_on(dice, &mut now, 40) {
            let broken = DeviceCommand::ReportFault { note: "不响".into(), photos: vec![] };
            world.device_steps(inspector, now, device, broken).await;
            if goes_on(dice, &mut now, 50) {
                let repair = DeviceCommand::Repair { note: "已换电池".into() };
                world.device_steps(inspector, now, device, repair).await;
            }
        }
        if goes_on(dice, &mut now, 30) {
            let retire = DeviceCommand::Retire { reason: "拆除".into() };
            world.device_steps(&world.office, now, device, retire).await;
        }
    }
}

/// Small units that are surveyed again and again, and users of cylinders that move off and hand them back, or not all of them.
async fn users_of_gas(world: &World, dice: &mut Dice) {
    for n in 0..16 {
        let (shop, _) = place(world, dice, SiteKind::SmallUnit, 400 + n).await;
        let mut now = dice.pick(&moments());
        if dice.chance(50) {
            let first = gear::unit(shop, now);
            let (user, mut base) = (first.unit, 1);
            gas::service::save_unit(&world.ctx(&world.office, now), first).await.unwrap();
            while goes_on(dice, &mut now, 50) {
                let mut again = gear::unit(shop, now);
                (again.unit, again.base_version) = (user, Some(base));
                base = gas::service::save_unit(&world.ctx(&world.office, now), again).await.unwrap().version;
            }
            continue;
        }
        let cylinders =
            (0..dice.pick(&[1, 1, 2])).map(|k| gear::cylinder(&format!("QP-{n:03}{k}"), "2022-01-01"));
        let first = gear::lpg(shop, cylinders.collect());
        let kept = world.gas_save(now, first.clone()).await;
        if goes_on(dice, &mut now, 75) {
            let back = dice.pick(&[Back::None, Back::One, Back::AllUnproven, Back::All, Back::All]);
            move_off(world, first, kept, now, back).await;
        }
    }
    // the only user of a committee gives everything up
    let add = site(SiteKind::SmallUnit, "最后一家", "天山路99号", THIRD_COMMITTEE, None);
    let shop = sites::service::add(&world.ctx(&world.office, noon("2023-01-02")), add).await.unwrap();
    let at = dice.pick(&moments());
    let first = gear::lpg(shop, vec![gear::cylinder("QP-9990", "2022-01-01")]);
    let kept = world.gas_save(at, first.clone()).await;
    move_off(world, first, kept, at + TimeDelta::days(9), Back::All).await;
}

/// Which cylinders go back when somebody moves off them.
#[derive(Clone, Copy, PartialEq)]
enum Back {
    None,
    One,
    AllUnproven,
    All,
}

/// Moves a user off cylinders.
async fn move_off(
    world: &World,
    first: SaveLpgUser,
    (user, version): (GasUserId, u32),
    now: DateTime<Utc>,
    back: Back,
) {
    let on = local_date(now);
    let mut moved = SaveLpgUser { id: gear::fresh(), user, base_version: Some(version), ..first };
    moved.moved = Some(Moved { to: MoveOff::PipedGas, on });
    let returned = match back {
        Back::None => 0,
        Back::One => 1,
        Back::AllUnproven | Back::All => moved.cylinders.len(),
    };
    for cylinder in moved.cylinders.iter_mut().take(returned) {
        cylinder.returned_on = Some(on);
        // without a proof it is still there
        if back != Back::AllUnproven {
            cylinder.proof = vec![world.photo(&world.office, now).await];
        }
    }
    world.gas_save(now, moved).await;
}

/// A campaign of the subdistrict and one of a committee, over the end of a month each, with later additions and findings.
async fn campaigns(world: &World, dice: &mut Dice) {
    for (n, (area, from, to)) in [
        (SUBDISTRICT, "2023-03-31", "2023-06-01"),
        (OTHER_COMMITTEE, "2023-12-01", "2024-02-29"),
        (COMMITTEE, "2024-04-30", "2024-05-31"),
    ]
    .into_iter()
    .enumerate()
    {
        let mut shops = vec![(world.shop, &world.inspector)];
        for k in 0..8 {
            shops.push(place(world, dice, SiteKind::SmallUnit, 500 + 20 * n + k).await);
        }
        let mut plan = books::campaign(&format!("{n}号专项"), area);
        plan.period = Period::new(date(from), date(to)).unwrap();
        let plan_area = plan.area.clone();
        let begun = world.ctx(&world.office, noon(from));
        let campaign = books::start(&begun, plan).await;
        for k in 0..3 {
            shops.push(place(world, dice, SiteKind::SmallUnit, 510 + 20 * n + k).await);
        }
        books::step(&begun, campaign, What::AddNew).await.unwrap();
        // only places of its area are visited for it
        let of_area = |who: &Actor| plan_area.contains(&who.area);
        for (shop, inspector) in shops.into_iter().filter(|(_, who)| of_area(who)) {
            for _ in 0..dice.0.random_range(0..3) {
                let at = noon(from) + TimeDelta::minutes(dice.0.random_range(60..28 * 1440));
                let outcome =
                    dice.pick(&[Outcome::Done, Outcome::Done, Outcome::Refused, Outcome::NotAtHome]);
                let mut hazards = Vec::new();
                if outcome == Outcome::Done && dice.chance(60) {
                    let mut hazard = world.finding(at);
                    hazard.site = Some(shop);
                    hazards.push(hazard);
                }
                let found: Vec<_> = hazards.iter().map(|hazard| hazard.id).collect();
                world
                    .visit(shop, at, |visit| {
                        visit.kind = InspectionKind::Special;
                        (visit.campaign_id, visit.outcome, visit.hazards) =
                            (Some(campaign), outcome, hazards);
                    })
                    .await;
                // who closes them sees only one of the committees
                for hazard in found.into_iter().filter(|_| inspector.user == world.inspector.user) {
                    if dice.chance(60) {
                        world.close(at + TimeDelta::days(3), hazard).await;
                    }
                }
            }
        }
        if dice.chance(70) && noon(to) < ending() {
            books::step(&world.ctx(&world.office, noon(to)), campaign, What::Finish).await.unwrap();
        }
    }
}

/// One of everything that a target can be measured by, in both years, of the subdistrict and of one committee.
async fn targets_of_years(world: &World, dice: &mut Dice) {
    let ctx = world.ctx(&world.office, noon("2023-01-03"));
    for (area, year) in [(SUBDISTRICT, 2023), (SUBDISTRICT, 2024), (COMMITTEE, 2023)] {
        for measured_by in Measured::ALL {
            let target = YearTarget {
                id: TargetId(Uuid::now_v7()),
                area: area.parse().unwrap(),
                year,
                name: format!("目标 {measured_by}"),
                unit: "个".into(),
                number: dice.0.random_range(1..40),
                measured_by: *measured_by,
            };
            targets::service::save(&ctx, books::new(target)).await.unwrap();
        }
    }
}

/// Samples of some months, most of whose hazards somebody has looked at again.
async fn samples(world: &World, dice: &mut Dice) {
    let area: AreaCode = SUBDISTRICT.parse().unwrap();
    let now = ending() - TimeDelta::days(1);
    let (office, colleague) = (world.ctx(&world.office, now), world.ctx(&world.colleague, now));
    let mut drawn = 0;
    for month in ["2023-03", "2023-06", "2023-12", "2024-01", "2024-04"] {
        drawn += relapse::draw(&office, &area, month.parse::<Month>().unwrap()).await.unwrap();
    }
    assert!(drawn > 0, "chance closed nothing in the months that samples are drawn of");
    let mut after = None;
    loop {
        let page = relapse::query::page(&office, &PickFilter::default(), after).await.unwrap();
        for pick in page.rows {
            if dice.chance(80) {
                let outcome = if dice.chance(40) { RelapseOutcome::CameBack } else { RelapseOutcome::Held };
                let who = if pick.may_say { &office } else { &colleague };
                relapse::service::say(who, pick.key, outcome).await.unwrap();
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
}
