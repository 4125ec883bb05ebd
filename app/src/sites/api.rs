//! What the pages about sites ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::SiteId,
    listing::Page,
    programmes::desk_views::{DoorPage, Slip},
    sites::{SiteDetail, SiteSummary},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of the list; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_sites(query: String) -> Result<Page<SiteSummary>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::sites::query::list(&ctx, &filter, ctx.state.limits.page_size).await.map_err(crate::ssr::told)
}

/// Everything the page of one site shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_site(id: SiteId) -> Result<SiteDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::sites::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}

/// Everything of the programmes on the page of one site, what is due on top.
#[server(input = GetUrl, output = Text)]
pub async fn read_door(id: SiteId) -> Result<DoorPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::door::page(&ctx, id).await.map_err(crate::ssr::told)
}

/// The slip that is left at the door of a site.
#[server(input = GetUrl, output = Text)]
pub async fn read_slip(id: SiteId) -> Result<Slip, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::door::slip(&ctx, id).await.map_err(crate::ssr::told)
}
