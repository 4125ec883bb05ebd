//! What the pages about campaigns ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::CampaignId,
    listing::Page,
    programmes::campaign::{CampaignList, CampaignPage, DoorWalk, TargetRow},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The newest campaigns that this person sees, or those behind the key `before`.
#[server(input = GetUrl, output = Text)]
pub async fn list_campaigns(before: Option<i64>) -> Result<CampaignList, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::campaigns::query::list(&ctx, before).await.map_err(crate::ssr::told)
}

/// Everything the page of one campaign shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_campaign(id: CampaignId) -> Result<CampaignPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::campaigns::query::page(&ctx, id).await.map_err(crate::ssr::told)
}

/// One page of targets; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_targets(query: String) -> Result<Page<TargetRow>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::campaigns::query::targets(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// The targets of the query that are still to be visited, in the order of the walk.
#[server(input = GetUrl, output = Text)]
pub async fn walk_targets(query: String) -> Result<DoorWalk, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::campaigns::doors::walk(&ctx, &crate::query::parse(&query)).await.map_err(crate::ssr::told)
}
