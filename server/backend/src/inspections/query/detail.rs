//! The page of one visit.

use super::{COLUMNS, JOINS, read};
use crate::{
    ctx::Ctx,
    entities::{awaited_photo, file},
    error::{Error, Result},
    files::query::{awaited, view},
    hazards,
    listing::Sql,
};
use domain::{
    actor::Right,
    fault::Code,
    ids::{CampaignId, ChecklistVersionId, InspectionId},
    inspections::{Answers, InspectionDetail, InspectionSummary, Signature},
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Everything the page of a visit shows. One outside the person's area is not found.
pub async fn detail(ctx: &Ctx, id: InspectionId) -> Result<InspectionDetail> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(format!(
        "SELECT {COLUMNS}, i.finished_at, i.campaign, i.check_code, i.note, i.checklist_version_id, i.answers, \
         i.signature, i.time_doubt, i.device_at, i.campaign_id \
         FROM inspection i{JOINS} WHERE "
    ));
    sql.bind("i.id = ?", [id.0.into()]);
    let Some(row) = sql.one(ctx.db().read()).await? else { return Err(Error::code(Code::NotFound)) };
    let summary = read(&row, &reference.areas)?;
    if !ctx.actor.area.contains(&summary.area.code) {
        return Err(Error::code(Code::NotFound));
    }
    let version: Option<Uuid> = row.try_get_by_index(20)?;
    let answers: serde_json::Value = row.try_get_by_index(21)?;
    let photos = file::Entity::find()
        .filter(file::Column::InspectionId.eq(id.0))
        .order_by_asc(file::Column::Id)
        .all(ctx.db().read())
        .await?;
    Ok(InspectionDetail {
        finished_at: row.try_get_by_index(16)?,
        campaign: row.try_get_by_index(17)?,
        campaign_id: row.try_get_by_index::<Option<Uuid>>(25)?.map(CampaignId),
        check_code: row.try_get_by_index(18)?,
        note: row.try_get_by_index(19)?,
        checklist: version
            .and_then(|v| reference.checklists.get(&ChecklistVersionId(v)))
            .map(|c| (c.title.clone(), c.title_en.clone(), c.version, c.checklist.clone())),
        answers: serde_json::from_value::<Answers>(answers)?,
        hazards: hazards::query::of_inspection(ctx, id).await?,
        photos: photos.iter().map(view).collect::<Result<_>>()?,
        awaited: awaited(ctx, awaited_photo::Column::InspectionId, id.0).await?,
        signature: signature(row.try_get_by_index(22)?, &summary, ctx)?,
        time_doubt: row.try_get_by_index::<Option<String>>(23)?.map(|word| word.parse()).transpose()?,
        device_at: row.try_get_by_index(24)?,
        summary,
    })
}

/// The signature, as far as this person may see it.
fn signature(
    kept: Option<serde_json::Value>,
    visit: &InspectionSummary,
    ctx: &Ctx,
) -> Result<Option<Signature>> {
    let household = visit.site_kind == SiteKind::Household;
    let signature: Option<Signature> = kept.map(serde_json::from_value).transpose()?;
    Ok(signature.map(|signature| signature.shown(household, ctx.actor.role.has(Right::Reveal))))
}
