//! Many hazards in one transaction, for an import: numbered in the order in which they come, written in the order of time, and
//! made ready on a thread of their own while the database works on those before.
//!
//! Most indexes of the table are in the order of time within a place, and so is the search index: written in that order, a row
//! meets the pages that the one before has changed. In the order of a file the writer would put pages away and fetch them again
//! for nearly every row.

use super::{
    store::{self, Doing, Draft, Series},
    sums::Sums,
};
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    error::{Error, Result},
    search::{self, Entry, Index},
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    hazards::HazardNumber,
    ids::{HazardId, sort_key},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};
use tokio::sync::mpsc;

/// Hazards that are made ready and written together.
const CHUNK: usize = 256;

/// Chunks that may lie ready before the database has taken one.
const AHEAD: usize = 2;

/// A hazard that is to come: what it is numbered and put in order by, and all the rest.
pub struct Coming<T> {
    /// Its committee or grid.
    pub area: AreaCode,
    /// When it was found.
    pub found_at: DateTime<Utc>,
    /// Its id.
    pub id: HazardId,
    /// What the draft is made of.
    pub rest: T,
}

/// The same with all that only the database could tell.
struct Numbered<T> {
    number: HazardNumber,
    key: i64,
    change_seq: i64,
    rest: T,
}

/// What is written together.
struct Chunk {
    statements: Vec<Statement>,
    sums: Sums,
    hazards: u64,
}

/// Numbers, makes and writes hazards. `ready` makes the draft of each; `written` counts them.
///
/// # Errors
/// What `ready` says, and of the database; then the transaction cannot go on.
pub async fn insert<T: Send + 'static>(
    tx: &WriteTx,
    ctx: &Ctx,
    coming: Vec<Coming<T>>,
    ready: impl Fn(T) -> Result<Draft> + Send + 'static,
    written: &AtomicU64,
) -> Result<()> {
    let numbered = number(tx, coming).await?;
    let backend = tx.get_database_backend();
    let own = ctx.clone();
    let (made, mut chunks) = mpsc::channel(AHEAD);
    // it ends by itself when nobody takes its chunks any more
    let maker = tokio::task::spawn_blocking(move || {
        let mut rest = numbered.into_iter();
        loop {
            let some: Vec<_> = rest.by_ref().take(CHUNK).collect();
            if some.is_empty() || made.blocking_send(chunk(some, &ready, &own, backend)).is_err() {
                return;
            }
        }
    });
    while let Some(chunk) = chunks.recv().await {
        let Chunk { statements, sums, hazards } = chunk?;
        for statement in statements {
            tx.execute_raw(statement).await?;
        }
        sums.leave(tx);
        written.fetch_add(hazards, Ordering::Relaxed);
    }
    maker.await.map_err(Error::broken)
}

/// Numbers them in their order, and puts them into the order of time.
async fn number<T>(tx: &WriteTx, coming: Vec<Coming<T>>) -> Result<Vec<Numbered<T>>> {
    let series = |one: &Coming<T>| store::series(&one.area, one.found_at);
    let all_series = coming.iter().map(series).collect::<Result<Vec<Series>>>()?;
    // the changes before the hazard numbers: all take the counters' locks in this order
    let mut seqs = changes::draw(tx, all_series.iter().map(|(subdistrict, _)| subdistrict.as_str())).await?;
    let mut counts: BTreeMap<&Series, i32> = BTreeMap::new();
    for one in &all_series {
        *counts.entry(one).or_default() += 1;
    }
    let mut next: BTreeMap<Series, u32> = BTreeMap::new();
    for ((subdistrict, year), n) in counts {
        let last = store::draw(tx, subdistrict, *year, n).await?;
        next.insert((subdistrict.clone(), *year), u32::try_from(last - n + 1).map_err(Error::broken)?);
    }
    let mut numbered = Vec::with_capacity(coming.len());
    for (one, series) in coming.into_iter().zip(all_series) {
        let sequence = next.get_mut(&series).ok_or_else(|| Error::broken("no number drawn"))?;
        let number = HazardNumber { subdistrict: series.0, year: series.1, sequence: *sequence };
        *sequence += 1;
        let key = sort_key(one.found_at, one.id.0);
        numbered.push(Numbered { number, key, change_seq: 0, rest: one.rest });
    }
    numbered.sort_by_key(|one| one.key);
    free(tx, &mut numbered).await?;
    for one in &mut numbered {
        one.change_seq = seqs.next(one.number.subdistrict.as_str())?;
    }
    Ok(numbered)
}

/// Lets each that has the key of another step aside. They are in the order of their keys, and stay so.
async fn free<T>(tx: &WriteTx, numbered: &mut [Numbered<T>]) -> Result<()> {
    let mut last = i64::MIN;
    for some in numbered.chunks_mut(CHUNK) {
        let wanted: Vec<i64> = some.iter().map(|one| one.key.max(last.saturating_add(1))).collect();
        for (one, key) in some.iter_mut().zip(store::keys(tx, wanted).await?) {
            one.key = key;
            last = last.max(key);
        }
    }
    Ok(())
}

/// Makes a chunk ready.
fn chunk<T>(
    some: Vec<Numbered<T>>,
    ready: &impl Fn(T) -> Result<Draft>,
    ctx: &Ctx,
    backend: DbBackend,
) -> Result<Chunk> {
    let mut sums = Sums::default();
    let mut all = Vec::with_capacity(some.len());
    for one in some {
        let mut built = ready(one.rest)?.build(&one.number, one.key, &Doing::following(ctx))?;
        built.row.change_seq = one.change_seq;
        sums.found(&built)?;
        all.push(built);
    }
    let hazards = all.len() as u64;
    let mut statements = store::statements(backend, &all);
    let entries: Vec<Entry> = all.into_iter().map(|built| built.entry).collect();
    statements.extend(search::additions(backend, Index::Hazard, &entries));
    Ok(Chunk { statements, sums, hazards })
}
