//! What the first page and every form ask the server for.

use crate::{codec::Text, error::AppError};
use domain::{
    home::{Home, Waiting},
    people::Me,
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The first page, by role.
#[server(input = GetUrl, output = Text)]
pub async fn read_home() -> Result<Home, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::home::query::home(&ctx).await.map_err(crate::ssr::told)
}

/// What waits now.
#[server(input = GetUrl, output = Text)]
pub async fn read_waiting() -> Result<Waiting, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::home::query::waiting(&ctx).await.map_err(crate::ssr::told)
}

/// Who is signed in, and the areas to choose from.
#[server(input = GetUrl, output = Text)]
pub async fn read_me() -> Result<Me, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::people::query::me(&ctx).await.map_err(crate::ssr::told)
}
