//! Reply deadlines of hotline orders as a table of rules like the others: versions with ids, and a history.

use crate::{
    m20261127_000810_edit_checklists::history,
    script::{Script, Sql},
};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[
        Sql::Both(KEEP),
        Sql::Both(UP),
        Sql::Each {
            sqlite: "
INSERT INTO reply_rule (id, kind, urgent, days, day_kind, valid_from, valid_to, source)
SELECT randomblob(16), kind, urgent, days, day_kind, valid_from, valid_to, source FROM reply_rule_kept;
",
            postgres: "
INSERT INTO reply_rule (id, kind, urgent, days, day_kind, valid_from, valid_to, source)
SELECT gen_random_uuid(), kind, urgent, days, day_kind, valid_from, valid_to, source FROM reply_rule_kept;
",
        },
        Sql::Both(FORGET),
        HISTORY_UP,
    ]),
    down: Sql::All(&[
        HISTORY_DOWN,
        Sql::Both(KEEP),
        Sql::Both(DOWN),
        Sql::Both(
            "
INSERT INTO reply_rule (kind, urgent, days, day_kind, valid_from, valid_to, source)
SELECT kind, urgent, days, day_kind, valid_from, valid_to, source FROM reply_rule_kept;
",
        ),
        Sql::Both(FORGET),
    ]),
};

/// No table refers to this one, and SQLite gives none another key: it is made anew.
const KEEP: &str = "
CREATE TABLE reply_rule_kept AS SELECT * FROM reply_rule;
DROP TABLE reply_rule;
";

const FORGET: &str = "DROP TABLE reply_rule_kept;";

/// The kind `*` is any.
const UP: &str = "
CREATE TABLE reply_rule (
    id         {uuid} NOT NULL PRIMARY KEY,
    kind       {text} NOT NULL,
    urgent     {bool} NOT NULL,
    days       {int} NOT NULL,
    day_kind   {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to   {date} NULL,
    source     {text} NOT NULL,
    CONSTRAINT uq_reply_rule UNIQUE (kind, urgent, valid_from),
    CONSTRAINT ck_reply_rule_kind CHECK (kind IN ('*', 'complaint', 'report', 'request', 'suggestion', 'question')),
    CONSTRAINT ck_reply_rule_days CHECK (days >= 0),
    CONSTRAINT ck_reply_rule_day_kind CHECK (day_kind IN ('calendar', 'working')),
    CONSTRAINT ck_reply_rule_valid CHECK (valid_to IS NULL OR valid_to >= valid_from)
) {table};
";

const DOWN: &str = "
CREATE TABLE reply_rule (
    kind       {text} NOT NULL,
    urgent     {bool} NOT NULL,
    days       {int} NOT NULL,
    day_kind   {text} NOT NULL,
    valid_from {date} NOT NULL,
    valid_to   {date} NULL,
    source     {text} NOT NULL,
    PRIMARY KEY (kind, urgent, valid_from),
    CONSTRAINT ck_reply_rule_kind CHECK (kind IN ('*', 'complaint', 'report', 'request', 'suggestion', 'question')),
    CONSTRAINT ck_reply_rule_days CHECK (days >= 0),
    CONSTRAINT ck_reply_rule_day_kind CHECK (day_kind IN ('calendar', 'working'))
) {keyed};
";

const HISTORY_UP: Sql = Sql::Each {
    sqlite: history!("'standards', 'deadlines', 'lives', 'classes', 'replies', 'holidays', 'checklists'"),
    postgres: "
ALTER TABLE rule_change DROP CONSTRAINT ck_rule_change_book;
ALTER TABLE rule_change ADD CONSTRAINT ck_rule_change_book
    CHECK (book IN ('standards', 'deadlines', 'lives', 'classes', 'replies', 'holidays', 'checklists'));
",
};

/// What was done to reply deadlines has no place in the history of before.
const HISTORY_DOWN: Sql = Sql::All(&[
    Sql::Both("DELETE FROM rule_change WHERE book = 'replies';"),
    Sql::Each {
        sqlite: history!("'standards', 'deadlines', 'lives', 'classes', 'holidays', 'checklists'"),
        postgres: "
ALTER TABLE rule_change DROP CONSTRAINT ck_rule_change_book;
ALTER TABLE rule_change ADD CONSTRAINT ck_rule_change_book
    CHECK (book IN ('standards', 'deadlines', 'lives', 'classes', 'holidays', 'checklists'));
",
    },
]);
