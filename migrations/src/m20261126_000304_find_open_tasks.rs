//! What tablets take along of tasks and of the lists of campaigns.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Most tasks are carried out and most doors let in some day: only the others are walked through, in the order of changes.
const UP: &str = "
CREATE INDEX ix_task_open_change ON task (subdistrict_code, change_seq) WHERE done_by IS NULL;
CREATE INDEX ix_campaign_target_open_change ON campaign_target (subdistrict_code, change_seq) WHERE standing <> 'let_in';
";

const DOWN: &str = "
DROP INDEX ix_campaign_target_open_change;
DROP INDEX ix_task_open_change;
";
