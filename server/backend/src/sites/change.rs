//! Correcting a site: its name, its address, whom to call there, and that it has closed down.

use super::{keys::keys, merge::find, service::search_entry};
use crate::{
    audit::{self, Entry},
    changes,
    ctx::Ctx,
    entities::site,
    error::Result,
    initials::initials,
    search::{self, Index},
};
use domain::{
    actor::Right,
    fault::{Code, Fault},
    ids::SiteId,
    sites::ChangeSite,
    text::tidy,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

/// Corrects a site; what the command does not say stays. The same again changes nothing. A record that was merged into
/// another one is corrected no more: the other one is the site.
pub async fn change(ctx: &Ctx, id: SiteId, command: ChangeSite) -> Result<SiteId> {
    ctx.require(Right::EditSite)?;
    command.validate()?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let mut row = find(tx, &ctx, id).await?;
            if row.merged_into.is_some() {
                return Err(Fault::new(Code::Stale).into());
            }
            let fields = apply(&mut row, &command);
            if fields.is_empty() {
                return Ok(id);
            }
            row.pinyin = initials(&row.name);
            let made = keys(&row.name, &row.address, row.building.as_deref(), row.room.as_deref());
            (row.address_key, row.name_key) = (made.address, made.name);
            row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
            row.version += 1;
            row.updated_at = ctx.now;
            search::replace(tx, Index::Site, search_entry(&row)?);
            let line = Entry {
                action: "site.change".into(),
                subject_type: "site",
                subject: id.to_string(),
                area: Some(row.area_code.parse()?),
                // what was corrected may be personal data: the log has the names of the fields only
                detail: serde_json::json!({"fields": fields}),
            };
            row.into_active_model().reset_all().update(tx).await?;
            audit::write(tx, &ctx, [line]);
            Ok(id)
        })
    })
    .await
}

/// Writes what differs into the row; answers which fields those are.
fn apply(row: &mut site::Model, command: &ChangeSite) -> Vec<&'static str> {
    let wanted = |text: &Option<String>| text.as_deref().and_then(tidy);
    let mut fields = Vec::new();
    for (field, there, text) in [
        ("name", &mut row.name, wanted(&command.name)),
        ("address", &mut row.address, wanted(&command.address)),
    ] {
        if let Some(text) = text.filter(|text| *text != *there) {
            *there = text;
            fields.push(field);
        }
    }
    for (field, there, text) in [
        ("contact_name", &mut row.contact_name, wanted(&command.contact_name)),
        ("contact_phone", &mut row.contact_phone, wanted(&command.contact_phone)),
    ] {
        if text.is_some() && text != *there {
            *there = text;
            fields.push(field);
        }
    }
    if let Some(status) = command.status.filter(|status| status.as_str() != row.status) {
        row.status = status.as_str().into();
        fields.push("status");
    }
    fields
}
