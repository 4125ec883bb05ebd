//! What the pages about hazards ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    hazards::{HazardDetail, HazardSummary},
    ids::HazardId,
    listing::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of the list; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_hazards(query: String) -> Result<Page<HazardSummary>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::hazards::query::list(&ctx, &filter, ctx.state.limits.page_size).await.map_err(crate::ssr::told)
}

/// Everything the page of one hazard shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_hazard(id: HazardId) -> Result<HazardDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::hazards::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}
