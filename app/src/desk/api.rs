//! What the pages of the desk ask the server for.

use crate::{codec::Text, error::AppError};
use domain::desk::views::{Chosen, Desk, NoticesPreview, Preview};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// What stands above the list.
#[server(input = GetUrl, output = Text)]
pub async fn read_desk() -> Result<Desk, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::desk::query::desk(&ctx).await.map_err(crate::ssr::told)
}

/// What will happen to each of the hazards that the page's address names.
#[server(input = GetUrl, output = Text)]
pub async fn preview_bulk(query: String) -> Result<Preview, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::desk::query::preview(&ctx, &crate::ssr::asked(&query)).await.map_err(crate::ssr::told)
}

/// The notices that there will be for the hazards that the page's address names.
#[server(input = GetUrl, output = Text)]
pub async fn preview_notices(query: String) -> Result<NoticesPreview, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::desk::notices::preview(&ctx, &crate::ssr::asked(&query)).await.map_err(crate::ssr::told)
}

/// The hazards that the page's address names.
#[server(input = GetUrl, output = Text)]
pub async fn read_chosen(query: String) -> Result<Chosen, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::desk::query::chosen(&ctx, &crate::ssr::asked(&query)).await.map_err(crate::ssr::told)
}
