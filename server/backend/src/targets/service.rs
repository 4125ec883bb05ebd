//! Setting targets.

use crate::{
    audit,
    content::sha256,
    ctx::Ctx,
    entities::year_target,
    error::Result,
    keep::{Begun, begin, planned_for, store},
    reference::load::fixed_id,
};
use domain::{
    actor::Right,
    fault::{Fault, FieldCode},
    ids::TargetId,
    programmes::{Keep, target::YearTarget},
    text::tidy,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

/// Sets a target or changes one. The same save is accepted again; the same name for the same figure, area and year is a
/// fault.
pub async fn save(ctx: &Ctx, keep: Keep<YearTarget>) -> Result<TargetId> {
    ctx.require(Right::Steer)?;
    keep.record.validate()?;
    let reference = ctx.state.reference().await?;
    let codes = planned_for(ctx, &reference, &keep.record.area)?;
    let content = sha256(&keep)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let record = keep.record;
            let save = (keep.id, keep.base_version);
            let begun = begin::<year_target::Entity>(tx, &ctx, record.id.0, save, &content).await?;
            let Some(Begun { there, version, made: (created_by, created_at) }) = begun else {
                return Ok(record.id);
            };
            let name = tidy(&record.name).unwrap_or_default();
            // of two who set it at once the second finds the first
            let key = format!("{}/{}/{}/{name}", codes.area, record.year, record.measured_by);
            tx.claim(fixed_id("year_target", &key)).await?;
            let twin = year_target::Entity::find()
                .filter(year_target::Column::AreaCode.eq(&codes.area))
                .filter(year_target::Column::Year.eq(record.year))
                .filter(year_target::Column::MeasuredBy.eq(record.measured_by.as_str()))
                .filter(year_target::Column::Name.eq(&name))
                .filter(year_target::Column::Id.ne(record.id.0))
                .one(tx)
                .await?;
            if twin.is_some() {
                return Err(Fault::field("name", FieldCode::Duplicate).into());
            }
            let row = year_target::Model {
                id: record.id.0,
                area_code: codes.area,
                committee_code: codes.committee,
                subdistrict_code: codes.subdistrict,
                district_code: codes.district,
                year: record.year,
                name,
                unit: tidy(&record.unit).unwrap_or_default(),
                number: record.number,
                measured_by: record.measured_by.as_str().into(),
                version,
                save_id: keep.id.0,
                content_sha256: content,
                created_by,
                created_at,
                updated_at: ctx.now,
            };
            let line = audit::Entry {
                action: "year_target.save".into(),
                subject_type: "year_target",
                subject: row.id.to_string(),
                area: Some(record.area),
                detail: serde_json::json!({
                    "name": row.name, "year": row.year, "number": row.number,
                    "before": there.as_ref().map(|row| row.number),
                }),
            };
            store::<year_target::Entity>(tx, row, there.is_some()).await?;
            audit::write(tx, &ctx, [line]);
            Ok(record.id)
        })
    })
    .await
}
