//! Numbers that vendors tell of and that no device was known by.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script {
    module: module_path!(),
    up: Sql::Both(UP),
    down: Sql::Both("DROP INDEX ix_vendor_event_unknown;"),
};

/// Few of all that devices tell: they are counted by vendor and number from this index alone, and the last word of each is found by it.
const UP: &str = "
CREATE INDEX ix_vendor_event_unknown ON vendor_event (vendor_id, serial, at) WHERE device_id IS NULL;
";
