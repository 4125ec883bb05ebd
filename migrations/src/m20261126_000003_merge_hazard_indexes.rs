//! Fewer indexes of hazards: each costs every save a page and every hazard its share of the file.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A committee is a part of its subdistrict small enough to be picked out while the index of the subdistrict is
/// walked; a district is a range of subdistricts in the index of all.
const UP: &str = "
DROP INDEX ix_hazard_committee_filter;
DROP INDEX ix_hazard_subdistrict_filter;
DROP INDEX ix_hazard_district_filter;
DROP INDEX ix_hazard_filter;
DROP INDEX ix_hazard_committee;
DROP INDEX ix_hazard_subdistrict;
CREATE INDEX ix_hazard_subdistrict_filter ON hazard
    (subdistrict_code, status, category, sort_key DESC, lon, lat, severity, effective_due, committee_code);
CREATE INDEX ix_hazard_filter ON hazard
    (status, category, sort_key DESC, lon, lat, severity, effective_due, subdistrict_code);
CREATE INDEX ix_hazard_subdistrict ON hazard (subdistrict_code, sort_key DESC, closed_at, committee_code);
";

const DOWN: &str = "
DROP INDEX ix_hazard_subdistrict_filter;
DROP INDEX ix_hazard_filter;
DROP INDEX ix_hazard_subdistrict;
CREATE INDEX ix_hazard_committee_filter ON hazard
    (committee_code, status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_subdistrict_filter ON hazard
    (subdistrict_code, status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_district_filter ON hazard
    (district_code, status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_filter ON hazard (status, category, sort_key DESC, lon, lat, severity, effective_due);
CREATE INDEX ix_hazard_committee ON hazard (committee_code, sort_key DESC, closed_at);
CREATE INDEX ix_hazard_subdistrict ON hazard (subdistrict_code, sort_key DESC, closed_at);
";
