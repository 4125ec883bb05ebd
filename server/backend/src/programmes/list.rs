//! What the lists and maps of the programmes have in common: each record belongs to a site, which says where it is and what
//! its door is called. `plan` says how the rows of a filter are found, `page` and `map` show them.

mod map;
mod page;
mod plan;

pub(super) use self::{
    map::{Sign, map},
    page::{Brief, brief, list},
    plan::{Plan, behind},
};

use crate::{
    areas::Areas,
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Sql, group, id, point},
    reference::Reference,
    sites::query::shown,
};
use chrono::NaiveDate;
use domain::{area::AreaCode, ids::SiteId, listing::Key, programmes::views::Door, sites::SiteKind};
use sea_orm::QueryResult;
use serde::Deserialize;
use uuid::Uuid;

/// The columns of the site that [`door`] reads.
const SITE: &str = "s.kind AS site_kind, s.name AS site_name, s.address AS site_address, s.room AS site_room, \
     s.lon AS site_lon, s.lat AS site_lat";

/// The site of a record as it is read, in the order of [`DoorRow::columns`].
#[derive(Debug, Deserialize)]
pub(super) struct DoorRow {
    site: SiteId,
    /// The area of the record.
    area: AreaCode,
    kind: SiteKind,
    name: String,
    address: String,
    room: Option<String>,
    lon: Option<f64>,
    lat: Option<f64>,
}

impl DoorRow {
    /// Its columns as one value of the text of a page.
    pub fn columns(sqlite: bool) -> String {
        let site = id(sqlite, "t.site_id");
        group(sqlite, &format!("{site}, t.area_code, s.kind, s.name, s.address, s.room, s.lon, s.lat"))
    }

    /// From a row with the columns [`SITE`].
    pub fn of(row: &QueryResult, site: SiteId, area: &AreaCode) -> Result<Self> {
        Ok(Self {
            site,
            area: area.clone(),
            kind: row.try_get::<String>("", "site_kind")?.parse()?,
            name: row.try_get("", "site_name")?,
            address: row.try_get("", "site_address")?,
            room: row.try_get("", "site_room")?,
            lon: row.try_get("", "site_lon")?,
            lat: row.try_get("", "site_lat")?,
        })
    }

    /// As lists show it: masked for households.
    pub fn shown(self, areas: &Areas) -> Door {
        let (name, address) = shown(self.kind, self.name, self.address, self.room.as_deref());
        Door {
            site: self.site,
            kind: self.kind,
            name,
            address,
            area: areas.named(&self.area),
            point: point(self.lon, self.lat),
        }
    }
}

/// The site of a record, masked for households.
pub(super) fn door(row: &QueryResult, site: SiteId, area: &AreaCode, areas: &Areas) -> Result<Door> {
    Ok(DoorRow::of(row, site, area)?.shown(areas))
}

/// The first day that databases know as a literal.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Stands for an end of life that is not known: behind all others.
const NEVER: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The place of a row in its list: by the end of its life when that is the order.
pub(super) fn key(sort_key: i64, by_due: bool, due: Option<NaiveDate>) -> Key {
    Key { due: by_due.then(|| due.unwrap_or(NEVER)), sort_key }
}

/// A day as a literal: for columns, which take no values.
pub(super) fn day(sqlite: bool, day: NaiveDate) -> String {
    // an address may name any year
    let day = day.clamp(FIRST, NEVER);
    if sqlite { format!("'{day}'") } else { format!("DATE '{day}'") }
}

/// The indexes of a table, as SQLite is told them: its planner has no statistics in a new database, and takes one that
/// holds less of what is asked for. PostgreSQL finds them by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indexes {
    /// By site.
    pub site: &'static str,
    /// Of a subdistrict by the end of life; holds committee, status and kind.
    pub near_due: &'static str,
    /// Of all areas by the end of life; holds area, status and kind.
    pub due: &'static str,
    /// Of all areas by kind and status, or status; holds the area, and either.
    pub status: &'static str,
}

/// What is listed.
#[derive(Clone)]
pub(super) struct Source {
    /// The table, called `t`.
    pub table: &'static str,
    /// Columns beside those of the table and of the site.
    pub columns: String,
    /// Tables that they come from, joined from the left.
    pub joins: &'static str,
    /// Its list can be sorted by the end of life, the column `expires_on`.
    pub by_due: bool,
    /// It has a serial number and a network id.
    pub numbered: bool,
    /// The column of times that the days of a filter are about.
    pub days: &'static str,
    /// Its indexes, where there is so much of it that they have to be told.
    pub indexes: Option<Indexes>,
}

/// How a row is read; the flag says that its place is that in a list by the end of life.
pub(super) type Read<T> = fn(&Ctx, &Reference, &QueryResult, bool) -> Result<T>;

/// The columns of whole rows with their sites.
fn whole_columns(source: &Source) -> String {
    let more = if source.columns.is_empty() { String::new() } else { format!(", {}", source.columns) };
    format!("t.*, {SITE}{more}")
}

/// Starts a selection of whole rows with their sites.
fn whole(source: &Source) -> Sql {
    let Source { table, joins, .. } = source;
    let columns = whole_columns(source);
    Sql::new(format!("SELECT {columns} FROM {table} t JOIN site s ON s.id = t.site_id{joins}"))
}

/// All rows that meet a condition, newest first; few: those of one site, or one record.
pub(super) async fn all<T>(
    ctx: &Ctx,
    source: &Source,
    condition: &str,
    value: Uuid,
    read: Read<T>,
) -> Result<Vec<T>> {
    let reference = ctx.state.reference().await?;
    let mut conditions = Conditions::default();
    conditions.add(condition, [value.into()]);
    let mut sql = whole(source);
    sql.filter(&conditions).push(" ORDER BY t.sort_key DESC");
    let found = sql.all(ctx.db().read()).await?;
    found.iter().map(|row| read(ctx, &reference, row, false)).collect()
}
