//! What the forms on a tablet are filled in from.

use super::subdistrict;
use crate::{campaigns, content::sha256_of, ctx::Ctx, error::Result, inspections, plans};
use domain::{calendar::local_date, sync::FieldReference};

/// The reference data of a tablet, as it is sent.
pub struct Packed {
    /// The JSON of a [`FieldReference`].
    pub json: String,
    /// Changes with it: also at midnight, with the deadlines.
    pub tag: String,
}

/// Checklists, library, deadlines, areas, campaigns and plans for this person today.
pub async fn reference(ctx: &Ctx) -> Result<Packed> {
    subdistrict(ctx)?;
    let reference = ctx.state.reference().await?;
    let found = local_date(ctx.now);
    let (deadlines, own_deadlines) = reference.deadlines(found);
    let field = FieldReference {
        checklists: inspections::query::checklists(&reference, None, ctx.now),
        standards: inspections::query::standards(&reference, found),
        deadlines,
        own_deadlines,
        found,
        lives: reference.gear.lives.clone(),
        classes: reference.gear.classes.clone(),
        campaigns: campaigns::running(ctx).await?,
        plans: plans::query::titles(ctx).await?,
        special_days: reference.rules.calendar.special().collect(),
        areas: reference.areas.subtree(&ctx.actor.area).map(crate::areas::Area::to_ref).collect(),
    };
    let json = serde_json::to_string(&field)?;
    let tag = sha256_of(json.as_bytes());
    Ok(Packed { json, tag })
}
