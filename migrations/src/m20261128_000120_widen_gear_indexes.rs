//! The figures of stoves and alarms are counted from an index.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A city has hundreds of thousands of each, and each figure of the programmes passed their rows once. With what the figures ask for in
/// the indexes of their lists, one pass of an index counts all of them, and no save writes to another index.
const UP: &str = "
DROP INDEX ix_stove_subdistrict_status;
DROP INDEX ix_device_subdistrict_kind;
CREATE INDEX ix_stove_subdistrict_status ON stove
    (subdistrict_code, status, sort_key DESC, committee_code, appliance, site_id, first_surveyed_at, non_safe_since,
     replaced_at, accepted_at, gone_at);
CREATE INDEX ix_device_subdistrict_kind ON device
    (subdistrict_code, kind, status, sort_key DESC, committee_code, site_id, planned_at, accepted_at, ended_at);
";

const DOWN: &str = "
DROP INDEX ix_device_subdistrict_kind;
DROP INDEX ix_stove_subdistrict_status;
CREATE INDEX ix_stove_subdistrict_status ON stove (subdistrict_code, status, sort_key DESC);
CREATE INDEX ix_device_subdistrict_kind ON device (subdistrict_code, kind, status, sort_key DESC);
";
