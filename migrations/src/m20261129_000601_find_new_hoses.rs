//! Hoses that were replaced in a period, and where devices stood at its end.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Of all events of a large city's stoves few are of a hose: they are found without passing the others. How many devices of each kind were
/// planned, hung, in service and out of order at the end of a period is told by the index of the subdistrict alone.
const UP: &str = "
CREATE INDEX ix_stove_event_new_hose ON stove_event (server_at, stove_id, kind) WHERE kind = 'hose_replaced';
DROP INDEX ix_device_subdistrict_kind;
CREATE INDEX ix_device_subdistrict_kind ON device
    (subdistrict_code, kind, status, sort_key DESC, committee_code, site_id, planned_at, accepted_at, ended_at, installed_at,
     faulty_since);
";

const DOWN: &str = "
DROP INDEX ix_device_subdistrict_kind;
CREATE INDEX ix_device_subdistrict_kind ON device
    (subdistrict_code, kind, status, sort_key DESC, committee_code, site_id, planned_at, accepted_at, ended_at);
DROP INDEX ix_stove_event_new_hose;
";
