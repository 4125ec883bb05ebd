//! Correcting a site: its name, its address, whom to call there, that it has closed down, and where it is.

use super::{
    keys::keys,
    merge::find,
    moving::{self, Moving},
    service::search_entry,
};
use crate::{
    audit::{self, Entry},
    campaigns, changes,
    ctx::Ctx,
    entities::site,
    error::{Error, Result},
    hazards::of_site,
    initials::initials,
    reference::Reference,
    search::{self, Index},
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    ids::SiteId,
    sites::{ChangeSite, SitePlace, SiteStatus, belongs},
    text::tidy,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};

/// Corrects a site; what the command does not say stays. The same again changes nothing. A record that was merged into
/// another one is corrected no more: the other one is the site.
pub async fn change(ctx: &Ctx, id: SiteId, command: ChangeSite) -> Result<SiteId> {
    ctx.require(Right::EditSite)?;
    command.validate()?;
    let reference = ctx.state.reference().await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let mut row = find(tx, &ctx, id).await?;
            if row.merged_into.is_some() {
                return Err(Fault::new(Code::Stale).into());
            }
            let from: AreaCode = row.area_code.parse()?;
            let to = match &command.place {
                Some(place) => comes_to(&ctx, &reference, &from, place)?,
                None => None,
            };
            let fields = apply(&mut row, &command);
            if fields.is_empty() && to.is_none() {
                return Ok(id);
            }
            // before any number of a change is drawn: who takes a step of a hazard has that first too
            let placed = command.place.as_ref().filter(|_| fields.contains(&"position"));
            let followers = match placed {
                Some(_) => of_site::without_own_position(tx, row.id).await?,
                None => Vec::new(),
            };
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
            row.clone().into_active_model().reset_all().update(tx).await?;
            audit::write(tx, &ctx, [line]);
            if fields.contains(&"status") && row.status == SiteStatus::ClosedDown.as_str() {
                campaigns::closed_down(tx, &ctx, row.id).await?;
            }
            if fields.iter().any(|field| ["name", "address"].contains(field)) {
                of_site::named(tx, &row).await?;
            }
            if let Some(place) = placed {
                of_site::follow(tx, &ctx, followers, &row, place.position.point).await?;
            }
            if let Some(to) = to {
                moving::carry_out(tx, &ctx, None, &[Moving { site: row.id, from, to }]).await?;
            }
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
    if let Some(place) = command.place.as_ref().filter(|place| !is_there(row, place)) {
        put(row, place);
        fields.push("position");
    }
    if let Some(status) = command.status.filter(|status| status.as_str() != row.status) {
        row.status = status.as_str().into();
        fields.push("status");
    }
    fields
}

/// Whether a site lies where somebody says it does.
fn is_there(row: &site::Model, place: &SitePlace) -> bool {
    let point = place.position.point;
    row.lon.zip(row.lat) == Some((point.lon(), point.lat()))
}

fn put(row: &mut site::Model, place: &SitePlace) {
    let SitePlace { position, raw, .. } = place;
    (row.lon, row.lat) = (Some(position.point.lon()), Some(position.point.lat()));
    row.accuracy_m = position.accuracy_m;
    row.point_source = Some(position.source.as_str().into());
    (row.raw_lon, row.raw_lat) = (raw.map(|raw| raw.0), raw.map(|raw| raw.1));
    row.raw_datum = raw.map(|raw| raw.2.as_str().into());
}

/// The area that a site comes to with its place, when it comes to another one. Who has not been told of that is told, with the
/// name of the area.
fn comes_to(
    ctx: &Ctx,
    reference: &Reference,
    from: &AreaCode,
    place: &SitePlace,
) -> Result<Option<AreaCode>> {
    let city = from.at(AreaLevel::City).ok_or_else(|| Error::broken("a site above a city"))?;
    let at = reference.areas.at(&city, place.position.point);
    let committee = from.at(AreaLevel::Committee).ok_or_else(|| Error::broken("a site above a committee"))?;
    let outlined = reference.areas.get(&committee).is_some_and(|area| area.boundary.is_some());
    let code = at.map(|area| &area.code);
    belongs(from, code, outlined, place.belonging, &ctx.actor.area).map_err(|fault| {
        let named = at.filter(|_| fault.code == FieldCode::OtherCommittee).map(|area| area.to_ref().name);
        let fault = match named {
            Some(name) => fault.with("area", name),
            None => fault,
        };
        Fault::fields(vec![fault]).into()
    })
}
