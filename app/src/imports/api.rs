//! What the page of imports asks the server for.

use crate::{codec::Text, error::AppError};
use domain::{ids::ImportId, import::ImportPage};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// An import with a page of what is to be decided, or those that the person has begun.
#[server(input = GetUrl, output = Text)]
pub async fn read_import(job: Option<ImportId>, page: Option<u64>) -> Result<ImportPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::transfer::jobs::query::page(&ctx, job, page.unwrap_or(1)).await.map_err(crate::ssr::told)
}
