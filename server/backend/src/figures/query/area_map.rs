//! A figure by area for a map that colours them.

use super::{by_subdistrict, of_area, rates};
use crate::{areas::Areas, ctx::Ctx, error::Result, hazards::query::figure_set, listing::Sql};
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    figures::{AreaFigure, AreaMap, FigureSet, MappedArea, Ratio, Scale},
    geo::{Boundary, draw},
    period::{Month, Period},
};
use std::collections::BTreeMap;

/// A figure of an area (the person's own when none is named) for a period or one month of it, by the next smaller areas; of an area
/// without any, its own. As of now. A month outside of the period is not looked at.
pub async fn area_map(
    ctx: &Ctx,
    area: Option<AreaCode>,
    period: Period,
    figure: AreaFigure,
    month: Option<Month>,
) -> Result<AreaMap> {
    let month = month.filter(|month| period.months().any(|of| of == *month));
    let shown = month.map_or(period, Month::period);
    let rates = rates(ctx, area, shown).await?;
    let overdue = match figure {
        AreaFigure::Overdue => overdue(ctx, &rates.area.code, shown).await?,
        _ => BTreeMap::new(),
    };
    let late = |code: &AreaCode| overdue.get(code.as_str()).copied().unwrap_or_default();
    let total = figure.of(&rates.total, overdue.values().sum());
    let mut parts: Vec<(AreaRef, Ratio)> = rates
        .areas
        .into_iter()
        .map(|part| (part.area.clone(), figure.of(&part.figures, late(&part.area.code))))
        .collect();
    if parts.is_empty() {
        parts.push((rates.area.clone(), total));
    }
    let reference = ctx.state.reference().await?;
    let scale = Scale::of(figure, parts.iter().map(|(_, amount)| *amount));
    Ok(AreaMap {
        figure,
        area: rates.area,
        period,
        month,
        as_of: rates.as_of,
        total,
        scale,
        areas: drawn(&reference.areas, &scale, parts),
    })
}

/// The areas with their outlines, all in one picture.
fn drawn(areas: &Areas, scale: &Scale, parts: Vec<(AreaRef, Ratio)>) -> Vec<MappedArea> {
    let boundary = |code: &AreaCode| areas.get(code).and_then(|area| area.boundary.as_ref());
    let known: Vec<&Boundary> = parts.iter().filter_map(|(area, _)| boundary(&area.code)).collect();
    let mut outlines = draw(&known).into_iter();
    parts
        .into_iter()
        .map(|(area, amount)| {
            let outline = if boundary(&area.code).is_some() { outlines.next() } else { None };
            MappedArea { shade: scale.shade(amount), area, amount, outline }
        })
        .collect()
}

/// How many are overdue at the end of the period, by the codes of the next smaller areas; in an area without any under its own.
/// What lies in none of them stands under no code.
async fn overdue(ctx: &Ctx, area: &AreaCode, period: Period) -> Result<BTreeMap<String, i64>> {
    let reference = ctx.state.reference().await?;
    let column = match area.level() {
        AreaLevel::City => "district_code",
        AreaLevel::District => "subdistrict_code",
        AreaLevel::Subdistrict | AreaLevel::Committee => "committee_code",
        AreaLevel::Grid => "area_code",
    };
    let sqlite = ctx.db().is_sqlite();
    let mut these = of_area(&reference, area);
    these.extend(&figure_set::whole(FigureSet::OverdueAtEnd, period, ctx.now, sqlite));
    let mut sql = Sql::new(format!("SELECT h.{column}, count(*){}", by_subdistrict(sqlite)));
    sql.filter(&these).push(" GROUP BY 1");
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
