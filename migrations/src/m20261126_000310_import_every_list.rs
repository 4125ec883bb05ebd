//! Imports of other lists than sites.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::All(&[Sql::Both(UP), ROWS]),
    down: Sql::All(&[ROWS, Sql::Both(DOWN)]),
};

/// What there is are sites.
const UP: &str = "
ALTER TABLE import_job ADD COLUMN what {text} NOT NULL DEFAULT 'sites' CONSTRAINT ck_import_job_what CHECK (what IN
    ('sites', 'stoves', 'detectors', 'gas_users', 'penalties', 'orders', 'fires'));
";

/// Both ways the first rows of unfinished imports are in a form that is not read any more; the next reading of the table
/// puts them there again.
const ROWS: Sql = Sql::Each {
    sqlite: "UPDATE import_job SET preview = json_set(preview, '$.first', json('[]'));",
    postgres: "UPDATE import_job SET preview = jsonb_set(preview, '{first}', '[]');",
};

/// Imports of other lists expire, so that their files go with them.
const DOWN: &str = "
UPDATE import_job SET expires_at = created_at WHERE what <> 'sites';
ALTER TABLE import_job DROP COLUMN what;
";
