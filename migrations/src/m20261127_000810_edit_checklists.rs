//! Drafts of the next versions of checklists, when a checklist was retired, and its history beside that of rules.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[Sql::Both(UP), HISTORY_UP]),
    down: Sql::All(&[HISTORY_DOWN, Sql::Both(DOWN)]),
};

/// `content` is the whole draft; `id` becomes that of the version. `revision` counts its edits, `edit_id` and
/// `content_sha256` are those of the last one: sent again it is accepted again.
const UP: &str = "
ALTER TABLE checklist ADD COLUMN retired_at {time} NULL;

CREATE TABLE checklist_draft (
    id             {uuid} NOT NULL PRIMARY KEY,
    code           {text} NOT NULL,
    content        {json} NOT NULL,
    revision       {int} NOT NULL,
    edit_id        {uuid} NOT NULL,
    content_sha256 {text} NOT NULL,
    edited_by      {uuid} NOT NULL,
    edited_at      {time} NOT NULL,
    CONSTRAINT uq_checklist_draft_code UNIQUE (code),
    CONSTRAINT fk_checklist_draft_editor FOREIGN KEY (edited_by) REFERENCES user_account (id)
) {table};
";

const DOWN: &str = "
DROP TABLE checklist_draft;
ALTER TABLE checklist DROP COLUMN retired_at;
";

/// SQLite changes no table's constraints: the history is made anew. Nothing refers to it.
macro_rules! history {
    ($books:literal) => {
        concat!(
            "
CREATE TABLE rule_change_kept AS SELECT * FROM rule_change;
DROP TABLE rule_change;
CREATE TABLE rule_change (
    id             BLOB NOT NULL PRIMARY KEY,
    sort_key       INTEGER NOT NULL,
    book           TEXT NOT NULL,
    entry          TEXT NOT NULL,
    step           TEXT NOT NULL,
    rule_id        BLOB NOT NULL,
    rule           TEXT NOT NULL,
    reason         TEXT NOT NULL,
    changed_by     BLOB NOT NULL,
    changed_at     TEXT NOT NULL,
    content_sha256 TEXT NOT NULL,
    CONSTRAINT uq_rule_change_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_rule_change_changer FOREIGN KEY (changed_by) REFERENCES user_account (id),
    CONSTRAINT ck_rule_change_book CHECK (book IN (",
            $books,
            ")),
    CONSTRAINT ck_rule_change_step CHECK (step IN ('add', 'revise', 'end', 'withdraw'))
) STRICT;
INSERT INTO rule_change (id, sort_key, book, entry, step, rule_id, rule, reason, changed_by, changed_at, content_sha256)
SELECT id, sort_key, book, entry, step, rule_id, rule, reason, changed_by, changed_at, content_sha256 FROM rule_change_kept;
DROP TABLE rule_change_kept;
CREATE INDEX ix_rule_change_entry ON rule_change (book, entry, sort_key DESC);
"
        )
    };
}

pub(crate) use history;

const HISTORY_UP: Sql = Sql::Each {
    sqlite: history!("'standards', 'deadlines', 'lives', 'classes', 'holidays', 'checklists'"),
    postgres: "
ALTER TABLE rule_change DROP CONSTRAINT ck_rule_change_book;
ALTER TABLE rule_change ADD CONSTRAINT ck_rule_change_book
    CHECK (book IN ('standards', 'deadlines', 'lives', 'classes', 'holidays', 'checklists'));
",
};

/// What was done to checklists has no place in the history of before.
const HISTORY_DOWN: Sql = Sql::All(&[
    Sql::Both("DELETE FROM rule_change WHERE book = 'checklists';"),
    Sql::Each {
        sqlite: history!("'standards', 'deadlines', 'lives', 'classes', 'holidays'"),
        postgres: "
ALTER TABLE rule_change DROP CONSTRAINT ck_rule_change_book;
ALTER TABLE rule_change ADD CONSTRAINT ck_rule_change_book
    CHECK (book IN ('standards', 'deadlines', 'lives', 'classes', 'holidays'));
",
    },
]);
