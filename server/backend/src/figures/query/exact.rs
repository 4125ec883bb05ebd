//! The figures from the rows and their events: for any days, as of any instant. The definition in
//! [`domain::figures`] is all there is to it; this brings it what it needs, some rows at a time.

use crate::{
    ctx::Ctx,
    entities::hazard,
    error::Result,
    hazards::{flows, rows},
    listing::{Conditions, Scope, Sql, cap},
};
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    figures::{Figures, HazardFacts, figures},
    ids::sort_key_floor,
    period::Period,
};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

/// Rows that are in memory at a time.
const AT_ONCE: u64 = 1_000;

/// The figures of an area for a period as of `t`.
pub async fn exact(ctx: &Ctx, area: &AreaCode, period: Period, t: DateTime<Utc>) -> Result<Figures> {
    Ok(of_parts(ctx, area, &[], period, t).await?.0)
}

/// The figures of an area and of each of its parts.
pub(super) async fn of_parts(
    ctx: &Ctx,
    area: &AreaCode,
    parts: &[AreaCode],
    period: Period,
    t: DateTime<Utc>,
) -> Result<(Figures, Vec<Figures>)> {
    let area = ctx.scope(Some(area))?;
    let mut wanted = Scope::from(area).condition("h");
    wanted.extend(&that_matter(period));
    let (mut total, mut by_part) = (Figures::default(), vec![Figures::default(); parts.len()]);
    let mut last = 0_i64;
    loop {
        let mut after = wanted.clone();
        after.add("h.sort_key > ?", [last.into()]);
        let mut sql = Sql::new("SELECT h.* FROM hazard h");
        sql.filter(&after).bind(" ORDER BY h.sort_key LIMIT ?", [cap(AT_ONCE)]);
        let found = sql.all(ctx.db().read()).await?;
        let found: Vec<hazard::Model> =
            found.iter().map(|row| hazard::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
        let Some(end) = found.last() else { break };
        last = end.sort_key;
        let mut groups: Vec<Vec<HazardFacts>> = vec![Vec::new(); parts.len() + 1];
        for (row, facts) in found.iter().zip(hazard_facts(ctx.db().read(), &found).await?) {
            let part = parts.iter().position(|p| row.area_code.starts_with(p.as_str()));
            groups[part.unwrap_or(parts.len())].push(facts);
        }
        for (i, group) in groups.iter().enumerate() {
            let sum = figures(group, period, t);
            total += sum;
            if let Some(part) = by_part.get_mut(i) {
                *part += sum;
            }
        }
    }
    Ok((total, by_part))
}

/// Leaves out what the period cannot count: found after it, or done with before it began.
pub(crate) fn that_matter(p: Period) -> Conditions {
    let (start, end): (Value, Value) = (p.start().into(), sort_key_floor(p.end()).into());
    let mut conditions = Conditions::default();
    // a deadline can lie in a period before the finding only if it is wrong; still it counts in B
    conditions.add("(h.sort_key < ? OR h.effective_due <= ?)", [end, p.to.into()]);
    conditions.add(
        "(h.sort_key >= ? OR h.effective_due >= ? OR h.reopened_count > 0 OR h.closed_at >= ? OR h.voided_at >= ? \
         OR (h.closed_at IS NULL AND h.voided_at IS NULL))",
        [sort_key_floor(p.start()).into(), p.from.into(), start.clone(), start],
    );
    conditions
}

/// What the figures need of these hazards, in their order.
pub(crate) async fn hazard_facts(
    on: &impl ConnectionTrait,
    found: &[hazard::Model],
) -> Result<Vec<HazardFacts>> {
    let flows = flows::of(on, found).await?;
    found.iter().map(|row| rows::facts(row, flows.get(&row.id).map_or(&[], Vec::as_slice))).collect()
}
