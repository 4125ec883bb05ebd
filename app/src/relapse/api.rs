//! What the page of the relapse sampling asks the server for.

use crate::{codec::Text, error::AppError};
use domain::relapse::RelapsePage;
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the drawn hazards that a filter (as the page's address has it) asks for, behind the one that `after` names.
#[server(input = GetUrl, output = Text)]
pub async fn read_relapse(query: String, after: Option<String>) -> Result<RelapsePage, AppError> {
    let ctx = crate::ssr::ctx()?;
    let after = after.and_then(|key| key.parse().ok());
    backend::relapse::query::page(&ctx, &crate::query::parse(&query), after).await.map_err(crate::ssr::told)
}
