//! What was merged with a hazard as its duplicate.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Few hazards are duplicates: only those are looked up.
const UP: &str = "
CREATE INDEX ix_hazard_duplicate ON hazard (duplicate_of) WHERE duplicate_of IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX ix_hazard_duplicate;
";
