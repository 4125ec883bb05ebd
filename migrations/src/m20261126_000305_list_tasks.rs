//! The tasks of one plan as a list.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script =
    Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both("DROP INDEX ix_task_plan;") };

/// In the order in which they are due; the id keeps those of one day apart.
const UP: &str = "
CREATE INDEX ix_task_plan ON task (plan_id, due, id);
";
