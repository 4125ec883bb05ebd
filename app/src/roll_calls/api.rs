//! What the page of the roll-call asks the server for.

use crate::{codec::Text, error::AppError};
use domain::roll_call::{Among, Board, Register};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The board of the latest roll-call with a page of one list (the first when none is named), of all its doors or of those `among`
/// them, behind the door `after`.
#[server(input = GetUrl, output = Text)]
pub async fn read_roll_call(
    register: Option<Register>,
    among: Option<Among>,
    after: Option<String>,
) -> Result<Board, AppError> {
    let ctx = crate::ssr::ctx()?;
    let after = after.and_then(|key| key.parse().ok());
    backend::roll_calls::query::board(&ctx, register.unwrap_or(Register::Basements), among, after)
        .await
        .map_err(crate::ssr::told)
}
