//! What the page of the relapse sampling asks the server for.

use crate::{codec::Text, error::AppError};
use domain::relapse::{PickStanding, RelapsePage};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the drawn hazards (those that wait when nothing else is asked for), behind the one that `after` names.
#[server(input = GetUrl, output = Text)]
pub async fn read_relapse(
    standing: Option<PickStanding>,
    after: Option<String>,
) -> Result<RelapsePage, AppError> {
    let ctx = crate::ssr::ctx()?;
    let after = after.and_then(|key| key.parse().ok());
    backend::relapse::query::page(&ctx, standing.unwrap_or(PickStanding::Open), after)
        .await
        .map_err(crate::ssr::told)
}
