//! Fewer indexes to write with every save.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[LOG_UP, Sql::Both(ASSIGNEE_UP)]),
    down: Sql::All(&[Sql::Both(ASSIGNEE_DOWN), LOG_DOWN]),
};

/// SQLite changes no table's kind: it is made anew, with what was in it. No other table refers to it.
macro_rules! log {
    ($kind:literal) => {
        concat!(
            "
CREATE TABLE audit_entry_next (
    id           BLOB NOT NULL PRIMARY KEY,
    at           TEXT NOT NULL,
    actor_id     BLOB NULL,
    actor_login  TEXT NOT NULL,
    action       TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id   TEXT NOT NULL,
    area_code    TEXT NULL,
    detail       TEXT NOT NULL
) ",
            $kind,
            ";
INSERT INTO audit_entry_next
SELECT id, at, actor_id, actor_login, action, subject_type, subject_id, area_code, detail FROM audit_entry ORDER BY id;
DROP TABLE audit_entry;
ALTER TABLE audit_entry_next RENAME TO audit_entry;
"
        )
    };
}

/// Every save writes some lines of the log and nothing in the program reads it: it lies in the order of its ids, which
/// is that of time, and whoever looks into it walks through it. SQLite keeps it as that one tree, instead of a table, its
/// key and three indexes.
const LOG_UP: Sql = Sql::Each {
    sqlite: log!("STRICT, WITHOUT ROWID"),
    postgres: "
DROP INDEX ix_audit_entry_at;
DROP INDEX ix_audit_entry_subject;
DROP INDEX ix_audit_entry_actor;
",
};

const LOG_DOWN: Sql = Sql::All(&[
    Sql::Each { sqlite: log!("STRICT"), postgres: "" },
    Sql::Both(
        "
CREATE INDEX ix_audit_entry_at ON audit_entry (at DESC);
CREATE INDEX ix_audit_entry_subject ON audit_entry (subject_type, subject_id, at DESC);
CREATE INDEX ix_audit_entry_actor ON audit_entry (actor_id, at DESC);
",
    ),
]);

/// A hazard that was just found is nobody's yet.
const ASSIGNEE_UP: &str = "
DROP INDEX ix_hazard_assignee;
CREATE INDEX ix_hazard_assignee ON hazard (assignee_id, status, sort_key DESC) WHERE assignee_id IS NOT NULL;
";

const ASSIGNEE_DOWN: &str = "
DROP INDEX ix_hazard_assignee;
CREATE INDEX ix_hazard_assignee ON hazard (assignee_id, status, sort_key DESC);
";
