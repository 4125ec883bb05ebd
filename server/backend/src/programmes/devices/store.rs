//! Writing what belongs to a device: its row, its events with their chain, its number of a change.

use super::rows;
use crate::{
    db::WriteTx,
    entities::device,
    error::Result,
    programmes::{
        chained::{self, Said},
        life::{Codes, Doing},
    },
    transfer,
};
use chrono::{DateTime, Utc};
use domain::{hazards::GENESIS, ids::sort_key, programmes::device::DeviceState};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

/// The row of a device that the register does not have yet, without events.
pub(crate) fn fresh(now: DateTime<Utc>, state: &DeviceState, content_sha256: &str) -> Result<device::Model> {
    let codes = Codes::of(&state.area)?;
    let mut row = device::Model {
        id: state.id.0,
        sort_key: sort_key(state.planned_at, state.id.0),
        site_id: state.site.0,
        area_code: state.area.to_string(),
        committee_code: codes.committee,
        subdistrict_code: codes.subdistrict,
        district_code: codes.district,
        kind: state.kind.as_str().into(),
        usage: String::new(),
        status: String::new(),
        serial: None,
        network_id: None,
        installation: None,
        planned_at: state.planned_at,
        planned_by: state.planned_by.0,
        installed_at: None,
        reported_by: None,
        signature: None,
        expires_on: None,
        expiry_presumed: false,
        accepted_at: None,
        accepted_by: None,
        faulty_since: None,
        ended_at: None,
        replaces_id: None,
        successor_id: None,
        attempts: 0,
        last_attempt_at: None,
        last_attempt: None,
        event_count: 0,
        last_event_hash: GENESIS.into(),
        version: 0,
        content_sha256: content_sha256.into(),
        change_seq: 0,
        created_at: now,
        updated_at: now,
    };
    rows::put_state(&mut row, state)?;
    Ok(row)
}

/// Writes a new device with its first event.
pub(super) async fn insert(
    tx: &WriteTx,
    state: &DeviceState,
    said: &Said<'_>,
    doing: &Doing<'_>,
    content_sha256: &str,
) -> Result<()> {
    chained::insert(tx, fresh(doing.ctx.now, state, content_sha256)?, state, said, doing).await
}

/// Writes what a step makes of a device.
pub(super) async fn update(
    tx: &WriteTx,
    row: device::Model,
    state: &DeviceState,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<()> {
    let (row, event) = chained::stepped(tx, row, state, said, doing).await?;
    row.into_active_model().reset_all().update(tx).await?;
    transfer::rows::insert(tx, &[event]).await
}
