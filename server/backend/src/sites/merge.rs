//! Two records of one door become one. Everything of the one goes to the other, so that nothing of its history is lost; it
//! stays behind, closed, and says what took its place. Tablets that know it follow.

use super::{keys::keys, service::search_entry};
use crate::{
    audit::{self, Entry},
    campaigns, changes,
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, site},
    error::{Error, Result},
    hazards::of_site,
    listing::{Sql, places},
    plans,
    programmes::{devices, gas, stoves},
    roll_calls,
    search::{self, Index},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault, FieldCode},
    ids::SiteId,
    sites::SiteStatus,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, Value,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What names a site and nothing more: it follows in one statement.
const NAMING: [&str; 6] = ["inspection", "paper", "penalty", "hotline_order", "fire", "file"];

/// What belongs to what stands behind a door: its photos are seen by whoever sees it.
const BEHIND: [(&str, &str); 3] =
    [("stove_id", "stove"), ("device_id", "device"), ("gas_user_id", "gas_user")];

/// Merges a site into another one of its subdistrict, which gets what it does not say itself. The right is that of whoever
/// decides about duplicates at an import. Merging the same two again changes nothing.
pub async fn merge(ctx: &Ctx, from: SiteId, into: SiteId) -> Result<SiteId> {
    ctx.require(Right::ImportPlaces)?;
    if from == into {
        return Err(Fault::field("into", FieldCode::Duplicate).into());
    }
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            // in one order, so that two never wait for each other
            for id in BTreeSet::from([from.0, into.0]) {
                tx.claim(id).await?;
            }
            let (gone, kept) = (find(tx, &ctx, from).await?, find(tx, &ctx, into).await?);
            if gone.merged_into == Some(into.0) {
                return Ok(into);
            }
            let apart = gone.subdistrict_code != kept.subdistrict_code;
            if apart || gone.merged_into.is_some() || kept.merged_into.is_some() {
                return Err(Fault::field("into", FieldCode::NotAllowed).into());
            }
            let area: AreaCode = kept.area_code.parse()?;
            bring(tx, &ctx, from, (into, &area)).await?;
            let filled = keep(tx, &ctx, kept, &gone).await?;
            leave(tx, &ctx, gone, into).await?;
            let line = Entry {
                action: "site.merge".into(),
                subject_type: "site",
                subject: from.to_string(),
                area: Some(area),
                // what was filled in may be personal data: the log has the names of the fields only
                detail: serde_json::json!({"into": into, "filled": filled}),
            };
            audit::write(tx, &ctx, [line]);
            Ok(into)
        })
    })
    .await
}

/// The site, taken until the end of this transaction; one outside the actor's area is not found.
pub(super) async fn find(tx: &WriteTx, ctx: &Ctx, id: SiteId) -> Result<site::Model> {
    let find = site::Entity::find_by_id(id.0);
    // SQLite has one writer and knows no row locks
    let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
    let row = find.one(tx).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    let area: AreaCode = row.area_code.parse()?;
    if ctx.actor.area.contains(&area) { Ok(row) } else { Err(Error::code(Code::NotFound)) }
}

/// Brings everything of a site to the other one.
async fn bring(tx: &WriteTx, ctx: &Ctx, from: SiteId, to: (SiteId, &AreaCode)) -> Result<()> {
    let (into, _) = to;
    for table in NAMING {
        let mut sql = Sql::default();
        sql.bind(
            &format!("UPDATE {table} SET site_id = ? WHERE site_id = ?"),
            [into.0.into(), from.0.into()],
        );
        sql.run(tx).await?;
    }
    hazards(tx, from, into).await?;
    stoves::service::merged(tx, ctx, from, to).await?;
    devices::service::merged(tx, ctx, from, to).await?;
    gas::merge::merged(tx, ctx, from, to).await?;
    photos(tx, &[into.0], to.1).await?;
    plans::merged(tx, ctx, from, to).await?;
    roll_calls::service::merged(tx, from, to).await?;
    // last: what came of a door follows from its visits
    campaigns::merged(tx, ctx, from, to).await
}

/// The photos of what stands behind doors lie in the committee of their sites.
pub(super) async fn photos(tx: &WriteTx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    let these = places(sites.len());
    for (owner, table) in BEHIND {
        for photos in ["file", "awaited_photo"] {
            let mut sql = Sql::default();
            sql.bind(
                &format!(
                    "UPDATE {photos} SET area_code = ? WHERE {owner} IN (SELECT o.id FROM {table} o WHERE o.site_id IN ({these}))"
                ),
                std::iter::once(area.as_str().into()).chain(sites.iter().map(|id| Value::from(*id))),
            );
            sql.run(tx).await?;
        }
    }
    Ok(())
}

/// Hazards are told to tablets again: each names its site. They stay in the committee in which they were found.
async fn hazards(tx: &WriteTx, from: SiteId, into: SiteId) -> Result<()> {
    let found: Vec<(Uuid, String)> = hazard::Entity::find()
        .select_only()
        .columns([hazard::Column::Id, hazard::Column::SubdistrictCode])
        .filter(hazard::Column::SiteId.eq(from.0))
        .order_by_asc(hazard::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    for (id, subdistrict) in found {
        let change = hazard::ActiveModel {
            site_id: Set(Some(into.0)),
            change_seq: Set(changes::one(tx, &subdistrict).await?),
            ..Default::default()
        };
        hazard::Entity::update_many().set(change).filter(hazard::Column::Id.eq(id)).exec(tx).await?;
    }
    Ok(())
}

/// Fills what the site that stays does not say, and tells of it. Answers which fields.
async fn keep(
    tx: &WriteTx,
    ctx: &Ctx,
    mut kept: site::Model,
    gone: &site::Model,
) -> Result<Vec<&'static str>> {
    let filled = fill(&mut kept, gone);
    let made = keys(&kept.name, &kept.address, kept.building.as_deref(), kept.room.as_deref());
    (kept.address_key, kept.name_key) = (made.address, made.name);
    kept.change_seq = changes::one(tx, &kept.subdistrict_code).await?;
    kept.version += 1;
    kept.updated_at = ctx.now;
    search::replace(tx, Index::Site, search_entry(&kept)?);
    // those that came with the other one are found by what the site is called
    of_site::named(tx, &kept).await?;
    kept.into_active_model().reset_all().update(tx).await?;
    Ok(filled)
}

fn fill(kept: &mut site::Model, gone: &site::Model) -> Vec<&'static str> {
    let mut filled = Vec::new();
    if kept.lon.is_none() && gone.lon.is_some() {
        (kept.lon, kept.lat, kept.accuracy_m) = (gone.lon, gone.lat, gone.accuracy_m);
        kept.point_source.clone_from(&gone.point_source);
        (kept.raw_lon, kept.raw_lat) = (gone.raw_lon, gone.raw_lat);
        kept.raw_datum.clone_from(&gone.raw_datum);
        filled.push("position");
    }
    for (field, there, other) in [
        ("estate", &mut kept.estate, &gone.estate),
        ("building", &mut kept.building, &gone.building),
        ("room", &mut kept.room, &gone.room),
        ("contact_name", &mut kept.contact_name, &gone.contact_name),
        ("contact_phone", &mut kept.contact_phone, &gone.contact_phone),
    ] {
        if there.is_none() && other.is_some() {
            there.clone_from(other);
            filled.push(field);
        }
    }
    if let (Some(there), Some(other)) = (kept.facts.as_object_mut(), gone.facts.as_object()) {
        let before = there.len();
        for (fact, value) in other {
            there.entry(fact.clone()).or_insert_with(|| value.clone());
        }
        if there.len() > before {
            filled.push("facts");
        }
    }
    filled
}

/// The site that is left behind: closed, and it says what took its place.
async fn leave(tx: &WriteTx, ctx: &Ctx, mut gone: site::Model, into: SiteId) -> Result<()> {
    gone.status = SiteStatus::ClosedDown.as_str().into();
    gone.merged_into = Some(into.0);
    gone.change_seq = changes::one(tx, &gone.subdistrict_code).await?;
    gone.version += 1;
    gone.updated_at = ctx.now;
    gone.into_active_model().reset_all().update(tx).await?;
    Ok(())
}
