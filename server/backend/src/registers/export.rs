//! The registers as [tables](crate::tables), with the headings that the import reads.

use super::{fires, orders, penalties};
use crate::{
    ctx::Ctx,
    error::Result,
    import_text::Column,
    tables::{Listed, Masks, Piece},
    transfer::import::{
        CATEGORIES, FIRE_CAUSES, FIRE_COLUMNS, ORDER_COLUMNS, ORDER_KINDS, PENALTY_COLUMNS, word_of,
    },
};
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use domain::{
    area::AreaRef,
    calendar::SHANGHAI,
    geo::{Point, Wgs84},
    programmes::{
        filters::{FireFilter, OrderFilter, PenaltyFilter},
        register::{FireIncident, HotlineOrder, Penalty},
        register_views::{DatedOrder, Entry, LinkedSite},
    },
};
use futures::future::BoxFuture;

impl Listed for PenaltyFilter {
    const SUBJECT: &'static str = "penalty";

    fn headings() -> Vec<&'static str> {
        headings(PENALTY_COLUMNS)
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move { Ok(Piece::of(penalties::rows(ctx, self, limit, masks).await?, penalty)) })
    }
}

fn penalty(entry: Entry<Penalty>) -> Vec<String> {
    penalty_cells(entry.record, Place::of(entry.site, entry.hazard_number, &entry.area))
}

/// A penalty as a row, in the order of [`PENALTY_COLUMNS`].
pub(crate) fn penalty_cells(record: Penalty, place: Place) -> Vec<String> {
    vec![
        record.number.unwrap_or_default(),
        record.decided_on.to_string(),
        record.body,
        word_of(CATEGORIES, &record.category).to_owned(),
        record.party,
        record.reason,
        record.fine.map(|fine| fine.to_string()).unwrap_or_default(),
        place.site,
        place.address,
        place.area,
        place.hazard,
    ]
}

impl Listed for OrderFilter {
    const SUBJECT: &'static str = "order";

    fn headings() -> Vec<&'static str> {
        headings(ORDER_COLUMNS)
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move { Ok(Piece::of(orders::rows(ctx, self, limit, masks).await?, order)) })
    }
}

fn order(entry: Entry<DatedOrder>) -> Vec<String> {
    let place = Place::of(entry.site, entry.hazard_number, &entry.area);
    order_cells(entry.record.order, entry.record.due, place)
}

/// An order with its deadline as a row, in the order of [`ORDER_COLUMNS`].
pub(crate) fn order_cells(order: HotlineOrder, due: NaiveDate, place: Place) -> Vec<String> {
    vec![
        order.number,
        word_of(ORDER_KINDS, &order.kind).to_owned(),
        if order.urgent { "是" } else { "否" }.to_owned(),
        order.category.map(|category| word_of(CATEGORIES, &category).to_owned()).unwrap_or_default(),
        minute(order.received_at),
        due.to_string(),
        order.replied_at.map(minute).unwrap_or_default(),
        order.reply.unwrap_or_default(),
        order.text,
        order.caller_name.unwrap_or_default(),
        order.caller_phone.unwrap_or_default(),
        place.site,
        place.address,
        place.area,
        place.hazard,
    ]
}

impl Listed for FireFilter {
    const SUBJECT: &'static str = "fire";

    fn headings() -> Vec<&'static str> {
        headings(FIRE_COLUMNS)
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move { Ok(Piece::of(fires::rows(ctx, self, limit, masks).await?, fire)) })
    }
}

fn fire(entry: Entry<FireIncident>) -> Vec<String> {
    fire_cells(entry.record, entry.point, Place::of(entry.site, entry.hazard_number, &entry.area))
}

/// A fire as a row, in the order of [`FIRE_COLUMNS`].
pub(crate) fn fire_cells(fire: FireIncident, point: Option<Point<Wgs84>>, place: Place) -> Vec<String> {
    let (lon, lat) = degrees(point);
    vec![
        minute(fire.at),
        fire.place,
        word_of(FIRE_CAUSES, &fire.cause).to_owned(),
        fire.text.unwrap_or_default(),
        fire.loss.map(|loss| loss.to_string()).unwrap_or_default(),
        fire.injured.to_string(),
        fire.dead.to_string(),
        place.site,
        place.address,
        place.area,
        place.hazard,
        lon,
        lat,
    ]
}

/// Each column is called by the first of its names.
fn headings(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.aliases.first().copied().unwrap_or(column.field)).collect()
}

/// What a row says of where its entry belongs, and of the hazard behind it.
pub(crate) struct Place {
    /// Name of the site.
    pub site: String,
    /// Its address.
    pub address: String,
    /// Code or name of the area.
    pub area: String,
    /// Number of the hazard.
    pub hazard: String,
}

impl Place {
    fn of(site: Option<LinkedSite>, hazard: Option<String>, area: &AreaRef) -> Self {
        let (site, address) = site.map(|site| (site.name, site.address)).unwrap_or_default();
        Self { site, address, area: area.code.to_string(), hazard: hazard.unwrap_or_default() }
    }
}

/// Local day and time to the minute.
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    // a table has a hundred thousand of them: a pattern would be taken apart for each
    let at = at.with_timezone(&SHANGHAI);
    format!("{:04}-{:02}-{:02} {:02}:{:02}", at.year(), at.month(), at.day(), at.hour(), at.minute())
}

/// Longitude and latitude in WGS-84.
pub(crate) fn degrees(point: Option<Point<Wgs84>>) -> (String, String) {
    point.map(|p| (format!("{:.6}", p.lon()), format!("{:.6}", p.lat()))).unwrap_or_default()
}
