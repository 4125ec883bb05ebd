//! The tasks of one plan as a list; all tasks of one site, and the sites that were merged.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP INDEX ix_site_merged; DROP INDEX ix_task_site; DROP INDEX ix_task_plan;"),
};

/// In the order in which they are due; the id keeps those of one day apart. By site, also those carried out: they go along
/// when the site is merged into another. Merged sites are few, and lists leave them out by this index.
const UP: &str = "
CREATE INDEX ix_task_plan ON task (plan_id, due, id);
CREATE INDEX ix_task_site ON task (site_id);
CREATE INDEX ix_site_merged ON site (sort_key) WHERE merged_into IS NOT NULL;
";
