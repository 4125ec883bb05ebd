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
use chrono::{DateTime, Utc};
use domain::{
    calendar::SHANGHAI,
    geo::{Point, Wgs84},
    programmes::{
        filters::{FireFilter, OrderFilter, PenaltyFilter},
        register::{FireIncident, Penalty},
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
    let record = entry.record;
    let (site, address) = site(entry.site);
    vec![
        record.number.unwrap_or_default(),
        record.decided_on.to_string(),
        record.body,
        word_of(CATEGORIES, &record.category).to_owned(),
        record.party,
        record.reason,
        record.fine.map(|fine| fine.to_string()).unwrap_or_default(),
        site,
        address,
        entry.area.code.to_string(),
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
    let order = entry.record.order;
    let (site, address) = site(entry.site);
    vec![
        order.number,
        word_of(ORDER_KINDS, &order.kind).to_owned(),
        if order.urgent { "是" } else { "否" }.to_owned(),
        order.category.map(|category| word_of(CATEGORIES, &category).to_owned()).unwrap_or_default(),
        minute(order.received_at),
        entry.record.due.to_string(),
        order.replied_at.map(minute).unwrap_or_default(),
        order.reply.unwrap_or_default(),
        order.text,
        order.caller_name.unwrap_or_default(),
        order.caller_phone.unwrap_or_default(),
        site,
        address,
        entry.area.code.to_string(),
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
    let fire = entry.record;
    let (site, address) = site(entry.site);
    let (lon, lat) = degrees(entry.point);
    vec![
        minute(fire.at),
        fire.place,
        word_of(FIRE_CAUSES, &fire.cause).to_owned(),
        fire.text.unwrap_or_default(),
        fire.loss.map(|loss| loss.to_string()).unwrap_or_default(),
        fire.injured.to_string(),
        fire.dead.to_string(),
        site,
        address,
        entry.area.code.to_string(),
        lon,
        lat,
    ]
}

/// Each column is called by the first of its names.
fn headings(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| column.aliases.first().copied().unwrap_or(column.field)).collect()
}

fn site(site: Option<LinkedSite>) -> (String, String) {
    site.map(|site| (site.name, site.address)).unwrap_or_default()
}

/// Local day and time to the minute.
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    at.with_timezone(&SHANGHAI).format("%Y-%m-%d %H:%M").to_string()
}

/// Longitude and latitude in WGS-84.
pub(crate) fn degrees(point: Option<Point<Wgs84>>) -> (String, String) {
    point.map(|p| (format!("{:.6}", p.lon()), format!("{:.6}", p.lat()))).unwrap_or_default()
}
