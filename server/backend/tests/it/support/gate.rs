//! Which tables something changes, told by triggers of the database itself, and whether the audit log says so.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use super::catalogue;
use backend::db::Db;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};
use std::collections::BTreeSet;

/// The log itself.
const LOG: &str = "audit_entry";

/// Every other table holds records: who changes one leaves a line. These need none of their own, and why.
pub const UNLOGGED: &[(&str, &str)] = &[
    (LOG, "the log itself"),
    ("attempt", "a throttle that forgets within a minute"),
    ("awaited_photo", "comes and goes with the record that names the photo"),
    ("boundary_import", "work in hand: what it changes is told when it is confirmed"),
    ("change_counter", "numbers that every change draws"),
    ("copied_table", "its own protocol of filling an empty database"),
    ("database_copy", "its own protocol of filling an empty database"),
    ("delivery", "what became of a message: the server's work; who sends one again is told of"),
    ("delivery_item", "stored with its message"),
    ("device_telemetry", "what a device tells of itself"),
    ("field_device", "when a tablet was last heard of; that it was made ready is told"),
    ("hazard_count", "derived from hazards"),
    ("hazard_counter", "numbers that hazards draw"),
    ("hazard_fts", "derived from hazards"),
    ("import_job", "work in hand: what it brings is told when it is carried out"),
    ("job", "work that waits: the server's; who has it tried again is told of"),
    ("month_figure", "derived from hazards"),
    ("order_note", "whether somebody has read it is their own business; that it was made is told"),
    ("paper_counter", "numbers that papers draw"),
    ("party_photo", "stored with what the party sends"),
    ("reminder", "whether somebody has read it is their own business; that it was made is told"),
    ("search_renewal", "how far derived words have been made anew"),
    ("session", "who is signed in; signing in is told"),
    ("site_fts", "derived from sites"),
    ("stamp", "how often something was changed, for other servers"),
    ("summary_beside_row", "stored ahead of the check, which is told"),
    ("summary_beside_set", "stored ahead of the check, which is told"),
    ("summary_counter", "numbers that summaries draw"),
    ("summary_file", "made from what was issued, for whoever asks first"),
    ("summary_note", "whether somebody has looked is their own business"),
    ("summary_row", "stored ahead of the check, which is told"),
    ("summary_row_set", "stored ahead of the check, which is told"),
    ("sync_receipt", "the proof beside a record whose change is told"),
    ("upload", "parts of a photo, which is told of when it is whole"),
    ("vendor_event", "what devices of a vendor tell"),
    ("year_figure", "derived from hazards"),
];

/// Hears of every change of a SQLite database that is stored.
pub struct Gate(Db);

impl Gate {
    /// Lays the triggers.
    pub async fn lay(db: &Db) -> Self {
        let mut sql = "CREATE TABLE changed_here (name TEXT NOT NULL);\n".to_owned();
        // of a table of words every change is one of its record
        for table in catalogue::tables(db.read()).await.iter().filter(|table| !table.ends_with("_fts")) {
            for change in ["INSERT", "UPDATE", "DELETE"] {
                sql.push_str(&format!(
                    "CREATE TRIGGER told_{change}_{table} AFTER {change} ON {table} \
                     BEGIN INSERT INTO changed_here VALUES ('{table}'); END;\n"
                ));
            }
        }
        db.write(move |tx| Box::pin(async move { tx.execute_unprepared(&sql).await })).await.unwrap();
        Self(db.clone())
    }

    /// The tables that were changed since this was asked last.
    pub async fn changed(&self) -> BTreeSet<String> {
        let ask = Statement::from_string(DbBackend::Sqlite, "DELETE FROM changed_here RETURNING name");
        self.0
            .write(move |tx| {
                Box::pin(async move {
                    let rows = tx.query_all_raw(ask).await?;
                    rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, DbErr>>()
                })
            })
            .await
            .unwrap()
    }
}

/// Whether the log says something.
pub fn is_told(changed: &BTreeSet<String>) -> bool {
    changed.contains(LOG)
}

/// Whether changes of a table need no line of their own.
pub fn is_unlogged(table: &str) -> bool {
    UNLOGGED.iter().any(|(name, _)| *name == table)
}

/// The records that were changed, when the log says nothing.
pub fn untold(changed: &BTreeSet<String>) -> Vec<&str> {
    let tables = changed.iter().map(String::as_str);
    if is_told(changed) { Vec::new() } else { tables.filter(|table| !is_unlogged(table)).collect() }
}
