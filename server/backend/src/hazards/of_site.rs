//! What hazards have of the site that they are at: its position when they have none of their own, and the words by which its name
//! and address are found.

use super::{
    rows,
    service::{Locked, entry},
    store::{self, Doing},
};
use crate::{
    audit,
    ctx::Ctx,
    db::WriteTx,
    entities::{hazard, site},
    error::Result,
    search::{self, Index, Place},
};
use domain::{
    geo::{Cell, MAX_LEVEL, Point, Wgs84},
    hazards::{PointSource, Position, Status},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// Hazards of one site whose words are made anew in one change, the newest. No site comes near it.
const MOST_NAMED: u64 = 5_000;

/// Takes the open hazards of a site that have no position, or that of its address, until the end of this transaction. What is
/// closed or void is corrected no more: it stays as it was found.
pub(crate) async fn without_own_position(tx: &WriteTx, site: Uuid) -> Result<Vec<Locked>> {
    let borrowed = Condition::any()
        .add(hazard::Column::Lon.is_null())
        .add(hazard::Column::PointSource.eq(PointSource::Address.as_str()));
    let find = hazard::Entity::find()
        .filter(hazard::Column::SiteId.eq(site))
        .filter(hazard::Column::Status.is_in(Status::open().map(Status::as_str)))
        .filter(borrowed)
        .order_by_asc(hazard::Column::Id);
    // SQLite has one writer and knows no row locks
    let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
    let rows = find.all(tx).await?;
    rows.into_iter().map(|row| Ok(Locked { state: rows::state(&row)?, row })).collect()
}

/// Brings hazards that were taken to where their site is now, each by an event of its own.
pub(crate) async fn follow(
    tx: &WriteTx,
    ctx: &Ctx,
    hazards: Vec<Locked>,
    site: &site::Model,
    to: Point<Wgs84>,
) -> Result<()> {
    let place = Place::of(site)?;
    let mut lines = Vec::with_capacity(hazards.len());
    for Locked { row: before, state } in hazards {
        if before.lon.zip(before.lat) == Some((to.lon(), to.lat())) {
            continue;
        }
        let step = state.placed_with_site(to);
        let mut after = before.clone();
        put(&mut after, position(site));
        let event = store::append(&mut after, &step, &Doing::following(ctx))?;
        search::replace(tx, Index::Hazard, store::search_entry(&after, Some(&place))?);
        lines.push(entry(&after, "hazard.correct", serde_json::json!({"of_site": site.id}))?);
        store::update(tx, &before, after, event).await?;
    }
    audit::write(tx, ctx, lines);
    Ok(())
}

/// The position that a hazard at this site has when it has none of its own.
pub(super) fn position(site: &site::Model) -> Option<Position> {
    let point = Point::new(site.lon?, site.lat?).ok()?;
    Some(Position { point, accuracy_m: site.accuracy_m, source: PointSource::Address })
}

/// Puts a hazard to a place, or to none.
pub(super) fn put(row: &mut hazard::Model, position: Option<Position>) {
    row.lon = position.map(|p| p.point.lon());
    row.lat = position.map(|p| p.point.lat());
    row.cell = position.map(|p| Cell::at(MAX_LEVEL, p.point).code());
    row.accuracy_m = position.and_then(|p| p.accuracy_m);
    row.point_source = position.map(|p| p.source.as_str().into());
    (row.raw_lon, row.raw_lat, row.raw_datum) = (None, None, None);
}

/// The hazards of a site are found by its name and address as they are now.
pub(crate) async fn named(tx: &WriteTx, site: &site::Model) -> Result<()> {
    let place = Place::of(site)?;
    let rows = hazard::Entity::find()
        .filter(hazard::Column::SiteId.eq(site.id))
        .order_by_desc(hazard::Column::SortKey)
        .limit(MOST_NAMED)
        .all(tx)
        .await?;
    for row in rows {
        search::replace(tx, Index::Hazard, store::search_entry(&row, Some(&place))?);
    }
    Ok(())
}
