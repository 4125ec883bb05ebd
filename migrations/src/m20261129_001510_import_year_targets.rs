//! Imports of the targets of a year.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::All(&[Sql::Both(OTHERS), Sql::Both(DOWN)]),
};

/// SQLite changes no CHECK: the column is made anew. There is one row for each import of the last month.
macro_rules! anew {
    ($lists:literal) => {
        concat!(
            "
ALTER TABLE import_job ADD COLUMN list {text} NOT NULL DEFAULT 'sites' CHECK (list IN (",
            $lists,
            "));
UPDATE import_job SET list = what;
ALTER TABLE import_job DROP COLUMN what;
ALTER TABLE import_job RENAME COLUMN list TO what;
"
        )
    };
}

const UP: &str =
    anew!("'sites', 'stoves', 'detectors', 'gas_users', 'penalties', 'orders', 'fires', 'year_targets'");

/// Imports of targets expire, so that their files go with them.
const OTHERS: &str = "
UPDATE import_job SET what = 'sites', expires_at = created_at WHERE what = 'year_targets';
";

const DOWN: &str = anew!("'sites', 'stoves', 'detectors', 'gas_users', 'penalties', 'orders', 'fires'");
