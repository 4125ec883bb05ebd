//! What the forms ask the server for while the page is built. What they ask for while they are filled in goes
//! through `/api/v1`, so that it can be asked for again after the program has changed.

use super::material::Deadlines;
use crate::{codec::Text, error::AppError};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The last days for findings of today.
#[server(input = GetUrl, output = Text)]
pub async fn read_deadlines() -> Result<Deadlines, AppError> {
    use domain::{actor::Right, calendar::local_date};
    let ctx = crate::ssr::ctx()?;
    ctx.require(Right::RegisterHazard)?;
    let reference = ctx.state.reference().await.map_err(crate::ssr::told)?;
    let found = local_date(ctx.now);
    let (table, own) = reference.deadlines(found);
    Ok(Deadlines { found, table, own })
}
