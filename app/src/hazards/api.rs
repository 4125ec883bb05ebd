//! What the pages about hazards ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    hazards::{HazardDetail, HazardSummary, supervision::SupervisionPage},
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

/// A page of the major hazards, behind the one whose place is `after`; closed and void ones too when `all` is said.
#[server(input = GetUrl, output = Text)]
pub async fn list_supervised(all: bool, after: Option<i64>) -> Result<SupervisionPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::hazards::query::supervised(&ctx, all, after).await.map_err(crate::ssr::told)
}

/// Everything the page of one hazard shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_hazard(id: HazardId) -> Result<HazardDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::hazards::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}
