//! The office's answers to what responsible parties sent.

use super::views::words;
use crate::{
    audit, changes,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::{file, party_photo, party_submission},
    error::{Error, Result},
    hazards::service::{lock, step},
    photos::STORED_CONTENT_TYPE,
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    hazards::Change,
    ids::{FileId, HazardId, SubmissionId},
    party::{AnswerSubmission, SubmissionState},
    photos::PhotoKind,
    text::tidy,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};

/// Accepts a submission, which then becomes a step of the hazard in the name of the person who answers, or sends it back.
/// What the life cycle does not allow is refused, and the submission goes on waiting. Of two people who answer at once one
/// wins and the other is told; the same answer sent again is accepted again.
pub async fn answer(ctx: &Ctx, id: SubmissionId, answer: AnswerSubmission) -> Result<SubmissionState> {
    ctx.require(Right::DealWithParties)?;
    answer.validate()?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| Box::pin(async move { answer_in(tx, &ctx, id, answer).await })).await
}

async fn answer_in(
    tx: &WriteTx,
    ctx: &Ctx,
    id: SubmissionId,
    answer: AnswerSubmission,
) -> Result<SubmissionState> {
    tx.claim(id.0).await?;
    let row = party_submission::Entity::find_by_id(id.0).one(tx).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    let area: AreaCode = row.area_code.parse()?;
    if !ctx.actor.area.contains(&area) {
        return Err(Error::code(Code::NotFound));
    }
    let state = if answer.accept { SubmissionState::Accepted } else { SubmissionState::Returned };
    if row.answer_id.is_some() {
        let again = row.answer_id == Some(answer.id.0) && row.state == state.as_str();
        return if again { Ok(state) } else { Err(Error::code(Code::Stale)) };
    }
    if answer.accept {
        carry_out(tx, ctx, &row, &answer).await?;
    } else {
        // the step of an accepted one is heard of by itself; that one less waits is told here
        changes::one(tx, &row.subdistrict_code).await?;
    }
    let action = if answer.accept { "party_submission.accept" } else { "party_submission.return" };
    let line = audit::Entry {
        action: action.into(),
        subject_type: "party_submission",
        subject: id.to_string(),
        area: Some(area),
        detail: serde_json::json!({"hazard": row.hazard_id, "kind": row.kind}),
    };
    audit::write(tx, ctx, [line]);
    let mut row = row.into_active_model();
    row.state = Set(state.as_str().into());
    row.answer_id = Set(Some(answer.id.0));
    row.answered_by = Set(Some(ctx.actor.user.0));
    row.answered_at = Set(Some(ctx.now));
    row.answer = Set(answer.note.as_deref().and_then(tidy));
    row.update(tx).await?;
    Ok(state)
}

/// The step that was asked for, with the photos that came.
async fn carry_out(
    tx: &WriteTx,
    ctx: &Ctx,
    row: &party_submission::Model,
    answer: &AnswerSubmission,
) -> Result<()> {
    let hazard = HazardId(row.hazard_id);
    let found = lock(tx, hazard).await?.ok_or_else(|| Error::broken("a submission of no hazard"))?;
    let photos = take_over(tx, ctx, row).await?;
    let change = Change {
        id: answer.id,
        hazard,
        base_version: None,
        device_at: None,
        position: None,
        command: words(row)?.into_step(photos),
    };
    change.validate()?;
    let arrival = Arrival::straight(&change)?;
    if found.has_step(tx, &change, &arrival).await? {
        return Err(Error::code(Code::ContentConflict)); // another command has this id
    }
    step(tx, ctx, found, change, &arrival).await?;
    Ok(())
}

/// Makes photos of the office of those that came; the step attaches them.
async fn take_over(tx: &WriteTx, ctx: &Ctx, row: &party_submission::Model) -> Result<Vec<FileId>> {
    let sent = party_photo::Entity::find()
        .filter(party_photo::Column::SubmissionId.eq(row.id))
        .order_by_asc(party_photo::Column::Id)
        .all(tx)
        .await?;
    let ids = sent.iter().map(|photo| FileId(photo.id)).collect();
    let photo = |photo: party_photo::Model| file::Model {
        id: photo.id,
        sha256_original: photo.sha256_original,
        sha256: photo.sha256,
        content_type: STORED_CONTENT_TYPE.into(),
        bytes: photo.bytes,
        width: photo.width,
        height: photo.height,
        kind: PhotoKind::After.as_str().into(),
        hazard_id: None,
        inspection_id: None,
        site_id: None,
        stove_id: None,
        device_id: None,
        gas_user_id: None,
        area_code: row.area_code.clone(),
        taken_at: photo.taken_at,
        lon: photo.lon,
        lat: photo.lat,
        layer: None,
        uploaded_by: ctx.actor.user.0,
        attached_at: None,
        created_at: row.sent_at,
    };
    if !sent.is_empty() {
        let rows = sent.into_iter().map(|one| photo(one).into_active_model().reset_all());
        file::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(ids)
}
