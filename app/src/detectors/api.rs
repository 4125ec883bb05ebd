//! What the pages about detectors ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::DetectorId,
    listing::Page,
    programmes::{
        device::UnknownNumbers,
        views::{DeviceDetail, DeviceSummary},
    },
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One page of the list; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_detectors(query: String) -> Result<Page<DeviceSummary>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::programmes::devices::query::list(&ctx, &filter, ctx.state.limits.page_size)
        .await
        .map_err(crate::ssr::told)
}

/// A page of the numbers that vendors tell of and nobody has entered, behind the key `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_unknown_numbers(after: Option<String>) -> Result<UnknownNumbers, AppError> {
    let ctx = crate::ssr::ctx()?;
    let after = after.and_then(|key| key.parse().ok());
    backend::programmes::unknown::list(&ctx, after).await.map_err(crate::ssr::told)
}

/// Everything the page of one device shows.
#[server(input = GetUrl, output = Text)]
pub async fn read_detector(id: DetectorId) -> Result<DeviceDetail, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::programmes::devices::query::detail(&ctx, id).await.map_err(crate::ssr::told)
}
