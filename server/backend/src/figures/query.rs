//! The figures of an area: from the counters for whole months, from the rows for any other days.

mod area_map;
mod balances;
mod counted;
mod dashboard;
mod days;
mod exact;
mod grouped;
mod places;

pub use area_map::area_map;
pub(crate) use balances::Balances;
pub(crate) use counted::{Counted, found_month};
pub use dashboard::dashboard;
pub use exact::exact;
pub(crate) use exact::{hazard_facts, that_matter};
pub(crate) use grouped::{Asked, By, Due, Found, Grouped};
pub(crate) use places::{by_subdistrict, by_time, in_subdistricts, of_area, part_of, subdistricts};

use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards,
    listing::Sql,
};
use chrono::Datelike;
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    calendar::local_date,
    figures::{AreaRates, Figures, MonthRates, Quality, Rates},
    listing::{HazardFilter, Sort},
    period::{Month, Period},
};

/// Figures of an area (the person's own when none is named) for a period: in all, by month, and by the next
/// smaller areas. As of now.
pub async fn rates(ctx: &Ctx, area: Option<AreaCode>, period: Period) -> Result<Rates> {
    let area = ctx.scope(area.as_ref())?;
    rates_with(ctx, &area, period, None).await
}

/// The same of an area that the actor sees; `quality` is that of its hazards, where it is known already: it tells how many days they took,
/// since nothing that is closed is void.
async fn rates_with(ctx: &Ctx, area: &AreaCode, period: Period, quality: Option<&Quality>) -> Result<Rates> {
    let reference = ctx.state.reference().await?;
    let parts: Vec<AreaRef> = reference.areas.children(area).map(crate::areas::Area::to_ref).collect();
    let parts = if area.level() < AreaLevel::Committee { parts } else { Vec::new() };
    let months = counters_for(area, period);
    let span = months.as_deref().and_then(|m| Some((*m.first()?, *m.last()?)));
    // the counters first: they are not always asked for the days
    let mut questions = Sql::default();
    if let Some(span) = span {
        Counted::ask(&mut questions, ctx, &reference, (area, true), span);
    }
    if quality.is_none() {
        questions.ask(days::question(ctx.db().is_sqlite(), &reference, area, period));
    }
    let (mut counted, mut took) = (None, (None, None));
    if let Some(quality) = quality {
        took = (quality.days_median(), quality.days_p90());
    }
    if span.is_some() || quality.is_none() {
        let answer = questions.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
        if quality.is_none() {
            took = days::read(&answer, if span.is_some() { Counted::COLUMNS } else { 0 })?;
        }
        if let Some(months) = months.filter(|_| span.is_some()) {
            counted = Some((Counted::read(&answer, 0, area, &months)?, months));
        }
    }
    let (days_median, days_p90) = took;
    let mut rates = Rates {
        area: reference.areas.named(area),
        period,
        as_of: ctx.now,
        total: Figures::default(),
        months: Vec::new(),
        areas: Vec::new(),
        days_median,
        days_p90,
    };
    match counted {
        Some((counted, months)) => {
            let all = counted.of(area);
            rates.total = all.over();
            rates.months = months
                .iter()
                .zip(all.by_month())
                .map(|(month, figures)| MonthRates { month: *month, figures })
                .collect();
            rates.areas = parts
                .into_iter()
                .map(|part| {
                    let own = counted.of(&part.code);
                    let months = own.by_month().iter().map(|month| month.rate_found).collect();
                    AreaRates { area: part, figures: own.over(), months }
                })
                .collect();
        }
        None => {
            let codes: Vec<AreaCode> = parts.iter().map(|p| p.code.clone()).collect();
            let (total, by_part) = exact::of_parts(ctx, area, &codes, period, ctx.now).await?;
            rates.total = total;
            rates.areas = parts
                .into_iter()
                .zip(by_part)
                .map(|(area, figures)| AreaRates { area, figures, months: Vec::new() })
                .collect();
        }
    }
    Ok(rates)
}

/// The figures of one area for a period, without its parts. As of now.
pub async fn figures(ctx: &Ctx, area: &AreaCode, period: Period) -> Result<Figures> {
    let area = ctx.scope(Some(area))?;
    let months = counters_for(&area, period).unwrap_or_default();
    match months.first().zip(months.last()) {
        Some((first, last)) => {
            let reference = ctx.state.reference().await?;
            let mut questions = Sql::default();
            Counted::ask(&mut questions, ctx, &reference, (&area, false), (*first, *last));
            let answer = questions.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
            Ok(Counted::read(&answer, 0, &area, &months)?.of(&area).over())
        }
        None => exact(ctx, &area, period, ctx.now).await,
    }
}

/// The latest local year in which something was found in the person's area; this year when nothing ever was.
pub async fn latest_year(ctx: &Ctx) -> Result<Period> {
    let newest = hazards::query::first(ctx, &HazardFilter::default(), Sort::Newest, 1).await?;
    let at = newest.first().map_or(ctx.now, |hazard| hazard.found_at);
    Period::year(local_date(at).year()).map_err(Error::internal)
}

/// The months of the period, when the counters can answer: whole months, and no grid, since those have none.
fn counters_for(area: &AreaCode, period: Period) -> Option<Vec<Month>> {
    if area.level() == AreaLevel::Grid { None } else { period.whole_months() }
}
