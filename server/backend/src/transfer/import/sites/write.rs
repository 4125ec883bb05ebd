//! Writing many sites at once.

use super::{draft::Draft, merge};
use crate::{
    audit,
    changes::{self, Drawn},
    ctx::Ctx,
    db::WriteTx,
    entities::site,
    error::{Error, Result},
    search::{self, Index},
    sites::service::search_entry,
    transfer::{import::keys::free, rows::insert},
};
use domain::fault::Code;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::{
    collections::{BTreeMap, HashMap},
    sync::atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// Rows of one round of writing.
const CHUNK: usize = 1_000;

/// Adds new sites with their search words.
pub(in crate::transfer) async fn add(tx: &WriteTx, rows: Vec<site::Model>, done: &AtomicU64) -> Result<()> {
    let mut seqs = changes::draw(tx, rows.iter().map(|r| r.subdistrict_code.as_str())).await?;
    add_numbered(tx, rows, &mut seqs, done).await
}

async fn add_numbered(
    tx: &WriteTx,
    mut rows: Vec<site::Model>,
    seqs: &mut Drawn,
    done: &AtomicU64,
) -> Result<()> {
    let keys = free(tx, "site", rows.iter().map(|r| r.sort_key).collect()).await?;
    for (row, key) in rows.iter_mut().zip(keys) {
        row.sort_key = key;
        row.change_seq = seqs.next(&row.subdistrict_code)?;
    }
    // the search keeps its segments in order of the key
    rows.sort_by_key(|r| r.sort_key);
    for chunk in rows.chunks(CHUNK) {
        insert(tx, chunk).await?;
        let entries = chunk.iter().map(search_entry).collect::<Result<Vec<_>>>()?;
        search::add(tx, Index::Site, &entries).await?;
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    Ok(())
}

/// What becomes of the rows of a register.
#[derive(Debug, Default)]
pub(in crate::transfer) struct Plan {
    /// New sites.
    pub new: Vec<site::Model>,
    /// Rows that fill what is empty in sites that are there, in the order of the file.
    pub fills: BTreeMap<Uuid, Vec<Draft>>,
}

/// Rows that were merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::transfer) struct Filled {
    /// Rows that filled something.
    pub filled: u64,
    /// Rows that brought nothing new.
    pub unchanged: u64,
}

/// Carries a plan out. Of each site that is filled a line of the audit log says which fields, and by which import.
pub(in crate::transfer) async fn carry_out(
    tx: &WriteTx,
    ctx: &Ctx,
    import: Uuid,
    plan: Plan,
    done: &AtomicU64,
) -> Result<Filled> {
    let subdistricts: Vec<String> = plan
        .fills
        .values()
        .filter_map(|rows| Some(rows.first()?.subdistrict()?.to_string()))
        .chain(plan.new.iter().map(|row| row.subdistrict_code.clone()))
        .collect();
    // all at once: two imports that take the counters in different orders would wait for each other
    let mut seqs = changes::draw(tx, subdistricts.iter().map(String::as_str)).await?;
    add_numbered(tx, plan.new, &mut seqs, done).await?;
    let mut sum = Filled::default();
    let fills: Vec<(Uuid, Vec<Draft>)> = plan.fills.into_iter().collect();
    for chunk in fills.chunks(CHUNK) {
        let ids = chunk.iter().map(|(id, _)| *id);
        let find = site::Entity::find().filter(site::Column::Id.is_in(ids));
        let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
        let mut rows: HashMap<Uuid, site::Model> =
            find.all(tx).await?.into_iter().map(|row| (row.id, row)).collect();
        for (id, drafts) in chunk {
            let row = rows.get_mut(id).filter(|row| row.merged_into.is_none());
            // gone since the person decided: what becomes of the row has to be decided again
            let row = row.ok_or_else(|| Error::code(Code::Stale))?;
            let mut fields: Vec<&'static str> = Vec::new();
            for draft in drafts {
                let filled = merge::fill(row, draft);
                if filled.is_empty() {
                    sum.unchanged += 1;
                } else {
                    sum.filled += 1;
                }
                fields.extend(filled);
            }
            if !fields.is_empty() {
                row.change_seq = seqs.next(&row.subdistrict_code)?;
                save(tx, ctx, import, row, &fields).await?;
            }
        }
        done.fetch_add(chunk.len() as u64, Ordering::Relaxed);
    }
    Ok(sum)
}

/// Saves a site that was filled.
async fn save(tx: &WriteTx, ctx: &Ctx, import: Uuid, row: &site::Model, fields: &[&str]) -> Result<()> {
    let row = row.clone();
    if merge::changes_search(fields) {
        search::replace(tx, Index::Site, search_entry(&row)?);
    }
    let line = audit::Entry {
        action: "site.fill".into(),
        subject_type: "site",
        subject: row.id.to_string(),
        area: Some(row.area_code.parse()?),
        // what was filled in may be personal data: the log has the names of the fields only
        detail: serde_json::json!({"import": import, "fields": fields}),
    };
    let change = site::ActiveModel {
        estate: Set(row.estate),
        building: Set(row.building),
        room: Set(row.room),
        address_key: Set(row.address_key),
        name_key: Set(row.name_key),
        lon: Set(row.lon),
        lat: Set(row.lat),
        accuracy_m: Set(row.accuracy_m),
        point_source: Set(row.point_source),
        raw_lon: Set(row.raw_lon),
        raw_lat: Set(row.raw_lat),
        raw_datum: Set(row.raw_datum),
        contact_name: Set(row.contact_name),
        contact_phone: Set(row.contact_phone),
        facts: Set(row.facts),
        change_seq: Set(row.change_seq),
        version: Set(row.version + 1),
        updated_at: Set(ctx.now),
        ..Default::default()
    };
    site::Entity::update_many().set(change).filter(site::Column::Id.eq(row.id)).exec(tx).await?;
    audit::write(tx, ctx, [line]);
    Ok(())
}
