//! Fewer indexes of visits: each costs every save a page or two of the log.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// As of hazards: a committee is a part of its subdistrict small enough to be picked out while the index of the subdistrict
/// is walked, and so is a kind of visit. Visits that are saved together begin in one place of that index, but in as many
/// places of an index by committee as they have committees.
const UP: &str = "
DROP INDEX ix_inspection_committee;
DROP INDEX ix_inspection_subdistrict;
DROP INDEX ix_inspection_subdistrict_kind;
CREATE INDEX ix_inspection_subdistrict ON inspection (subdistrict_code, sort_key DESC, committee_code, kind);
";

const DOWN: &str = "
DROP INDEX ix_inspection_subdistrict;
CREATE INDEX ix_inspection_committee ON inspection (committee_code, sort_key DESC);
CREATE INDEX ix_inspection_subdistrict ON inspection (subdistrict_code, sort_key DESC);
CREATE INDEX ix_inspection_subdistrict_kind ON inspection (subdistrict_code, kind, sort_key DESC);
";
