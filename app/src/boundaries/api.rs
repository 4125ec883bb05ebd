//! What the page of outlines asks the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    boundaries::{BoundaryPage, MoveList},
    ids::ImportId,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// An import of outlines with a page of the sites that it moves, or those that the person has begun.
#[server(input = GetUrl, output = Text)]
pub async fn read_boundaries(
    job: Option<ImportId>,
    list: Option<MoveList>,
    page: Option<u64>,
) -> Result<BoundaryPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    let list = list.unwrap_or(MoveList::Moving);
    backend::transfer::boundaries::query::page(&ctx, job, list, page.unwrap_or(1))
        .await
        .map_err(crate::ssr::told)
}
