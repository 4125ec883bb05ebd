//! What names a site is found when the site is merged into another one.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

const UP: &str = "
CREATE INDEX ix_roll_call_door_site ON roll_call_door (site_id);
CREATE INDEX ix_file_site ON file (site_id) WHERE site_id IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX ix_file_site;
DROP INDEX ix_roll_call_door_site;
";
