//! Homes for benchmarks: each with a surveyed stove and a gas alarm, spread over all subdistricts of the demo. Their lives
//! are carried out by the rules, as those of the demo's year.

use super::{
    super::{
        DemoOptions, DemoReport, Progress, Report,
        clock::later,
        dice::Dice,
        homes_entered,
        people::{Staff, demo_people},
        rest::desk::{Desk, Device, Stove, receipt},
        year::{date, day},
    },
    towns,
};
use crate::{
    ctx::State,
    db::WriteTx,
    entities::{device, device_event, site, stove, stove_event},
    error::{Error, Result},
    files::service::Owner,
    initials::initials,
    reference::Reference,
    search::{self, Index},
    sites::{keys::keys, service::search_entry},
    transfer::rows::inserts,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::day_start,
    geo::{Point, Wgs84},
    hazards::Category,
    ids::sort_key,
    photos::PhotoKind,
    programmes::{
        device::{DeviceCommand, DeviceKind, Installation, Serial},
        gear::{Dates, Fuel},
        stove::{Appliance, StoveSurvey},
    },
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Homes that are made and written at once.
const AT_ONCE: u64 = 1_000;

/// When they were entered: on the day after the homes of the year, so that each is found again by it.
fn entered() -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let (first, behind) = homes_entered()?;
    Ok((first + TimeDelta::days(1), behind))
}

/// How many homes are there, and how many there are to be; `None` when that is all.
pub(super) async fn missing(state: &State, options: &DemoOptions) -> Result<Option<(u64, u64)>> {
    let wanted = u64::from(options.households);
    if wanted == 0 {
        return Ok(None);
    }
    let (first, behind) = entered()?;
    let there = site::Entity::find()
        .filter(site::Column::CreatedAt.gte(first))
        .filter(site::Column::CreatedAt.lt(behind))
        .count(state.db.read())
        .await?;
    Ok((there < wanted).then_some((there, wanted)))
}

/// Makes the homes that are asked for and are not there yet.
pub(super) async fn run(
    state: &State,
    options: &DemoOptions,
    (there, wanted): (u64, u64),
    report: Report<'_>,
    done: &mut DemoReport,
) -> Result<()> {
    let model = site::Entity::find()
        .filter(site::Column::Kind.eq(SiteKind::Household.as_str()))
        .one(state.db.read())
        .await?
        .ok_or_else(|| Error::broken("no home to copy"))?;
    let maker = Maker::new(state, state.reference().await?, model, options)?;
    let backend = state.db.read().get_database_backend();
    let (send, mut blocks) = mpsc::channel::<Result<Block>>(1);
    let making = tokio::task::spawn_blocking(move || maker.make((there, wanted), backend, &send));
    let mut written = there;
    while let Some(block) = blocks.recv().await {
        let block = block?;
        let homes = block.homes;
        state.db.write(move |tx| Box::pin(async move { write(tx, block).await })).await?;
        written += homes;
        done.sites += homes;
        done.lives += 2 * homes;
        report(Progress { stage: "homes", done: written, total: wanted });
    }
    making.await.map_err(Error::internal)
}

/// What is written in one transaction.
struct Block {
    statements: Vec<Statement>,
    /// Homes in it.
    homes: u64,
}

async fn write(tx: &WriteTx, block: Block) -> Result<()> {
    for statement in block.statements {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// A committee with who works there.
struct Place {
    committee: AreaCode,
    name: String,
    middle: Point<Wgs84>,
    /// Which of the desks.
    desk: usize,
}

struct Maker {
    desks: Vec<Desk>,
    places: Vec<Place>,
    model: site::Model,
    first: DateTime<Utc>,
    seed: u64,
}

/// The rows of some homes.
#[derive(Default)]
struct Rows {
    sites: Vec<site::Model>,
    stoves: (Vec<stove::Model>, Vec<stove_event::Model>),
    devices: (Vec<device::Model>, Vec<device_event::Model>),
}

impl Maker {
    fn new(
        state: &State,
        reference: Arc<Reference>,
        model: site::Model,
        options: &DemoOptions,
    ) -> Result<Self> {
        let mut codes: Vec<AreaCode> = vec![super::super::SUBDISTRICT.parse()?];
        codes.extend(towns::codes(options.subdistricts.saturating_sub(1) as usize)?);
        let (mut desks, mut places) = (Vec::new(), Vec::new());
        for (nth, code) in codes.iter().enumerate() {
            let people = if nth == 0 { demo_people()? } else { towns::people(code)? };
            desks.push(Desk {
                state: state.clone(),
                reference: reference.clone(),
                staff: Staff::of(&people),
                album: None,
            });
            for area in reference.areas.children(code) {
                if let Some(outline) = &area.boundary {
                    places.push(Place {
                        committee: area.code.clone(),
                        name: area.to_ref().name,
                        middle: outline.label_point(),
                        desk: nth,
                    });
                }
            }
        }
        if places.is_empty() {
            return Err(Error::broken("no committee to put homes into"));
        }
        Ok(Self { desks, places, model, first: entered()?.0, seed: options.seed })
    }

    /// Makes block after block until nobody takes them any more.
    fn make(mut self, (there, wanted): (u64, u64), backend: DbBackend, send: &mpsc::Sender<Result<Block>>) {
        let mut next = there;
        while next < wanted {
            let end = (next + AT_ONCE).min(wanted);
            let block = self.block(next..end, backend);
            let failed = block.is_err();
            if send.blocking_send(block).is_err() || failed {
                return;
            }
            next = end;
        }
    }

    fn block(&mut self, homes: std::ops::Range<u64>, backend: DbBackend) -> Result<Block> {
        let mut rows = Rows::default();
        for nth in homes {
            self.home(nth, &mut rows)?;
        }
        let mut statements = inserts(backend, &rows.sites);
        statements.extend(inserts(backend, &rows.stoves.0));
        statements.extend(inserts(backend, &rows.stoves.1));
        statements.extend(inserts(backend, &rows.devices.0));
        statements.extend(inserts(backend, &rows.devices.1));
        let entries = rows.sites.iter().map(search_entry).collect::<Result<Vec<_>>>()?;
        statements.extend(search::additions(backend, Index::Site, &entries));
        Ok(Block { statements, homes: rows.sites.len() as u64 })
    }

    /// The `nth` home of all: the same however many there are.
    fn home(&mut self, nth: u64, rows: &mut Rows) -> Result<()> {
        let mut dice = Dice::new(self.seed, &format!("home {nth}"));
        let n = i64::try_from(nth).map_err(Error::internal)?;
        let place = &self.places[nth as usize % self.places.len()];
        let site = home(&mut dice, &self.model, place, (self.first, n))?;
        let desk = &mut self.desks[place.desk];
        // one after the other, all through the year; each of its own millisecond
        let seen = day_start(day(1, 4)) + TimeDelta::hours(8) + TimeDelta::seconds(120 * n);
        let by = desk.inspector(&mut dice, &site)?;
        let appliance = appliance(&mut dice);
        let stove = Stove::survey(desk, &mut dice, &site, appliance, &by, seen)?;
        rows.stoves.0.push(stove.row);
        rows.stoves.1.extend(stove.events);
        let office = desk.office(&mut dice);
        let mut alarm = Device::plan(desk, &mut dice, (&site, DeviceKind::GasAlarm), &office, seen)?;
        if !dice.chance(20) {
            let at = seen + TimeDelta::days(dice.between(5, 60));
            let owner = (Owner::Device(alarm.state.id), PhotoKind::After, Category::Gas);
            let photo = desk.photo(&mut dice, owner, &site, &by, at);
            let installation = Installation {
                serial: Serial::read(&format!("GB{nth:08}")).map_err(Error::internal)?,
                maker: None,
                model: Some("JT-A1".into()),
                place: "厨房".into(),
                installer: "安联消防".into(),
                made_on: None,
                gas: Some(Fuel::NaturalGas),
                linked_valve: None,
                network_id: None,
                test_passed: true,
                photos: vec![photo],
            };
            let signature = Some(receipt(&mut dice, &site));
            let install = DeviceCommand::Install { installation: Box::new(installation), signature };
            alarm.act(desk, &mut dice, install, &by, at)?;
            let accept = DeviceCommand::Accept { note: None };
            let then = at + TimeDelta::days(3);
            alarm.act(desk, &mut dice, accept, &office, then)?;
        }
        rows.devices.0.push(alarm.row);
        rows.devices.1.extend(alarm.events);
        rows.sites.push(site);
        Ok(())
    }
}

/// A stove whose life ends somewhere in the years around.
fn appliance(dice: &mut Dice) -> StoveSurvey {
    let sold_on = later(date(2013, 1, 1), dice.between(0, 3_600));
    StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(Fuel::NaturalGas),
        supply: Some(Fuel::NaturalGas),
        flame_failure: Some(!dice.chance(5)),
        dates: Dates { sold_on: Some(sold_on), ..Dates::default() },
        maker: None,
        model: None,
        hose: None,
        regulator_ok: None,
        ventilation_ok: None,
    }
}

fn home(
    dice: &mut Dice,
    model: &site::Model,
    place: &Place,
    (first, n): (DateTime<Utc>, i64),
) -> Result<site::Model> {
    let (building, room) = (n / 400 % 200 + 1, format!("{}0{}室", n % 6 + 1, n / 6 % 4 + 1));
    let at = first + TimeDelta::milliseconds(40 * n);
    let id = dice.id(at);
    let name = format!("{}{building}号{room}（{n}）", place.name);
    let address = format!("演示路{}弄{building}号{room}", n / 24 + 1);
    let number = format!("{building}号");
    let keys = keys(&name, &address, Some(&number), Some(&room));
    let part = |level| {
        let code = place.committee.at(level).map(String::from);
        code.ok_or_else(|| Error::broken("a home above a committee"))
    };
    let near = |degrees: f64, off: f64| ((degrees + off) * 1e6).round() / 1e6;
    Ok(site::Model {
        id,
        sort_key: sort_key(at, id),
        area_code: place.committee.to_string(),
        committee_code: part(AreaLevel::Committee)?,
        subdistrict_code: part(AreaLevel::Subdistrict)?,
        district_code: part(AreaLevel::District)?,
        pinyin: initials(&name),
        name,
        address,
        address_key: keys.address,
        name_key: keys.name,
        estate: None,
        building: Some(number),
        room: Some(room),
        lon: Some(near(place.middle.lon(), dice.real(-0.001, 0.001))),
        lat: Some(near(place.middle.lat(), dice.real(-0.001, 0.001))),
        created_at: at,
        updated_at: at,
        ..model.clone()
    })
}
