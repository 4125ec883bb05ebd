//! Making the words of all records anew, after an update whose program splits texts otherwise than the one before.
//!
//! A script cannot split texts, so a change of the schema leaves a row of `search_renewal` for each index that holds anything. The
//! server makes the words anew beside answering: in small changes, so that nobody waits long for one, each of which says how far
//! it has come, so that whoever is interrupted goes on there. Until all are made, questions are asked in the way that the
//! old words answer too ([`domain::search::Part::apart`]): it finds no less, and takes longer.

use super::{Entry, Index, POSTGRES_KEY, SQLITE_KEY, add, records};
use crate::{
    ctx::State,
    db::WriteTx,
    entities::search_renewal,
    error::{Error, Result},
    listing::{Sql, cap, places},
    reference::load::fixed_id,
};
use sea_orm::{EntityTrait, QueryOrder, Value};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

/// Records in one change.
const AT_ONCE: u64 = 250;

/// Whether all records have the words of this program, as far as this server knows. They do in a database of its own making.
#[derive(Clone, Debug)]
pub struct Renewed(Arc<AtomicBool>);

impl Default for Renewed {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Renewed {
    /// Whether they have.
    pub(super) fn are_all(&self) -> bool {
        self.0.load(Relaxed)
    }

    fn set(&self, all: bool) {
        self.0.store(all, Relaxed);
    }
}

/// Finds out whether words have to be made anew: before the server answers anybody.
pub async fn look(state: &State) -> Result<()> {
    let left = search_renewal::Entity::find().one(state.db.read()).await?;
    if left.is_some() {
        tracing::info!("records are to be found by other words: they are made beside answering");
    }
    state.words().set(left.is_none());
    Ok(())
}

/// Makes the words of the next records anew, when that is to be done. Answers whether there may be more.
pub async fn work(state: &State) -> Result<bool> {
    if state.words().are_all() {
        return Ok(false);
    }
    let more = state.db.write(|tx| Box::pin(async move { step(tx).await })).await?;
    if !more {
        state.words().set(true);
        tracing::info!("all records are found by the words of this program");
    }
    Ok(more)
}

async fn step(tx: &WriteTx) -> Result<bool> {
    // of two servers the second goes on behind what the first has done
    tx.claim(fixed_id("search", "renewal")).await?;
    let left = search_renewal::Entity::find().order_by_asc(search_renewal::Column::Name).one(tx).await?;
    let Some(part) = left else { return Ok(false) };
    let index = [Index::Hazard, Index::Site].into_iter().find(|index| index.records() == part.name);
    let index = index.ok_or_else(|| Error::broken(format!("no index of {}", part.name)))?;
    let last = part.last_key.unwrap_or(i64::MIN);
    let held = hold(tx, index, last).await?;
    let mut entries = records::behind(tx, index, last, AT_ONCE).await?;
    let Some(end) = entries.last().map(|entry| entry.sort_key) else {
        let mut done = Sql::default();
        done.bind("DELETE FROM search_renewal WHERE name = ?", [part.name.into()]);
        done.run(tx).await?;
        return Ok(true);
    };
    // what is just coming brings its own words
    entries.retain(|entry| held.contains(&entry.sort_key));
    rewrite(tx, index, &entries).await?;
    let mut so_far = Sql::default();
    so_far.bind("UPDATE search_renewal SET last_key = ? WHERE name = ?", [end.into(), part.name.into()]);
    so_far.run(tx).await?;
    Ok(true)
}

/// The next records that the index has. On PostgreSQL they are held until the end of this change: whoever corrects one of them
/// writes its words last, after these; whoever has done so is seen when the records are read, because that comes later.
async fn hold(tx: &WriteTx, index: Index, last: i64) -> Result<BTreeSet<i64>> {
    let (table, key, hold) = if tx.is_sqlite() {
        (index.sqlite(), SQLITE_KEY, "")
    } else {
        (index.postgres(), POSTGRES_KEY, " FOR UPDATE")
    };
    let records = index.records();
    let end = format!("SELECT r.sort_key FROM {records} r WHERE r.sort_key > ? ORDER BY r.sort_key LIMIT ?");
    let mut sql = Sql::new(format!("SELECT {key} FROM {table}"));
    sql.bind(&format!(" WHERE {key} > ?"), [last.into()]);
    sql.bind(&format!(" AND {key} <= (SELECT max(e.sort_key) FROM ({end}) e)"), [last.into(), cap(AT_ONCE)]);
    sql.push(&format!(" ORDER BY {key}{hold}"));
    let rows = sql.all(tx).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// Replaces the words of records that have some.
async fn rewrite(tx: &WriteTx, index: Index, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::default();
    if tx.is_sqlite() {
        let keys = entries.iter().map(|entry| Value::from(entry.sort_key));
        sql.push(&format!("DELETE FROM {} WHERE rowid IN ", index.sqlite()));
        sql.bind(&format!("({})", places(entries.len())), keys);
        sql.run(tx).await?;
        return Ok(add(tx, index, entries).await?);
    }
    // in place: a row that is deleted and added could not be deleted by who waits for it
    let rows = vec!["(CAST(? AS bigint), CAST(? AS tsvector))"; entries.len()].join(", ");
    let values = entries.iter().flat_map(|entry| [Value::from(entry.sort_key), entry.vector().into()]);
    let table = index.postgres();
    sql.bind(&format!("UPDATE {table} SET tokens = made.tokens FROM (VALUES {rows})"), values);
    sql.push(&format!(" made (sort_key, tokens) WHERE {table}.sort_key = made.sort_key"));
    sql.run(tx).await
}
