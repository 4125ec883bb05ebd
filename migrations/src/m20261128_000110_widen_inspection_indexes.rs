//! Visits of a whole city are counted from an index, and hazards find the campaign of their visit in one.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// 排查次数 and premises ask for outcome, kind and site of a quarter of a million visits a year. Of the visits that found the hazards of a
/// period only those of campaigns are asked for more than that they are none: few, by themselves in an index of their ids.
const UP: &str = "
DROP INDEX ix_inspection_subdistrict;
CREATE INDEX ix_inspection_subdistrict ON inspection
    (subdistrict_code, sort_key DESC, committee_code, kind, outcome, site_id);
CREATE INDEX ix_inspection_of_campaign ON inspection (id, campaign_id) WHERE campaign_id IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX ix_inspection_of_campaign;
DROP INDEX ix_inspection_subdistrict;
CREATE INDEX ix_inspection_subdistrict ON inspection (subdistrict_code, sort_key DESC, committee_code, kind);
";
