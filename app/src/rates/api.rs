//! What the page of rates asks the server for.

use crate::{codec::Text, error::AppError};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    figures::{AreaFigure, AreaMap, Rates},
    period::Month,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The figures of an area (the person's own when none is given) for a period; without a period the latest year
/// in which something was found.
#[server(input = GetUrl, output = Text)]
pub async fn read_rates(
    area: Option<AreaCode>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Rates, AppError> {
    let ctx = crate::ssr::ctx()?;
    let period = asked_period(&ctx, from, to).await?;
    backend::figures::query::rates(&ctx, area, period).await.map_err(crate::ssr::told)
}

/// A figure of the same area and days, or of one month of them, for a map that colours the areas inside; figure A when none is
/// named.
#[server(input = GetUrl, output = Text)]
pub async fn read_area_map(
    area: Option<AreaCode>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    figure: Option<AreaFigure>,
    month: Option<Month>,
) -> Result<AreaMap, AppError> {
    let ctx = crate::ssr::ctx()?;
    let period = asked_period(&ctx, from, to).await?;
    let figure = figure.unwrap_or(AreaFigure::RateFound);
    backend::figures::query::area_map(&ctx, area, period, figure, month).await.map_err(crate::ssr::told)
}

/// The days that were asked for; without both of them the latest year in which something was found.
#[cfg(feature = "ssr")]
pub(crate) async fn asked_period(
    ctx: &backend::ctx::Ctx,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<domain::period::Period, AppError> {
    use domain::{
        fault::{Fault, FieldCode},
        period::Period,
    };
    match (from, to) {
        (Some(from), Some(to)) => {
            Ok(Period::new(from, to)
                .map_err(|_| Fault::field("to", FieldCode::NotLater).with("than", from))?)
        }
        _ => backend::figures::query::latest_year(ctx).await.map_err(crate::ssr::told),
    }
}
