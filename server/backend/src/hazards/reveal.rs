//! Looking at personal data in full: with a right, with a reason, and never unseen.

use crate::{
    audit::{self, Entry},
    ctx::Ctx,
    entities::hazard,
    error::{Error, Result},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault},
    ids::HazardId,
    text::{Texts, tidy},
};
use sea_orm::EntityTrait;

/// What is masked on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// Responsible person or firm.
    pub party_name: Option<String>,
    /// Their phone.
    pub party_phone: Option<String>,
}

/// The responsible party's name and phone in full. The reason stands in the audit log before they are shown.
pub async fn reveal(ctx: &Ctx, id: HazardId, reason: &str) -> Result<Revealed> {
    ctx.require(Right::Reveal)?;
    let reason = stated(reason)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let row =
                hazard::Entity::find_by_id(id.0).one(tx).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            let area: AreaCode = row.area_code.parse()?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            let line = Entry {
                action: "hazard.reveal".into(),
                subject_type: "hazard",
                subject: id.to_string(),
                area: Some(area),
                detail: serde_json::json!({"number": row.number, "reason": reason}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(Revealed { party_name: row.party_name, party_phone: row.party_phone })
        })
    })
    .await
}

/// The reason as it is kept; there must be one.
pub(crate) fn stated(reason: &str) -> Result<String> {
    let mut faults = Vec::new();
    Texts::new(&mut faults).paragraph("reason", reason);
    Fault::check(faults)?;
    Ok(tidy(reason).unwrap_or_default())
}
