//! Sites that come to another committee, because its outline does or because they were placed elsewhere: with everything behind
//! their doors and all that is still to be done there. Hazards, visits and papers stay in the committee in which they were
//! recorded, as when sites are merged.

use super::{merge::photos, service::search_entry};
use crate::{
    audit::{self, Entry},
    campaigns, changes,
    ctx::Ctx,
    db::WriteTx,
    entities::site,
    error::{Error, Result},
    plans,
    programmes::{devices, gas, life::Codes, stoves},
    roll_calls,
    search::{self, Index},
};
use domain::{area::AreaCode, fault::Code};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Sites of one round of writing.
const CHUNK: usize = 200;

/// A site on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moving {
    /// Which.
    pub site: Uuid,
    /// Where it is.
    pub from: AreaCode,
    /// Where it comes to, in the same subdistrict.
    pub to: AreaCode,
}

/// Moves sites inside the caller's change, in the name of `import` where one of outlines moves them. One that is no longer where
/// it was refuses all of them.
pub(crate) async fn carry_out(
    tx: &WriteTx,
    ctx: &Ctx,
    import: Option<Uuid>,
    moving: &[Moving],
) -> Result<()> {
    let mut by_target: BTreeMap<&AreaCode, Vec<&Moving>> = BTreeMap::new();
    for site in moving {
        by_target.entry(&site.to).or_default().push(site);
    }
    for (to, sites) in by_target {
        for chunk in sites.chunks(CHUNK) {
            let ids: Vec<Uuid> = chunk.iter().map(|moving| moving.site).collect();
            of_register(tx, ctx, import, chunk, to).await?;
            stoves::service::moved(tx, ctx, &ids, to).await?;
            devices::service::moved(tx, ctx, &ids, to).await?;
            gas::merge::moved(tx, ctx, &ids, to).await?;
            photos(tx, &ids, to).await?;
            plans::moved(tx, ctx, &ids, to).await?;
            roll_calls::service::moved(tx, &ids, to).await?;
            campaigns::moved(tx, ctx, &ids, to).await?;
        }
    }
    Ok(())
}

/// The sites themselves, with their search words, their numbers of a change and a line of the audit log each.
async fn of_register(
    tx: &WriteTx,
    ctx: &Ctx,
    import: Option<Uuid>,
    chunk: &[&Moving],
    to: &AreaCode,
) -> Result<()> {
    let codes = Codes::of(to)?;
    let from: BTreeMap<Uuid, &AreaCode> = chunk.iter().map(|moving| (moving.site, &moving.from)).collect();
    let find = site::Entity::find()
        .filter(site::Column::Id.is_in(from.keys().copied()))
        .order_by_asc(site::Column::Id);
    // SQLite has one writer and knows no row locks
    let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
    let rows = find.all(tx).await?;
    let is_there = |row: &site::Model| {
        let from = from.get(&row.id).is_some_and(|from| from.as_str() == row.area_code);
        from && row.merged_into.is_none() && row.subdistrict_code == codes.subdistrict
    };
    if rows.len() != from.len() || !rows.iter().all(is_there) {
        return Err(Error::code(Code::Stale));
    }
    let n = i64::try_from(rows.len()).map_err(Error::internal)?;
    let first = changes::several(tx, &codes.subdistrict, n).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for (mut row, seq) in rows.into_iter().zip(first..) {
        let before = std::mem::replace(&mut row.area_code, to.to_string());
        row.committee_code.clone_from(&codes.committee);
        search::replace(tx, Index::Site, search_entry(&row)?);
        let change = site::ActiveModel {
            area_code: Set(row.area_code),
            committee_code: Set(row.committee_code),
            change_seq: Set(seq),
            version: Set(row.version + 1),
            updated_at: Set(ctx.now),
            ..Default::default()
        };
        site::Entity::update_many().set(change).filter(site::Column::Id.eq(row.id)).exec(tx).await?;
        lines.push(Entry {
            action: "site.move".into(),
            subject_type: "site",
            subject: row.id.to_string(),
            area: Some(to.clone()),
            detail: serde_json::json!({"import": import, "from": before, "to": to}),
        });
    }
    audit::write(tx, ctx, lines);
    Ok(())
}
