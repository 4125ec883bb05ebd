//! The figures of an area: from the counters for whole months, from the rows for any other days.

mod area_map;
mod balances;
mod counted;
mod dashboard;
mod days;
mod exact;
mod grouped;
mod places;
mod rates;

pub use area_map::area_map;
pub(crate) use balances::Balances;
pub(crate) use counted::{Counted, found_month};
pub use dashboard::dashboard;
pub use exact::exact;
pub(crate) use exact::{hazard_facts, that_matter};
pub(crate) use grouped::{Asked, By, Due, Found, Grouped};
pub(crate) use places::{by_subdistrict, by_time, in_subdistricts, of_area, part_of, subdistricts};
pub(crate) use rates::KeptRates;
pub use rates::rates;

use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards,
    listing::Sql,
};
use chrono::Datelike;
use domain::{
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    figures::Figures,
    listing::{HazardFilter, Sort},
    period::{Month, Period},
};

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
