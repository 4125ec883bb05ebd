//! What the pages about responsible parties ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    ids::HazardId,
    party::{PartyDesk, SubmissionPage},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The links and submissions of one hazard.
#[server(input = GetUrl, output = Text)]
pub async fn read_party_desk(id: HazardId) -> Result<PartyDesk, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::party::query::desk(&ctx, id).await.map_err(crate::ssr::told)
}

/// A page of the submissions that wait for an answer, behind the one whose place is `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_submissions(after: Option<i64>) -> Result<SubmissionPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::party::query::waiting(&ctx, after).await.map_err(crate::ssr::told)
}
