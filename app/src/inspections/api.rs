//! What the pages about visits ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::{InspectionId, SiteId},
    inspections::{InspectionDetail, InspectionSummary, VisitForm},
    listing::Page,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of the list; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_inspections(query: String) -> Result<Page<InspectionSummary>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::inspections::query::list(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// Everything the page of one visit shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_inspection(id: InspectionId) -> Result<InspectionDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::inspections::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}

/// What a new visit starts from.
#[server(input = GetUrl, output = Text)]
pub async fn start_visit(site: Option<SiteId>) -> Result<VisitForm, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::inspections::query::form(&ctx, site).await.map_err(crate::ssr::told)
}
