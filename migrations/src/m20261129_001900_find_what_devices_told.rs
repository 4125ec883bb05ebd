//! What devices have told besides being there: which of them are alarming, and the last words of one.

use crate::script::{Script, Sql};

pub(crate) const SCRIPT: Script = Script { module: module_path!(), up: Sql::Both(UP), down: Sql::Both(DOWN) };

/// Devices whose alarm has not been called off are few among many that are only there; so is what one of them told besides.
const UP: &str = "
CREATE INDEX ix_device_telemetry_alarm ON device_telemetry (device_id)
    WHERE last_alarm IS NOT NULL AND (last_cleared IS NULL OR last_cleared < last_alarm);
CREATE INDEX ix_vendor_event_device ON vendor_event (device_id, at) WHERE kind <> 'heartbeat';
";

const DOWN: &str = "
DROP INDEX ix_vendor_event_device;
DROP INDEX ix_device_telemetry_alarm;
";
