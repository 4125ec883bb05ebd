//! The targets of a year with what has been reached.

use super::figures::Reached;
use crate::{
    ctx::Ctx,
    entities::year_target,
    error::{Error, Result},
    hazards::rows::number,
};
use chrono::Datelike;
use domain::{
    actor::Right,
    calendar::local_date,
    fault::{Fault, FieldCode},
    ids::TargetId,
    period::Period,
    programmes::{
        plan_views::{TargetProgress, YearTargets},
        target::YearTarget,
    },
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The targets of the person's area for a year (this one when none is named), each with its figure as of now.
pub async fn list(ctx: &Ctx, year: Option<i32>) -> Result<YearTargets> {
    let reference = ctx.state.reference().await?;
    let today = local_date(ctx.now);
    let year = year.unwrap_or_else(|| today.year());
    let period = Period::year(year).map_err(|_| Fault::field("year", FieldCode::OutOfRange))?;
    let own = &ctx.actor.area;
    let rows = year_target::Entity::find()
        .filter(year_target::Column::Year.eq(year))
        .filter(year_target::Column::AreaCode.gte(own.as_str()))
        .filter(year_target::Column::AreaCode.lt(own.successor()))
        .order_by_asc(year_target::Column::AreaCode)
        .order_by_asc(year_target::Column::Name)
        .all(ctx.db().read())
        .await?;
    let mut reached = Reached::new(ctx, period);
    let mut progress = Vec::with_capacity(rows.len());
    for row in rows {
        let target = target(&row)?;
        let value = reached.value(&target.area, target.measured_by).await?;
        progress.push(TargetProgress {
            area: reference.areas.named(&target.area),
            version: number(row.version)?,
            value: Some(value),
            should_be: target.should_be(today),
            pace: Some(target.pace(value, today)),
            target,
        });
    }
    Ok(YearTargets { year, rows: progress, may_steer: ctx.actor.role.has(Right::Steer) })
}

fn target(row: &year_target::Model) -> Result<YearTarget> {
    Ok(YearTarget {
        id: TargetId(row.id),
        area: row.area_code.parse().map_err(Error::broken)?,
        year: row.year,
        name: row.name.clone(),
        unit: row.unit.clone(),
        number: row.number,
        measured_by: row.measured_by.parse()?,
    })
}
