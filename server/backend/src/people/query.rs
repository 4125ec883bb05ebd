//! Reads of people.

use crate::{ctx::Ctx, error::Result};
use domain::people::Me;

/// The person who is signed in, with the areas that can be chosen.
pub async fn me(ctx: &Ctx) -> Result<Me> {
    let reference = ctx.state.reference().await?;
    Ok(Me {
        actor: ctx.actor.clone(),
        area: reference.areas.named(&ctx.actor.area),
        areas: reference.areas.children(&ctx.actor.area).map(crate::areas::Area::to_ref).collect(),
    })
}
