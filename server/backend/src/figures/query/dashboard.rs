//! Everything that the dashboard shows.

use super::{
    grouped::{Asked, By, Grouped},
    rates,
};
use crate::{
    charts::Trends,
    ctx::Ctx,
    entities::campaign::{Column, Entity},
    error::Result,
    hazards,
    listing::Scope,
    relapse,
};
use domain::{
    area::AreaCode,
    calendar::local_date,
    figures::{AGES, Age, AreaRow, CampaignRow, CategoryRow, Dashboard, DashboardFigures, MonthRow},
    ids::CampaignId,
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
    let rates = rates(ctx, area, period).await?;
    let area = rates.area.code.clone();
    let reference = ctx.state.reference().await?;
    let mut grouped = Grouped::of(ctx, ctx.db().read(), &reference, &area, period, BESIDE).await?;
    let quality = grouped.quality();
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
    let categories =
        grouped.categories.into_iter().map(|(category, figures)| CategoryRow { category, figures }).collect();
    Ok(Dashboard {
        quality,
        relapse: relapse::query::rate(ctx.db().read(), &Scope::from(area.clone()), period).await?,
        months,
        areas,
        categories,
        campaigns: campaigns(ctx, grouped.campaigns).await?,
        ages: ages(ctx, &area).await?,
        charts: Trends::over(rates.months.iter().map(|row| (row.month, row.figures))).svg()?,
        rates,
    })
}

/// The campaigns with their titles, those with the most findings first.
async fn campaigns(ctx: &Ctx, groups: BTreeMap<CampaignId, DashboardFigures>) -> Result<Vec<CampaignRow>> {
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, figures)| std::cmp::Reverse((figures.rate_found.of, figures.rate_due.of)));
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
    let row = |(id, figures): (CampaignId, DashboardFigures)| {
        titles.remove(&id.0).map(|title| CampaignRow { id, title, figures })
    };
    Ok(groups.into_iter().filter_map(row).collect())
}

/// How old what is open is, each step counted as the list behind it counts.
async fn ages(ctx: &Ctx, area: &AreaCode) -> Result<Vec<Age>> {
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
