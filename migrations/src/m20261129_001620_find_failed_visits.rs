//! The visits to a door that came to nothing are found without passing the others.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Most visits are carried out; when to come again is told from the others.
const UP: &str = "
CREATE INDEX ix_inspection_failed ON inspection (site_id, sort_key DESC) WHERE outcome <> 'done';
";

const DOWN: &str = "
DROP INDEX ix_inspection_failed;
";
