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
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// A page of the targets of the person's area for a year (this one when none is named), by area and name, behind the target
/// `after`; each with its figure as of now.
pub async fn list(ctx: &Ctx, year: Option<i32>, after: Option<TargetId>) -> Result<YearTargets> {
    let year = year.unwrap_or_else(|| local_date(ctx.now).year());
    let (rows, next) = rows_of(ctx, year, after, ctx.state.limits.page_size).await?;
    Ok(YearTargets { year, next, rows, may_steer: ctx.actor.role.has(Right::Steer) })
}

/// At most `size` targets of a year behind `after`, and where the next ones begin.
pub(super) async fn rows_of(
    ctx: &Ctx,
    year: i32,
    after: Option<TargetId>,
    size: u64,
) -> Result<(Vec<TargetProgress>, Option<TargetId>)> {
    use year_target::{Column, Entity};
    let reference = ctx.state.reference().await?;
    let today = local_date(ctx.now);
    let period = Period::year(year).map_err(|_| Fault::field("year", FieldCode::OutOfRange))?;
    let own = &ctx.actor.area;
    let mut find = Entity::find()
        .filter(Column::Year.eq(year))
        .filter(Column::AreaCode.gte(own.as_str()))
        .filter(Column::AreaCode.lt(own.successor()));
    let before = match after {
        Some(id) => Entity::find_by_id(id.0).one(ctx.db().read()).await?,
        None => None,
    };
    if let Some(row) = before {
        find = find.filter(behind(&row));
    }
    let in_order = find.order_by_asc(Column::AreaCode).order_by_asc(Column::Name).order_by_asc(Column::Id);
    let mut rows = in_order.limit(size + 1).all(ctx.db().read()).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let mut reached = Reached::new(ctx, period);
    let mut progress = Vec::with_capacity(rows.len());
    for row in &rows {
        let target = target(row)?;
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
    let next = rows.last().filter(|_| more).map(|row| TargetId(row.id));
    Ok((progress, next))
}

/// What comes behind a target in the order of the list.
fn behind(row: &year_target::Model) -> Condition {
    use year_target::Column;
    let (area, name) = (row.area_code.as_str(), row.name.as_str());
    let by_name = Condition::all().add(Column::AreaCode.eq(area)).add(Column::Name.gt(name));
    let by_id =
        Condition::all().add(Column::AreaCode.eq(area)).add(Column::Name.eq(name)).add(Column::Id.gt(row.id));
    Condition::any().add(Column::AreaCode.gt(area)).add(by_name).add(by_id)
}

pub(crate) fn target(row: &year_target::Model) -> Result<YearTarget> {
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
