//! Imports of registers, from the upload of a table to its result.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP TABLE import_job;") };

/// The file lies in the object store under the id. `preview` is what reading it came to, `decisions` what was said about
/// rows that are known already; both are JSON of `domain::sites::import`. `file_gone`: the file was removed, after the import.
const UP: &str = "
CREATE TABLE import_job (
    id         {uuid} NOT NULL PRIMARY KEY,
    user_id    {uuid} NOT NULL,
    area_code  {text} NOT NULL,
    file_name  {text} NOT NULL,
    sha256     {text} NOT NULL,
    bytes      {big} NOT NULL,
    state      {text} NOT NULL,
    version    {int} NOT NULL,
    setup      {json} NOT NULL,
    preview    {json} NOT NULL,
    decisions  {json} NOT NULL,
    result     {json} NULL,
    file_gone  {bool} NOT NULL,
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL,
    CONSTRAINT fk_import_job_user FOREIGN KEY (user_id) REFERENCES user_account (id),
    CONSTRAINT ck_import_job_state CHECK (state IN ('uploaded', 'checked', 'done'))
) {table};
CREATE INDEX ix_import_job_user ON import_job (user_id, created_at);
CREATE INDEX ix_import_job_expires ON import_job (expires_at);
";
