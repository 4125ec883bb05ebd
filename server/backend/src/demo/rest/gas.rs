//! Users of gas: 84 small units surveyed, 39 of whose hazards were eliminated, and 13 users of cylinders who all moved off
//! them.

use super::{
    super::{
        clock::{at_work, later, worked},
        dice::Dice,
        year::{date, day, free},
    },
    desk::Desk,
};
use crate::{
    content::sha256,
    entities::{cylinder, gas_save, gas_survey, gas_user, inspection, site},
    error::{Error, Result},
    files::service::Owner,
    hazards::store::Built,
    programmes::gas::{
        rows,
        service::{Save, blank, take},
    },
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    actor::Actor,
    calendar::local_date,
    hazards::Category,
    ids::{EventId, GasUserId, InspectionId, SiteId},
    photos::PhotoKind,
    programmes::{
        device::Serial,
        gas::{Cylinder, MoveOff, Moved, SaveGasUnit, SaveLpgUser, Trade, UnitNumbers},
        gear::Fuel,
    },
    sites::SiteKind,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Units surveyed, and hazards of theirs that were eliminated.
const UNITS: usize = 84;
const ELIMINATED: usize = 39;

/// The rows of the register.
#[derive(Default)]
pub(super) struct Register {
    pub users: Vec<gas_user::Model>,
    pub cylinders: Vec<cylinder::Model>,
    pub surveys: Vec<gas_survey::Model>,
    pub saves: Vec<gas_save::Model>,
}

/// A save that somebody makes at a time.
struct Saving {
    at: DateTime<Utc>,
    by: Actor,
    save: Save,
}

/// Makes the register from what the visits of the year saw and found.
pub(super) fn make(
    desk: &mut Desk,
    seed: u64,
    sites: &[site::Model],
    (visits, hazards): (&[inspection::Model], &[Built]),
) -> Result<Register> {
    let mut dice = Dice::new(seed, "gas");
    let units = units(&mut dice, sites, &eliminated(hazards))?;
    let mut first: HashMap<Uuid, &inspection::Model> = HashMap::new();
    for visit in visits {
        let known = first.entry(visit.site_id).or_insert(visit);
        if visit.started_at < known.started_at {
            *known = visit;
        }
    }
    let (mut register, mut keys) = (Register::default(), BTreeSet::new());
    for site in sites {
        let is_lpg = site.kind == SiteKind::LpgUnit.as_str();
        let is_unit = units.contains(&site.id);
        let id = GasUserId(dice.id(site.created_at));
        let visit = first.get(&site.id).copied();
        let seen = visit.map_or_else(
            || at_work(&mut dice, worked(desk.calendar(), day(3, 1))),
            |visit| visit.finished_at,
        );
        let moved = if is_lpg { Some(moved(&mut dice, desk, local_date(seen))) } else { None };
        let mut savings = Vec::new();
        if is_unit {
            savings.push(surveyed(desk, &mut dice, site, id, (visit, seen, moved))?);
        }
        if let Some(moved) = moved {
            savings.extend(cylinders(desk, &mut dice, site, id, moved)?);
        }
        if !savings.is_empty() {
            register.enter(desk, site, savings, &mut keys)?;
        }
    }
    Ok(register)
}

impl Register {
    /// Carries the saves of one entry out, in order of time.
    fn enter(
        &mut self,
        desk: &Desk,
        site: &site::Model,
        mut savings: Vec<Saving>,
        keys: &mut BTreeSet<i64>,
    ) -> Result<()> {
        savings.sort_by_key(|saving| saving.at);
        let mut entry: Option<gas_user::Model> = None;
        let mut left = Vec::new();
        for Saving { at, by, mut save } in savings {
            let base = entry.as_ref().map(|row| u32::try_from(row.version)).transpose();
            let base = base.map_err(Error::broken)?;
            let content = match &mut save {
                Save::Unit(unit) => {
                    unit.base_version = base;
                    unit.validate(at)?;
                    sha256(&*unit)?
                }
                Save::Lpg(user) => {
                    user.base_version = base;
                    user.validate(at)?;
                    sha256(&*user)?
                }
            };
            let mut row = match entry.take() {
                Some(row) => row,
                None => blank(&save, &site.area_code.parse()?, at)?,
            };
            self.saves.push(take(&mut row, &save, &desk.ctx(&by, at), &content)?);
            match &save {
                Save::Unit(unit) => self.surveys.push(gas_survey::Model {
                    gas_user_id: row.id,
                    at: unit.surveyed_at,
                    inspection_id: unit.visit.map(|visit| visit.0),
                }),
                // each save says all of them anew
                Save::Lpg(user) => {
                    left = user
                        .cylinders
                        .iter()
                        .map(|it| rows::cylinder(user.user, it))
                        .collect::<Result<Vec<_>>>()?;
                }
            }
            entry = Some(row);
        }
        if let Some(mut row) = entry {
            row.sort_key = free(keys, row.sort_key);
            self.users.push(row);
        }
        self.cylinders.extend(left);
        Ok(())
    }
}

/// Hazards of gas and cylinders that count, closed within the year, by site; also where none was closed.
fn eliminated(hazards: &[Built]) -> BTreeMap<Uuid, usize> {
    let mut sums: BTreeMap<Uuid, usize> = BTreeMap::new();
    for Built { row, .. } in hazards {
        let of_gas = row.category == Category::Gas.as_str() || row.category == Category::Lpg.as_str();
        let counts = row.void_reason.as_deref().is_none_or(|reason| reason == "site_gone");
        if let Some(site) = row.site_id.filter(|_| of_gas && counts) {
            *sums.entry(site).or_default() += usize::from(row.closed_at.is_some());
        }
    }
    sums
}

/// The units that are surveyed: those whose closed hazards come to [`ELIMINATED`] (with the seed of the demo exactly; with
/// another one to as many as there are), then those that cook or heat water, at which none was closed.
fn units(
    dice: &mut Dice,
    sites: &[site::Model],
    eliminated: &BTreeMap<Uuid, usize>,
) -> Result<BTreeSet<Uuid>> {
    let small = |site: &&site::Model| {
        site.kind == SiteKind::SmallUnit.as_str() || site.kind == SiteKind::LpgUnit.as_str()
    };
    let mut candidates: Vec<&site::Model> = sites.iter().filter(small).collect();
    dice.shuffle(&mut candidates);
    let closed = |site: &site::Model| eliminated.get(&site.id).copied().unwrap_or_default();
    let with: Vec<&site::Model> = candidates.iter().copied().filter(|site| closed(site) > 0).collect();
    let numbers: Vec<usize> = with.iter().map(|site| closed(site)).collect();
    let mut chosen: BTreeSet<Uuid> =
        adding_up(&numbers, ELIMINATED).into_iter().map(|i| with[i].id).collect();
    candidates.retain(|site| closed(site) == 0);
    candidates.sort_by_key(|site| likelihood(&site.name));
    for site in candidates {
        if chosen.len() < UNITS {
            chosen.insert(site.id);
        }
    }
    if chosen.len() == UNITS {
        Ok(chosen)
    } else {
        Err(Error::broken(format!("only {} of {UNITS} small units", chosen.len())))
    }
}

/// The numbers, each above 0, that come to as many as wanted, or to the most below.
fn adding_up(numbers: &[usize], wanted: usize) -> Vec<usize> {
    let mut ways: Vec<Option<Vec<usize>>> = vec![None; wanted + 1];
    ways[0] = Some(Vec::new());
    for (i, n) in numbers.iter().enumerate() {
        // downwards, so that no number is taken twice
        for sum in (*n..=wanted).rev() {
            if ways[sum].is_none()
                && let Some(mut way) = ways[sum - n].clone()
            {
                way.push(i);
                ways[sum] = Some(way);
            }
        }
    }
    ways.into_iter().flatten().next_back().unwrap_or_default()
}

const KITCHENS: [&str; 12] = [
    "面馆",
    "小吃店",
    "奶茶店",
    "茶餐厅",
    "火锅店",
    "烧烤店",
    "快餐店",
    "小炒店",
    "早餐铺",
    "砂锅店",
    "麻辣烫",
    "食堂",
];
const HOT_WATER: [&str; 5] = ["足浴店", "理发店", "美容院", "旅馆", "洗衣店"];

/// How likely it uses gas, by its name: kitchens first.
fn likelihood(name: &str) -> u8 {
    let is = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    if is(&KITCHENS) {
        0
    } else if is(&HOT_WATER) {
        1
    } else {
        2
    }
}

fn trade(name: &str) -> Trade {
    match likelihood(name) {
        0 => Trade::Restaurant,
        _ if name.ends_with("旅馆") => Trade::Hotel,
        _ if name.ends_with("网吧") => Trade::InternetCafe,
        _ if name.ends_with("培训班") => Trade::School,
        _ if ["足浴店", "理发店", "美容院", "棋牌室"].iter().any(|word| name.ends_with(word)) => {
            Trade::Leisure
        }
        _ => Trade::Shop,
    }
}

/// The survey of a unit, at its first visit of the year.
fn surveyed(
    desk: &Desk,
    dice: &mut Dice,
    site: &site::Model,
    unit: GasUserId,
    (visit, seen, moved): (Option<&inspection::Model>, DateTime<Utc>, Option<Moved>),
) -> Result<Saving> {
    let at = seen + TimeDelta::seconds(30);
    let staff = desk.staff.local.iter().chain(&desk.staff.inspectors);
    let by = visit.and_then(|visit| staff.clone().find(|who| who.user.0 == visit.inspector_id)).cloned();
    let by = match by {
        Some(by) => by,
        None => desk.inspector(dice, site)?,
    };
    let number = |fact: &str| site.facts.get(fact).and_then(serde_json::Value::as_u64);
    let number = |fact: &str| number(fact).and_then(|number| u32::try_from(number).ok());
    let on_cylinders = moved.is_some_and(|moved| moved.on > local_date(seen));
    let alarm = dice.chance(82);
    let save = SaveGasUnit {
        id: EventId(dice.id(at)),
        unit,
        site: SiteId(site.id),
        visit: visit.map(|visit| InspectionId(visit.id)),
        base_version: None,
        trade: trade(&site.name),
        numbers: UnitNumbers {
            floor_area: number("floor_area_m2"),
            seats: number("seats"),
            beds: number("beds"),
        },
        fuel: if on_cylinders { Fuel::Lpg } else { Fuel::NaturalGas },
        alarm: Some(alarm),
        cut_off: Some(alarm && dice.chance(75)),
        surveyed_at: seen,
        note: dice.chance(15).then(|| "已发放用气安全告知书。".to_owned()),
        photos: Vec::new(),
    };
    Ok(Saving { at, by, save: Save::Unit(Box::new(save)) })
}

/// When and to what a user of cylinders moves. One that is looked at only afterwards burns piped gas by then.
fn moved(dice: &mut Dice, desk: &Desk, seen: NaiveDate) -> Moved {
    let on = worked(desk.calendar(), later(day(3, 15), dice.between(0, 250)));
    let to = if on > seen && dice.chance(30) { MoveOff::Electricity } else { MoveOff::PipedGas };
    Moved { to, on }
}

/// The cylinders of a user: entered at the beginning of the year, and all handed back with proof after the move.
fn cylinders(
    desk: &mut Desk,
    dice: &mut Dice,
    site: &site::Model,
    user: GasUserId,
    moved: Moved,
) -> Result<[Saving; 2]> {
    let by = desk.inspector(dice, site)?;
    let entered = worked(desk.calendar(), later(day(1, 9), dice.between(0, 40)));
    let first = at_work(dice, entered);
    let back_on = worked(desk.calendar(), later(moved.on, dice.between(0, 6)));
    let back = at_work(dice, later(back_on, 1));
    let supplier = Some((*dice.pick(&["申沪液化气供应站", "长新液化气供应站"])).to_owned());
    let there = site.facts.get("cylinders").and_then(serde_json::Value::as_u64).unwrap_or(2);
    let mut before = Vec::new();
    for _ in 0..there {
        let number = Serial::read(&format!("QP{:08}", dice.between(10_000_000, 99_999_999)));
        before.push(Cylinder {
            number: number.map_err(Error::internal)?,
            kilograms: if dice.chance(70) { 15 } else { 50 },
            made_on: Some(later(date(2014, 1, 1), dice.between(0, 2_000))),
            tested_on: Some(later(date(2020, 2, 1), dice.between(0, 900))),
            returned_on: None,
            proof: Vec::new(),
        });
    }
    let slip = (Owner::GasUser(user), PhotoKind::Visit, Category::Lpg);
    let mut after = before.clone();
    for cylinder in &mut after {
        cylinder.returned_on = Some(back_on);
        cylinder.proof = vec![desk.photo(dice, slip, site, &by, back)];
    }
    let mut save = |at: DateTime<Utc>, cylinders: Vec<Cylinder>, moved: Option<Moved>, note: &str| Saving {
        at,
        by: by.clone(),
        save: Save::Lpg(Box::new(SaveLpgUser {
            id: EventId(dice.id(at)),
            user,
            site: SiteId(site.id),
            visit: None,
            base_version: None,
            supplier: supplier.clone(),
            cylinders,
            moved,
            note: Some(note.to_owned()),
        })),
    };
    Ok([
        save(first, before, None, "逐瓶登记编号和检验日期。"),
        save(back, after, Some(moved), "气瓶已全部退还，供应站出具回收单。"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_to_what_is_wanted_or_the_most_below() {
        for (numbers, wanted, sum) in
            [(&[1, 2, 3][..], 5, 5), (&[2, 2, 3], 6, 5), (&[1, 1], 39, 2), (&[], 3, 0), (&[4, 4], 7, 4)]
        {
            let chosen = adding_up(numbers, wanted);
            let different: BTreeSet<usize> = chosen.iter().copied().collect();
            assert_eq!(different.len(), chosen.len(), "none twice");
            assert_eq!(chosen.iter().map(|i| numbers[*i]).sum::<usize>(), sum, "{numbers:?} {wanted}");
        }
    }
}
