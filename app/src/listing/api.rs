//! What lists of all kinds ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{area::AreaCode, ids::UserId, people::PersonRef};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// Whose records a list of `area` (of the person's own when none is given) can be narrowed to; `chosen` is among them.
#[server(input = GetUrl, output = Text)]
pub async fn people_to_choose(
    area: Option<AreaCode>,
    chosen: Option<UserId>,
) -> Result<Vec<PersonRef>, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::people::query::to_choose(&ctx, area.as_ref(), chosen).await.map_err(crate::ssr::told)
}
