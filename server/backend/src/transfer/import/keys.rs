//! Sort keys for many new rows at once.

use crate::{db::WriteTx, error::Result, transfer::rows::tuples};
use sea_orm::{ConnectionTrait, Statement, Value};
use std::collections::BTreeSet;

/// Keys asked about in one statement.
const CHUNK: usize = 2_000;

/// The wanted keys of new rows of `table`, each moved on where it is taken, in the store or among themselves.
pub(super) async fn free(tx: &WriteTx, table: &str, wanted: Vec<i64>) -> Result<Vec<i64>> {
    let mut used: BTreeSet<i64> = BTreeSet::new();
    for chunk in wanted.chunks(CHUNK) {
        used.extend(taken(tx, table, chunk).await?);
    }
    let mut keys = Vec::with_capacity(wanted.len());
    for mut key in wanted {
        while !used.insert(key) {
            key += 1;
            // the next one may be taken in the store as well, where nobody has asked about it yet
            used.extend(taken(tx, table, &[key]).await?);
        }
        keys.push(key);
    }
    Ok(keys)
}

async fn taken(tx: &WriteTx, table: &str, keys: &[i64]) -> Result<Vec<i64>> {
    let backend = tx.get_database_backend();
    let sql = format!("SELECT sort_key FROM {table} WHERE sort_key IN {}", tuples(backend, 1, keys.len()));
    let values: Vec<Value> = keys.iter().map(|k| (*k).into()).collect();
    let rows = tx.query_all_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}
