//! Reads of the samples.

use crate::{
    ctx::Ctx,
    entities::{recurring_plan, relapse_sample},
    error::{Error, Result},
    hazards::rows::number,
    listing::{Conditions, Scope, Sql, cap},
};
use chrono::{DateTime, Utc};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    figures::Ratio,
    ids::{HazardId, PlanId, SiteId, UserId},
    period::{Month, Period},
    relapse::{Pick, PickFilter, PickKey, PickStanding, RelapseOutcome, RelapsePage, Sample, plan_of},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};
use uuid::Uuid;

/// Most samples that are shown: two years of one subdistrict.
const SAMPLES: u64 = 24;

/// Of the hazards drawn for the months that the period touches, and seen again: those that came back.
pub(crate) async fn rate(on: &impl ConnectionTrait, scope: &Scope, period: Period) -> Result<Ratio> {
    let months = (Some(Month::of_day(period.from)), Some(Month::of_day(period.to)));
    let (said, _) = sums(on, &drawn_in(scope, months)).await?;
    Ok(said)
}

/// Those of an area that were drawn for these months, as far as they are said.
fn drawn_in(scope: &Scope, (first, last): (Option<Month>, Option<Month>)) -> Conditions {
    let mut these = scope.by_subdistrict("p");
    for (text, month) in [("p.month >= ?", first), ("p.month <= ?", last)] {
        if let Some(month) = month {
            these.add(text, [month.number().into()]);
        }
    }
    these
}

/// Of these: those that came back, of those that were seen again; and how many wait.
async fn sums(on: &impl ConnectionTrait, these: &Conditions) -> Result<(Ratio, i64)> {
    let mut sql = Sql::new(
        "SELECT count(p.outcome), CAST(COALESCE(sum(CASE WHEN p.outcome = 'came_back' THEN 1 ELSE 0 END), 0) AS BIGINT), \
         count(*) FROM relapse_pick p",
    );
    sql.filter(these);
    let row = sql.one(on).await?.ok_or_else(|| Error::broken("no answer"))?;
    let (said, back, all): (i64, i64, i64) =
        (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    Ok((Ratio::new(back, said), all - said))
}

/// A page of the drawn hazards that a filter asks for, behind `after`, with what there is beside them.
pub async fn page(ctx: &Ctx, filter: &PickFilter, after: Option<PickKey>) -> Result<RelapsePage> {
    let scope = Scope::of(ctx, filter.common.area.as_ref())?;
    let these = drawn_in(&scope, filter.months());
    let (rate, open) = sums(ctx.db().read(), &these).await?;
    let mut wanted = these;
    let standing = filter.standing.unwrap_or(PickStanding::Open);
    match standing {
        PickStanding::Open => wanted.add("p.outcome IS NULL", []),
        PickStanding::Seen => wanted.add("p.outcome IS NOT NULL", []),
        PickStanding::Held | PickStanding::CameBack => {
            wanted.add("p.outcome = ?", [standing.as_str().into()])
        }
    };
    if let Some(PickKey { month, hazard }) = after {
        let month = month.number();
        wanted.add(
            "(p.month < ? OR p.month = ? AND p.hazard_id > ?)",
            [month.into(), month.into(), hazard.0.into()],
        );
    }
    let size = ctx.state.limits.page_size;
    let mut rows = picks(ctx, &wanted, size + 1).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let samples = samples(ctx).await?;
    Ok(RelapsePage {
        area: ctx.state.reference().await?.areas.named(&scope.area),
        next: rows.last().filter(|_| more).map(|row| row.key),
        rows,
        rate,
        open,
        may_draw: may_draw(ctx, &samples),
        samples,
        plan: plan(ctx).await?,
    })
}

async fn picks(ctx: &Ctx, wanted: &Conditions, limit: u64) -> Result<Vec<Pick>> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(
        "SELECT p.hazard_id, p.month, h.number, h.category, h.description, p.area_code, h.site_id, t.due, t.done_at, \
         p.outcome, p.said_at, h.rectified_by FROM relapse_pick p JOIN hazard h ON h.id = p.hazard_id \
         JOIN task t ON t.id = p.task_id",
    );
    sql.filter(wanted).bind(" ORDER BY p.month DESC, p.hazard_id LIMIT ?", [cap(limit)]);
    let may_review = ctx.actor.role.has(Right::Review);
    let read = |row: &QueryResult| {
        let month = Month::from_number(row.try_get_by_index(1)?).map_err(Error::broken)?;
        let area: AreaCode = row.try_get_by_index::<String>(5)?.parse()?;
        let outcome: Option<String> = row.try_get_by_index(9)?;
        let outcome = outcome.as_deref().map(str::parse::<RelapseOutcome>).transpose()?;
        let rectified_by: Option<Uuid> = row.try_get_by_index(11)?;
        Ok::<_, Error>(Pick {
            key: PickKey { month, hazard: HazardId(row.try_get_by_index(0)?) },
            number: row.try_get_by_index(2)?,
            category: row.try_get_by_index::<String>(3)?.parse()?,
            description: row.try_get_by_index(4)?,
            area: reference.areas.named(&area),
            site: row.try_get_by_index::<Option<Uuid>>(6)?.map(SiteId),
            due: row.try_get_by_index(7)?,
            visited_at: row.try_get_by_index::<Option<DateTime<Utc>>>(8)?,
            outcome,
            said_at: row.try_get_by_index::<Option<DateTime<Utc>>>(10)?,
            may_say: may_review && rectified_by.map(UserId) != Some(ctx.actor.user),
        })
    };
    sql.all(ctx.db().read()).await?.iter().map(read).collect()
}

/// The latest samples of the actor's area; of a committee those of its subdistrict.
async fn samples(ctx: &Ctx) -> Result<Vec<Sample>> {
    use relapse_sample::{Column, Entity};
    let reference = ctx.state.reference().await?;
    let own = &ctx.actor.area;
    let of = own.at(AreaLevel::Subdistrict).unwrap_or_else(|| own.clone());
    let rows = Entity::find()
        .filter(Column::SubdistrictCode.gte(of.as_str()))
        .filter(Column::SubdistrictCode.lt(of.successor()))
        .order_by_desc(Column::Month)
        .order_by_asc(Column::SubdistrictCode)
        .limit(SAMPLES)
        .all(ctx.db().read())
        .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Sample {
                month: Month::from_number(row.month).map_err(Error::broken)?,
                area: reference.areas.named(&row.subdistrict_code.parse()?),
                population: number(row.population)?.into(),
                size: number(row.size)?.into(),
                seed: row.seed,
                drawn_at: row.drawn_at,
            })
        })
        .collect()
}

/// Last month, for the office of a subdistrict that has not drawn it.
fn may_draw(ctx: &Ctx, samples: &[Sample]) -> Option<Month> {
    let last = Month::of(ctx.now).previous();
    let may = ctx.actor.role.has(Right::Steer) && ctx.actor.area.level() == AreaLevel::Subdistrict;
    (may && samples.iter().all(|sample| sample.month != last)).then_some(last)
}

/// The plan of the re-visits, when the actor's area lies in one subdistrict that has one.
async fn plan(ctx: &Ctx) -> Result<Option<PlanId>> {
    let Some(subdistrict) = ctx.actor.area.at(AreaLevel::Subdistrict) else { return Ok(None) };
    let id = plan_of(&subdistrict);
    let there = recurring_plan::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    Ok(there.map(|_| id))
}
