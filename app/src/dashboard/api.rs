//! What the dashboard asks the server for.

use crate::{codec::Text, error::AppError};
use chrono::NaiveDate;
use domain::{area::AreaCode, figures::Dashboard};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The dashboard of an area (the person's own when none is given) for a period; without a period the latest year in
/// which something was found.
#[server(input = GetUrl, output = Text)]
pub async fn read_dashboard(
    area: Option<AreaCode>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Dashboard, AppError> {
    let ctx = crate::ssr::ctx()?;
    let period = crate::rates::api::asked_period(&ctx, from, to).await?;
    backend::figures::query::dashboard(&ctx, area, period).await.map_err(crate::ssr::told)
}
