//! Receipts: the proof that a command is stored, written with what it did.

use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::{awaited_photo, sync_receipt},
    error::{Error, Result},
};
use chrono::{DateTime, Utc};
use domain::{
    fault::Code,
    ids::{FileId, HazardId},
    sync::{Outcome, Receipt, Sealed, kept},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

/// What a receipt will say besides what the command made.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The command.
    pub id: Uuid,
    /// Its kind.
    pub kind: &'static str,
    /// SHA-256 of the sealed text.
    pub sha256: String,
    /// The tablet.
    pub device: Uuid,
    /// The device's own time at saving.
    pub device_at: DateTime<Utc>,
    /// How far its clock was ahead.
    pub skew_ms: i64,
    /// The photos it names.
    pub photos: Vec<FileId>,
}

/// The receipt of a command, if it has one.
pub(super) async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<sync_receipt::Model>> {
    Ok(sync_receipt::Entity::find_by_id(id).one(db).await?)
}

/// What a command is answered that came before: the same one its receipt, another one of the same id a refusal.
pub(super) async fn again(
    db: &impl ConnectionTrait,
    ctx: &Ctx,
    row: sync_receipt::Model,
    sealed: &Sealed,
) -> Result<Outcome> {
    let same = row.user_id == ctx.actor.user.0 && row.content_sha256.eq_ignore_ascii_case(&sealed.sha256);
    if !same {
        return Err(Error::code(Code::ContentConflict));
    }
    Ok(Outcome::Already { receipt: receipt(db, row).await? })
}

/// Writes the receipt of what was done in this transaction.
pub(super) async fn write(
    tx: &WriteTx,
    ctx: &Ctx,
    draft: Draft,
    hazards: &[(HazardId, String)],
) -> Result<Receipt> {
    let row = sync_receipt::Model {
        id: draft.id,
        kind: draft.kind.into(),
        user_id: ctx.actor.user.0,
        device_id: draft.device,
        content_sha256: draft.sha256,
        device_at: kept(draft.device_at),
        received_at: ctx.now,
        skew_ms: draft.skew_ms,
        hazards: serde_json::to_value(hazards)?,
        photos: serde_json::to_value(draft.photos)?,
    };
    let row = row.into_active_model().reset_all().insert(tx).await?;
    receipt(tx, row).await
}

/// The receipt as of now: photos that have come meanwhile are no longer awaited.
async fn receipt(db: &impl ConnectionTrait, row: sync_receipt::Model) -> Result<Receipt> {
    let photos: Vec<FileId> = serde_json::from_value(row.photos)?;
    Ok(Receipt {
        id: row.id,
        sha256: row.content_sha256,
        received_at: row.received_at,
        skew_ms: row.skew_ms,
        hazards: serde_json::from_value(row.hazards)?,
        awaited: still_awaited(db, &photos).await?,
    })
}

async fn still_awaited(db: &impl ConnectionTrait, photos: &[FileId]) -> Result<Vec<FileId>> {
    if photos.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = awaited_photo::Entity::find()
        .select_only()
        .column(awaited_photo::Column::Id)
        .filter(awaited_photo::Column::Id.is_in(photos.iter().map(|p| p.0)))
        .order_by_asc(awaited_photo::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(FileId).collect())
}
