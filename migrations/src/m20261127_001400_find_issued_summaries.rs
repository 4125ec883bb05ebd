//! Issued summaries by the time of their issue: each is looked at every night for a year and a month.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Those of all areas, as the server looks at them; what corrects another is looked at with that one.
const UP: &str = "
CREATE INDEX ix_summary_issued ON summary (issued_at, id) WHERE corrects_id IS NULL AND status = 'issued';
";

const DOWN: &str = "
DROP INDEX ix_summary_issued;
";
