//! Adding and correcting sites.

pub use super::{
    change::change,
    merge::merge,
    reveal::{Revealed, reveal},
};

use super::keys::keys;
use crate::{
    audit, changes,
    ctx::Ctx,
    db::WriteTx,
    entities::site,
    error::{Error, Result},
    initials::initials,
    reference::Reference,
    search::{self, Entry, Index, Place, Texts},
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    fault::{Code, Fault, FieldCode},
    ids::{SiteId, sort_key},
    sites::{AddSite, SiteStatus},
    text::tidy,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

/// Adds a site. The same id with the same name and address is accepted again.
pub async fn add(ctx: &Ctx, command: AddSite) -> Result<SiteId> {
    ctx.require(Right::EditSite)?;
    command.validate()?;
    let reference = ctx.state.reference().await?;
    let id = command.id;
    let row = row(ctx, &reference, &command)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(row.id).await?;
            store(tx, &ctx, row).await?;
            Ok(id)
        })
    })
    .await
}

/// Writes a new site inside the caller's change. It may be there already, when it is the same.
pub(crate) async fn store(tx: &WriteTx, ctx: &Ctx, row: site::Model) -> Result<()> {
    let Some(there) = site::Entity::find_by_id(row.id).one(tx).await? else {
        return insert(tx, ctx, row).await;
    };
    let same = there.name == row.name && there.address == row.address && there.area_code == row.area_code;
    if same { Ok(()) } else { Err(Error::code(Code::ContentConflict)) }
}

/// The row of a new site: its area from the command or from the position.
pub(crate) fn row(ctx: &Ctx, reference: &Reference, command: &AddSite) -> Result<site::Model> {
    let area: AreaCode = match (&command.area, &command.position) {
        (Some(area), _) => area.clone(),
        (None, Some(p)) => {
            let found = reference.areas.at(&ctx.actor.area, p.point);
            found.ok_or_else(|| Fault::field("position", FieldCode::OutsideArea))?.code.clone()
        }
        (None, None) => return Err(Fault::field("area", FieldCode::Required).into()),
    };
    let committee = area.at(AreaLevel::Committee).filter(|c| reference.areas.get(c).is_some());
    if committee.is_none() {
        return Err(Fault::field("area", FieldCode::Unknown).into());
    }
    if !ctx.actor.area.contains(&area) {
        return Err(Fault::field("area", FieldCode::OutsideArea).into());
    }
    let part =
        |level| area.at(level).map(String::from).ok_or_else(|| Error::broken("site above a committee"));
    let name = tidy(&command.name).unwrap_or_default();
    let address = tidy(&command.address).unwrap_or_default();
    let [building, room] = [&command.building, &command.room].map(|part| part.as_deref().and_then(tidy));
    let keys = keys(&name, &address, building.as_deref(), room.as_deref());
    Ok(site::Model {
        id: command.id.0,
        sort_key: sort_key(ctx.now, command.id.0),
        committee_code: part(AreaLevel::Committee)?,
        subdistrict_code: part(AreaLevel::Subdistrict)?,
        district_code: part(AreaLevel::District)?,
        area_code: area.to_string(),
        kind: command.kind.as_str().into(),
        pinyin: initials(&name),
        name,
        address,
        address_key: keys.address,
        name_key: keys.name,
        estate: command.estate.as_deref().and_then(tidy),
        building,
        room,
        lon: command.position.map(|p| p.point.lon()),
        lat: command.position.map(|p| p.point.lat()),
        accuracy_m: command.position.and_then(|p| p.accuracy_m),
        point_source: command.position.map(|p| p.source.as_str().into()),
        raw_lon: None,
        raw_lat: None,
        raw_datum: None,
        contact_name: command.contact_name.as_deref().and_then(tidy),
        contact_phone: command.contact_phone.as_deref().and_then(tidy),
        facts: serde_json::json!({}),
        status: SiteStatus::Active.as_str().into(),
        merged_into: None,
        change_seq: 0,
        version: 1,
        created_by: Some(ctx.actor.user.0),
        created_at: ctx.now,
        updated_at: ctx.now,
    })
}

/// What the search says of a site: name, address, parts and initials; and for who may see them in full what is masked of a home, and
/// the contact's name and phone.
pub fn search_entry(row: &site::Model) -> Result<Entry> {
    let area: AreaCode = row.area_code.parse()?;
    let texts = Texts::default()
        .place(&Place::of(row)?)
        .open(row.estate.as_deref().unwrap_or_default())
        .open(row.building.as_deref().unwrap_or_default())
        .person(row.contact_name.as_deref())
        .phone(row.contact_phone.as_deref());
    Ok(Entry::new(row.sort_key, &area, texts))
}

/// Writes a new site with its search words and audit line, inside the caller's change.
async fn insert(tx: &WriteTx, ctx: &Ctx, mut row: site::Model) -> Result<()> {
    while site::Entity::find().filter(site::Column::SortKey.eq(row.sort_key)).one(tx).await?.is_some() {
        row.sort_key += 1;
    }
    row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
    let entry = search_entry(&row)?;
    let line = audit::Entry {
        action: "site.add".into(),
        subject_type: "site",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        detail: serde_json::json!({"kind": row.kind}),
    };
    row.into_active_model().reset_all().insert(tx).await?;
    search::leave(tx, Index::Site, vec![entry]).await?;
    audit::write(tx, ctx, [line]);
    Ok(())
}
