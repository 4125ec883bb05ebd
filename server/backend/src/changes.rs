//! Numbers of changes: by them a tablet asks what is new.
//!
//! Each record that is added or changed gets the next number of its subdistrict, drawn in the transaction of the change
//! and before its hazard numbers. The counter's row stays locked until the change is stored, so that whoever reads the
//! counter has nothing below it still to come. Numbers are not without gaps: a change that is undone keeps its own.

use crate::{
    db::WriteTx,
    error::{Error, Result},
    listing::Sql,
};
use sea_orm::{ConnectionTrait, Statement};
use std::collections::BTreeMap;

/// Numbers that were drawn and not used yet, by subdistrict.
#[derive(Debug)]
pub(crate) struct Drawn(BTreeMap<String, i64>);

impl Drawn {
    /// The next one of that subdistrict.
    pub fn next(&mut self, subdistrict: &str) -> Result<i64> {
        let next = self.0.get_mut(subdistrict).ok_or_else(|| Error::broken("no number of a change drawn"))?;
        *next += 1;
        Ok(*next - 1)
    }
}

/// Draws a number for each of these records.
pub(crate) async fn draw<'a>(tx: &WriteTx, subdistricts: impl Iterator<Item = &'a str>) -> Result<Drawn> {
    let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
    for code in subdistricts {
        match wanted.get_mut(code) {
            Some(n) => *n += 1,
            None => drop(wanted.insert(code.to_owned(), 1)),
        }
    }
    for (code, n) in &mut wanted {
        *n = several(tx, code, *n).await?;
    }
    Ok(Drawn(wanted))
}

/// Draws the number of one record.
pub(crate) async fn one(tx: &WriteTx, subdistrict: &str) -> Result<i64> {
    last(tx, subdistrict, 1).await
}

/// Draws the numbers of `n` records, one behind the other. Answers the first.
pub(crate) async fn several(tx: &WriteTx, subdistrict: &str, n: i64) -> Result<i64> {
    Ok(last(tx, subdistrict, n).await? - n + 1)
}

async fn last(tx: &WriteTx, subdistrict: &str, n: i64) -> Result<i64> {
    let sql = if tx.is_sqlite() {
        "INSERT INTO change_counter (subdistrict_code, last_seq) VALUES (?, ?)
         ON CONFLICT (subdistrict_code) DO UPDATE SET last_seq = change_counter.last_seq + excluded.last_seq RETURNING last_seq"
    } else {
        "INSERT INTO change_counter (subdistrict_code, last_seq) VALUES ($1, $2)
         ON CONFLICT (subdistrict_code) DO UPDATE SET last_seq = change_counter.last_seq + excluded.last_seq RETURNING last_seq"
    };
    let values = [subdistrict.into(), n.into()];
    let row =
        tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    let row = row.ok_or_else(|| Error::broken("the counter of changes answered nothing"))?;
    Ok(row.try_get_by_index(0)?)
}

/// The last number given out: everything up to it is there to be read.
pub(crate) async fn current(db: &impl ConnectionTrait, subdistrict: &str) -> Result<i64> {
    let mut sql = Sql::new("SELECT last_seq FROM change_counter WHERE ");
    sql.bind("subdistrict_code = ?", [subdistrict.into()]);
    sql.number(db).await
}
