//! A million hazards for benchmarks: more subdistricts and more years of the volume of 2023.
//!
//! Months are made in other threads than the one that writes, as statements of many rows; secondary indexes are away
//! meanwhile and made anew at the end. The rows come in order of time, as they would have come over the years.

mod batch;
mod homes;
mod indexes;
mod months;
mod towns;

use super::{DemoOptions, DemoReport, Progress, Report, people, year::YEAR};
use crate::{
    changes,
    ctx::State,
    db::WriteTx,
    entities::{area, hazard_counter, site, user_account},
    error::{Error, Result},
    figures::store::Deltas,
    hazards::counts,
    reference::Reference,
    search::{self, Index},
    sites::service::search_entry,
    stamps::Stamped,
    transfer::rows::insert,
};
use batch::Batch;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::{Actor, Role},
    area::AreaCode,
    calendar::day_start,
    period::Month,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Statement, sea_query::Condition};
use std::{collections::BTreeSet, sync::Arc};
use tokio::sync::mpsc;
use towns::{Founding, Town};

/// From this many hazards, or homes, on the indexes are made anew instead of kept.
const WORTH_DROPPING: usize = 20_000;
/// Who sees all of it: for measuring large areas.
pub const CITY_OFFICE: &str = "city.office";

/// Whether an earlier load was interrupted: then indexes are missing and rows are incomplete.
pub(super) async fn interrupted(state: &State) -> Result<bool> {
    indexes::interrupted(&state.db).await
}

/// Makes the subdistricts, years and homes that are not there yet.
pub(super) async fn run(
    state: &State,
    options: &DemoOptions,
    report: Report<'_>,
    done: &mut DemoReport,
) -> Result<()> {
    let counters = hazard_counter::Entity::find().all(state.db.read()).await?;
    let there: BTreeSet<(String, i32)> = counters.into_iter().map(|c| (c.subdistrict_code, c.year)).collect();
    let first: AreaCode = super::SUBDISTRICT.parse()?;
    let mut codes = vec![first];
    codes.extend(towns::codes(options.subdistricts.saturating_sub(1) as usize)?);
    let years = (YEAR + 1 - i32::try_from(options.years.max(1)).unwrap_or(1))..=YEAR;
    let missing = |code: &AreaCode, year: i32| !there.contains(&(code.to_string(), year));
    let wanted = codes.iter().map(|c| years.clone().filter(|y| missing(c, *y)).count()).sum::<usize>();
    let homes = homes::missing(state, options).await?;
    if wanted == 0 && homes.is_none() {
        return Ok(());
    }
    let volume = wanted * months::FOUND.iter().sum::<u32>() as usize;
    let towns = if wanted > 0 {
        report(Progress { stage: "towns", done: 0, total: codes.len() as u64 });
        found_towns(state, &codes, *years.start(), options.seed, done).await?
    } else {
        Vec::new()
    };
    let mut away = Vec::new();
    if volume >= WORTH_DROPPING {
        away.extend_from_slice(indexes::OF_MONTHS);
    }
    if homes.is_some_and(|(there, wanted)| wanted - there >= WORTH_DROPPING as u64) {
        away.extend_from_slice(indexes::OF_HOMES);
    }
    state.db.write(move |tx| Box::pin(async move { prepare(tx, &away).await })).await?;
    state.db.set_writer(LOADING).await?;
    if wanted > 0 {
        let reference = state.reference().await?;
        let years = years.collect();
        let plan = Plan { state: state.clone(), reference, towns, there, years, seed: options.seed };
        fill(state, plan, volume, report, done).await?;
    }
    if let Some(homes) = homes {
        homes::run(state, options, homes, report, done).await?;
    }
    finish(state, report).await
}

/// Makes the visits and hazards of all months.
async fn fill(
    state: &State,
    plan: Plan,
    volume: usize,
    report: Report<'_>,
    done: &mut DemoReport,
) -> Result<()> {
    let (send, mut batches) = mpsc::channel::<Result<Work>>(1);
    let backend = state.db.read().get_database_backend();
    let making = tokio::task::spawn_blocking(move || plan.make(backend, &send));
    while let Some(work) = batches.recv().await {
        match work? {
            Work::Month(batch) => {
                done.hazards += batch.hazards;
                done.inspections += batch.inspections;
                done.events += batch.events;
                state.db.write(move |tx| Box::pin(async move { write(tx, batch).await })).await?;
                report(Progress { stage: "hazards", done: done.hazards, total: volume as u64 });
            }
            Work::YearEnd { counters, figures } => {
                state
                    .db
                    .write(move |tx| {
                        Box::pin(async move {
                            insert(tx, &counters).await?;
                            Ok::<_, Error>(figures.write(tx).await?)
                        })
                    })
                    .await?;
            }
        }
    }
    making.await.map_err(Error::internal)
}

/// What the making threads hand over.
enum Work {
    Month(Batch),
    /// The counters that belong to the months before.
    YearEnd {
        counters: Vec<hazard_counter::Model>,
        figures: Deltas,
    },
}

/// All that is to be made.
struct Plan {
    state: State,
    reference: Arc<Reference>,
    towns: Vec<Town>,
    there: BTreeSet<(String, i32)>,
    years: Vec<i32>,
    seed: u64,
}

impl Plan {
    /// Makes month after month until nobody takes them any more.
    fn make(&self, backend: sea_orm::DbBackend, send: &mpsc::Sender<Result<Work>>) {
        let maker = months::Maker {
            state: &self.state,
            reference: &self.reference,
            seed: self.seed,
            last_year: YEAR,
        };
        for year in &self.years {
            let towns: Vec<&Town> =
                self.towns.iter().filter(|t| !self.there.contains(&(t.code.to_string(), *year))).collect();
            let mut figures = Deltas::default();
            for month in 1..=12 {
                let made = Month::new(*year, month)
                    .map_err(Error::internal)
                    .and_then(|month| batch::make(&maker, &towns, month, backend));
                let work = made.map(|mut batch| {
                    figures.add(std::mem::take(&mut batch.deltas));
                    Work::Month(batch)
                });
                let failed = work.is_err();
                if send.blocking_send(work).is_err() || failed {
                    return;
                }
            }
            let last_seq = months::FOUND.iter().sum::<u32>() as i32;
            let counter = |t: &&Town| hazard_counter::Model {
                subdistrict_code: t.code.to_string(),
                year: *year,
                last_seq,
            };
            let counters = towns.iter().map(counter).collect();
            if send.blocking_send(Ok(Work::YearEnd { counters, figures })).is_err() {
                return;
            }
        }
    }
}

/// Lays out what is missing and reads what is there.
async fn found_towns(
    state: &State,
    codes: &[AreaCode],
    first_year: i32,
    seed: u64,
    done: &mut DemoReport,
) -> Result<Vec<Town>> {
    let reference = state.reference().await?;
    let at = founded(first_year)?;
    let mut towns = Vec::with_capacity(codes.len());
    let mut founding = Founding::default();
    let models = sites_of(state, &codes[0]).await?;
    for (i, code) in codes.iter().enumerate() {
        if i == 0 {
            let staff = people::Staff::of(&people::demo_people()?);
            towns.push(Town { code: code.clone(), staff, sites: models.clone() });
        } else if reference.areas.get(code).is_some() {
            let (town, _) = towns::found(&reference, &[], i - 1, code, at, seed)?;
            towns.push(Town { sites: sites_of(state, code).await?, ..town });
        } else {
            let (town, new) = towns::found(&reference, &models, i - 1, code, at, seed)?;
            let known: BTreeSet<&str> = founding.areas.iter().map(|a| a.code.as_str()).collect();
            let areas: Vec<area::Model> =
                new.areas.into_iter().filter(|a| !known.contains(a.code.as_str())).collect();
            founding.areas.extend(areas);
            founding.people.extend(new.people);
            founding.sites.extend(new.sites);
            towns.push(town);
        }
    }
    if let Some(empty) = towns.iter().find(|t| t.sites.is_empty()) {
        return Err(Error::broken(format!("{} has no sites", empty.code)));
    }
    done.sites += founding.sites.len() as u64;
    write_towns(state, founding, at).await?;
    state.refresh_reference().await;
    Ok(towns)
}

/// The sites of a subdistrict that are visited: without the homes that only the programmes go to.
async fn sites_of(state: &State, code: &AreaCode) -> Result<Vec<site::Model>> {
    let (first, behind) = super::homes_entered()?;
    Ok(site::Entity::find()
        .filter(site::Column::SubdistrictCode.eq(code.as_str()))
        .filter(
            Condition::any().add(site::Column::CreatedAt.lt(first)).add(site::Column::CreatedAt.gte(behind)),
        )
        .all(state.db.read())
        .await?)
}

fn founded(year: i32) -> Result<DateTime<Utc>> {
    let day = NaiveDate::from_ymd_opt(year - 1, 12, 1).ok_or_else(|| Error::broken("no such year"))?;
    Ok(day_start(day) + chrono::TimeDelta::hours(9))
}

async fn write_towns(state: &State, mut founding: Founding, at: DateTime<Utc>) -> Result<()> {
    if founding.areas.is_empty() {
        return Ok(());
    }
    let city: Actor = people::person(CITY_OFFICE, "演示市级安全办", Role::Office, "31")?;
    if user_account::Entity::find_by_id(city.user.0).one(state.db.read()).await?.is_none() {
        founding.people.push(city);
    }
    let accounts = people::rows(&founding.people, at).await?;
    // the sites of all towns, in order of time
    founding.sites.sort_by_key(|s| s.sort_key);
    let mut last = 0;
    for site in &mut founding.sites {
        site.sort_key = site.sort_key.max(last + 1);
        last = site.sort_key;
    }
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                insert(tx, &founding.areas).await?;
                insert(tx, &accounts).await?;
                insert(tx, &founding.sites).await?;
                let entries = founding.sites.iter().map(search_entry).collect::<Result<Vec<_>>>()?;
                search::add(tx, Index::Site, &entries).await?;
                Stamped::Reference.touch(tx).await
            })
        })
        .await
}

/// The writer on SQLite during the load: it keeps many pages and waits for no disk. A power cut may damage the file, in
/// which the mark of an unfinished load stands besides.
const LOADING: &str = "PRAGMA cache_size = -400000; PRAGMA synchronous = OFF";
/// And while the indexes are made: only so are the rows to be sorted put into one piece of memory (as large as that for
/// pages), instead of one each, which takes nearly twice as long.
const SORTING: &str = "PRAGMA temp_store = FILE";
/// Bytes of search words kept before they are written to the index.
const LOAD_SEARCH_BYTES: u32 = 128 * 1024 * 1024;
/// What FTS5 has when nothing is said.
const USUAL_SEARCH_BYTES: u32 = 1024 * 1024;

async fn prepare(tx: &WriteTx, away: &[&str]) -> Result<()> {
    indexes::begin(tx, away).await?;
    if tx.is_sqlite() {
        search_bytes(tx, LOAD_SEARCH_BYTES).await?;
    }
    Ok(())
}

async fn search_bytes(tx: &WriteTx, bytes: u32) -> Result<()> {
    tx.execute_unprepared(&format!("INSERT INTO hazard_fts (hazard_fts, rank) VALUES ('hashsize', {bytes})"))
        .await?;
    Ok(())
}

async fn write(tx: &WriteTx, batch: Batch) -> Result<()> {
    // no tablet has to hear of each, but a server may run beside
    changes::draw(tx, batch.subdistricts.iter().map(String::as_str)).await?;
    for statement in batch.statements {
        tx.execute_raw(statement).await?;
    }
    Ok(())
}

/// Brings the indexes back, tidies the search index and renews the statistics.
async fn finish(state: &State, report: Report<'_>) -> Result<()> {
    let away = state.db.write(|tx| Box::pin(async move { Ok::<_, Error>(indexes::away(tx).await?) })).await?;
    let total = away.len() as u64 + 2;
    state.db.set_writer(SORTING).await?;
    for (n, (_, definition)) in away.into_iter().enumerate() {
        report(Progress { stage: "indexes", done: n as u64, total });
        state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    tx.execute_raw(Statement::from_string(tx.get_database_backend(), definition)).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
    }
    report(Progress { stage: "indexes", done: total - 2, total });
    state
        .db
        .write(|tx| {
            Box::pin(async move {
                if tx.is_sqlite() {
                    search_bytes(tx, USUAL_SEARCH_BYTES).await?;
                    tx.execute_unprepared("INSERT INTO hazard_fts (hazard_fts) VALUES ('optimize')").await?;
                }
                Ok::<_, Error>(counts::recount(tx).await?)
            })
        })
        .await?;
    report(Progress { stage: "indexes", done: total - 1, total });
    state.db.analyze().await?;
    // the connection goes on serving, and waits for the disk again: all of it is there before the mark goes
    state.db.renew_writer().await?;
    state.db.checkpoint().await?;
    state.db.write(|tx| Box::pin(async move { Ok::<_, Error>(indexes::end(tx).await?) })).await?;
    report(Progress { stage: "indexes", done: total, total });
    Ok(())
}
