//! Moving an installation from one database into another: table by table in the order of keys, then compared.
//!
//! The target has to be empty, and both of the same version of the schema. Each batch of rows and how far the copy has come
//! are one change of the target, so a run that is killed leaves nothing half done, and the next one goes on behind the last
//! row that is there. When all rows have come, the search words are made anew and every table is read from both sides; only
//! when count and content of all of them are equal is the copy put in force. Until then the target serves nobody
//! ([`is_unfinished`]).
//!
//! Nobody may change the source meanwhile: what is changed behind the copy's back is found by the comparison, and keeps the
//! copy from being put in force. Photos and papers are no part of the database and stay where they are.

mod cell;
mod compare;
mod progress;
mod references;
mod table;
mod words;

pub use compare::{Difference, Differing, How};
pub use table::ContentSum;

use crate::{
    db::{Db, WriteTx},
    entities::copied_table,
    error::{Error, Result},
    transfer::{Progress, Report},
};
use chrono::{DateTime, Utc};
use domain::calendar::to_millis;
use migrations::MigrationStatus;
use sea_orm::ConnectionTrait;
use std::{collections::BTreeMap, sync::Arc};
use table::{Row, Table};
use uuid::Uuid;

/// Rows in one change, when nothing else is said.
pub const BATCH: u64 = 1_000;

/// What is copied from where.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address of the source without credentials: another run has to be of the same one.
    pub from: String,
    /// Rows in one change.
    pub batch: u64,
}

/// A table that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Its name.
    pub table: String,
    /// How many rows it had.
    pub rows: u64,
    /// The sum of the hashes of its rows, as text: equal on both sides.
    pub content_sum: String,
}

/// What became of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Everything is there and the same on both sides; the target may serve.
    Finished(Vec<Copied>),
    /// An earlier run has finished it; nothing was done.
    WasFinished(DateTime<Utc>, Vec<Copied>),
    /// Everything has come, and these tables are not the same on both sides. The copy is not in force.
    Differs(Vec<Difference>),
    /// Nothing was done.
    Refused(Refusal),
}

/// Why nothing was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The schema of the source is not that of this program: so many changes are missing, or, with 0, it is of a newer one.
    SourceVersion(usize),
    /// The same of the target.
    TargetVersion(usize),
    /// The source is itself the target of a copy that has not finished.
    SourceUnfinished,
    /// The target holds data that no copy has brought, in this table.
    TargetHoldsData(&'static str),
    /// The copy in the target was begun from another source.
    OtherSource(String),
}

/// Whether this database is the target of a copy that has not finished: it holds only a part, and serves nobody.
pub async fn is_unfinished(db: &Db) -> Result<bool> {
    Ok(progress::find(db.read()).await?.is_some_and(|copy| copy.finished_at.is_none()))
}

/// Copies what is missing from the source to the target and compares both. The schema of an empty target is made.
pub async fn run(source: &Db, target: &Db, options: &Options, report: Report<'_>) -> Result<Outcome> {
    if let Some(refusal) = look_at_schemas(source, target).await? {
        return Ok(Outcome::Refused(refusal));
    }
    if is_unfinished(source).await? {
        return Ok(Outcome::Refused(Refusal::SourceUnfinished));
    }
    let tables = Arc::new(table::tables()?);
    let copy = match progress::find(target.read()).await? {
        Some(copy) => copy,
        None => {
            for table in tables.iter() {
                if !table.is_empty(target.read()).await? {
                    return Ok(Outcome::Refused(Refusal::TargetHoldsData(table.name)));
                }
            }
            begin(target, &tables, &options.from).await?;
            progress::find(target.read()).await?.ok_or_else(|| Error::broken("the copy that was begun"))?
        }
    };
    if copy.source != options.from {
        return Ok(Outcome::Refused(Refusal::OtherSource(copy.source)));
    }
    if let Some(at) = copy.finished_at {
        return Ok(Outcome::WasFinished(at, copied(progress::parts(target.read()).await?)));
    }
    references::switch_off(target).await?;
    let aside: Vec<(String, String)> = serde_json::from_value(copy.foreign_keys)?;
    let done = bring(source, target, &tables, options.batch, report).await;
    let outcome = match done {
        Ok(()) => conclude(source, target, copy.id, &tables, aside, report).await,
        Err(error) => Err(error),
    };
    target.renew_writer().await?;
    if matches!(outcome, Ok(Outcome::Finished(_))) {
        target.analyze().await?;
    }
    outcome
}

/// Both schemas are to be those of this program; that of a target without any is made.
async fn look_at_schemas(source: &Db, target: &Db) -> Result<Option<Refusal>> {
    if let Some(missing) = behind(source).await {
        return Ok(Some(Refusal::SourceVersion(missing)));
    }
    if let Ok(all) = target.migrations().await
        && all.iter().all(|(_, status)| *status == MigrationStatus::Pending)
    {
        target.migrate_up(None).await?;
    }
    Ok(behind(target).await.map(Refusal::TargetVersion))
}

/// How many changes of the schema are missing, when it is not that of this program; 0 when it has some that this program does
/// not know.
async fn behind(db: &Db) -> Option<usize> {
    match db.migrations().await {
        Ok(all) => {
            let missing = all.iter().filter(|(_, status)| *status == MigrationStatus::Pending).count();
            (missing > 0).then_some(missing)
        }
        Err(error) => {
            tracing::warn!(%error, "the changes of the schema");
            Some(0)
        }
    }
}

async fn begin(target: &Db, tables: &Arc<Vec<Table>>, from: &str) -> Result<()> {
    let (tables, from) = (Arc::clone(tables), from.to_owned());
    target
        .write(move |tx| {
            Box::pin(async move {
                let aside = serde_json::to_value(references::put_aside(tx).await?)?;
                let names = tables.iter().map(|table| table.name);
                let names = names.chain(words::INDEXES.iter().map(|(name, _)| *name)).collect();
                progress::begin(tx, from, aside, names, to_millis(Utc::now())).await
            })
        })
        .await
}

/// Brings the rows that are missing, then the search words.
async fn bring(
    source: &Db,
    target: &Db,
    tables: &Arc<Vec<Table>>,
    batch: u64,
    report: Report<'_>,
) -> Result<()> {
    let mut parts = progress::parts(target.read()).await?;
    let mut take = |name: &str| {
        parts.remove(name).ok_or_else(|| Error::broken(format!("the progress of {name} is missing")))
    };
    for (at, table) in tables.iter().enumerate() {
        let part = take(table.name)?;
        bring_table(source, target, tables, at, part, batch, report).await?;
    }
    for (name, index) in words::INDEXES {
        words::make(target, index, name, take(name)?, report).await?;
    }
    Ok(())
}

async fn bring_table(
    source: &Db,
    target: &Db,
    tables: &Arc<Vec<Table>>,
    at: usize,
    mut part: copied_table::Model,
    batch: u64,
    report: Report<'_>,
) -> Result<()> {
    let table = &tables[at];
    let total = table.count(source.read()).await?;
    let mut last = match part.last_key.clone() {
        Some(texts) => Some(table.key_from(&serde_json::from_value::<Vec<String>>(texts)?)?),
        None => None,
    };
    while !part.complete {
        report(Progress { stage: table.name, done: part.row_count.unsigned_abs(), total });
        let rows = table.page(source.read(), last.as_deref(), batch).await?;
        last = rows.last().map(|row| table.key_of(row)).or(last);
        let next = progress::next(&part, table, &rows, batch);
        let (tables, before, now) = (Arc::clone(tables), part, next.clone());
        target
            .write(move |tx| Box::pin(async move { store(tx, &tables[at], &rows, &before, now).await }))
            .await?;
        part = next;
    }
    report(Progress { stage: table.name, done: part.row_count.unsigned_abs(), total });
    Ok(())
}

async fn store(
    tx: &WriteTx,
    table: &Table,
    rows: &[Row],
    before: &copied_table::Model,
    now: copied_table::Model,
) -> Result<()> {
    for statement in table.additions(tx.get_database_backend(), rows) {
        tx.execute_raw(statement).await?;
    }
    progress::advance(tx, before, now).await
}

/// Compares every table, each side as of one instant, and puts the copy in force when nothing differs.
async fn conclude(
    source: &Db,
    target: &Db,
    copy: Uuid,
    tables: &[Table],
    aside: Vec<(String, String)>,
    report: Report<'_>,
) -> Result<Outcome> {
    let here = source.begin_snapshot().await?;
    let there = target.begin_snapshot().await?;
    let mut sums = Vec::with_capacity(tables.len());
    let mut differences = Vec::new();
    for table in tables {
        let total = table.count(&here).await?;
        let (a, b) = (
            compare::sum(&here, table, report, total).await?,
            compare::sum(&there, table, report, total).await?,
        );
        if a != b {
            let rows = compare::differing(&here, &there, table).await?;
            differences.push(Difference { table: table.name, source: a, target: b, rows });
        }
        sums.push((table.name, a));
    }
    there.rollback().await?;
    here.rollback().await?;
    if !differences.is_empty() {
        return Ok(Outcome::Differs(differences));
    }
    target
        .write(move |tx| {
            Box::pin(async move {
                references::put_back(tx, &aside).await?;
                progress::finish(tx, copy, sums, to_millis(Utc::now())).await
            })
        })
        .await?;
    Ok(Outcome::Finished(copied(progress::parts(target.read()).await?)))
}

/// The tables that have a sum, by name: the search words have none.
fn copied(parts: BTreeMap<String, copied_table::Model>) -> Vec<Copied> {
    parts
        .into_values()
        .filter_map(|part| {
            let (table, rows) = (part.name, part.row_count.unsigned_abs());
            part.content_sum.map(|content_sum| Copied { table, rows, content_sum })
        })
        .collect()
}
