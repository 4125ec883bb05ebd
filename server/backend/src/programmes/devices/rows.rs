//! Between the row of a device and the types of the domain.

use crate::{
    entities::{device, device_telemetry},
    error::Result,
    hazards::rows::{integer, number},
};
use domain::{
    ids::{DetectorId, SiteId, UserId},
    programmes::{
        chain::digest,
        device::{DeviceState, Telemetry},
        gear::Expiry,
    },
};
use uuid::Uuid;

/// What decides the next steps, from the row.
pub fn state(row: &device::Model) -> Result<DeviceState> {
    let last_attempt = match (row.last_attempt_at, &row.last_attempt) {
        (Some(at), Some(outcome)) => Some((at, outcome.parse()?)),
        _ => None,
    };
    Ok(DeviceState {
        id: DetectorId(row.id),
        kind: row.kind.parse()?,
        site: SiteId(row.site_id),
        area: row.area_code.parse()?,
        usage: row.usage.parse()?,
        status: row.status.parse()?,
        planned_at: row.planned_at,
        planned_by: UserId(row.planned_by),
        installation: row.installation.clone().map(serde_json::from_value).transpose()?,
        installed_at: row.installed_at,
        reported_by: row.reported_by.map(UserId),
        signature: row.signature.clone().map(serde_json::from_value).transpose()?,
        expiry: row.expires_on.map(|on| Expiry { on, presumed: row.expiry_presumed }),
        accepted_at: row.accepted_at,
        accepted_by: row.accepted_by.map(UserId),
        faulty_since: row.faulty_since,
        ended_at: row.ended_at,
        replaces: row.replaces_id.map(DetectorId),
        successor: row.successor_id.map(DetectorId),
        attempts: number(row.attempts)?,
        last_attempt,
        version: number(row.version)?,
    })
}

/// Writes the state into the row. Its kind, its site and when it was put on the list never change.
pub fn put_state(row: &mut device::Model, s: &DeviceState) -> Result<()> {
    let network_id = s.installation.as_ref().and_then(|it| it.network_id.as_ref());
    row.usage = s.usage.as_str().into();
    row.status = s.status.as_str().into();
    row.serial = s.installation.as_ref().map(|it| it.serial.to_string());
    row.network_id = network_id.map(ToString::to_string);
    row.installation = s.installation.as_ref().map(serde_json::to_value).transpose()?;
    row.installed_at = s.installed_at;
    row.reported_by = s.reported_by.map(|user| user.0);
    row.signature = s.signature.as_ref().map(serde_json::to_value).transpose()?;
    row.expires_on = s.expiry.map(|expiry| expiry.on);
    row.expiry_presumed = s.expiry.is_some_and(|expiry| expiry.presumed);
    row.accepted_at = s.accepted_at;
    row.accepted_by = s.accepted_by.map(|user| user.0);
    row.faulty_since = s.faulty_since;
    row.ended_at = s.ended_at;
    row.replaces_id = s.replaces.map(|device| device.0);
    row.successor_id = s.successor.map(|device| device.0);
    row.attempts = integer(s.attempts);
    row.last_attempt_at = s.last_attempt.map(|(at, _)| at);
    row.last_attempt = s.last_attempt.map(|(_, outcome)| outcome.as_str().into());
    row.version = integer(s.version);
    Ok(())
}

/// The digest that the last event must carry: of the row as it stands.
pub fn row_digest(row: &device::Model) -> Result<String> {
    Ok(digest(number(row.event_count)?, &state(row)?))
}

/// As [`telemetry`] reads it.
pub fn telemetry_row(device: Uuid, known: Telemetry) -> device_telemetry::Model {
    let Telemetry { last_heard, last_alarm, last_cleared, last_fault, last_mended, low_battery } = known;
    device_telemetry::Model {
        device_id: device,
        last_heard,
        last_alarm,
        last_cleared,
        last_fault,
        last_mended,
        low_battery,
    }
}

/// What a device has told of itself.
pub fn telemetry(row: &device_telemetry::Model) -> Telemetry {
    Telemetry {
        last_heard: row.last_heard,
        last_alarm: row.last_alarm,
        last_cleared: row.last_cleared,
        last_fault: row.last_fault,
        last_mended: row.last_mended,
        low_battery: row.low_battery,
    }
}
