//! Indexes of the long lists of households and gear, and the wave in the order in which it is counted.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// What an installation holds a hundred thousand of is listed and counted from the index alone: for an area above a subdistrict by kind and
/// status, and by the end of life, where an end that is not known is behind all others. The index of the wave goes by committee and kind, so
/// that counting needs no sorting, and holds what a list by the end of life asks for inside a subdistrict.
const UP: &str = "
DROP INDEX ix_stove_expiry;
DROP INDEX ix_device_expiry;
-- the status, because SQLite looks at it all the same
CREATE INDEX ix_stove_expiry ON stove (subdistrict_code, committee_code, appliance, expires_on, status, sort_key)
    WHERE status IN ('surveyed', 'safe', 'non_safe', 'planned');
CREATE INDEX ix_device_expiry ON device (subdistrict_code, committee_code, kind, expires_on, status, sort_key)
    WHERE status IN ('installed', 'accepted', 'faulty');
CREATE INDEX ix_stove_due ON stove
    ((COALESCE(expires_on, '9999-12-31')), sort_key, subdistrict_code, committee_code, status, appliance);
CREATE INDEX ix_device_due ON device
    ((COALESCE(expires_on, '9999-12-31')), sort_key, subdistrict_code, committee_code, status, kind);
CREATE INDEX ix_stove_status ON stove (status, sort_key DESC, subdistrict_code, committee_code, appliance);
CREATE INDEX ix_device_kind ON device (kind, status, sort_key DESC, subdistrict_code, committee_code);
CREATE INDEX ix_site_kind ON site (kind, sort_key DESC, subdistrict_code, committee_code);
";

const DOWN: &str = "
DROP INDEX ix_site_kind;
DROP INDEX ix_device_kind;
DROP INDEX ix_stove_status;
DROP INDEX ix_device_due;
DROP INDEX ix_stove_due;
DROP INDEX ix_device_expiry;
DROP INDEX ix_stove_expiry;
CREATE INDEX ix_stove_expiry ON stove (subdistrict_code, appliance, expires_on, committee_code, status)
    WHERE status IN ('surveyed', 'safe', 'non_safe', 'planned');
CREATE INDEX ix_device_expiry ON device (subdistrict_code, kind, expires_on, committee_code, status)
    WHERE status IN ('installed', 'accepted', 'faulty');
";
