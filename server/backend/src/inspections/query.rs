//! Reads of visits: lists, maps, pages, and what a new visit starts from.

mod detail;
mod form;
mod last;

pub use detail::detail;
pub use form::form;
pub(crate) use form::{checklists, standards};
pub(crate) use last::{failed_visits, last_answers, last_visits};

use crate::{
    areas::Areas,
    ctx::Ctx,
    error::Result,
    hazards::rows::number,
    listing::{
        Conditions, Leaf, Scope, Sql, Walk, cap,
        map::{self, Pin, count, geojson, look},
        page, point, position, tile,
    },
    sites::query::{found_ids, shown},
    tiles::Asked,
};
use domain::{
    area::AreaCode,
    geo::Bbox,
    ids::{InspectionId, SiteId},
    inspections::{InspectionKind, InspectionSummary, Outcome},
    listing::{InspectionFilter, Key, Page, Sort, Total},
    sites::SiteKind,
};
use sea_orm::QueryResult;
use serde::Serialize;
use uuid::Uuid;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest];

/// What [`read`] reads, in its order.
const COLUMNS: &str = "i.id, i.kind, i.nature, i.outcome, i.started_at, i.site_id, i.area_code, i.hazard_count, i.sort_key, \
     COALESCE(i.lon, s.lon), COALESCE(i.lat, s.lat), s.kind, s.name, s.address, s.room, u.name";

/// The site stands beside every visit, the person too.
const JOINS: &str = " JOIN site s ON s.id = i.site_id LEFT JOIN user_account u ON u.id = i.inspector_id";

/// A visit without a position of its own is where its site is.
const LON: &str = "COALESCE(i.lon, s.lon)";
const LAT: &str = "COALESCE(i.lat, s.lat)";

fn read(row: &QueryResult, areas: &Areas) -> Result<InspectionSummary> {
    let site_kind: SiteKind = row.try_get_by_index::<String>(11)?.parse()?;
    let room: Option<String> = row.try_get_by_index(14)?;
    let (site_name, address) =
        shown(site_kind, row.try_get_by_index(12)?, row.try_get_by_index(13)?, room.as_deref());
    let area: AreaCode = row.try_get_by_index::<String>(6)?.parse()?;
    Ok(InspectionSummary {
        id: InspectionId(row.try_get_by_index(0)?),
        kind: row.try_get_by_index::<String>(1)?.parse()?,
        nature: row.try_get_by_index::<String>(2)?.parse()?,
        outcome: row.try_get_by_index::<String>(3)?.parse()?,
        started_at: row.try_get_by_index(4)?,
        site: SiteId(row.try_get_by_index(5)?),
        site_kind,
        site_name,
        address,
        area: areas.named(&area),
        inspector: row.try_get_by_index::<Option<String>>(15)?.unwrap_or_default(),
        hazard_count: number(row.try_get_by_index(7)?)?,
        point: point(row.try_get_by_index(9)?, row.try_get_by_index(10)?),
        key: Key { due: None, sort_key: row.try_get_by_index(8)? },
    })
}

/// The conditions of a filter on `inspection i`, and on `site s` when [`Plan::sites`] says so.
struct Plan {
    conditions: Conditions,
    sites: bool,
}

impl Plan {
    fn new(ctx: &Ctx, filter: &InspectionFilter, window: Option<Bbox>) -> Result<Self> {
        let scope = Scope::of(ctx, filter.common.area.as_ref())?;
        let mut plan = Self { conditions: scope.in_subdistrict("i"), sites: false };
        let conditions = &mut plan.conditions;
        conditions.any_of("i.kind", &filter.kind, InspectionKind::as_str);
        conditions.any_of("i.outcome", &filter.outcome, Outcome::as_str);
        if let Some(inspector) = filter.inspector {
            conditions.add("i.inspector_id = ?", [inspector.0.into()]);
        }
        if let Some(site) = filter.site {
            conditions.add("i.site_id = ?", [site.0.into()]);
        }
        if filter.with_hazards {
            conditions.add("i.hazard_count > 0", []);
        }
        conditions.days("i.sort_key", filter.common.from, filter.common.to);
        if let Some(text) = &filter.common.q {
            // a visit is found by its site
            match found_ids(ctx, text, &scope.area) {
                Some(ids) => conditions.within("i.site_id", ids),
                None => conditions.add("1 = 0", []),
            };
        }
        if filter.common.no_position {
            plan.unplaced();
        }
        if let Some(window) = window {
            plan.conditions.window(LON, LAT, window);
            plan.sites = true;
        }
        Ok(plan)
    }

    fn unplaced(&mut self) {
        self.conditions.add("i.lon IS NULL", []).add("s.lon IS NULL", []);
        self.sites = true;
    }

    /// The selection, joined to the sites only where a condition needs them.
    fn select(&self, columns: &str) -> Sql {
        let join = if self.sites { " JOIN site s ON s.id = i.site_id" } else { "" };
        let mut sql = Sql::new(format!("SELECT {columns} FROM inspection i{join}"));
        sql.filter(&self.conditions);
        sql
    }

    async fn walk(&self, ctx: &Ctx, areas: &Areas, walk: Walk) -> Result<Vec<InspectionSummary>> {
        let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM inspection i{JOINS}"));
        sql.filter(&self.conditions.and(&walk.condition("i.sort_key", "")));
        sql.bind(&format!("{} LIMIT ?", walk.order_by("i.sort_key", "")), [cap(walk.limit)]);
        sql.all(ctx.db().read()).await?.iter().map(|row| read(row, areas)).collect()
    }
}

async fn without_position(ctx: &Ctx, filter: &InspectionFilter) -> Result<Total> {
    let mut plan = Plan::new(ctx, filter, None)?;
    plan.unplaced();
    count(ctx.db(), ctx.state.limits.total_cap, plan.select("1")).await
}

/// One page of the visits that this person may see.
pub async fn list(ctx: &Ctx, filter: &InspectionFilter, limit: u64) -> Result<Page<InspectionSummary>> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, filter.common.window())?;
    let (order, cursor) = position(&filter.common, ORDERS);
    let rows = page(
        Leaf::new(order, cursor, limit),
        |row: &InspectionSummary| row.key,
        |walk| Box::pin(plan.walk(ctx, &reference.areas, walk)),
    )
    .await?;
    let total = count(ctx.db(), ctx.state.limits.total_cap, plan.select("1")).await?;
    Ok(rows.into_page(total, without_position(ctx, filter).await?))
}

/// The rows of a page, and the next one, without counting anything: a table has many pages and shows no totals.
pub(super) async fn leaf(
    ctx: &Ctx,
    filter: &InspectionFilter,
    limit: u64,
) -> Result<Page<InspectionSummary>> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, filter.common.window())?;
    let (order, cursor) = position(&filter.common, ORDERS);
    let leaf = Leaf::new(order, cursor, limit);
    let rows = plan.walk(ctx, &reference.areas, leaf.walk()).await?;
    Ok(leaf.cut(rows, |row| row.key).page(false).into_page(Total::default(), Total::default()))
}

/// The newest visits of a filter, without totals.
pub(crate) async fn first(
    ctx: &Ctx,
    filter: &InspectionFilter,
    limit: u64,
) -> Result<Vec<InspectionSummary>> {
    let reference = ctx.state.reference().await?;
    Plan::new(ctx, filter, None)?.walk(ctx, &reference.areas, Walk::start(Sort::Newest, limit)).await
}

#[derive(Serialize)]
struct Sign {
    id: Uuid,
    title: String,
    status: Outcome,
    category: InspectionKind,
    overdue: bool,
}

/// The visits of the filter in a window as GeoJSON, like [`crate::hazards::query::map`].
pub async fn map(ctx: &Ctx, filter: &InspectionFilter, window: Bbox, zoom: f64) -> Result<String> {
    let plan = Plan::new(ctx, filter, Some(window))?;
    let columns = format!("i.sort_key AS k, {LON} AS lon, {LAT} AS lat");
    // newest first, because there are many more visits than a map can show
    let found = look(ctx.db(), window, zoom, ctx.state.limits.map_rows, |n| {
        let mut sql = plan.select(&columns);
        sql.bind(" ORDER BY i.sort_key DESC LIMIT ?", [cap(n)]);
        sql
    })
    .await?;
    let pins = pins(ctx, &found.singles).await?;
    geojson(&found, pins, without_position(ctx, filter).await?)
}

/// The visits of the filter on a vector tile, like [`crate::hazards::query::tile`].
pub async fn tile(ctx: &Ctx, filter: &InspectionFilter, asked: &Asked) -> Result<Vec<u8>> {
    let plan = Plan::new(ctx, filter, Some(tile::squares(asked).window()))?;
    let columns = format!("i.sort_key AS k, {LON} AS lon, {LAT} AS lat");
    let found = tile::look(ctx.db(), asked, ctx.state.limits.map_rows, |n| {
        let mut sql = plan.select(&columns);
        sql.bind(" ORDER BY i.sort_key DESC LIMIT ?", [cap(n)]);
        sql
    })
    .await?;
    let pins = pins(ctx, &found.singles).await?;
    tile::encode(asked, &found, pins)
}

async fn pins(ctx: &Ctx, keys: &[i64]) -> Result<Vec<Pin<Sign>>> {
    let mut sql = Sql::new(format!(
        "SELECT i.id, i.kind, i.outcome, s.kind, s.name, s.address, s.room, {LON}, {LAT} \
         FROM inspection i JOIN site s ON s.id = i.site_id"
    ));
    sql.filter(&map::keyed("i.sort_key", keys));
    let mut pins = Vec::with_capacity(keys.len());
    for row in sql.all(ctx.db().read()).await? {
        let kind: SiteKind = row.try_get_by_index::<String>(3)?.parse()?;
        let room: Option<String> = row.try_get_by_index(6)?;
        let (title, _) = shown(kind, row.try_get_by_index(4)?, row.try_get_by_index(5)?, room.as_deref());
        let properties = Sign {
            id: row.try_get_by_index(0)?,
            title,
            status: row.try_get_by_index::<String>(2)?.parse()?,
            category: row.try_get_by_index::<String>(1)?.parse()?,
            overdue: false,
        };
        pins.push(Pin { at: (row.try_get_by_index(7)?, row.try_get_by_index(8)?), properties });
    }
    Ok(pins)
}
