//! What the lists and maps of the programmes have in common: each record belongs to a site, which says where it is and what
//! its door is called.

use super::sets::Frame;
use crate::{
    areas::Areas,
    ctx::Ctx,
    error::Result,
    listing::{
        Conditions, Leaf, Scope, Sql, Walk, cap,
        map::{self, POINTS_FROM, Pin, count, geojson, look},
        page, point, position,
    },
    reference::Reference,
    search::{Index, matching},
    sites::query::shown,
};
use chrono::{Months, NaiveDate};
use domain::{
    area::AreaCode,
    calendar::{day_end, day_start, local_date},
    geo::Bbox,
    ids::SiteId,
    listing::{Common, Key, Page, Sort, Total},
    period::Month,
    programmes::{device::Serial, gear::Life, views::Door},
    sites::{SiteKind, SiteStatus},
};
use sea_orm::{DbBackend, QueryResult, Value};
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The columns of the site that [`door`] reads.
const SITE: &str = "s.kind AS site_kind, s.name AS site_name, s.address AS site_address, s.room AS site_room, \
     s.lon AS site_lon, s.lat AS site_lat";

/// The site of a record, masked for households.
pub(super) fn door(row: &QueryResult, site: SiteId, area: &AreaCode, areas: &Areas) -> Result<Door> {
    let kind: SiteKind = row.try_get::<String>("", "site_kind")?.parse()?;
    let room: Option<String> = row.try_get("", "site_room")?;
    let (name, address) =
        shown(kind, row.try_get("", "site_name")?, row.try_get("", "site_address")?, room.as_deref());
    Ok(Door {
        site,
        kind,
        name,
        address,
        area: areas.named(area),
        point: point(row.try_get("", "site_lon")?, row.try_get("", "site_lat")?),
    })
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
}

/// The rows behind a figure for the days of a filter, as of now; nothing for an ordinary list.
pub(super) fn behind<S>(
    ctx: &Ctx,
    common: &Common,
    set: Option<S>,
    rows: fn(&Frame, S) -> Conditions,
) -> Option<Conditions> {
    Some(rows(&Frame::new(common.period()?, ctx.now), set?))
}

/// How a row is read; the flag says that its place is that in a list by the end of life.
pub(super) type Read<T> = fn(&Ctx, &Reference, &QueryResult, bool) -> Result<T>;

/// The rows of a filter.
pub(super) struct Plan {
    source: Source,
    due: String,
    /// What must hold, of `t` and of the joined tables.
    pub conditions: Conditions,
    sites: bool,
}

impl Plan {
    /// What every filter asks for: area, days, words, window. The rows behind a figure take the place of the days.
    pub fn new(
        ctx: &Ctx,
        source: Source,
        common: &Common,
        window: Option<Bbox>,
        figure: Option<Conditions>,
    ) -> Result<Self> {
        let sqlite = ctx.db().is_sqlite();
        let scope = Scope::of(ctx, common.area.as_ref())?;
        let due = if source.by_due {
            format!("COALESCE(t.expires_on, {})", day(sqlite, NEVER))
        } else {
            String::new()
        };
        let mut plan = Self { due, conditions: scope.condition("t"), sites: false, source };
        match figure {
            Some(rows) => {
                plan.conditions.extend(&rows);
            }
            None => plan.days(common),
        }
        if let Some(text) = &common.q {
            plan.words(sqlite, text, &scope.area);
        }
        if common.no_position {
            plan.unplaced();
        }
        if let Some(window) = window {
            plan.conditions.window("s.lon", "s.lat", window);
            plan.sites = true;
        }
        Ok(plan)
    }

    fn days(&mut self, common: &Common) {
        let days = self.source.days;
        if let Some(from) = common.from {
            self.conditions.add(format!("{days} >= ?"), [day_start(from).into()]);
        }
        if let Some(to) = common.to {
            self.conditions.add(format!("{days} < ?"), [day_end(to).into()]);
        }
    }

    /// A record is found by the words of its site, a device by its numbers too.
    fn words(&mut self, sqlite: bool, text: &str, area: &AreaCode) {
        let backend = if sqlite { DbBackend::Sqlite } else { DbBackend::Postgres };
        let (mut any, mut values): (Vec<String>, Vec<Value>) = Default::default();
        if let Some(found) = matching(backend, Index::Site, text, area) {
            any.push(format!(
                "t.site_id IN (SELECT x.id FROM {0} f JOIN site x ON x.sort_key = f.{1} WHERE f.{2})",
                found.table, found.key, found.condition
            ));
            values.push(found.value.into());
        }
        if let Some(number) = Serial::read(text).ok().filter(|_| self.source.numbered) {
            any.push("t.serial = ? OR t.network_id = ?".into());
            values.extend([number.as_str().into(), number.as_str().into()]);
        }
        if any.is_empty() {
            any.push("1 = 0".into());
        }
        self.conditions.add(format!("({})", any.join(" OR ")), values);
    }

    /// Only the rows of one site.
    pub fn of_site(&mut self, site: Option<SiteId>) {
        if let Some(site) = site {
            self.conditions.add("t.site_id = ?", [site.0.into()]);
        }
    }

    /// Only those in use whose life ends in a month, or before one. `in_use` is the condition of the partial index.
    pub fn ends(&mut self, in_use: &str, ends: Option<Month>, before: Option<Month>) {
        if ends.is_some() || before.is_some() {
            self.conditions.add(in_use, []);
        }
        if let Some(month) = ends {
            let (first, last): (Value, Value) = (month.first_day().into(), month.last_day().into());
            self.conditions.add("t.expires_on BETWEEN ? AND ?", [first, last]);
        }
        if let Some(month) = before {
            self.conditions.add("t.expires_on < ?", [month.first_day().into()]);
        }
    }

    /// Only those in use whose life has gone so far.
    pub fn life(&mut self, ctx: &Ctx, in_use: &str, life: Option<Life>) {
        if life.is_some() {
            self.conditions.add(in_use, []);
        }
        let today = local_date(ctx.now);
        let months = Months::new(ctx.state.limits.expiring_months);
        let horizon = today.checked_add_months(months).unwrap_or(NaiveDate::MAX);
        let (condition, values): (&str, Vec<Value>) = match life {
            None => return,
            Some(Life::Expired) => ("t.expires_on <= ?", vec![today.into()]),
            Some(Life::Expiring) => {
                ("t.expires_on > ? AND t.expires_on <= ?", vec![today.into(), horizon.into()])
            }
            Some(Life::Unknown) => ("t.expires_on IS NULL", Vec::new()),
            Some(Life::Good) => ("t.expires_on > ?", vec![horizon.into()]),
        };
        self.conditions.add(condition, values);
    }

    fn unplaced(&mut self) {
        self.conditions.add("s.lon IS NULL", []);
        self.sites = true;
    }

    /// The selection, joined to the sites only where a condition needs them.
    fn select(&self, columns: &str) -> Sql {
        let join = if self.sites { " JOIN site s ON s.id = t.site_id" } else { "" };
        let Source { table, joins, .. } = &self.source;
        let mut sql = Sql::new(format!("SELECT {columns} FROM {table} t{join}{joins}"));
        sql.filter(&self.conditions);
        sql
    }

    /// Whole rows with their sites that meet conditions.
    fn whole(&self, conditions: &Conditions) -> Sql {
        let mut sql = whole(&self.source);
        sql.filter(conditions);
        sql
    }

    async fn walk<T>(&self, ctx: &Ctx, reference: &Reference, walk: Walk, read: Read<T>) -> Result<Vec<T>> {
        let mut sql = self.whole(&self.conditions.and(&walk.condition("t.sort_key", &self.due)));
        sql.bind(&format!("{} LIMIT ?", walk.order_by("t.sort_key", &self.due)), [cap(walk.limit)]);
        let found = sql.all(ctx.db().read()).await?;
        found.iter().map(|row| read(ctx, reference, row, walk.order == Sort::Due)).collect()
    }

    /// The sites of the rows, each once, with their areas; without those that are closed down.
    pub async fn sites(mut self, ctx: &Ctx) -> Result<BTreeMap<SiteId, AreaCode>> {
        self.sites = true;
        self.conditions.add("s.status = ?", [SiteStatus::Active.as_str().into()]);
        self.conditions.add("s.merged_into IS NULL", []);
        let found = self.select("DISTINCT t.site_id, s.area_code").all(ctx.db().read()).await?;
        let site = |row: &QueryResult| {
            Ok((SiteId(row.try_get_by_index(0)?), row.try_get_by_index::<String>(1)?.parse::<AreaCode>()?))
        };
        found.iter().map(site).collect()
    }

    async fn without_position(&self, ctx: &Ctx) -> Result<Total> {
        let mut unplaced = Self {
            source: self.source.clone(),
            due: String::new(),
            conditions: self.conditions.clone(),
            sites: self.sites,
        };
        unplaced.unplaced();
        count(ctx.db(), ctx.state.limits.total_cap, unplaced.select("1")).await
    }
}

/// Starts a selection of whole rows with their sites.
fn whole(source: &Source) -> Sql {
    let Source { table, columns, joins, .. } = source;
    let more = if columns.is_empty() { String::new() } else { format!(", {columns}") };
    Sql::new(format!("SELECT t.*, {SITE}{more} FROM {table} t JOIN site s ON s.id = t.site_id{joins}"))
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

/// One page of a list. The second plan is that of all windows.
pub(super) async fn list<T: Send>(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    common: &Common,
    limit: u64,
    read: Read<T>,
    key: fn(&T) -> Key,
) -> Result<Page<T>> {
    let reference = ctx.state.reference().await?;
    let orders: &[Sort] = if plan.source.by_due {
        &[Sort::Newest, Sort::Oldest, Sort::Due]
    } else {
        &[Sort::Newest, Sort::Oldest]
    };
    let (order, cursor) = position(common, orders);
    let rows =
        page(Leaf::new(order, cursor, limit), key, |walk| Box::pin(plan.walk(ctx, &reference, walk, read)))
            .await?;
    let total = count(ctx.db(), ctx.state.limits.total_cap, plan.select("1")).await?;
    Ok(rows.into_page(total, everywhere.without_position(ctx).await?))
}

/// A record on the map.
#[derive(Serialize)]
pub(super) struct Sign {
    /// Nothing for a door that is not shown from so far away.
    pub id: Option<Uuid>,
    /// Name of the door, masked for households.
    pub title: String,
    /// Where the record stands.
    pub status: &'static str,
    /// Its kind.
    pub category: &'static str,
    /// Its life has ended.
    pub overdue: bool,
    /// The list that it is from is a gift to fraudsters: no single door below the zoom of a building.
    #[serde(skip)]
    pub guarded: bool,
}

/// Decimals of a degree to which a guarded door is told from far away: 100 m.
const COARSE: f64 = 1e3;

/// The records of a filter in a window as GeoJSON, like [`crate::hazards::query::map`]. The second plan is that of all
/// windows.
pub(super) async fn map<T>(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    window: Bbox,
    zoom: f64,
    read: Read<T>,
    sign: fn(&T) -> (Sign, &Door),
) -> Result<String> {
    let reference = ctx.state.reference().await?;
    let found = look(ctx.db(), window, zoom, ctx.state.limits.map_rows, |n| {
        let mut sql = plan.select("t.sort_key AS k, s.lon AS lon, s.lat AS lat");
        sql.bind(" ORDER BY t.sort_key DESC LIMIT ?", [cap(n)]);
        sql
    })
    .await?;
    let rows = plan.whole(&map::keyed("t.sort_key", &found.singles)).all(ctx.db().read()).await?;
    let mut pins = Vec::with_capacity(rows.len());
    for row in &rows {
        let record = read(ctx, &reference, row, false)?;
        let (properties, door) = sign(&record);
        let Some(point) = door.point else { continue };
        pins.push(guarded((point.lon(), point.lat()), properties, zoom));
    }
    geojson(&found, pins, everywhere.without_position(ctx).await?)
}

/// The pin, coarser when its door is guarded and the map far away.
fn guarded((lon, lat): (f64, f64), sign: Sign, zoom: f64) -> Pin<Sign> {
    if !sign.guarded || zoom >= POINTS_FROM {
        return Pin { at: (lon, lat), properties: sign };
    }
    let coarse = |degrees: f64| (degrees * COARSE).round() / COARSE;
    Pin { at: (coarse(lon), coarse(lat)), properties: Sign { id: None, title: String::new(), ..sign } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(guarded: bool) -> Sign {
        let title = "张*".into();
        Sign {
            id: Some(Uuid::nil()),
            title,
            status: "planned",
            category: "gas_alarm",
            overdue: false,
            guarded,
        }
    }

    #[test]
    fn a_guarded_door_is_shown_from_nearby_only() {
        let at = (121.389_123, 31.209_456);
        for (is_guarded, zoom, is_shown) in
            [(true, 14.0, false), (true, POINTS_FROM, true), (false, 10.0, true)]
        {
            let pin = guarded(at, sign(is_guarded), zoom);
            assert_eq!(
                (pin.at == at, pin.properties.id.is_some()),
                (is_shown, is_shown),
                "{is_guarded} {zoom}"
            );
        }
    }
}
