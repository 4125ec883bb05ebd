//! What was seen at a drawn hazard.

use crate::{
    audit,
    ctx::Ctx,
    entities::{hazard, relapse_pick},
    error::{Error, Result},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::Code,
    relapse::{PickKey, RelapseOutcome},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

/// Says whether a drawn hazard has come back. Like a review this is nobody's word about what they reported as rectified
/// themselves. Said again it is accepted again; said otherwise it is corrected, and the audit log has both.
pub async fn say(ctx: &Ctx, key: PickKey, outcome: RelapseOutcome) -> Result<()> {
    ctx.require(Right::Review)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(key.hazard.0).await?;
            let id = (key.hazard.0, key.month.number());
            let pick = relapse_pick::Entity::find_by_id(id).one(tx).await?;
            let mut pick = pick.ok_or_else(|| Error::code(Code::NotFound))?;
            let area: AreaCode = pick.area_code.parse()?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            let of = hazard::Entity::find_by_id(key.hazard.0).one(tx).await?;
            if of.is_some_and(|row| row.rectified_by == Some(ctx.actor.user.0)) {
                return Err(Error::code(Code::OwnRectification));
            }
            if pick.outcome.as_deref() == Some(outcome.as_str()) {
                return Ok(());
            }
            let before = pick.outcome.replace(outcome.as_str().into());
            pick.said_by = Some(ctx.actor.user.0);
            pick.said_at = Some(ctx.now);
            pick.into_active_model().reset_all().update(tx).await?;
            let line = audit::Entry {
                action: "relapse.say".into(),
                subject_type: "hazard",
                subject: key.hazard.to_string(),
                area: Some(area),
                detail: serde_json::json!({"month": key.month, "outcome": outcome, "before": before}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(())
        })
    })
    .await
}
