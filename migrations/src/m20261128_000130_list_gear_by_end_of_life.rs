//! The stoves and devices of a subdistrict in the order in which their lives end.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// A subdistrict of a large city has ten thousand of each. Its list by the end of life passed all that is in use and sorted it, for a page
/// of fifty; here the page is the beginning of a range, and what ends between two days is counted by itself.
const UP: &str = "
CREATE INDEX ix_stove_subdistrict_due ON stove
    (subdistrict_code, (COALESCE(expires_on, '9999-12-31')), sort_key, committee_code, status, appliance);
CREATE INDEX ix_device_subdistrict_due ON device
    (subdistrict_code, (COALESCE(expires_on, '9999-12-31')), sort_key, committee_code, status, kind);
";

const DOWN: &str = "
DROP INDEX ix_device_subdistrict_due;
DROP INDEX ix_stove_subdistrict_due;
";
