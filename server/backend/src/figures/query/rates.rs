//! The figures of an area in all, by month and by its parts. Those asked for last are kept: an office looks at the same ones all day.

use super::{Counted, counters_for, days, exact};
use crate::{
    changes,
    ctx::Ctx,
    error::{Error, Result},
    figures::kept::{Held, Piece},
    listing::Sql,
    reference::Reference,
};
use domain::{
    area::{AreaCode, AreaLevel, AreaRef},
    calendar::local_date,
    figures::{AreaRates, Figures, MonthRates, Quality, Rates, Ratio},
    period::Period,
};
use std::{
    sync::{Arc, Weak},
    time::Instant,
};

/// Rates as they were made.
pub(crate) struct KeptRates {
    rates: Rates,
    /// What the areas are called by.
    reference: Weak<Reference>,
}

impl Held for KeptRates {
    fn bytes(&self) -> usize {
        let name = |area: &AreaRef| area.name.len() + area.code.as_str().len();
        let of_area = |one: &AreaRates| {
            size_of::<AreaRates>() + name(&one.area) + one.months.len() * size_of::<Ratio>()
        };
        name(&self.rates.area)
            + self.rates.months.len() * size_of::<MonthRates>()
            + self.rates.areas.iter().map(of_area).sum::<usize>()
    }
}

/// Figures of an area (the person's own when none is named) for a period: in all, by month, and by the next
/// smaller areas. As of now.
pub async fn rates(ctx: &Ctx, area: Option<AreaCode>, period: Period) -> Result<Rates> {
    let area = ctx.scope(area.as_ref())?;
    // of other days than whole months they are made from rows, by the hour of now
    if counters_for(&area, period).is_none() || !ctx.state.keeps_sums() {
        return rates_with(ctx, &area, period, None).await;
    }
    let (shelf, today) = (&ctx.state.sums().rates, local_date(ctx.now));
    let reference = Arc::downgrade(&ctx.state.reference().await?);
    // before the figures: a change in between makes them look older than they are, never newer
    let number = changes::around(ctx.db().read(), &area).await?;
    if let Some(piece) = shelf.get(&area, period, number, today)
        && piece.of.reference.ptr_eq(&reference)
    {
        return Ok(Rates { as_of: ctx.now, ..piece.of.rates.clone() });
    }
    let rates = rates_with(ctx, &area, period, None).await?;
    let of = KeptRates { rates: rates.clone(), reference };
    shelf.keep(area, period, Piece { number, days: today..=today, read: Instant::now(), of });
    Ok(rates)
}

/// The same of an area that the actor sees; `quality` is that of its hazards, where it is known already: it tells how many days they took,
/// since nothing that is closed is void.
pub(super) async fn rates_with(
    ctx: &Ctx,
    area: &AreaCode,
    period: Period,
    quality: Option<&Quality>,
) -> Result<Rates> {
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
