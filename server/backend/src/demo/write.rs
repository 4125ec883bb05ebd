//! Writes the year of the demo, in one change.

use super::{
    rest::Rest,
    year::{YEAR, Year},
};
use crate::{
    audit,
    ctx::{Ctx, State},
    db::WriteTx,
    entities::{hazard, hazard_event, site, user_account},
    error::{Error, Result},
    hazards::{
        store::{self, Built},
        sums::Sums,
    },
    reference::load::fixed_id,
    search::{self, Entry, Index},
    sites::service::search_entry,
    transfer::rows::insert,
};
use domain::{
    actor::{Actor, Role},
    area::AreaCode,
};
use sea_orm::EntityTrait;

/// People, sites, visits, hazards, photos, counters, search: all of it or nothing. Answers whether it was not there yet.
pub(super) async fn first_year(
    state: &State,
    people: &[Actor],
    accounts: Vec<user_account::Model>,
    sites: Vec<site::Model>,
    (year, rest): (Year, Rest),
) -> Result<bool> {
    let admin =
        people.iter().find(|p| p.role == Role::Admin).ok_or_else(|| Error::broken("nobody administers"))?;
    let ctx = Ctx::new(state.clone(), admin.clone());
    let detail = serde_json::json!({
        "sites": sites.len() + rest.sites(), "inspections": year.inspections.len(), "hazards": year.hazards.len(),
        "lives": rest.lives(),
    });
    let subdistrict: AreaCode = super::SUBDISTRICT.parse()?;
    let line = audit::Entry {
        action: "demo.load".into(),
        subject_type: "area",
        subject: subdistrict.to_string(),
        area: Some(subdistrict.clone()),
        detail,
    };
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                // of two servers that start at once the second finds it there
                tx.claim(fixed_id("demo", "load")).await?;
                if user_account::Entity::find_by_id(ctx.actor.user.0).one(tx).await?.is_some() {
                    return Ok(false);
                }
                insert(tx, &accounts).await?;
                insert(tx, &sites).await?;
                let entries = sites.iter().map(search_entry).collect::<Result<Vec<_>>>()?;
                search::add(tx, Index::Site, &entries).await?;
                rest.write_before(tx).await?;
                insert(tx, &year.inspections).await?;
                let last = i32::try_from(year.hazards.len()).map_err(Error::internal)?;
                store::draw(tx, &subdistrict, YEAR, last).await?;
                hazards(tx, year.hazards).await?;
                rest.write_after(tx).await?;
                audit::write(tx, &ctx, [line]);
                Ok(true)
            })
        })
        .await
}

/// Hazards with their events, search words and counters.
async fn hazards(tx: &WriteTx, built: Vec<Built>) -> Result<()> {
    let mut sums = Sums::default();
    let mut rows: Vec<hazard::Model> = Vec::with_capacity(built.len());
    let mut events: Vec<hazard_event::Model> = Vec::new();
    let mut entries: Vec<Entry> = Vec::with_capacity(built.len());
    for b in built {
        sums.found(&b)?;
        rows.push(b.row);
        events.extend(b.events);
        entries.push(b.entry);
    }
    // the search keeps its segments in order of the key
    entries.sort_by_key(|e| e.sort_key);
    insert(tx, &rows).await?;
    insert(tx, &events).await?;
    search::add(tx, Index::Hazard, &entries).await?;
    sums.leave(tx);
    Ok(())
}
