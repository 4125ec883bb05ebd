//! Taking photos in and attaching them to what they show.

use crate::{
    ctx::Ctx,
    db::WriteTx,
    entities::file,
    error::{Error, Result},
    photos::{PhotoFault, PhotoLimits, intake},
    storage::Key,
};
use bytes::Bytes;
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault, FieldCode},
    ids::{FileId, HazardId, InspectionId},
    photos::{PhotoKind, PhotoReceipt},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, Set, sea_query::Expr,
};

/// What a photo is attached to.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// A hazard.
    Hazard(HazardId),
    /// A visit.
    Inspection(InspectionId),
}

/// Takes a photo in: checked by content, re-encoded, without metadata. It belongs to the person who sent it until
/// a command attaches it. The same id with the same file is accepted again.
pub async fn upload(
    ctx: &Ctx,
    id: FileId,
    kind: PhotoKind,
    bytes: Bytes,
    limits: &PhotoLimits,
) -> Result<PhotoReceipt> {
    ctx.require(Right::RegisterHazard)?;
    let photo = intake(bytes, limits).await.map_err(refusal)?;
    let original = photo.sha256_original.to_string();
    if let Some(row) = file::Entity::find_by_id(id.0).one(ctx.db().read()).await? {
        return repeated(ctx, &row, &original);
    }
    // the picture first: a row without its picture would be a loss, a picture without a row is litter
    ctx.state.storage.put(&Key::photo(photo.sha256), photo.bytes.clone()).await.map_err(Error::internal)?;
    ctx.state.storage.put(&Key::thumb(photo.sha256), photo.thumb.clone()).await.map_err(Error::internal)?;
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
        area_code: ctx.actor.area.to_string(),
        taken_at: photo.metadata.taken_at,
        lon: photo.metadata.position.as_ref().map(|p| p.lon),
        lat: photo.metadata.position.as_ref().map(|p| p.lat),
        uploaded_by: ctx.actor.user.0,
        attached_at: None,
        created_at: ctx.now,
    };
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let entry = crate::audit::Entry {
                action: "file.upload".into(),
                subject_type: "file",
                subject: id.to_string(),
                area: Some(ctx.actor.area.clone()),
                detail: serde_json::json!({"sha256": row.sha256_original, "bytes": row.bytes}),
            };
            // the same photo may have arrived twice at once
            tx.claim(row.id).await?;
            if let Some(there) = file::Entity::find_by_id(row.id).one(tx).await? {
                return repeated(&ctx, &there, &row.sha256_original);
            }
            let answer = receipt(&row)?;
            row.into_active_model().reset_all().insert(tx).await?;
            crate::audit::write(tx, &ctx, [entry]);
            Ok(answer)
        })
    })
    .await
}

/// The answer to a photo whose id is there already.
fn repeated(ctx: &Ctx, there: &file::Model, original: &str) -> Result<PhotoReceipt> {
    if there.sha256_original == original && there.uploaded_by == ctx.actor.user.0 {
        receipt(there)
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

fn receipt(row: &file::Model) -> Result<PhotoReceipt> {
    Ok(PhotoReceipt {
        id: FileId(row.id),
        sha256: row.sha256_original.clone(),
        bytes: u64::try_from(row.bytes).map_err(Error::broken)?,
        width: u32::try_from(row.width).map_err(Error::broken)?,
        height: u32::try_from(row.height).map_err(Error::broken)?,
    })
}

/// What the person is told about a picture that is not taken in.
fn refusal(fault: PhotoFault) -> Error {
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

/// Attaches photos that this person brought and that belong to nothing yet (or already to the same record).
/// Any other is refused as unknown: nobody learns whether it exists.
pub async fn attach(
    tx: &WriteTx,
    ctx: &Ctx,
    field: &str,
    ids: &[FileId],
    owner: Owner,
    area: &AreaCode,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let set = match owner {
        Owner::Hazard(id) => (file::Column::HazardId, id.0),
        Owner::Inspection(id) => (file::Column::InspectionId, id.0),
    };
    let changed = file::Entity::update_many()
        .col_expr(set.0, Expr::value(set.1))
        .col_expr(file::Column::AreaCode, Expr::value(area.as_str()))
        .col_expr(file::Column::AttachedAt, Expr::value(ctx.now))
        .filter(file::Column::Id.is_in(ids.iter().map(|i| i.0)))
        .filter(file::Column::UploadedBy.eq(ctx.actor.user.0))
        .filter(file::Column::AttachedAt.is_null())
        .exec(tx)
        .await?;
    if usize::try_from(changed.rows_affected).ok() == Some(ids.len()) {
        Ok(())
    } else {
        Err(Fault::field(field, FieldCode::Unknown).into())
    }
}

/// Sets what photos show, when the command that attaches them knows better than the upload did.
pub async fn set_kind(tx: &WriteTx, ids: &[FileId], kind: PhotoKind) -> Result<()> {
    if !ids.is_empty() {
        let kind = file::ActiveModel { kind: Set(kind.as_str().into()), ..Default::default() };
        file::Entity::update_many()
            .set(kind)
            .filter(file::Column::Id.is_in(ids.iter().map(|i| i.0)))
            .exec(tx)
            .await?;
    }
    Ok(())
}
