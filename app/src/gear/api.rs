//! What the pages that count stoves and detectors ask the server for.

use crate::{codec::Text, error::AppError};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    period::Month,
    programmes::desk_views::{FiguresPage, WavePage},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The expiry wave of an area (the person's own when none is given) from a month on (this one) over so many months (24).
#[server(input = GetUrl, output = Text)]
pub async fn read_wave(
    area: Option<AreaCode>,
    from: Option<Month>,
    months: Option<u32>,
) -> Result<WavePage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::wave::page(&ctx, area.as_ref(), from, months.unwrap_or(24))
        .await
        .map_err(crate::ssr::told)
}

/// The figures of the programmes of an area (the person's own when none is given) for a period; this year when none is given.
#[server(input = GetUrl, output = Text)]
pub async fn read_programme_figures(
    area: Option<AreaCode>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<FiguresPage, AppError> {
    use chrono::Datelike;
    use domain::{
        calendar::local_date,
        fault::{Code, Fault, FieldCode},
        period::Period,
    };
    let ctx = crate::ssr::ctx()?;
    let period = match (from, to) {
        (Some(from), Some(to)) => {
            Period::new(from, to).map_err(|_| Fault::field("to", FieldCode::NotLater).with("than", from))?
        }
        _ => Period::year(local_date(ctx.now).year()).map_err(|_| Fault::new(Code::Invalid))?,
    };
    let figures = backend::programmes::figures::figures(&ctx, area.as_ref(), period, ctx.now)
        .await
        .map_err(crate::ssr::told)?;
    let reference = ctx.state.reference().await.map_err(crate::ssr::told)?;
    let area = reference.areas.named(area.as_ref().unwrap_or(&ctx.actor.area));
    Ok(FiguresPage { area, period, as_of: ctx.now, figures })
}
