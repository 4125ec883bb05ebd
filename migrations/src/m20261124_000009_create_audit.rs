//! The audit log: every change and every look at personal data.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE audit_entry;") };

/// No foreign keys: an entry outlives what it speaks of, and `actor_id` is empty for a sign-in
/// that failed.
const UP: &str = "
CREATE TABLE audit_entry (
    id           {uuid} NOT NULL PRIMARY KEY,
    at           {time} NOT NULL,
    actor_id     {uuid} NULL,
    actor_login  {text} NOT NULL,
    action       {text} NOT NULL,
    subject_type {text} NOT NULL,
    subject_id   {text} NOT NULL,
    area_code    {text} NULL,
    detail       {json} NOT NULL
) {table};
CREATE INDEX ix_audit_entry_at ON audit_entry (at DESC);
CREATE INDEX ix_audit_entry_subject ON audit_entry (subject_type, subject_id, at DESC);
CREATE INDEX ix_audit_entry_actor ON audit_entry (actor_id, at DESC);
";
