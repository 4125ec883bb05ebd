//! Numbers of changes: by them a tablet asks what is new.
//!
//! Each record that is added or changed gets the next number of its subdistrict, drawn in the transaction of the change
//! and before its hazard numbers. The counter's row stays locked until the change is stored, so that whoever reads the
//! counter has nothing below it still to come. Numbers are not without gaps: a change that is undone keeps its own.

use crate::{
    db::WriteTx,
    error::{Error, Result},
    listing::{Conditions, Sql, rows, rows_of},
    transfer::rows::filled,
};
use domain::area::{AreaCode, AreaLevel};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

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

/// How many numbers are to be drawn, by subdistrict.
#[derive(Debug, Default)]
pub(crate) struct Wanted(BTreeMap<String, i64>);

impl Wanted {
    /// A number for each of these records.
    pub fn of<'a>(subdistricts: impl Iterator<Item = &'a str>) -> Self {
        let mut wanted: BTreeMap<String, i64> = BTreeMap::new();
        for code in subdistricts {
            match wanted.get_mut(code) {
                Some(n) => *n += 1,
                None => drop(wanted.insert(code.to_owned(), 1)),
            }
        }
        Self(wanted)
    }

    /// The statements that draw them, each of which answers one row.
    pub fn statements(&self, backend: DbBackend) -> Vec<Statement> {
        self.0.iter().map(|(code, n)| asking(code, *n).statement(backend)).collect()
    }

    /// The numbers, of what the statements have answered.
    pub fn drawn(mut self, answers: &mut impl Iterator<Item = QueryResult>) -> Result<Drawn> {
        for n in self.0.values_mut() {
            *n = answer(answers.next())? - *n + 1;
        }
        Ok(Drawn(self.0))
    }
}

/// Draws a number for each of these records.
pub(crate) async fn draw<'a>(tx: &WriteTx, subdistricts: impl Iterator<Item = &'a str>) -> Result<Drawn> {
    let wanted = Wanted::of(subdistricts);
    let answers = tx.ask_all(wanted.statements(tx.get_database_backend())).await?;
    wanted.drawn(&mut answers.into_iter())
}

/// Gives a site the next number of its subdistrict.
pub(crate) async fn touch_site(tx: &WriteTx, subdistrict: &str, site: Uuid) -> Result<()> {
    let backend = tx.get_database_backend();
    let mut touch = Sql::new("UPDATE site SET change_seq = (SELECT last_seq FROM change_counter");
    touch.bind(" WHERE subdistrict_code = ?) WHERE id = ?", [subdistrict.into(), site.into()]);
    Ok(tx.execute_all(vec![drawing(subdistrict, 1).statement(backend), touch.statement(backend)]).await?)
}

/// Gives sites, each once, the numbers that were drawn for them. Of SQLite.
pub(crate) fn touch_sites(sites: Vec<(Uuid, i64)>) -> Statement {
    let sites = filled(sites);
    let rows = vec!["(?,?)"; sites.len()].join(",");
    let mut touch = Sql::default();
    touch.bind(
        &format!("WITH new (id, seq) AS (VALUES {rows}) UPDATE site SET change_seq = new.seq FROM new"),
        sites.into_iter().flat_map(|(id, seq)| [Value::from(id), seq.into()]),
    );
    touch.push(" WHERE site.id = new.id");
    touch.statement(DbBackend::Sqlite)
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
    answer(asking(subdistrict, n).one(tx).await?)
}

fn answer(row: Option<QueryResult>) -> Result<i64> {
    let row = row.ok_or_else(|| Error::broken("the counter of changes answered nothing"))?;
    Ok(row.try_get_by_index(0)?)
}

/// Draws `n` numbers.
fn drawing(subdistrict: &str, n: i64) -> Sql {
    let mut sql = Sql::new("INSERT INTO change_counter (subdistrict_code, last_seq) VALUES (?, ?)");
    sql.bind(
        " ON CONFLICT (subdistrict_code) DO UPDATE SET last_seq = change_counter.last_seq + excluded.last_seq",
        [subdistrict.into(), n.into()],
    );
    sql
}

/// The same, answering the last.
fn asking(subdistrict: &str, n: i64) -> Sql {
    let mut sql = drawing(subdistrict, n);
    sql.push(" RETURNING last_seq");
    sql
}

/// The last number given out: everything up to it is there to be read.
pub(crate) async fn current(db: &impl ConnectionTrait, subdistrict: &str) -> Result<i64> {
    let mut sql = Sql::new("SELECT last_seq FROM change_counter WHERE ");
    sql.bind("subdistrict_code = ?", [subdistrict.into()]);
    sql.number(db).await
}

/// How many changes there have been in an area, or around it: a part of a subdistrict has no numbers of its own. It is another one
/// after each of them.
pub(crate) async fn around(db: &impl ConnectionTrait, area: &AreaCode) -> Result<i64> {
    let mut these = Conditions::default();
    match area.at(AreaLevel::Subdistrict) {
        Some(subdistrict) => these.add("subdistrict_code = ?", [subdistrict.as_str().into()]),
        None => these.add(
            "subdistrict_code >= ? AND subdistrict_code < ?",
            [area.as_str().into(), area.successor().into()],
        ),
    };
    let mut sql = Sql::new("SELECT COALESCE(CAST(sum(last_seq) AS BIGINT), 0) FROM change_counter");
    sql.filter(&these);
    sql.number(db).await
}

/// The last numbers of these subdistricts; one in which nothing was ever changed is not among them.
pub(crate) async fn numbers(
    db: &impl ConnectionTrait,
    codes: &[AreaCode],
) -> Result<BTreeMap<AreaCode, i64>> {
    let sqlite = db.get_database_backend() == DbBackend::Sqlite;
    let answer = question(sqlite, codes).one(db).await?.ok_or_else(|| Error::broken("no answer"))?;
    read(&answer, 0)
}

/// Asks for them beside something else, so that both are as of one instant: a column of an answer.
pub(crate) fn question(sqlite: bool, codes: &[AreaCode]) -> Sql {
    let mut these = Conditions::default();
    these.any_area("c.subdistrict_code", codes);
    let mut sql = Sql::new(format!(
        "SELECT {} FROM change_counter c",
        rows_of(sqlite, "c.subdistrict_code, c.last_seq")
    ));
    sql.filter(&these);
    sql
}

/// What was answered.
pub(crate) fn read(answer: &QueryResult, column: usize) -> Result<BTreeMap<AreaCode, i64>> {
    Ok(rows::<(AreaCode, i64)>(answer, column)?.into_iter().collect())
}
