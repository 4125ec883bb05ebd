//! Indexes out of the way while millions of rows come in, and back afterwards.
//!
//! The definitions lie in a table of their own as long as they are away, so that nobody mistakes a database whose
//! load was interrupted for a whole one.

use crate::{
    db::{Db, WriteTx},
    error::{Error, Result},
};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};

/// Tables whose indexes make way for months of visits and hazards.
pub(super) const OF_MONTHS: &[&str] = &["hazard", "hazard_event", "inspection", "hazard_search"];
/// And for homes.
pub(super) const OF_HOMES: &[&str] =
    &["site", "site_search", "stove", "stove_event", "device", "device_event"];

/// Whether a load was begun and not ended.
pub(super) async fn interrupted(db: &Db) -> Result<bool> {
    let sql = if db.is_sqlite() {
        "SELECT count(*) FROM sqlite_master WHERE name = 'unfinished_load'"
    } else {
        "SELECT count(*) FROM pg_class WHERE relname = 'unfinished_load' AND relkind = 'r'"
    };
    let row = db.read().query_one_raw(Statement::from_string(db.read().get_database_backend(), sql)).await?;
    let n: i64 = row.ok_or_else(|| Error::broken("no count"))?.try_get_by_index(0)?;
    Ok(n > 0)
}

/// Sets the mark, and takes the indexes of these tables away.
pub(super) async fn begin(tx: &WriteTx, tables: &[&str]) -> Result<(), DbErr> {
    tx.execute_unprepared("CREATE TABLE unfinished_load (name TEXT NOT NULL, definition TEXT NOT NULL)")
        .await?;
    for (name, definition) in definitions(tx, tables).await? {
        let sql = if tx.is_sqlite() {
            "INSERT INTO unfinished_load VALUES (?, ?)"
        } else {
            "INSERT INTO unfinished_load VALUES ($1, $2)"
        };
        let values: [Value; 2] = [name.clone().into(), definition.into()];
        tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
        tx.execute_unprepared(&format!("DROP INDEX {name}")).await?;
    }
    Ok(())
}

async fn definitions(tx: &WriteTx, tables: &[&str]) -> Result<Vec<(String, String)>, DbErr> {
    // of no table there is none
    let tables =
        tables.iter().map(|t| format!("'{t}'")).chain(["''".to_owned()]).collect::<Vec<_>>().join(",");
    let sql = if tx.is_sqlite() {
        format!(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables})"
        )
    } else {
        format!(
            "SELECT indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ({tables})
             AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
    };
    read(tx, sql).await
}

async fn read(tx: &WriteTx, sql: String) -> Result<Vec<(String, String)>, DbErr> {
    let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// The indexes that are away.
pub(super) async fn away(tx: &WriteTx) -> Result<Vec<(String, String)>, DbErr> {
    read(tx, "SELECT name, definition FROM unfinished_load ORDER BY name".to_owned()).await
}

/// Removes the mark.
pub(super) async fn end(tx: &WriteTx) -> Result<(), DbErr> {
    tx.execute_unprepared("DROP TABLE unfinished_load").await?;
    Ok(())
}
