//! What was measured, kept in `docs/bench/results.json`: the parts of a benchmark can be run one by one, and the
//! page is written from all of them.

use super::{
    desk::Desk,
    first_load::Piece,
    fsyncs::Fsyncs,
    load::Run,
    machine::{Machine, Occasion},
    peers::Peers,
    postgres::Postgres,
    summary::Summary,
    tablets::Tablets,
    transfer::Transfer,
};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, path::Path};

/// All of it.
#[derive(Default, Serialize, Deserialize)]
pub struct Record {
    pub machine: Machine,
    pub first_load: Option<FirstLoad>,
    /// By the name of the size.
    pub databases: BTreeMap<String, Database>,
}

/// The first visit of a browser.
#[derive(Serialize, Deserialize)]
pub struct FirstLoad {
    pub occasion: Occasion,
    pub pieces: Vec<Piece>,
}

/// One size of database.
#[derive(Default, Serialize, Deserialize)]
pub struct Database {
    pub occasion: Occasion,
    /// Arguments of `server demo`.
    pub made_by: String,
    pub made_in_seconds: f64,
    pub mib: f64,
    /// Rows of the larger tables.
    pub rows: BTreeMap<String, u64>,
    /// The middle of five starts.
    pub start_ms: f64,
    pub idle_mib: f64,
    /// The most while all reads were measured, then while saves were.
    pub reading_mib: f64,
    pub saving_mib: f64,
    pub works: Vec<Work>,
    pub saves: Option<Saves>,
    /// A register from Excel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<Import>,
    /// The office's desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desk: Option<Desk>,
    /// Safety summaries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Summary>,
    /// Hazards as a table, out and in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Transfer>,
    /// Whether what is acknowledged is on the disk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fsyncs: Option<Fsyncs>,
    /// Many tablets at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tablets: Option<Tablets>,
    /// The same on PostgreSQL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postgres: Option<Postgres>,
    /// The same with other programs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub peers: Option<Peers>,
}

/// Importing a register of households from Excel.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Import {
    pub rows: u32,
    /// Reading and checking every row: what the preview shows.
    pub checked_in_seconds: f64,
    /// The same, and writing them.
    pub written_in_seconds: f64,
}

/// One kind of read.
#[derive(Clone, Serialize, Deserialize)]
pub struct Work {
    pub name: String,
    /// Rows, signs or areas in an answer, on average.
    pub answer_rows: f64,
    /// By number of connections.
    pub json: Vec<Run>,
    /// The same as a page; there is none of a map's data.
    pub page: Option<Run>,
    /// Without HTTP and JSON, through the same reads.
    pub whole: Timing,
    /// Nothing but the statements.
    pub bare: Timing,
    /// How many.
    pub statements: f64,
}

/// Saving a visit with two hazards.
#[derive(Clone, Serialize, Deserialize)]
pub struct Saves {
    pub runs: Vec<Run>,
    /// Without HTTP and JSON: eight at a time.
    pub whole: Timing,
    /// Nothing but the statements, undone instead of committed.
    pub bare: Timing,
    pub statements: f64,
}

/// Of one call.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct Timing {
    pub wall_us: f64,
    pub cpu_us: f64,
}

impl Record {
    /// What was measured before, if anything.
    ///
    /// # Errors
    /// When the file is not as this writes it.
    pub fn read(file: &Path) -> Result<Self> {
        match fs::read(file) {
            Ok(text) => {
                serde_json::from_slice(&text).with_context(|| format!("{} cannot be read", file.display()))
            }
            Err(_) => Ok(Self::default()),
        }
    }

    /// Keeps it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut text = serde_json::to_string_pretty(&rounded(serde_json::to_value(self)?))?;
        text.push('\n');
        Ok(fs::write(file, text)?)
    }
}

/// Four significant digits are more than a measurement is worth.
fn rounded(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(n) if n.is_f64() => {
            let n = n.as_f64().unwrap_or_default();
            let scale = if n == 0.0 { 1.0 } else { 10f64.powf(3.0 - n.abs().log10().floor()) };
            Value::from((n * scale).round() / scale)
        }
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(fields) => fields.into_iter().map(|(key, value)| (key, rounded(value))).collect(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn four_digits() {
        assert_eq!(
            rounded(json!({"a": [0.012_345_6, 12_345.6, 0.0, 7]})),
            json!({"a": [0.01235, 12350.0, 0.0, 7]})
        );
    }

    #[test]
    fn what_is_kept_can_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a/results.json");
        let mut record = Record::read(&file).unwrap();
        record.databases.insert("1m".into(), Database { made_in_seconds: 1.23456, ..Database::default() });
        record.write(&file).unwrap();
        let again = Record::read(&file).unwrap();
        assert!((again.databases["1m"].made_in_seconds - 1.235).abs() < 1e-9);
    }
}
