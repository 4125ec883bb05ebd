//! Versions of the standard hazard library, clauses that depend on the height of a building, and what was done to rules.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[LIBRARY_UP, Sql::Both(UP)]),
    down: Sql::All(&[Sql::Both(DOWN), LIBRARY_DOWN]),
};

/// SQLite changes no table's constraints: the library is made anew. Hazards refer to it meanwhile, which is looked at when
/// the change ends; the index is for that look, and not kept.
macro_rules! library {
    ($part:literal) => {
        concat!(
            "
PRAGMA defer_foreign_keys = ON;
CREATE INDEX ix_hazard_every_standard ON hazard (standard_id);
CREATE TABLE standard_hazard_kept AS SELECT * FROM standard_hazard;
DROP TABLE standard_hazard;
CREATE TABLE standard_hazard (
    id          BLOB NOT NULL PRIMARY KEY,
    code        TEXT NOT NULL,
    category    TEXT NOT NULL,
    subcategory TEXT NULL,
    severity    TEXT NOT NULL,
    text_zh     TEXT NOT NULL,
    text_en     TEXT NOT NULL,
    clause      TEXT NOT NULL,
    document    TEXT NOT NULL,
    days        INTEGER NULL,
    day_kind    TEXT NULL,
    valid_from  TEXT NOT NULL,
    valid_to    TEXT NULL,
",
            $part,
            "
    CONSTRAINT ck_standard_hazard_category CHECK (category IN ('fire', 'gas', 'electricity', 'ebike',
        'building', 'falling', 'illegal_structure', 'group_rental', 'chess_room', 'work_safety', 'food',
        'lpg', 'flood', 'other')),
    CONSTRAINT ck_standard_hazard_severity CHECK (severity IN ('general', 'major')),
    CONSTRAINT ck_standard_hazard_days CHECK (days >= 0),
    CONSTRAINT ck_standard_hazard_day_kind CHECK (day_kind IN ('calendar', 'working')),
    CONSTRAINT ck_standard_hazard_valid CHECK (valid_to IS NULL OR valid_to >= valid_from)
) STRICT;
INSERT INTO standard_hazard (id, code, category, subcategory, severity, text_zh, text_en, clause, document, days,
    day_kind, valid_from, valid_to)
SELECT id, code, category, subcategory, severity, text_zh, text_en, clause, document, days, day_kind, valid_from, valid_to
FROM standard_hazard_kept;
DROP TABLE standard_hazard_kept;
DROP INDEX ix_hazard_every_standard;
CREATE INDEX ix_standard_hazard_category ON standard_hazard (category, code);
"
        )
    };
}

/// `rise` tells which buildings the clause is about; `*` is any.
const LIBRARY_UP: Sql = Sql::Each {
    sqlite: library!(
        "
    rise        TEXT NOT NULL DEFAULT '*',
    CONSTRAINT uq_standard_hazard UNIQUE (code, rise, valid_from),
    CONSTRAINT ck_standard_hazard_rise CHECK (rise IN ('*', 'high', 'low')),
"
    ),
    postgres: "
ALTER TABLE standard_hazard ADD COLUMN rise text NOT NULL DEFAULT '*';
ALTER TABLE standard_hazard ADD CONSTRAINT ck_standard_hazard_rise CHECK (rise IN ('*', 'high', 'low'));
ALTER TABLE standard_hazard DROP CONSTRAINT uq_standard_hazard_code;
ALTER TABLE standard_hazard ADD CONSTRAINT uq_standard_hazard UNIQUE (code, rise, valid_from);
",
};

/// It goes back to one entry for each code: the one that hazards cite stays, else the first. Where hazards cite several,
/// there is no way back.
const LIBRARY_DOWN: Sql = Sql::All(&[
    Sql::Both(
        "
DELETE FROM standard_hazard WHERE NOT EXISTS (SELECT 1 FROM hazard h WHERE h.standard_id = standard_hazard.id)
    AND EXISTS (
        SELECT 1 FROM standard_hazard o WHERE o.code = standard_hazard.code AND o.id <> standard_hazard.id
            AND (EXISTS (SELECT 1 FROM hazard h WHERE h.standard_id = o.id)
                OR o.rise < standard_hazard.rise
                OR (o.rise = standard_hazard.rise AND o.valid_from < standard_hazard.valid_from)));
",
    ),
    Sql::Each {
        sqlite: library!("    CONSTRAINT uq_standard_hazard_code UNIQUE (code),"),
        postgres: "
ALTER TABLE standard_hazard DROP CONSTRAINT uq_standard_hazard;
ALTER TABLE standard_hazard DROP CONSTRAINT ck_standard_hazard_rise;
ALTER TABLE standard_hazard DROP COLUMN rise;
ALTER TABLE standard_hazard ADD CONSTRAINT uq_standard_hazard_code UNIQUE (code);
",
    },
]);

/// The clause about stairwells that came with the program is that of high buildings. `rule_change` is append-only; its id
/// is that of the command, and `rule_id` the version that was made, ended or taken back. Open hazards are few: the index
/// finds those that cite a version.
const UP: &str = "
UPDATE standard_hazard SET rise = 'high' WHERE code = 'EBIKE-01' AND document = '高层民用建筑消防安全管理规定';

CREATE TABLE rule_change (
    id             {uuid} NOT NULL PRIMARY KEY,
    sort_key       {big} NOT NULL,
    book           {text} NOT NULL,
    entry          {text} NOT NULL,
    step           {text} NOT NULL,
    rule_id        {uuid} NOT NULL,
    rule           {json} NOT NULL,
    reason         {text} NOT NULL,
    changed_by     {uuid} NOT NULL,
    changed_at     {time} NOT NULL,
    content_sha256 {text} NOT NULL,
    CONSTRAINT uq_rule_change_sort_key UNIQUE (sort_key),
    CONSTRAINT fk_rule_change_changer FOREIGN KEY (changed_by) REFERENCES user_account (id),
    CONSTRAINT ck_rule_change_book CHECK (book IN ('standards', 'deadlines', 'lives', 'classes', 'holidays')),
    CONSTRAINT ck_rule_change_step CHECK (step IN ('add', 'revise', 'end', 'withdraw'))
) {table};
CREATE INDEX ix_rule_change_entry ON rule_change (book, entry, sort_key DESC);

CREATE INDEX ix_hazard_open_standard ON hazard (standard_id, sort_key DESC)
    WHERE standard_id IS NOT NULL AND closed_at IS NULL;
";

const DOWN: &str = "
DROP INDEX ix_hazard_open_standard;
DROP TABLE rule_change;
";
