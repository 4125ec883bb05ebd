//! Demo data: the year 2023 of one subdistrict with exactly the figures of its published report, from a fixed seed: visits
//! and hazards (`year`), programmes and registers (`rest`); and, for benchmarks, as many more subdistricts and years of
//! visits and hazards, and as many more homes, as asked for.
//!
//! All people, shops and phone numbers are invented. What happens to a hazard is carried out by the rules of the
//! life cycle, so numbers, chains of events and counters are what the services would have written.

mod bulk;
mod clock;
mod dice;
mod findings;
mod lives;
mod people;
mod pictures;
mod places;
mod rest;
mod visits;
mod words;
mod write;
mod year;

pub use crate::transfer::{Progress, Report};
pub use bulk::CITY_OFFICE;
pub use people::{PASSWORD, SIGN_INS};

use crate::{
    ctx::State,
    entities::{site, user_account},
    error::{Error, Result},
    reference,
    transfer::progress::silent,
};
use chrono::{DateTime, Utc};
use domain::{area::AreaCode, calendar::day_start};
use sea_orm::{EntityTrait, PaginatorTrait};

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoOptions {
    /// Subdistricts in all; the first is the real one.
    pub subdistricts: u32,
    /// Years in all, the last of which is 2023.
    pub years: u32,
    /// Homes beyond those of the year, each with a stove and a gas alarm, spread over all subdistricts.
    pub households: u32,
    /// Where chance begins.
    pub seed: u64,
    /// Whether photos are drawn.
    pub with_photos: bool,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self { subdistricts: 1, years: 1, households: 0, seed: 310_105_008, with_photos: true }
    }
}

/// What became of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoReport {
    /// The database belongs to somebody: nothing was done.
    pub refused: bool,
    /// Sites added.
    pub sites: u64,
    /// Inspections added.
    pub inspections: u64,
    /// Hazards added.
    pub hazards: u64,
    /// Events of hazards added.
    pub events: u64,
    /// Stoves and devices added.
    pub lives: u64,
}

/// The code of the demo subdistrict.
const SUBDISTRICT: &str = "310105008";

/// Loads the demo when there is nobody and nothing yet, and says whether it did. Never changes what is there.
pub async fn ensure(state: &State) -> Result<bool> {
    whole(state).await?;
    if !is_empty(state).await? {
        return Ok(false);
    }
    run(state, &DemoOptions::default(), &silent).await?;
    Ok(true)
}

/// Refuses to go on with a database whose load was interrupted: rows and indexes are missing in it.
async fn whole(state: &State) -> Result<()> {
    if bulk::interrupted(state).await? {
        return Err(Error::internal(
            "loading benchmark data was interrupted: remove this database and load it again",
        ));
    }
    Ok(())
}

async fn is_empty(state: &State) -> Result<bool> {
    let people = user_account::Entity::find().count(state.db.read()).await?;
    let sites = site::Entity::find().count(state.db.read()).await?;
    Ok(people == 0 && sites == 0)
}

/// Makes what is asked for and is not there yet; a second call does nothing. A database in which other people work
/// is left alone.
pub async fn run(state: &State, options: &DemoOptions, report: Report<'_>) -> Result<DemoReport> {
    whole(state).await?;
    let admin = reference::load::fixed_id("demo_user", "admin");
    let here = user_account::Entity::find_by_id(admin).one(state.db.read()).await?.is_some();
    if !here && !is_empty(state).await? {
        return Ok(DemoReport { refused: true, ..DemoReport::default() });
    }
    reference::load::ensure(&state.db).await?;
    state.refresh_reference().await;
    let mut done = DemoReport::default();
    if !here {
        first_year(state, options, report, &mut done).await?;
    }
    bulk::run(state, options, report, &mut done).await?;
    state.refresh_reference().await;
    Ok(done)
}

/// When the people and sites of the demo were entered.
fn founding() -> Result<DateTime<Utc>> {
    let day = chrono::NaiveDate::from_ymd_opt(2022, 12, 19).ok_or_else(|| Error::broken("no such day"))?;
    Ok(day_start(day) + chrono::TimeDelta::hours(9))
}

/// From when on and until when the homes were entered that the programmes go to and no visit of the year does: before the
/// other sites, so that the newest of the register are those where something happens.
fn homes_entered() -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    let first = founding()? - chrono::TimeDelta::days(7);
    Ok((first, first + chrono::TimeDelta::days(2)))
}

async fn first_year(
    state: &State,
    options: &DemoOptions,
    report: Report<'_>,
    done: &mut DemoReport,
) -> Result<()> {
    let seed = options.seed;
    let subdistrict: AreaCode = SUBDISTRICT.parse()?;
    let reference = state.reference().await?;
    report(Progress { stage: "people", done: 0, total: 1 });
    let people = people::demo_people()?;
    let accounts = people::rows(&people, founding()?).await?;
    report(Progress { stage: "pictures", done: 0, total: 1 });
    let album =
        if options.with_photos { Some(pictures::Album::new(&state.storage, seed).await?) } else { None };
    report(Progress { stage: "year", done: 0, total: 1 });
    let sites = places::sites(seed, &reference, &subdistrict, founding()?)?;
    let staff = people::Staff::of(&people);
    let homes = rest::homes(seed, &reference, &subdistrict, &sites, homes_entered()?.0)?;
    let rest = rest::Maker {
        state: state.clone(),
        reference: reference.clone(),
        staff: staff.clone(),
        sites: sites.clone(),
        homes,
        seed,
    };
    let maker = year::Maker { state: state.clone(), reference, staff, sites: sites.clone(), album, seed };
    let make = move || {
        let mut year = maker.make()?;
        let rest = rest.make(&mut year)?;
        Ok::<_, Error>((year, rest))
    };
    let (year, rest) = tokio::task::spawn_blocking(make).await.map_err(Error::internal)??;
    let made = DemoReport {
        sites: (sites.len() + rest.sites()) as u64,
        lives: rest.lives() as u64,
        inspections: year.inspections.len() as u64,
        hazards: year.hazards.len() as u64,
        events: year.hazards.iter().map(|h| h.events.len() as u64).sum(),
        ..DemoReport::default()
    };
    report(Progress { stage: "write", done: 0, total: 1 });
    if write::first_year(state, &people, accounts, sites, (year, rest)).await? {
        *done = made;
    }
    report(Progress { stage: "write", done: 1, total: 1 });
    Ok(())
}
