//! What the pages about the registers ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::{FireId, HazardId, HotlineOrderId, PenaltyId},
    listing::Page,
    programmes::{
        register::{FireIncident, Penalty},
        register_views::{DatedOrder, Entry, EntryPage, RegisterLine},
    },
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of penalties; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_penalties(query: String) -> Result<Page<Entry<Penalty>>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::registers::penalties::list(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// Everything the page of one penalty shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_penalty(id: PenaltyId) -> Result<EntryPage<Penalty>, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::registers::penalties::page(&ctx, id).await.map_err(crate::ssr::told)
}

/// One page of hotline orders; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_orders(query: String) -> Result<Page<Entry<DatedOrder>>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::registers::orders::list(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// Everything the page of one hotline order shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_order(id: HotlineOrderId) -> Result<EntryPage<DatedOrder>, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::registers::orders::page(&ctx, id).await.map_err(crate::ssr::told)
}

/// One page of fires; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_fires(query: String) -> Result<Page<Entry<FireIncident>>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::registers::fires::list(&ctx, &filter, ctx.state.limits.page_size).await.map_err(crate::ssr::told)
}

/// Everything the page of one fire shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_fire(id: FireId) -> Result<EntryPage<FireIncident>, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::registers::fires::page(&ctx, id).await.map_err(crate::ssr::told)
}

/// What the registers hold that a hazard is behind.
#[server(input = GetUrl, output = Text)]
pub async fn read_hazard_registers(id: HazardId) -> Result<Vec<RegisterLine>, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::registers::of_hazard(&ctx, id).await.map_err(crate::ssr::told)
}
