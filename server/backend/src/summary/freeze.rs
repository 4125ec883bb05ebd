//! The rows behind a checked or issued summary, as they are kept.
//!
//! They are written in pieces under an id of their own before the summary names it, so that no other change waits long; pieces that
//! no summary names in the end are removed by [`purge`], in pieces too, with those beside them ([`super::beside`]). What is kept never
//! changes, so it is passed before a change, never in one.

use super::{
    beside,
    rows::{Rows, instant},
    store,
};
use crate::{
    ctx::{Ctx, State},
    db::Db,
    entities::{summary, summary_row, summary_row_set},
    error::{Error, Result},
    listing::{Conditions, Sql, cap, places},
    transfer::rows::insert,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    calendar::{day_end, day_start},
    fault::Code,
    summary::{
        FigureRef,
        record::{Content, FrozenRow, Names, RowField, RowsDigest},
        views::{FrozenRows, RowsPart},
    },
};
use futures::future::try_join;
use sea_orm::{ConnectionTrait, ModelTrait, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Rows that are read at a time.
const PIECE: u64 = 1_000;

/// Rows that are written at a time: by one change, which a slow disk makes durable as slowly whatever it holds.
pub(super) const WRITTEN: usize = 2_000;

/// Rows that are removed in one change.
const REMOVED: i64 = 20_000;

/// What was written.
pub(super) struct Frozen {
    /// Under which id.
    pub id: Uuid,
    /// The hash of all rows.
    pub sha256: String,
}

/// Writes the rows.
pub(super) async fn write(state: &State, mut rows: Rows<'_>) -> Result<Frozen> {
    let id = Uuid::now_v7();
    let mut digest = RowsDigest::default();
    let mut sets: BTreeMap<BTreeSet<FigureRef>, (i32, i64)> = BTreeMap::new();
    let (mut place, mut piece) = (0_i64, Vec::new());
    // before the first row: so that rows whose writer dies are found
    let begun = summary_row_set::Model { freeze_id: id, set_no: -1, figures: "[]".into(), row_count: 0 };
    keep(state, vec![begun]).await?;
    loop {
        let full = if piece.len() >= WRITTEN { std::mem::take(&mut piece) } else { Vec::new() };
        // the next records are read while a piece is written
        let (some, ()) = try_join(rows.next(), keep(state, full)).await?;
        if some.is_empty() {
            break;
        }
        for row in some {
            digest.add(&row);
            let fresh = i32::try_from(sets.len()).map_err(Error::broken)?;
            let (set_no, n) = sets.entry(row.figures.clone()).or_insert((fresh, 0));
            *n += 1;
            piece.push(summary_row::Model {
                freeze_id: id,
                place,
                set_no: *set_no,
                area_code: row.area.to_string(),
                content: serde_json::to_string(&row)?,
            });
            place += 1;
        }
    }
    keep(state, piece).await?;
    let sets: Vec<summary_row_set::Model> = sets
        .into_iter()
        .map(|(figures, (set_no, row_count))| {
            Ok(summary_row_set::Model {
                freeze_id: id,
                set_no,
                figures: serde_json::to_string(&figures)?,
                row_count,
            })
        })
        .collect::<Result<_>>()?;
    keep(state, sets).await?;
    Ok(Frozen { id, sha256: digest.finish() })
}

/// Writes a piece, in a change of its own.
pub(super) async fn keep<M: ModelTrait + Send + Sync + 'static>(state: &State, piece: Vec<M>) -> Result<()> {
    if piece.is_empty() {
        return Ok(());
    }
    state.db.write(move |tx| Box::pin(async move { insert(tx, &piece).await })).await
}

/// The rows of a freeze in the order of their keys, some at a time.
pub(super) struct Kept<'a, C> {
    on: &'a C,
    id: Uuid,
    after: i64,
}

impl<'a, C: ConnectionTrait> Kept<'a, C> {
    pub const fn new(on: &'a C, id: Uuid) -> Self {
        Self { on, id, after: -1 }
    }

    /// The next ones; none when all have come.
    pub async fn next(&mut self) -> Result<Vec<FrozenRow>> {
        let mut sql = Sql::new("SELECT r.place, r.content FROM summary_row r");
        sql.bind(
            " WHERE r.freeze_id = ? AND r.place > ? ORDER BY r.place LIMIT ?",
            [self.id.into(), self.after.into(), cap(PIECE)],
        );
        let mut rows = Vec::new();
        for found in sql.all(self.on).await? {
            self.after = found.try_get_by_index(0)?;
            rows.push(serde_json::from_str(&found.try_get_by_index::<String>(1)?)?);
        }
        Ok(rows)
    }
}

/// The hash of the rows of a freeze as they are kept.
pub(crate) async fn digest(on: &impl ConnectionTrait, id: Uuid) -> Result<String> {
    let (mut kept, mut digest) = (Kept::new(on, id), RowsDigest::default());
    loop {
        let some = kept.next().await?;
        if some.is_empty() {
            return Ok(digest.finish());
        }
        for row in &some {
            digest.add(row);
        }
    }
}

/// Refuses to issue what has other rows behind it, or beside it, than those that were frozen. They are many, so they are passed before
/// the change for which others wait; that one is made to the version that was looked at here, or refused.
pub(super) async fn check(ctx: &Ctx, row: &summary::Model) -> Result<()> {
    let on = ctx.db().read();
    // what is not there, or is not what was checked, is refused by the change itself
    let (Some(content), Some(id)) = (store::said(on, row.id).await?.content, row.freeze_id) else {
        return Ok(());
    };
    let content: Content = serde_json::from_str(&content)?;
    let as_frozen = digest(on, id).await? == content.rows_sha256
        && beside::is_as_frozen(on, id, content.beside_sha256.as_deref()).await?;
    if as_frozen { Ok(()) } else { Err(Error::code(Code::Stale)) }
}

/// Whether the sets and areas by which the rows of a freeze are found and counted are those that the hashed rows name.
pub(super) async fn is_found_as_frozen(on: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let mut sql = Sql::new("SELECT s.set_no, s.figures, s.row_count FROM summary_row_set s");
    sql.bind(" WHERE s.freeze_id = ?", [id.into()]);
    let mut sets: BTreeMap<i32, (BTreeSet<FigureRef>, i64)> = BTreeMap::new();
    for row in sql.all(on).await? {
        let Ok(figures) = serde_json::from_str(&row.try_get_by_index::<String>(1)?) else {
            return Ok(false);
        };
        sets.insert(row.try_get_by_index(0)?, (figures, row.try_get_by_index(2)?));
    }
    let mut after = -1_i64;
    loop {
        let mut sql = Sql::new("SELECT r.place, r.set_no, r.area_code, r.content FROM summary_row r");
        sql.bind(
            " WHERE r.freeze_id = ? AND r.place > ? ORDER BY r.place LIMIT ?",
            [id.into(), after.into(), cap(PIECE)],
        );
        let found = sql.all(on).await?;
        if found.is_empty() {
            return Ok(sets.values().all(|(_, left)| *left == 0));
        }
        for row in found {
            after = row.try_get_by_index(0)?;
            let (set_no, area): (i32, String) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            let frozen: FrozenRow = serde_json::from_str(&row.try_get_by_index::<String>(3)?)?;
            let Some((figures, left)) = sets.get_mut(&set_no) else { return Ok(false) };
            if *figures != frozen.figures || area != frozen.area.as_str() {
                return Ok(false);
            }
            *left -= 1;
        }
    }
}

/// The value of a field in a row's JSON; nothing is an empty text.
fn value_of(field: RowField, sqlite: bool) -> String {
    if sqlite {
        format!("COALESCE(json_extract(r.content, '$.fields.{field}'), '')")
    } else {
        format!("COALESCE(((CAST(r.content AS json) -> 'fields') ->> '{field}'), '')")
    }
}

/// Which of the rows behind a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slice {
    /// Those behind this place.
    pub after: Option<i64>,
    /// At most so many.
    pub size: u64,
    /// Whether it has to be told how many there are in all.
    pub counted: bool,
}

/// Some of the rows behind a figure or a part of it; without the names that they need.
pub(super) async fn page(
    db: &Db,
    id: Uuid,
    (figure, part): (FigureRef, &RowsPart),
    Slice { after, size, counted }: Slice,
) -> Result<FrozenRows> {
    let on = db.read();
    let mut sql = Sql::new("SELECT s.set_no, s.figures, s.row_count FROM summary_row_set s");
    sql.bind(" WHERE s.freeze_id = ?", [id.into()]);
    let (mut sets, mut total): (Vec<Value>, i64) = (Vec::new(), 0);
    for row in sql.all(on).await? {
        let figures: BTreeSet<FigureRef> = serde_json::from_str(&row.try_get_by_index::<String>(1)?)?;
        if figures.contains(&figure) {
            sets.push(row.try_get_by_index::<i32>(0)?.into());
            total += row.try_get_by_index::<i64>(2)?;
        }
    }
    if sets.is_empty() {
        return Ok(FrozenRows { total: 0, rows: Vec::new(), names: Names::new(), next: None });
    }
    let mut these = Conditions::default();
    these.add("r.freeze_id = ?", [id.into()]);
    these.add(format!("r.set_no IN ({})", places(sets.len())), sets);
    if let Some(area) = &part.area {
        these.add("r.area_code >= ? AND r.area_code < ?", [area.as_str().into(), area.successor().into()]);
    }
    for (field, value) in &part.only.0 {
        these.add(format!("{} = ?", value_of(*field, db.is_sqlite())), [value.as_str().into()]);
    }
    if let Some(days) = part.happened {
        let at = value_of(RowField::HappenedAt, db.is_sqlite());
        if let Some(from) = days.from {
            these.add(format!("{at} >= ?"), [instant(day_start(from)).into()]);
        }
        if let Some(to) = days.to {
            these.add(format!("{at} < ?"), [instant(day_end(to)).into()]);
        }
    }
    if counted && *part != RowsPart::default() {
        let mut count = Sql::new("SELECT count(*) FROM summary_row r");
        count.filter(&these);
        total = count.number(on).await?;
    }
    these.add("r.place > ?", [after.unwrap_or(-1).into()]);
    let mut sql = Sql::new("SELECT r.place, r.content FROM summary_row r");
    sql.filter(&these).bind(" ORDER BY r.place LIMIT ?", [cap(size + 1)]);
    let mut found = sql.all(on).await?;
    let more = found.len() as u64 > size;
    found.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|row| row.try_get_by_index(0)).transpose()?;
    let rows = found
        .iter()
        .map(|row| Ok(serde_json::from_str(&row.try_get_by_index::<String>(1)?)?))
        .collect::<Result<_>>()?;
    Ok(FrozenRows { total, rows, names: Names::new(), next })
}

/// Pieces younger than this may still be named by whoever writes them.
const UNNAMED: TimeDelta = TimeDelta::hours(1);

/// Removes rows that no summary names: of checks that were undone or never came to their end. Answers how many freezes.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    // the ids are made in the order of time
    let millis = u64::try_from((now - UNNAMED).timestamp_millis()).unwrap_or(0);
    let before = uuid::Builder::from_unix_timestamp_millis(millis, &[0; 10]).into_uuid();
    let mut sql = Sql::new("SELECT DISTINCT x.freeze_id FROM summary_row_set x");
    sql.bind(" WHERE x.freeze_id < ?", [before.into()]);
    sql.push(" AND NOT EXISTS (SELECT 1 FROM summary s WHERE s.freeze_id = x.freeze_id)");
    let mut gone = 0;
    for row in sql.all(state.db.read()).await? {
        let id: Uuid = row.try_get_by_index(0)?;
        for table in ["summary_beside_row", "summary_row"] {
            remove_rows(state, table, id).await?;
        }
        // last goes what tells that there is something to remove
        for table in ["summary_beside_set", "summary_row_set"] {
            let mut sql = Sql::new(format!("DELETE FROM {table}"));
            sql.bind(" WHERE freeze_id = ?", [id.into()]);
            remove(state, sql).await?;
        }
        gone += 1;
    }
    Ok(gone)
}

/// Removes the rows of a freeze from one of their tables, in small changes.
async fn remove_rows(state: &State, table: &str, id: Uuid) -> Result<()> {
    let mut sql = Sql::new(format!("SELECT COALESCE(max(r.place), -1) FROM {table} r"));
    sql.bind(" WHERE r.freeze_id = ?", [id.into()]);
    let last = sql.number(state.db.read()).await?;
    let mut from = 0;
    while from <= last {
        let to = from + REMOVED;
        let mut sql = Sql::new(format!("DELETE FROM {table}"));
        sql.bind(" WHERE freeze_id = ? AND place >= ? AND place < ?", [id.into(), from.into(), to.into()]);
        remove(state, sql).await?;
        from = to;
    }
    Ok(())
}

async fn remove(state: &State, sql: Sql) -> Result<()> {
    state.db.write(move |tx| Box::pin(async move { sql.run(tx).await })).await
}
