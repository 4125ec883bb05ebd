//! Taking photos in and attaching them to what they show.
//!
//! A photo and the record that names it may come in any order. Each claims the photo's id for its transaction, so that
//! either finds what the other has stored: the photo finds that it is awaited, or the record finds the photo.

use crate::{
    audit, changes,
    content::{Arrival, Tablet},
    ctx::Ctx,
    db::WriteTx,
    entities::{awaited_photo, file, hazard},
    error::{Error, Result},
    photos::{Photo, PhotoFault, PhotoLimits, intake},
    storage::Key,
};
use bytes::Bytes;
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault, FieldCode},
    ids::{DetectorId, FileId, GasUserId, HazardId, InspectionId, StoveId},
    photos::{Layer, PhotoKind, PhotoReceipt},
    sync::SentPhoto,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, ModelTrait, QueryFilter, sea_query::Expr,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a photo is attached to.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// A hazard.
    Hazard(HazardId),
    /// A visit.
    Inspection(InspectionId),
    /// A stove or water heater.
    Stove(StoveId),
    /// A gas alarm, smoke detector or charger.
    Device(DetectorId),
    /// An entry of the register of gas users.
    GasUser(GasUserId),
}

/// The photos of one field of a command.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// The field, for the refusal.
    pub field: &'a str,
    /// Which.
    pub ids: &'a [FileId],
    /// What they show, when the command knows better than whoever sent them.
    pub kind: Option<PhotoKind>,
}

/// Takes a photo in: checked by content, re-encoded, without metadata. It belongs to the person who sent it until
/// a command attaches it, or at once to the record that waits for it. The same id with the same file is accepted again.
pub async fn upload(
    ctx: &Ctx,
    id: FileId,
    kind: PhotoKind,
    bytes: Bytes,
    limits: &PhotoLimits,
) -> Result<PhotoReceipt> {
    ctx.require(Right::RegisterHazard)?;
    let photo = intake(bytes, limits).await.map_err(refusal)?;
    take_in(ctx, id, kind, photo).await
}

/// Keeps what is drawn over a photo that this person has sent. Once the photo belongs to a record the drawing is part of
/// that record: the same is accepted again, another one is refused.
pub async fn draw(ctx: &Ctx, id: FileId, layer: Layer) -> Result<PhotoReceipt> {
    ctx.require(Right::RegisterHazard)?;
    Fault::check(layer.check("layer"))?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { set_layer(tx, &ctx, id, &layer).await })).await
}

async fn set_layer(tx: &WriteTx, ctx: &Ctx, id: FileId, layer: &Layer) -> Result<PhotoReceipt> {
    tx.claim(id.0).await?;
    let row = file::Entity::find_by_id(id.0).one(tx).await?;
    // nobody learns whether a stranger's photo exists
    let row = row.filter(|row| row.uploaded_by == ctx.actor.user.0);
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    let now: Layer = row.layer.clone().map(serde_json::from_value).transpose()?.unwrap_or_default();
    if now != *layer {
        if row.attached_at.is_some() {
            return Err(Error::code(Code::ContentConflict));
        }
        let kept = (!layer.is_empty()).then(|| serde_json::to_value(layer)).transpose()?;
        file::Entity::update_many()
            .col_expr(file::Column::Layer, Expr::value(kept))
            .filter(file::Column::Id.eq(id.0))
            .exec(tx)
            .await?;
        let drawn = audit::Entry {
            action: "file.draw".into(),
            subject_type: "file",
            subject: id.to_string(),
            area: Some(row.area_code.parse()?),
            detail: serde_json::json!({"marks": layer.0.len()}),
        };
        audit::write(tx, ctx, [drawn]);
    }
    receipt(&row)
}

/// Stores a photo that was found to be one.
pub(crate) async fn take_in(ctx: &Ctx, id: FileId, kind: PhotoKind, photo: Photo) -> Result<PhotoReceipt> {
    let original = photo.sha256_original.to_string();
    if let Some(answer) = stored(ctx, id, &original).await? {
        return Ok(answer);
    }
    // the picture first: a row without its picture would be a loss, a picture without a row is litter
    let (whole, small) = (Key::photo(photo.sha256), Key::thumb(photo.sha256));
    let storage = &ctx.state.storage;
    tokio::try_join!(storage.put(&whole, photo.bytes.clone()), storage.put(&small, photo.thumb.clone()))
        .map_err(Error::internal)?;
    let row = file::Model {
        id: id.0,
        sha256_original: original,
        sha256: photo.sha256.to_string(),
        content_type: "image/jpeg".into(),
        bytes: i64::try_from(photo.bytes.len()).map_err(Error::internal)?,
        width: i32::try_from(photo.width).map_err(Error::internal)?,
        height: i32::try_from(photo.height).map_err(Error::internal)?,
        kind: kind.as_str().into(),
        hazard_id: None,
        inspection_id: None,
        site_id: None,
        stove_id: None,
        device_id: None,
        gas_user_id: None,
        area_code: ctx.actor.area.to_string(),
        taken_at: photo.metadata.taken_at,
        lon: photo.metadata.position.as_ref().map(|p| p.lon),
        lat: photo.metadata.position.as_ref().map(|p| p.lat),
        layer: None,
        uploaded_by: ctx.actor.user.0,
        attached_at: None,
        created_at: ctx.now,
    };
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { insert(tx, &ctx, row).await })).await
}

async fn insert(tx: &WriteTx, ctx: &Ctx, mut row: file::Model) -> Result<PhotoReceipt> {
    tx.claim(row.id).await?;
    // the same photo may have arrived twice at once
    if let Some(there) = file::Entity::find_by_id(row.id).one(tx).await? {
        return repeated(ctx, &there, &row.sha256_original);
    }
    if let Some(awaited) = awaited_photo::Entity::find_by_id(row.id).one(tx).await? {
        give(tx, ctx, &mut row, awaited).await?;
    }
    let entry = audit::Entry {
        action: "file.upload".into(),
        subject_type: "file",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail: serde_json::json!({"sha256": row.sha256_original, "bytes": row.bytes}),
    };
    let answer = receipt(&row)?;
    row.into_active_model().reset_all().insert(tx).await?;
    audit::write(tx, ctx, [entry]);
    Ok(answer)
}

/// Gives a photo to the record that waits for it.
async fn give(tx: &WriteTx, ctx: &Ctx, row: &mut file::Model, awaited: awaited_photo::Model) -> Result<()> {
    if awaited.user_id != row.uploaded_by || awaited.sha256 != row.sha256_original {
        return Err(Error::code(Code::ContentConflict));
    }
    if let Some(id) = awaited.hazard_id {
        // other tablets take the photos of open hazards along
        let found = crate::hazards::service::lock(tx, HazardId(id)).await?;
        let found = found.ok_or_else(|| Error::broken("a photo of no hazard"))?;
        let seq = changes::one(tx, &found.row.subdistrict_code).await?;
        hazard::Entity::update_many()
            .col_expr(hazard::Column::ChangeSeq, Expr::value(seq))
            .filter(hazard::Column::Id.eq(id))
            .exec(tx)
            .await?;
    }
    row.hazard_id = awaited.hazard_id;
    row.inspection_id = awaited.inspection_id;
    row.stove_id = awaited.stove_id;
    row.device_id = awaited.device_id;
    row.gas_user_id = awaited.gas_user_id;
    row.area_code.clone_from(&awaited.area_code);
    row.kind.clone_from(&awaited.kind);
    row.layer.clone_from(&awaited.layer);
    row.taken_at = row.taken_at.or(awaited.taken_at);
    row.attached_at = Some(ctx.now);
    awaited.delete(tx).await?;
    Ok(())
}

/// The receipt of a photo that is there already; the same id for another photo or person is refused.
pub(crate) async fn stored(ctx: &Ctx, id: FileId, original: &str) -> Result<Option<PhotoReceipt>> {
    let row = file::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    row.map(|row| repeated(ctx, &row, original)).transpose()
}

/// The answer to a photo whose id is there already.
fn repeated(ctx: &Ctx, there: &file::Model, original: &str) -> Result<PhotoReceipt> {
    if there.sha256_original == original && there.uploaded_by == ctx.actor.user.0 {
        receipt(there)
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

pub(super) fn receipt(row: &file::Model) -> Result<PhotoReceipt> {
    Ok(PhotoReceipt {
        id: FileId(row.id),
        sha256: row.sha256_original.clone(),
        bytes: u64::try_from(row.bytes).map_err(Error::broken)?,
        width: u32::try_from(row.width).map_err(Error::broken)?,
        height: u32::try_from(row.height).map_err(Error::broken)?,
    })
}

/// What the person is told about a picture that is not taken in.
pub(crate) fn refusal(fault: PhotoFault) -> Error {
    let code = match fault.code() {
        "photo_empty" => Code::FileEmpty,
        "photo_too_large" => Code::TooLarge,
        "photo_unsupported_type" => Code::UnsupportedType,
        "photo_damaged" => Code::DamagedFile,
        "photo_too_many_pixels" => Code::TooManyPixels,
        _ => return Error::internal(fault),
    };
    Fault::new(code).into()
}

/// Attaches the photos that a command names. From a page or program, all must be here. From a tablet, those that are not
/// here yet are awaited.
pub async fn attach(
    tx: &WriteTx,
    ctx: &Ctx,
    arrival: &Arrival,
    named: Named<'_>,
    owner: Owner,
    area: &AreaCode,
) -> Result<()> {
    let target = Target { owner, area, ctx };
    match &arrival.tablet {
        _ if named.ids.is_empty() => Ok(()),
        None => attach_here(tx, named, target).await,
        Some(tablet) => attach_or_await(tx, named, target, tablet).await,
    }
}

/// Where photos go.
#[derive(Clone, Copy)]
struct Target<'a> {
    owner: Owner,
    area: &'a AreaCode,
    ctx: &'a Ctx,
}

impl Target<'_> {
    /// The update that attaches photos of this person which belong to nothing yet.
    fn update(self) -> sea_orm::UpdateMany<file::Entity> {
        let set = match self.owner {
            Owner::Hazard(id) => (file::Column::HazardId, id.0),
            Owner::Inspection(id) => (file::Column::InspectionId, id.0),
            Owner::Stove(id) => (file::Column::StoveId, id.0),
            Owner::Device(id) => (file::Column::DeviceId, id.0),
            Owner::GasUser(id) => (file::Column::GasUserId, id.0),
        };
        file::Entity::update_many()
            .col_expr(set.0, Expr::value(set.1))
            .col_expr(file::Column::AreaCode, Expr::value(self.area.as_str()))
            .col_expr(file::Column::AttachedAt, Expr::value(self.ctx.now))
            .filter(file::Column::UploadedBy.eq(self.ctx.actor.user.0))
            .filter(file::Column::AttachedAt.is_null())
    }
}

/// Photos that this person brought and that belong to nothing yet. Any other is refused as unknown: nobody learns
/// whether it exists.
async fn attach_here(tx: &WriteTx, named: Named<'_>, target: Target<'_>) -> Result<()> {
    let mut update = target.update().filter(file::Column::Id.is_in(named.ids.iter().map(|i| i.0)));
    if let Some(kind) = named.kind {
        update = update.col_expr(file::Column::Kind, Expr::value(kind.as_str()));
    }
    let attached = update.exec(tx).await?.rows_affected;
    if usize::try_from(attached).ok() == Some(named.ids.len()) { Ok(()) } else { Err(unknown(named.field)) }
}

fn unknown(field: &str) -> Error {
    Fault::field(field, FieldCode::Unknown).into()
}

/// The caller has claimed the photos' ids.
async fn attach_or_await(tx: &WriteTx, named: Named<'_>, target: Target<'_>, tablet: &Tablet) -> Result<()> {
    let ids = || named.ids.iter().map(|i| i.0);
    let here = file::Entity::find().filter(file::Column::Id.is_in(ids())).all(tx).await?;
    let here: BTreeMap<Uuid, file::Model> = here.into_iter().map(|row| (row.id, row)).collect();
    let promised =
        awaited_photo::Entity::find().filter(awaited_photo::Column::Id.is_in(ids())).one(tx).await?;
    if promised.is_some() {
        return Err(unknown(named.field)); // it belongs to another record
    }
    let mut awaited = Vec::new();
    for id in named.ids {
        let sent = tablet.photos.get(id).ok_or_else(|| unknown(named.field))?;
        let kind = named.kind.unwrap_or(sent.kind);
        match here.get(&id.0) {
            Some(row) => {
                let mut update = target
                    .update()
                    .col_expr(file::Column::Kind, Expr::value(kind.as_str()))
                    .filter(file::Column::Id.eq(id.0))
                    .filter(file::Column::Sha256Original.eq(&sent.sha256));
                if !sent.layer.is_empty() {
                    update =
                        update.col_expr(file::Column::Layer, Expr::value(serde_json::to_value(&sent.layer)?));
                }
                if row.taken_at.is_none() {
                    update = update.col_expr(file::Column::TakenAt, Expr::value(sent.taken_at));
                }
                if update.exec(tx).await?.rows_affected != 1 {
                    return Err(unknown(named.field));
                }
            }
            None => awaited.push(expected(sent, kind, target)?.into_active_model().reset_all()),
        }
    }
    if !awaited.is_empty() {
        awaited_photo::Entity::insert_many(awaited).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The row of a photo that is still on its way.
fn expected(sent: &SentPhoto, kind: PhotoKind, target: Target<'_>) -> Result<awaited_photo::Model> {
    let layer = Some(&sent.layer).filter(|layer: &&Layer| !layer.is_empty());
    let mut row = awaited_photo::Model {
        id: sent.id.0,
        sha256: sent.sha256.clone(),
        bytes: i64::try_from(sent.bytes).map_err(Error::internal)?,
        kind: kind.as_str().into(),
        hazard_id: None,
        inspection_id: None,
        stove_id: None,
        device_id: None,
        gas_user_id: None,
        area_code: target.area.to_string(),
        user_id: target.ctx.actor.user.0,
        taken_at: Some(sent.taken_at),
        layer: layer.map(serde_json::to_value).transpose()?,
        since: target.ctx.now,
    };
    match target.owner {
        Owner::Hazard(id) => row.hazard_id = Some(id.0),
        Owner::Inspection(id) => row.inspection_id = Some(id.0),
        Owner::Stove(id) => row.stove_id = Some(id.0),
        Owner::Device(id) => row.device_id = Some(id.0),
        Owner::GasUser(id) => row.gas_user_id = Some(id.0),
    }
    Ok(row)
}
