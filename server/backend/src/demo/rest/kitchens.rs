//! Stoves and water heaters: what was found in the kitchens, and the 120 non-safe stoves that were replaced.

use super::{
    super::{
        clock::{at_work, later, worked},
        dice::Dice,
        year::{date, day},
    },
    desk::{Desk, Stove, attempt, receipt},
};
use crate::{entities::site, error::Result, files::service::Owner};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::Actor,
    hazards::Category,
    ids::StoveId,
    money::Fen,
    photos::PhotoKind,
    programmes::{
        gear::{Dates, Fuel},
        stove::{Appliance, GoneReason, Hose, HoseKind, Replacement, StoveCommand, StoveSurvey},
    },
};

/// Non-safe stoves, all of them replaced and accepted within the year.
const REPLACED: usize = 120;
/// Non-safe stoves that the household got rid of by itself: nothing that the programme did.
const GONE: usize = 6;
/// Reported replacements that the office did not accept at first.
const RETURNED: usize = 5;

/// Makers and models are invented.
const MAKERS: [&str; 5] = ["明炊", "佳焰", "安灶", "沪灶", "悦厨"];
const INSTALLERS: [&str; 4] =
    ["燃气服务站 周师傅", "燃气服务站 吴师傅", "安居厨电 郑师傅", "安居厨电 冯师傅"];

/// The appliances of these homes, each home surveyed once within the year. The one that took another's place stands
/// behind all that were surveyed.
pub(super) fn make(desk: &mut Desk, seed: u64, homes: &[&site::Model]) -> Result<Vec<Stove>> {
    let mut dice = Dice::new(seed, "kitchens");
    let mut order: Vec<&site::Model> = homes.to_vec();
    dice.shuffle(&mut order);
    let (mut stoves, mut successors) = (Vec::new(), Vec::new());
    for (nth, home) in order.into_iter().enumerate() {
        let on = worked(desk.calendar(), later(day(2, 6), dice.between(0, 200)));
        let (by, at) = (desk.inspector(&mut dice, home)?, at_work(&mut dice, on));
        if nth < REPLACED {
            let seen = unsafe_stove(&mut dice);
            let mut stove = Stove::survey(desk, &mut dice, home, seen, &by, at)?;
            successors.push(replace(desk, &mut dice, home, &mut stove, (on, nth))?);
            stoves.push(stove);
        } else if nth < REPLACED + GONE {
            let seen = unsafe_stove(&mut dice);
            let mut stove = Stove::survey(desk, &mut dice, home, seen, &by, at)?;
            let again = worked(desk.calendar(), later(on, dice.between(20, 60)));
            let remove = StoveCommand::Remove {
                reason: GoneReason::ReplacedByHousehold,
                note: "住户已自行购买新灶具，旧灶已拆除。".into(),
            };
            let now = at_work(&mut dice, again);
            stove.act(desk, &mut dice, remove, &by, now)?;
            stoves.push(stove);
        } else {
            let seen = safe_stove(&mut dice);
            let mut stove = Stove::survey(desk, &mut dice, home, seen, &by, at)?;
            if !stove.state.non_safe.is_empty() && dice.chance(60) {
                new_hose(desk, &mut dice, home, &mut stove, (&by, on))?;
            }
            stoves.push(stove);
        }
        if dice.chance(30) {
            let seen = water_heater(&mut dice);
            stoves.push(Stove::survey(desk, &mut dice, home, seen, &by, at + chrono::TimeDelta::minutes(3))?);
        }
    }
    stoves.extend(successors);
    Ok(stoves)
}

/// A day in these years.
fn bought(dice: &mut Dice, first: i32, last: i32) -> NaiveDate {
    let start = date(first, 1, 1);
    later(start, dice.between(0, (date(last, 12, 31) - start).num_days()))
}

fn stove(dice: &mut Dice, fuel: Fuel, flame_failure: Option<bool>, sold_on: NaiveDate) -> StoveSurvey {
    StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(fuel),
        supply: Some(Fuel::NaturalGas),
        flame_failure,
        dates: Dates { sold_on: Some(sold_on), ..Dates::default() },
        maker: Some((*dice.pick(&MAKERS)).into()),
        model: Some(format!("JZ-{}", dice.between(100, 999))),
        hose: Some(hose(dice, sold_on)),
        regulator_ok: Some(dice.chance(97)),
        ventilation_ok: Some(dice.chance(94)),
    }
}

/// Mostly a right one, as old as the appliance.
fn hose(dice: &mut Dice, fitted_on: NaiveDate) -> Hose {
    let kind = [HoseKind::Metal, HoseKind::Composite, HoseKind::Rubber, HoseKind::Pipe]
        [dice.weighted(&[62, 22, 10, 6])];
    let long = dice.chance(4);
    Hose {
        kind,
        length_cm: (kind != HoseKind::Pipe).then(|| if long { 240 } else { dice.between(60, 180) as u16 }),
        dates: Dates { fitted_on: Some(fitted_on), ..Dates::default() },
        joint: Some(dice.chance(3)),
        through_wall: Some(dice.chance(3)),
    }
}

/// Without flame-failure device, too old, or made for town gas.
fn unsafe_stove(dice: &mut Dice) -> StoveSurvey {
    match dice.weighted(&[58, 28, 14]) {
        0 => {
            let sold_on = bought(dice, 2016, 2019);
            stove(dice, Fuel::NaturalGas, Some(false), sold_on)
        }
        1 => {
            let sold_on = bought(dice, 2008, 2013);
            stove(dice, Fuel::NaturalGas, Some(true), sold_on)
        }
        _ => {
            let sold_on = bought(dice, 2016, 2018);
            stove(dice, Fuel::TownGas, Some(true), sold_on)
        }
    }
}

/// A safe one; of some not all could be seen.
fn safe_stove(dice: &mut Dice) -> StoveSurvey {
    let sold_on = bought(dice, 2016, 2022);
    let flame_failure = (!dice.chance(7)).then_some(true);
    stove(dice, Fuel::NaturalGas, flame_failure, sold_on)
}

fn water_heater(dice: &mut Dice) -> StoveSurvey {
    let sold_on = bought(dice, 2013, 2022);
    StoveSurvey {
        appliance: Appliance::WaterHeater,
        model: Some(format!("JSQ-{}", dice.between(10, 24))),
        ..stove(dice, Fuel::NaturalGas, Some(true), sold_on)
    }
}

/// A new hose, with a photo.
fn new_hose(
    desk: &mut Desk,
    dice: &mut Dice,
    home: &site::Model,
    stove: &mut Stove,
    (by, surveyed_on): (&Actor, NaiveDate),
) -> Result<()> {
    let on = worked(desk.calendar(), later(surveyed_on, dice.between(3, 25)));
    let at = at_work(dice, on);
    let shown = (Owner::Stove(stove.state.id), PhotoKind::After, Category::Gas);
    let photos = vec![desk.photo(dice, shown, home, by, at)];
    let hose = Hose {
        kind: HoseKind::Metal,
        length_cm: Some(120),
        dates: Dates { fitted_on: Some(on), ..Dates::default() },
        joint: Some(false),
        through_wall: Some(false),
    };
    let command =
        StoveCommand::ReplaceHose { hose, note: Some("已更换金属软管并检漏。".into()), photos };
    stove.act(desk, dice, command, by, at)?;
    Ok(())
}

/// Agreed on, replaced and accepted; some after a door that stayed shut, and some only at the second go. Answers the new
/// stove.
fn replace(
    desk: &mut Desk,
    dice: &mut Dice,
    home: &site::Model,
    stove: &mut Stove,
    (surveyed_on, nth): (NaiveDate, usize),
) -> Result<Stove> {
    let (office, by) = (desk.office(dice), desk.inspector(dice, home)?);
    let mut day = later(surveyed_on, dice.between(2, 9));
    for _ in 0..dice.weighted(&[70, 22, 8]) {
        let refused = dice.chance(35);
        let (at, outcome, note) = attempt(dice, day, refused);
        let command = StoveCommand::Attempt { outcome, note: Some(note.into()) };
        stove.act(desk, dice, command, &by, at)?;
        day = later(day, dice.between(3, 10));
    }
    let agreed = worked(desk.calendar(), day);
    let mut on = worked(desk.calendar(), later(agreed, dice.between(4, 16)));
    let at = at_work(dice, agreed);
    stove.act(desk, dice, StoveCommand::Plan { on, note: None }, &office, at)?;
    if nth < RETURNED {
        let at = at_work(dice, on);
        report(desk, dice, home, stove, (&by, at, nth + 900))?;
        let back = worked(desk.calendar(), later(on, dice.between(2, 5)));
        let reason = "更换后照片看不清新灶具铭牌，请补拍并核对编号。".to_owned();
        let at = at_work(dice, back);
        stove.act(desk, dice, StoveCommand::SendBack { reason }, &office, at)?;
        on = worked(desk.calendar(), later(back, dice.between(2, 8)));
    }
    let at = at_work(dice, on);
    report(desk, dice, home, stove, (&by, at, nth))?;
    let accepted = worked(desk.calendar(), later(on, dice.between(1, 12)));
    let accept = StoveCommand::Accept {
        signature: stove.state.signature.is_none().then(|| receipt(dice, home)),
        note: dice.chance(20).then(|| "电话回访，住户表示满意。".to_owned()),
    };
    let at = at_work(dice, accepted);
    let new = stove.act(desk, dice, accept, &office, at)?;
    new.ok_or_else(|| crate::error::Error::broken("an accepted stove without the one in its place"))
}

/// Reports the replacement, with photos of before and after and mostly with the receipt.
fn report(
    desk: &mut Desk,
    dice: &mut Dice,
    home: &site::Model,
    stove: &mut Stove,
    (by, at, number): (&Actor, DateTime<Utc>, usize),
) -> Result<()> {
    let owner = Owner::Stove(stove.state.id);
    let before = desk.photo(dice, (owner, PhotoKind::Before, Category::Gas), home, by, at);
    let after = desk.photo(dice, (owner, PhotoKind::After, Category::Gas), home, by, at);
    let electric = dice.chance(8);
    let cost = Fen(dice.between(58, 128) * 1_000);
    let sold_on = domain::calendar::local_date(at) - chrono::TimeDelta::days(dice.between(1, 20));
    let replacement = Replacement {
        successor: StoveId(dice.id(at)),
        maker: Some((*dice.pick(&MAKERS)).into()),
        model: if electric { "DC-20".into() } else { format!("JZT-{}", dice.between(10, 60)) },
        serial: format!("ZJ2023{number:04}"),
        fuel: if electric { Fuel::Electricity } else { Fuel::NaturalGas },
        flame_failure: !electric,
        sold_on,
        installer: (*dice.pick(&INSTALLERS)).into(),
        hose: (!electric && dice.chance(80)).then(|| Hose {
            kind: HoseKind::Metal,
            length_cm: Some(110),
            dates: Dates { fitted_on: Some(domain::calendar::local_date(at)), ..Dates::default() },
            joint: Some(false),
            through_wall: Some(false),
        }),
        cost: Some(cost),
        // two thirds, at most 500 yuan
        subsidy: Some(Fen(cost.0 * 2 / 3).min(Fen(50_000))),
        photos_before: vec![before],
        photos_after: vec![after],
    };
    let signature = (!dice.chance(15)).then(|| receipt(dice, home));
    let command = StoveCommand::Replace { replacement: Box::new(replacement), signature, note: None };
    stove.act(desk, dice, command, by, at)?;
    Ok(())
}
