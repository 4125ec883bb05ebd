//! What the forms ask the server for while the page is built. What they ask for while they are filled in goes
//! through `/api/v1`, so that it can be asked for again after the program has changed.

use super::material::Deadlines;
use crate::{codec::Text, error::AppError};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// The last days for findings of today.
#[server(input = GetUrl, output = Text)]
pub async fn read_deadlines() -> Result<Deadlines, AppError> {
    use domain::{
        actor::Right,
        calendar::local_date,
        hazards::{Category, Severity},
    };
    let ctx = crate::ssr::ctx()?;
    ctx.require(Right::RegisterHazard)?;
    let reference = ctx.state.reference().await.map_err(crate::ssr::told)?;
    let found = local_date(ctx.now);
    let due = |category, severity, own| reference.rules.due(category, severity, found, own);
    let table = Category::ALL
        .iter()
        .flat_map(|c| Severity::ALL.iter().map(|s| (*c, *s, due(*c, *s, None))))
        .collect();
    let own = reference
        .standards
        .iter()
        .filter(|entry| entry.count.is_some() && entry.in_force(found))
        .map(|entry| (entry.id, due(entry.category, Severity::General, entry.count)))
        .collect();
    Ok(Deadlines { found, table, own })
}
