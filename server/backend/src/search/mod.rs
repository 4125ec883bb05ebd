//! The search index, kept in the same transaction as the rows: words split by [`domain::search`], on SQLite in
//! FTS5 tables, on PostgreSQL as text search vectors. The row id is the record's sort key.

use crate::{db::WriteTx, error::Result};
use domain::{area::AreaCode, search::{Part, query, words}};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

/// What is indexed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// Hazards.
    Hazard,
    /// Sites.
    Site,
}

impl Index {
    const fn sqlite(self) -> &'static str {
        match self {
            Self::Hazard => "hazard_fts",
            Self::Site => "site_fts",
        }
    }

    const fn postgres(self) -> &'static str {
        match self {
            Self::Hazard => "hazard_search",
            Self::Site => "site_search",
        }
    }
}

/// What the index says of one record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The record's sort key.
    pub sort_key: i64,
    /// Its words.
    pub words: Vec<String>,
}

/// The word that stands for an area and everything in it. Letters are ASCII, so that no text makes it.
fn area_word(area: &AreaCode) -> String {
    format!("area{area}")
}

impl Entry {
    /// The words of the texts, and one for each area that the record lies in.
    pub fn new<'a>(sort_key: i64, area: &AreaCode, texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all: Vec<String> = area.lineage().map(|a| area_word(&a)).collect();
        for text in texts {
            all.extend(words(text));
        }
        Self { sort_key, words: all }
    }
}

/// Adds records.
pub async fn add(tx: &WriteTx, index: Index, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut values: Vec<Value> = Vec::with_capacity(entries.len() * 2);
    for entry in entries {
        values.push(entry.sort_key.into());
        values.push(if tx.is_sqlite() { entry.words.join(" ") } else { vector(&entry.words) }.into());
    }
    let sql = if tx.is_sqlite() {
        let rows = vec!["(?,?)"; entries.len()].join(",");
        format!("INSERT INTO {} (rowid, tokens) VALUES {rows}", index.sqlite())
    } else {
        let rows: Vec<String> = (0..entries.len()).map(|i| format!("(${}, ${}::tsvector)", 2 * i + 1, 2 * i + 2)).collect();
        format!("INSERT INTO {} (sort_key, tokens) VALUES {}", index.postgres(), rows.join(","))
    };
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}

/// Replaces what the index says of a record.
pub async fn replace(tx: &WriteTx, index: Index, entry: Entry) -> Result<()> {
    let sql = if tx.is_sqlite() {
        format!("DELETE FROM {} WHERE rowid = ?", index.sqlite())
    } else {
        format!("DELETE FROM {} WHERE sort_key = $1", index.postgres())
    };
    tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [entry.sort_key.into()])).await?;
    add(tx, index, &[entry]).await
}

/// A text search vector as text: every word with its place, so that phrases can be asked for.
fn vector(words: &[String]) -> String {
    let quoted = |w: &String, i: usize| format!("'{}':{}", w.replace('\\', "\\\\").replace('\'', "''"), (i + 1).min(16_383));
    words.iter().enumerate().map(|(i, w)| quoted(w, i)).collect::<Vec<_>>().join(" ")
}

/// A condition on the records' sort keys: `(sub-select, value)`, to be used as `sort_key IN (…)`.
#[derive(Clone, Debug)]
pub struct Match {
    /// The name of the table.
    pub table: &'static str,
    /// Its column of sort keys.
    pub key: &'static str,
    /// The condition, with one placeholder.
    pub condition: &'static str,
    /// The value of the placeholder.
    pub value: String,
}

/// What to ask the index for a typed text inside an area; `None` when there is nothing to look for.
pub fn matching(backend: DbBackend, index: Index, text: &str, area: &AreaCode) -> Option<Match> {
    let parts = query(text);
    if parts.is_empty() {
        return None;
    }
    Some(if backend == DbBackend::Sqlite {
        let mut all: Vec<String> = parts.iter().map(fts5).collect();
        all.push(format!("\"{}\"", area_word(area)));
        Match { table: index.sqlite(), key: "rowid", condition: "tokens MATCH ?", value: all.join(" AND ") }
    } else {
        let mut all: Vec<String> = parts.iter().map(tsquery).collect();
        all.push(format!("'{}'", area_word(area)));
        Match { table: index.postgres(), key: "sort_key", condition: "tokens @@ ?::tsquery", value: all.join(" & ") }
    })
}

// the words hold letters and digits only, so quoting them is all that is needed
fn fts5(part: &Part) -> String {
    match part {
        Part::Phrase(words) => format!("\"{}\"", words.join(" ")),
        Part::Prefix(word) => format!("\"{word}\" *"),
    }
}

fn tsquery(part: &Part) -> String {
    match part {
        Part::Phrase(words) => {
            let quoted: Vec<String> = words.iter().map(|w| format!("'{w}'")).collect();
            format!("({})", quoted.join(" <-> "))
        }
        Part::Prefix(word) => format!("'{word}':*"),
    }
}
