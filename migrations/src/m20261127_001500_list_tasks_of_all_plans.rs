//! The tasks of all plans as one list with its map.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// The list is in the order of the days on which tasks are due; `sort_key` keeps those of one day apart, and the map finds
/// single ones by it. Those that are there are numbered: any number will do that no other has. What waits is found apart from
/// what was carried out, which is most of it.
const UP: &str = "
ALTER TABLE task ADD COLUMN sort_key {big} NOT NULL DEFAULT 0;
UPDATE task SET sort_key = numbered.place
FROM (SELECT id AS task_id, row_number() OVER (ORDER BY due, id) AS place FROM task) AS numbered
WHERE numbered.task_id = task.id;
DROP INDEX ix_task_subdistrict;
CREATE INDEX ix_task_subdistrict ON task (subdistrict_code, due, sort_key);
CREATE INDEX ix_task_subdistrict_open ON task (subdistrict_code, due, sort_key) WHERE done_by IS NULL;
CREATE INDEX ix_task_due ON task (due, sort_key);
CREATE INDEX ix_task_plan_due ON task (plan_id, due, sort_key);
CREATE INDEX ix_task_key ON task (sort_key);
";

const DOWN: &str = "
DROP INDEX ix_task_key;
DROP INDEX ix_task_plan_due;
DROP INDEX ix_task_due;
DROP INDEX ix_task_subdistrict_open;
DROP INDEX ix_task_subdistrict;
CREATE INDEX ix_task_subdistrict ON task (subdistrict_code, due);
ALTER TABLE task DROP COLUMN sort_key;
";
