//! Writing what belongs to an appliance: its row, its events with their chain, its number of a change.

use super::rows;
use crate::{
    db::WriteTx,
    entities::stove,
    error::Result,
    programmes::{
        chained::{self, Said},
        life::{Codes, Doing},
    },
    transfer,
};
use chrono::{DateTime, Utc};
use domain::{hazards::GENESIS, ids::sort_key, programmes::stove::StoveState};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

/// The row of an appliance that the register does not have yet, without events.
pub(crate) fn fresh(now: DateTime<Utc>, state: &StoveState, content_sha256: &str) -> Result<stove::Model> {
    let codes = Codes::of(&state.area)?;
    let mut row = stove::Model {
        id: state.id.0,
        sort_key: sort_key(state.surveyed_at, state.id.0),
        site_id: state.site.0,
        area_code: state.area.to_string(),
        committee_code: codes.committee,
        subdistrict_code: codes.subdistrict,
        district_code: codes.district,
        appliance: String::new(),
        usage: String::new(),
        status: String::new(),
        survey: serde_json::Value::Null,
        non_safe: String::new(),
        non_safe_since: None,
        first_surveyed_at: state.surveyed_at,
        surveyed_at: state.surveyed_at,
        surveyed_by: state.surveyed_by.0,
        expires_on: None,
        expiry_presumed: false,
        hose_expires_on: None,
        hose_expiry_presumed: false,
        planned_for: None,
        replacement: None,
        replaced_at: None,
        reported_by: None,
        signature: None,
        accepted_at: None,
        accepted_by: None,
        gone_at: None,
        gone_reason: None,
        replaces_id: None,
        attempts: 0,
        last_attempt_at: None,
        last_attempt: None,
        sent_back_count: 0,
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

/// Writes a new appliance with its first event.
pub(super) async fn insert(
    tx: &WriteTx,
    state: &StoveState,
    said: &Said<'_>,
    doing: &Doing<'_>,
    content_sha256: &str,
) -> Result<()> {
    chained::insert(tx, fresh(doing.ctx.now, state, content_sha256)?, state, said, doing).await
}

/// Writes what a step makes of an appliance.
pub(super) async fn update(
    tx: &WriteTx,
    row: stove::Model,
    state: &StoveState,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<()> {
    let (row, event) = chained::stepped(tx, row, state, said, doing).await?;
    row.into_active_model().reset_all().update(tx).await?;
    transfer::rows::insert(tx, &[event]).await
}
