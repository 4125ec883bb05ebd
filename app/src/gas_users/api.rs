//! What the pages about users of gas ask the server for.

use crate::{codec::Text, error::AppError};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    ids::GasUserId,
    listing::Page,
    programmes::{
        desk_views::ZeroPage,
        views::{GasUserDetail, GasUserSummary},
    },
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of the list; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_gas_users(query: String) -> Result<Page<GasUserSummary>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::programmes::gas::query::list(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// Everything the page of one entry shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_gas_user(id: GasUserId) -> Result<GasUserDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::gas::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}

/// The statement of zero cylinders of an area (the person's own when none is given) at the end of a day (today).
#[server(input = GetUrl, output = Text)]
pub async fn read_zero_cylinders(
    area: Option<AreaCode>,
    on: Option<NaiveDate>,
) -> Result<ZeroPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::gas::query::zero_page(&ctx, area.as_ref(), on).await.map_err(crate::ssr::told)
}
