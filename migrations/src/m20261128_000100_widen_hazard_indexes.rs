//! Figures of a whole city from indexes: what they ask of hazards that they do not count stands there.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A city's year is one hazard of ten. Which of all that were ever found are due in it, or open at its end, and whether one repeats
/// another of its site, was asked of their rows, scattered over gigabytes. With the deadline in force, the voiding and the number of
/// reopenings the index of the subdistricts answers the first, with the category and the closing that of the sites the second; rows
/// are read of what counts only. No index is added: a save writes to as many places as before.
const UP: &str = "
DROP INDEX ix_hazard_subdistrict;
DROP INDEX ix_hazard_site;
CREATE INDEX ix_hazard_subdistrict ON hazard
    (subdistrict_code, sort_key DESC, closed_at, committee_code, effective_due, voided_at, reopened_count);
CREATE INDEX ix_hazard_site ON hazard (site_id, sort_key DESC, category, closed_at, void_reason);
";

const DOWN: &str = "
DROP INDEX ix_hazard_site;
DROP INDEX ix_hazard_subdistrict;
CREATE INDEX ix_hazard_subdistrict ON hazard (subdistrict_code, sort_key DESC, closed_at, committee_code);
CREATE INDEX ix_hazard_site ON hazard (site_id, sort_key DESC);
";
