//! Search words, made anew from the rows that have come: SQLite keeps no text from which they could be read back.

use super::progress;
use crate::{
    db::{Db, WriteTx},
    entities::{copied_table, hazard, site},
    error::{Error, Result},
    search::{Entry, Index, add, records},
    transfer::{Progress, Report},
};
use sea_orm::{EntityTrait, PaginatorTrait};

/// Records in one change.
const AT_ONCE: u64 = 1_000;

/// The indexes, under the names by which the progress knows them.
pub(super) const INDEXES: [(&str, Index); 2] = [("site_words", Index::Site), ("hazard_words", Index::Hazard)];

/// Makes the words of all records of an index, as far as they are missing.
pub(super) async fn make(
    db: &Db,
    index: Index,
    name: &'static str,
    mut part: copied_table::Model,
    report: Report<'_>,
) -> Result<()> {
    let total = match index {
        Index::Hazard => hazard::Entity::find().count(db.read()).await?,
        Index::Site => site::Entity::find().count(db.read()).await?,
    };
    while !part.complete {
        let done = part.row_count.unsigned_abs();
        report(Progress { stage: name, done, total });
        let last = part.last_key.as_ref().map_or(Some(i64::MIN), serde_json::Value::as_i64);
        let last = last.ok_or_else(|| Error::broken(format!("the last key of {name}")))?;
        let entries = records::behind(db.read(), index, last, AT_ONCE).await?;
        let key = entries.last().map(|entry| entry.sort_key.into());
        let next = progress::after(&part, entries.len() as u64, key, AT_ONCE);
        let (before, now) = (part, next.clone());
        db.write(move |tx| Box::pin(async move { store(tx, index, &entries, &before, now).await })).await?;
        part = next;
    }
    report(Progress { stage: name, done: total, total });
    Ok(())
}

async fn store(
    tx: &WriteTx,
    index: Index,
    entries: &[Entry],
    before: &copied_table::Model,
    now: copied_table::Model,
) -> Result<()> {
    add(tx, index, entries).await?;
    progress::advance(tx, before, now).await
}
