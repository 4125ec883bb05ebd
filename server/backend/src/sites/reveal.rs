//! Looking at a site's personal data in full: with a right, with a reason, and never unseen.

use crate::{
    audit::{self, Entry},
    ctx::Ctx,
    entities::site,
    error::{Error, Result},
    hazards::service::stated,
};
use domain::{actor::Right, area::AreaCode, fault::Code, ids::SiteId};
use sea_orm::EntityTrait;

/// What is masked on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revealed {
    /// Name of the site; masked for households.
    pub name: String,
    /// Address; masked for households.
    pub address: String,
    /// Contact person.
    pub contact_name: Option<String>,
    /// Contact phone.
    pub contact_phone: Option<String>,
}

/// Name, address and contact in full. The reason stands in the audit log before they are shown.
pub async fn reveal(ctx: &Ctx, id: SiteId, reason: &str) -> Result<Revealed> {
    ctx.require(Right::Reveal)?;
    let reason = stated(reason)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let row =
                site::Entity::find_by_id(id.0).one(tx).await?.ok_or_else(|| Error::code(Code::NotFound))?;
            let area: AreaCode = row.area_code.parse()?;
            if !ctx.actor.area.contains(&area) {
                return Err(Error::code(Code::NotFound));
            }
            let line = Entry {
                action: "site.reveal".into(),
                subject_type: "site",
                subject: id.to_string(),
                area: Some(area),
                detail: serde_json::json!({"reason": reason}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(Revealed {
                name: row.name,
                address: row.address,
                contact_name: row.contact_name,
                contact_phone: row.contact_phone,
            })
        })
    })
    .await
}
