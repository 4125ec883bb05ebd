//! Everything that the dashboard shows.

use super::{
    balances::Balanced,
    grouped::{Asked, By, Grouped},
    rates::rates_with,
};
use crate::{
    charts::Trends,
    ctx::Ctx,
    entities::campaign::{Column, Entity},
    error::{Error, Result},
    hazards,
    listing::{Conditions, Scope, Sql, total},
    relapse,
};
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    figures::{AGES, Age, AreaRow, Balance, CampaignRow, CategoryRow, Dashboard, DashboardFigures, MonthRow},
    hazards::{Category, Status},
    ids::CampaignId,
    listing::Total,
    period::Period,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Most campaigns that are shown, those with the most findings: an area has a few of them a year.
const CAMPAIGNS: usize = 50;

/// What is asked beside the counters.
const BESIDE: Asked<'static> =
    Asked { by: &[By::Category, By::Campaign, By::Month, By::Part], due: true, repeated: 0 };

/// The dashboard of an area (the person's own when none is named) for a period, as of now.
pub async fn dashboard(ctx: &Ctx, area: Option<AreaCode>, period: Period) -> Result<Dashboard> {
    let area = ctx.scope(area.as_ref())?;
    let reference = ctx.state.reference().await?;
    let mut grouped = Grouped::now(ctx, &reference, &area, period, BESIDE).await?;
    let quality = grouped.quality();
    let rates = rates_with(ctx, &area, period, Some(&quality)).await?;
    let balanced = Balanced::now(ctx, &reference, &area, period).await?;
    let months = rates
        .months
        .iter()
        .map(|row| MonthRow {
            month: row.month,
            figures: row.figures,
            quality: grouped.months.remove(&row.month.number()).unwrap_or_default().quality,
        })
        .collect();
    let areas = rates
        .areas
        .iter()
        .map(|row| AreaRow {
            rates: row.clone(),
            quality: grouped.parts.remove(&row.area.code).unwrap_or_default().quality,
        })
        .collect();
    let categories = joined(grouped.categories, balanced.categories);
    let categories =
        categories.map(|(category, (figures, balance))| CategoryRow { category, figures, balance }).collect();
    Ok(Dashboard {
        quality,
        relapse: relapse::query::rate(ctx.db().read(), &Scope::from(area.clone()), period).await?,
        months,
        areas,
        categories,
        campaigns: campaigns(ctx, joined(grouped.campaigns, balanced.campaigns)).await?,
        ages: ages(ctx, &area).await?,
        charts: Trends::over(rates.months.iter().map(|row| (row.month, row.figures))).svg()?,
        rates,
    })
}

/// The groups that have figures or a balance: what was found and declared void moves the balance alone.
fn joined<K: Ord>(
    figures: BTreeMap<K, DashboardFigures>,
    balances: BTreeMap<K, Balance>,
) -> impl Iterator<Item = (K, (DashboardFigures, Balance))> {
    let mut groups: BTreeMap<K, (DashboardFigures, Balance)> =
        figures.into_iter().map(|(key, figures)| (key, (figures, Balance::default()))).collect();
    for (key, balance) in balances {
        groups.entry(key).or_default().1 = balance;
    }
    groups.into_iter()
}

/// The campaigns with their titles, those with the most findings first.
async fn campaigns(
    ctx: &Ctx,
    groups: impl Iterator<Item = (CampaignId, (DashboardFigures, Balance))>,
) -> Result<Vec<CampaignRow>> {
    let mut groups: Vec<_> = groups.collect();
    groups.sort_by_key(|(_, (figures, balance))| {
        std::cmp::Reverse((figures.rate_found.of, figures.rate_due.of, balance.open_at_end))
    });
    groups.truncate(CAMPAIGNS);
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let titles: Vec<(Uuid, String)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Title)
        .filter(Column::Id.is_in(groups.iter().map(|(id, _)| id.0)))
        .into_tuple()
        .all(ctx.db().read())
        .await?;
    let mut titles: HashMap<Uuid, String> = titles.into_iter().collect();
    let row = |(id, (figures, balance)): (CampaignId, (DashboardFigures, Balance))| {
        titles.remove(&id.0).map(|title| CampaignRow { id, title, figures, balance })
    };
    Ok(groups.into_iter().filter_map(row).collect())
}

/// How old what is open is, each step counted as the list behind it counts.
async fn ages(ctx: &Ctx, area: &AreaCode) -> Result<Vec<Age>> {
    if area.level() < AreaLevel::Subdistrict {
        return ages_in_one_pass(ctx, area).await;
    }
    let today = local_date(ctx.now);
    let mut ages = Vec::with_capacity(AGES.len());
    for (from, to) in AGES {
        let mut open = Age::filter(from, to, today, false);
        let mut overdue = Age::filter(from, to, today, true);
        open.common.area = Some(area.clone());
        overdue.common.area = Some(area.clone());
        ages.push(Age {
            from,
            to,
            open: hazards::query::count(ctx, &open).await?,
            overdue: hazards::query::count(ctx, &overdue).await?,
        });
    }
    Ok(ages)
}

/// The same of a large area: all that is open there is passed once, by the index of the list, which holds everything that is asked. Every
/// category is named: without them SQLite skips through what is closed as well.
async fn ages_in_one_pass(ctx: &Ctx, area: &AreaCode) -> Result<Vec<Age>> {
    let today = local_date(ctx.now);
    let mut open = Scope::from(area.clone()).by_subdistrict("h");
    open.any_of("h.status", &Age::filter(0, None, today, false).status, Status::as_str);
    open.any_of("h.category", Category::ALL, Category::as_str);
    let mut sql = Sql::new("SELECT ");
    for (i, (from, to)) in AGES.into_iter().enumerate() {
        let listed = Age::filter(from, to, today, true).common;
        let mut step = Conditions::default();
        step.days("h.sort_key", listed.from, listed.to);
        let mut overdue = step.clone();
        overdue.add("h.effective_due < ?", [today.into()]);
        sql.push(if i == 0 { "" } else { ", " }).append(step.counted()).push(", ").append(overdue.counted());
    }
    let index = if ctx.db().is_sqlite() { " INDEXED BY ix_hazard_filter" } else { "" };
    sql.push(&format!(" FROM hazard h{index}")).filter(&open);
    let row = sql.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    // as far as the list counts
    let most = ctx.state.limits.total_cap;
    let number = |column: usize| -> Result<Total> { Ok(total(row.try_get_by_index(column)?, most)) };
    let age = |(i, (from, to)): (usize, (u64, Option<u64>))| {
        Ok(Age { from, to, open: number(2 * i)?, overdue: number(2 * i + 1)? })
    };
    AGES.into_iter().enumerate().map(age).collect()
}
