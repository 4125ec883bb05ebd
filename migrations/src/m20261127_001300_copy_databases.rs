//! How far the copy of an installation from another database has come.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP TABLE copied_table; DROP TABLE database_copy;"),
};

/// Both lie in the database that is copied into, and are never copied themselves. `database_copy.foreign_keys` are the
/// constraints that are put aside until everything is there, as pairs of table and definition. `copied_table.last_key` is the
/// key of the last row that has come, as a list of texts; `content_sum` what the rows came to on both sides.
const UP: &str = "
CREATE TABLE database_copy (
    id           {uuid} NOT NULL PRIMARY KEY,
    source       {text} NOT NULL,
    foreign_keys {json} NOT NULL,
    begun_at     {time} NOT NULL,
    finished_at  {time} NULL
) {table};
CREATE TABLE copied_table (
    copy_id     {uuid} NOT NULL,
    name        {text} NOT NULL,
    row_count   {big} NOT NULL,
    last_key    {json} NULL,
    complete    {bool} NOT NULL,
    content_sum {text} NULL,
    PRIMARY KEY (copy_id, name),
    CONSTRAINT fk_copied_table_copy FOREIGN KEY (copy_id) REFERENCES database_copy (id),
    CONSTRAINT ck_copied_table_rows CHECK (row_count >= 0)
) {keyed};
";
