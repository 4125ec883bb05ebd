//! What an index says of the records that are there, made from their rows.

use super::{Entry, Index, Place};
use crate::{
    entities::{hazard, site},
    error::Result,
    hazards, sites,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What it says of the next so many records behind a sort key, in the order of that.
pub(crate) async fn behind(
    on: &impl ConnectionTrait,
    index: Index,
    last: i64,
    most: u64,
) -> Result<Vec<Entry>> {
    match index {
        Index::Hazard => hazards_behind(on, last, most).await,
        Index::Site => sites_behind(on, last, most).await,
    }
}

async fn sites_behind(on: &impl ConnectionTrait, last: i64, most: u64) -> Result<Vec<Entry>> {
    let rows = site::Entity::find()
        .filter(site::Column::SortKey.gt(last))
        .order_by_asc(site::Column::SortKey)
        .limit(most)
        .all(on)
        .await?;
    rows.iter().map(sites::service::search_entry).collect()
}

async fn hazards_behind(on: &impl ConnectionTrait, last: i64, most: u64) -> Result<Vec<Entry>> {
    let rows = hazard::Entity::find()
        .filter(hazard::Column::SortKey.gt(last))
        .order_by_asc(hazard::Column::SortKey)
        .limit(most)
        .all(on)
        .await?;
    let wanted: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.site_id).collect();
    let found = site::Entity::find().filter(site::Column::Id.is_in(wanted)).all(on).await?;
    let places: HashMap<Uuid, Place> =
        found.iter().map(|site| Ok((site.id, Place::of(site)?))).collect::<Result<_>>()?;
    rows.iter()
        .map(|row| hazards::store::search_entry(row, row.site_id.and_then(|id| places.get(&id))))
        .collect()
}
