//! Writing what belongs to an appliance: its row, its events with their chain, its number of a change.

use super::rows;
use crate::{
    changes,
    ctx::Ctx,
    db::WriteTx,
    entities::{stove, stove_event},
    error::Result,
    programmes::life::{Codes, Doing, Link, linked, put},
};
use domain::{
    hazards::GENESIS,
    ids::sort_key,
    programmes::stove::{StoveEventKind, StoveState},
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

/// What happened, in a word, with what it adds.
pub(super) struct Said<'a> {
    pub kind: StoveEventKind,
    pub note: Option<&'a str>,
    pub data: &'a serde_json::Value,
}

/// The row of an appliance that the register does not have yet, without events.
fn fresh(ctx: &Ctx, state: &StoveState, content_sha256: &str) -> Result<stove::Model> {
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
        created_at: ctx.now,
        updated_at: ctx.now,
    };
    rows::put_state(&mut row, state)?;
    Ok(row)
}

/// Brings the row to the state after a step and makes the event that says so, linked to the one before.
fn append(
    row: &mut stove::Model,
    state: &StoveState,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<stove_event::Model> {
    let from = (row.event_count > 0).then(|| row.status.clone());
    rows::put_state(row, state)?;
    row.event_count += 1;
    row.updated_at = doing.ctx.now;
    let link = Link {
        record: row.id,
        seq: row.event_count,
        kind: said.kind.as_str(),
        from,
        to: state.status.as_str(),
        note: said.note,
        data: said.data,
        state: rows::row_digest(row)?,
        before: &row.last_event_hash,
    };
    let event = linked(link, doing)?;
    row.last_event_hash.clone_from(&event.hash);
    Ok(event.into())
}

/// Writes a new appliance with its first event.
pub(super) async fn insert(
    tx: &WriteTx,
    state: &StoveState,
    said: &Said<'_>,
    doing: &Doing<'_>,
    content_sha256: &str,
) -> Result<()> {
    let mut row = fresh(doing.ctx, state, content_sha256)?;
    let event = append(&mut row, state, said, doing)?;
    row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
    put(tx, row, |row| row.sort_key += 1).await?;
    event.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}

/// Writes what a step makes of an appliance.
pub(super) async fn update(
    tx: &WriteTx,
    mut row: stove::Model,
    state: &StoveState,
    said: &Said<'_>,
    doing: &Doing<'_>,
) -> Result<()> {
    let event = append(&mut row, state, said, doing)?;
    row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
    row.into_active_model().reset_all().update(tx).await?;
    event.into_active_model().reset_all().insert(tx).await?;
    Ok(())
}
