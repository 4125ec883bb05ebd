//! Whether both databases hold the same: each row's hash is computed in the same way from both.

use super::{
    cell::Cell,
    table::{ContentSum, Row, Table},
};
use crate::{
    error::Result,
    transfer::{Progress, Report},
};
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// Rows read together.
const AT_ONCE: u64 = 2_000;
/// Rows looked up together while one that differs is looked for.
const LOOKED_UP: usize = 100;
/// Most rows of a table that are named.
const NAMED: usize = 20;

/// A table that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub table: &'static str,
    /// What it comes to in the source.
    pub source: ContentSum,
    /// And in the target.
    pub target: ContentSum,
    /// The first rows that differ.
    pub rows: Vec<Differing>,
}

/// A row that is not the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differing {
    /// The columns of its key.
    pub key: Vec<String>,
    /// How it differs.
    pub how: How,
}

/// How a row differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is in the source only.
    Missing,
    /// It is in the target only.
    Surplus,
    /// It says something else.
    Changed,
}

/// What a table comes to.
pub(super) async fn sum(
    db: &impl ConnectionTrait,
    table: &Table,
    report: Report<'_>,
    total: u64,
) -> Result<ContentSum> {
    let mut sum = ContentSum::default();
    let mut behind: Option<Vec<Cell>> = None;
    loop {
        let rows = table.page(db, behind.as_deref(), AT_ONCE).await?;
        for row in &rows {
            sum.add(&table.hash(row));
        }
        report(Progress { stage: table.name, done: sum.rows, total });
        behind = rows.last().map(|row| table.key_of(row));
        if (rows.len() as u64) < AT_ONCE {
            return Ok(sum);
        }
    }
}

/// The first rows that differ, as many as are named.
pub(super) async fn differing(
    source: &impl ConnectionTrait,
    target: &impl ConnectionTrait,
    table: &Table,
) -> Result<Vec<Differing>> {
    let mut found = Vec::new();
    look(source, target, table, &mut found, &|other| Some(if other { How::Changed } else { How::Missing }))
        .await?;
    // those that are there and differ are named already
    look(target, source, table, &mut found, &|other| if other { None } else { Some(How::Surplus) }).await?;
    Ok(found)
}

/// Looks for each row of `here` in `there`; `how` tells what it is when it is there with other content, or not there.
async fn look(
    here: &impl ConnectionTrait,
    there: &impl ConnectionTrait,
    table: &Table,
    found: &mut Vec<Differing>,
    how: &(dyn Fn(bool) -> Option<How> + Sync),
) -> Result<()> {
    let mut behind: Option<Vec<Cell>> = None;
    loop {
        let rows = table.page(here, behind.as_deref(), AT_ONCE).await?;
        for some in rows.chunks(LOOKED_UP) {
            let keys: Vec<_> = some.iter().map(|row| table.key_of(row)).collect();
            let others = hashes(table, &table.with_keys(there, &keys).await?);
            for (key, hash) in some.iter().map(|row| (table.key_text(row), table.hash(row))) {
                let other = others.get(&key);
                if other == Some(&hash) {
                    continue;
                }
                if let Some(how) = how(other.is_some()) {
                    found.push(Differing { key, how });
                }
                if found.len() >= NAMED {
                    return Ok(());
                }
            }
        }
        behind = rows.last().map(|row| table.key_of(row));
        if (rows.len() as u64) < AT_ONCE {
            return Ok(());
        }
    }
}

fn hashes(table: &Table, rows: &[Row]) -> HashMap<Vec<String>, [u8; 32]> {
    rows.iter().map(|row| (table.key_text(row), table.hash(row))).collect()
}
