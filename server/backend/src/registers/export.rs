//! The registers as tables, with the headings that the import reads. Names, phones and doors are masked as in lists.

use super::{fires, orders, penalties};
use crate::{
    ctx::Ctx,
    error::Result,
    import_text::Column,
    transfer::import::{
        CATEGORIES, FIRE_CAUSES, FIRE_COLUMNS, ORDER_COLUMNS, ORDER_KINDS, PENALTY_COLUMNS, word_of,
    },
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::SHANGHAI,
    csv::Csv,
    geo::{Point, Wgs84},
    listing::Filter,
    programmes::{
        filters::{FireFilter, OrderFilter, PenaltyFilter},
        register_views::LinkedSite,
    },
};

/// Most rows of a table.
const MOST: u64 = 20_000;

/// The penalties of the filter.
pub async fn penalties(ctx: &Ctx, filter: &PenaltyFilter) -> Result<String> {
    let page = penalties::list(ctx, &filter.first_page(), MOST).await?;
    let mut csv = table(PENALTY_COLUMNS);
    for entry in page.rows {
        let record = entry.record;
        let (site, address) = site(entry.site);
        csv.row([
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
        ]);
    }
    Ok(csv.into_text())
}

/// The hotline orders of the filter.
pub async fn orders(ctx: &Ctx, filter: &OrderFilter) -> Result<String> {
    let page = orders::list(ctx, &filter.first_page(), MOST).await?;
    let mut csv = table(ORDER_COLUMNS);
    for entry in page.rows {
        let order = entry.record.order;
        let (site, address) = site(entry.site);
        csv.row([
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
        ]);
    }
    Ok(csv.into_text())
}

/// The fires of the filter.
pub async fn fires(ctx: &Ctx, filter: &FireFilter) -> Result<String> {
    let page = fires::list(ctx, &filter.first_page(), MOST).await?;
    let mut csv = table(FIRE_COLUMNS);
    for entry in page.rows {
        let fire = entry.record;
        let (site, address) = site(entry.site);
        let (lon, lat) = degrees(entry.point);
        csv.row([
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
        ]);
    }
    Ok(csv.into_text())
}

/// A table with these columns, called by the first of their names.
fn table(columns: &[Column]) -> Csv {
    Csv::new(columns.iter().map(|column| column.aliases.first().copied().unwrap_or(column.field)))
}

fn site(site: Option<LinkedSite>) -> (String, String) {
    site.map(|site| (site.name, site.address)).unwrap_or_default()
}

/// Local day and time to the minute.
pub(crate) fn minute(at: DateTime<Utc>) -> String {
    at.with_timezone(&SHANGHAI).format("%Y-%m-%d %H:%M").to_string()
}

/// Longitude and latitude in WGS-84.
fn degrees(point: Option<Point<Wgs84>>) -> (String, String) {
    point.map(|p| (format!("{:.6}", p.lon()), format!("{:.6}", p.lat()))).unwrap_or_default()
}
