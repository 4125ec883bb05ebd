//! How far a copy has come. It is kept in the database that is copied into and changes with the rows, so that whoever is
//! interrupted goes on behind the last row that is there.

use super::table::{ContentSum, Row, Table};
use crate::{
    db::WriteTx,
    entities::{copied_table, database_copy},
    error::{Error, Result},
    listing::Sql,
};
use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The copy into this database, if there is one.
pub(super) async fn find(db: &impl ConnectionTrait) -> Result<Option<database_copy::Model>> {
    Ok(database_copy::Entity::find().one(db).await?)
}

/// How far it has come with each table.
pub(super) async fn parts(db: &impl ConnectionTrait) -> Result<BTreeMap<String, copied_table::Model>> {
    let all = copied_table::Entity::find().all(db).await?;
    Ok(all.into_iter().map(|part| (part.name.clone(), part)).collect())
}

/// Notes that a copy of these tables begins.
pub(super) async fn begin(
    tx: &WriteTx,
    source: String,
    foreign_keys: serde_json::Value,
    names: Vec<&'static str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = Uuid::now_v7();
    let copy = database_copy::Model { id, source, foreign_keys, begun_at: now, finished_at: None };
    copy.into_active_model().reset_all().insert(tx).await?;
    for name in names {
        let part = copied_table::Model {
            copy_id: id,
            name: name.to_owned(),
            row_count: 0,
            last_key: None,
            complete: false,
            content_sum: None,
        };
        part.into_active_model().reset_all().insert(tx).await?;
    }
    Ok(())
}

/// What a part has come to when these rows are there too; without a row that many as were asked for, it is complete.
pub(super) fn next(
    part: &copied_table::Model,
    table: &Table,
    rows: &[Row],
    most: u64,
) -> copied_table::Model {
    let key = rows.last().map(|row| table.key_text(row).into());
    after(part, rows.len() as u64, key, most)
}

/// The same by the number of rows and the key of the last.
pub(super) fn after(
    part: &copied_table::Model,
    rows: u64,
    key: Option<serde_json::Value>,
    most: u64,
) -> copied_table::Model {
    copied_table::Model {
        row_count: part.row_count.saturating_add_unsigned(rows),
        last_key: key.or_else(|| part.last_key.clone()),
        complete: rows < most,
        ..part.clone()
    }
}

/// Keeps how far a part has come, in the change that brings its rows. Two runs at once are kept apart here: the second finds the
/// part further than it knows, and what it brought is undone.
pub(super) async fn advance(
    tx: &WriteTx,
    before: &copied_table::Model,
    now: copied_table::Model,
) -> Result<()> {
    let mut sql = Sql::new("UPDATE copied_table SET ");
    sql.bind("row_count = ?, ", [now.row_count.into()]);
    sql.bind("last_key = ?, ", [now.last_key.into()]);
    sql.bind("complete = ?", [now.complete.into()]);
    let before: [Value; 4] =
        [now.copy_id.into(), now.name.into(), before.row_count.into(), before.complete.into()];
    sql.bind(" WHERE copy_id = ? AND name = ? AND row_count = ? AND complete = ?", before);
    let done = tx.execute_raw(sql.statement(tx.get_database_backend())).await?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::internal("another run is copying into this database"))
    }
}

/// Notes what each table came to, and that nothing is missing.
pub(super) async fn finish(
    tx: &WriteTx,
    copy: Uuid,
    sums: Vec<(&'static str, ContentSum)>,
    now: DateTime<Utc>,
) -> Result<()> {
    for (name, sum) in sums {
        let mut sql = Sql::new("UPDATE copied_table SET ");
        sql.bind("content_sum = ? ", [sum.to_string().into()]);
        sql.bind("WHERE copy_id = ? AND name = ?", [copy.into(), name.into()]);
        sql.run(tx).await?;
    }
    let mut sql = Sql::new("UPDATE database_copy SET ");
    sql.bind("finished_at = ? WHERE id = ?", [now.into(), copy.into()]);
    sql.run(tx).await
}
