//! What the pages about stoves ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::StoveId,
    listing::Page,
    programmes::views::{StoveDetail, StoveSummary},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of the list; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_stoves(query: String) -> Result<Page<StoveSummary>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::programmes::stoves::query::list(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// Everything the page of one appliance shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_stove(id: StoveId) -> Result<StoveDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::stoves::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}
