//! Setting targets.

use crate::{
    audit,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::year_target,
    error::Result,
    keep::{Begun, Codes, begin, planned_for, store},
    reference::load::fixed_id,
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Right,
    fault::{Fault, FieldCode},
    ids::TargetId,
    programmes::{Keep, target::YearTarget},
    text::tidy,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// Sets a target or changes one. The same save is accepted again; the same name for the same figure, area and year is a
/// fault.
pub async fn save(ctx: &Ctx, keep: Keep<YearTarget>) -> Result<TargetId> {
    ctx.require(Right::Steer)?;
    keep.record.validate()?;
    let reference = ctx.state.reference().await?;
    planned_for(ctx, &reference, &keep.record.area)?;
    let content = sha256(&keep)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let record = keep.record;
            let save = (keep.id, keep.base_version);
            let begun = begin::<year_target::Entity>(tx, &ctx, record.id.0, save, &content).await?;
            let Some(Begun { there, version, made }) = begun else {
                return Ok(record.id);
            };
            alone(tx, &record).await?;
            let (id, area) = (record.id, record.area.clone());
            let row = row(record, Saved { version, save: keep.id.0, content, made, now: ctx.now });
            let line = audit::Entry {
                action: "year_target.save".into(),
                subject_type: "year_target",
                subject: row.id.to_string(),
                area: Some(area),
                detail: serde_json::json!({
                    "name": row.name, "year": row.year, "number": row.number,
                    "before": there.as_ref().map(|row| row.number),
                }),
            };
            store::<year_target::Entity>(tx, row, there.is_some()).await?;
            audit::write(tx, &ctx, [line]);
            Ok(id)
        })
    })
    .await
}

/// What makes two targets the same.
pub(crate) fn twin_key(record: &YearTarget) -> String {
    let name = tidy(&record.name).unwrap_or_default();
    format!("{}/{}/{}/{name}", record.area, record.year, record.measured_by)
}

/// Refuses a target of which there is another one. Of two who set it at once the second finds the first.
pub(crate) async fn alone(tx: &WriteTx, record: &YearTarget) -> Result<()> {
    tx.claim(fixed_id("year_target", &twin_key(record))).await?;
    let twin = year_target::Entity::find()
        .filter(year_target::Column::AreaCode.eq(record.area.as_str()))
        .filter(year_target::Column::Year.eq(record.year))
        .filter(year_target::Column::MeasuredBy.eq(record.measured_by.as_str()))
        .filter(year_target::Column::Name.eq(tidy(&record.name).unwrap_or_default()))
        .filter(year_target::Column::Id.ne(record.id.0))
        .one(tx)
        .await?;
    match twin {
        Some(_) => Err(Fault::field("name", FieldCode::Duplicate).into()),
        None => Ok(()),
    }
}

/// What a row has beside its target.
pub(crate) struct Saved {
    /// Counts its saves.
    pub version: i32,
    /// This save.
    pub save: Uuid,
    /// SHA-256 of what it sent.
    pub content: String,
    /// Who made the target, and when.
    pub made: (Uuid, DateTime<Utc>),
    /// Server time.
    pub now: DateTime<Utc>,
}

/// The row of a target.
pub(crate) fn row(record: YearTarget, saved: Saved) -> year_target::Model {
    let codes = Codes::from(&record.area);
    year_target::Model {
        id: record.id.0,
        area_code: codes.area,
        committee_code: codes.committee,
        subdistrict_code: codes.subdistrict,
        district_code: codes.district,
        year: record.year,
        name: tidy(&record.name).unwrap_or_default(),
        unit: tidy(&record.unit).unwrap_or_default(),
        number: record.number,
        measured_by: record.measured_by.as_str().into(),
        version: saved.version,
        save_id: saved.save,
        content_sha256: saved.content,
        created_by: saved.made.0,
        created_at: saved.made.1,
        updated_at: saved.now,
    }
}
