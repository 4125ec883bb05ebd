//! The summaries of one very area, without those inside it.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// What stands beside a summary, and a year on one page, are of that very area; of a city they would be looked for among those of
/// all its subdistricts. Whoever belongs to a grid sees no larger area either.
const UP: &str = "
CREATE INDEX ix_summary_area ON summary (area_code, sort_key DESC);
";

const DOWN: &str = "
DROP INDEX ix_summary_area;
";
