//! Reads of sites: lists, maps, pages, and finding one for a visit.

mod detail;
mod search;
mod twins;

pub(crate) use detail::open_hazards;
pub use detail::{checks, detail};
pub use search::{hit, search};

use crate::{
    areas::Areas,
    campaigns,
    ctx::Ctx,
    entities::site,
    error::{Error, Result},
    listing::{
        Conditions, Leaf, Scope, Sql, Walk, cap,
        map::{self, Pin, counted, geojson, look, of_streets},
        page, point, position, tile, total,
    },
    search::{Index, matching},
    tiles::Asked,
};
use chrono::{DateTime, Utc};
use domain::{
    area::{AreaCode, AreaLevel},
    fault::Code,
    geo::Bbox,
    ids::SiteId,
    listing::{Key, Page, SiteFilter, Sort, Total},
    privacy::{mask_address, mask_name},
    sites::{SiteKind, SiteStatus, SiteSummary},
};
use sea_orm::{EntityTrait, QueryResult, Value};
use serde::Serialize;
use uuid::Uuid;

/// Counting of a text's matches stops here: the rows have to be fetched one by one.
const TEXT_CAP: u64 = 1_000;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest];

/// Hazards of `s` that are open.
const OPEN_HAZARDS: &str =
    "FROM hazard h WHERE h.site_id = s.id AND h.closed_at IS NULL AND h.voided_at IS NULL";

/// The few sites that were merged, by the key that the indexes of the lists hold: asking each row whether it was would take
/// a look at the row itself, which counting does without.
const MERGED: &str = "SELECT m.sort_key FROM site m WHERE m.merged_into IS NOT NULL";

/// Another site `d` that shares the door of `s`, by the keys of its address and, unless both are homes, its name.
const TWIN: &str = "SELECT 1 FROM site d WHERE d.subdistrict_code = s.subdistrict_code \
     AND d.address_key = s.address_key AND d.address_key <> '' AND d.id <> s.id AND d.merged_into IS NULL \
     AND (d.name_key = s.name_key OR d.kind = 'household' AND s.kind = 'household')";

/// What [`read`] reads, in its order. The two sums are made for the rows that are shown only.
fn columns() -> String {
    format!(
        "s.id, s.kind, s.name, s.address, s.room, s.status, s.area_code, s.lon, s.lat, s.sort_key, \
         (SELECT count(*) {OPEN_HAZARDS}), \
         (SELECT i.started_at FROM inspection i WHERE i.site_id = s.id ORDER BY i.sort_key DESC LIMIT 1)"
    )
}

/// Name and address as lists show them: masked for households, where they are personal data.
pub(crate) fn shown(kind: SiteKind, name: String, address: String, room: Option<&str>) -> (String, String) {
    if kind == SiteKind::Household {
        (mask_name(&name), mask_address(&address, room))
    } else {
        (name, address)
    }
}

fn read(row: &QueryResult, areas: &Areas) -> Result<SiteSummary> {
    let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
    let room: Option<String> = row.try_get_by_index(4)?;
    let (name, address) = shown(kind, row.try_get_by_index(2)?, row.try_get_by_index(3)?, room.as_deref());
    let area: AreaCode = row.try_get_by_index::<String>(6)?.parse()?;
    Ok(SiteSummary {
        id: SiteId(row.try_get_by_index(0)?),
        kind,
        name,
        address,
        status: row.try_get_by_index::<String>(5)?.parse()?,
        area: areas.named(&area),
        point: point(row.try_get_by_index(7)?, row.try_get_by_index(8)?),
        key: Key { due: None, sort_key: row.try_get_by_index(9)? },
        open_hazards: u32::try_from(row.try_get_by_index::<i64>(10)?).unwrap_or(0),
        last_visit: row.try_get_by_index::<Option<DateTime<Utc>>>(11)?,
    })
}

/// The rows of a filter: where they are found and what must hold.
#[derive(Clone)]
struct Plan {
    sqlite: bool,
    /// `FROM …` of the table or of the search index.
    from: String,
    key: &'static str,
    /// Found by a text.
    by_text: bool,
    /// Only those in it.
    window: Option<Bbox>,
    scope: Scope,
    /// Kinds are named but no window, and the area is larger than a subdistrict.
    kinds_of_many: bool,
    /// The window shows some streets, and the area is larger than a subdistrict.
    streets_of_many: bool,
    /// Only those without a position.
    unplaced: bool,
    /// What must hold besides the area.
    conditions: Conditions,
}

impl Plan {
    async fn new(ctx: &Ctx, filter: &SiteFilter, window: Option<Bbox>) -> Result<Self> {
        let scope = Scope::of(ctx, filter.common.area.as_ref())?;
        let (from, key, mut conditions) = found_by(ctx, filter.common.q.as_deref(), &scope);
        conditions.any_of("s.kind", &filter.kind, SiteKind::as_str);
        // what was merged is found where it went
        conditions.add(format!("s.sort_key NOT IN ({MERGED})"), []);
        if filter.twins {
            conditions.add(format!("EXISTS ({TWIN})"), []);
        }
        if let Some(status) = filter.status {
            conditions.add("s.status = ?", [status.as_str().into()]);
        }
        if filter.with_open_hazards {
            conditions.add(format!("EXISTS (SELECT 1 {OPEN_HAZARDS})"), []);
        }
        if let Some(campaign) = filter.wanted_by {
            conditions.extend(&campaigns::query::wanted_by(ctx, campaign).await?);
        }
        if let Some(window) = window {
            conditions.window("s.lon", "s.lat", window);
        }
        conditions.days("s.sort_key", filter.common.from, filter.common.to);
        let by_text = filter.common.q.is_some();
        let of_many = matches!(scope.column, None | Some("district_code"));
        let streets_of_many = of_many && !by_text && window.is_some_and(of_streets);
        if streets_of_many {
            conditions.extend(&subdistricts(&ctx.state.reference().await?.areas, &scope));
        }
        Ok(Self {
            sqlite: ctx.db().is_sqlite(),
            from,
            key,
            by_text,
            window,
            kinds_of_many: of_many && !filter.kind.is_empty() && window.is_none(),
            streets_of_many,
            scope,
            unplaced: filter.common.no_position,
            conditions,
        })
    }

    /// `FROM …`, on SQLite with the index where its planner, which has no statistics in a new database, would take another.
    fn from(&self) -> (String, Conditions) {
        let (index, mut conditions) = match (self.by_text, self.unplaced) {
            // a text has its area in it
            (true, _) => (None, Conditions::default()),
            (false, true) => (Some("ix_site_unplaced"), self.scope.by_subdistrict("s")),
            // of one kind there are a hundred thousand: a district is a range of subdistricts in the index of all
            (false, false) if self.kinds_of_many => (Some("ix_site_kind"), self.scope.by_subdistrict("s")),
            (false, false) if self.streets_of_many => {
                (Some("ix_site_subdistrict_point"), self.scope.condition("s"))
            }
            // all of a committee are fewer than all of a kind
            (false, false) => match self.scope.by_committee("s") {
                Some(conditions) => (Some("ix_site_committee"), conditions),
                None => (None, self.scope.condition("s")),
            },
        };
        if self.unplaced {
            conditions.add("s.lon IS NULL", []);
        }
        let from = match index {
            Some(index) if self.sqlite => format!("{} INDEXED BY {index}", self.from),
            _ => self.from.clone(),
        };
        (from, conditions)
    }

    fn select(&self, columns: &str) -> Sql {
        let (from, conditions) = self.from();
        let mut sql = Sql::new(format!("SELECT {columns}{from}"));
        sql.filter(&conditions.and(&self.conditions));
        sql
    }

    /// The rows of a walk: keys first, from an index that holds what is asked for, then the rows that are shown.
    async fn walk(&self, ctx: &Ctx, areas: &Areas, walk: Walk) -> Result<Vec<SiteSummary>> {
        let mut those = self.clone();
        those.conditions.extend(&walk.condition(self.key, ""));
        let mut keys = those.select(&format!("{} AS k", self.key));
        keys.bind(&format!("{} LIMIT ?", walk.order_by(self.key, "")), [cap(walk.limit)]);
        let join = if self.sqlite { "CROSS JOIN" } else { "JOIN" };
        let mut sql = Sql::new(format!("SELECT {} FROM (", columns()));
        sql.append(keys).push(&format!(") p {join} site s ON s.sort_key = p.k"));
        sql.push(&walk.order_by("p.k", ""));
        sql.all(ctx.db().read()).await?.iter().map(|row| read(row, areas)).collect()
    }

    /// Where counting stops.
    fn cap(&self, ctx: &Ctx) -> u64 {
        let cap = ctx.state.limits.total_cap;
        if self.by_text { cap.min(TEXT_CAP) } else { cap }
    }

    /// Those without a position; of a text as far as its matches are counted. Read with [`unplaced_of`](Self::unplaced_of).
    fn without_position(&self, most: u64) -> Sql {
        if self.by_text {
            self.passed(most, "")
        } else {
            counted(most, Self { unplaced: true, ..self.clone() }.select("1"))
        }
    }

    /// Those without a position among the matches of a text, behind other columns. One pass: a common word and a few without a
    /// position have little in common, and all of the word's rows would have to be passed to find that out.
    fn passed(&self, most: u64, columns: &str) -> Sql {
        let mut sql = Sql::new(format!("SELECT {columns}2 * (count(*) - count(c.lon))"));
        sql.bind(" + CASE WHEN count(*) > ? THEN 1 ELSE 0 END FROM (", [cap(most)]);
        sql.append(self.select("s.lon AS lon")).bind(" LIMIT ?", [cap(most.saturating_add(1))]);
        sql.push(") c");
        sql
    }

    /// How many there are, and those without a position `everywhere`: one statement, because a way to the connection and back costs more
    /// than most of its answers.
    fn numbers(&self, everywhere: &Self, most: u64) -> Sql {
        if self.by_text && self.window.is_none() {
            // the same rows
            return self.passed(most, "count(*), ");
        }
        let mut numbers = Sql::default();
        numbers.ask(counted(most, self.select("1"))).ask(everywhere.without_position(most));
        numbers
    }

    /// What [`without_position`](Self::without_position) has answered.
    fn unplaced_of(&self, n: i64, most: u64) -> Total {
        if self.by_text {
            // twice the number; an odd one says that there are more
            Total { n: u64::try_from(n / 2).unwrap_or(0), more: n % 2 == 1 }
        } else {
            total(n, most)
        }
    }
}

/// `FROM …`, the column that orders, and the condition, for sites of an area that a text finds, or all.
fn found_in(ctx: &Ctx, text: Option<&str>, scope: &Scope) -> (String, &'static str, Conditions) {
    let (from, key, mut conditions) = found_by(ctx, text, scope);
    if text.is_none() {
        conditions.extend(&scope.by_committee("s").unwrap_or_else(|| scope.condition("s")));
    }
    (from, key, conditions)
}

/// The subdistricts of an area by name, or the one it lies in: the index of positions begins with the subdistrict.
fn subdistricts(areas: &Areas, scope: &Scope) -> Conditions {
    let mut conditions = Conditions::default();
    let inside: Vec<AreaCode> = match scope.area.at(AreaLevel::Subdistrict) {
        Some(subdistrict) => vec![subdistrict],
        None => {
            let subtree = areas.subtree(&scope.area).map(|area| &area.code);
            subtree.filter(|code| code.level() == AreaLevel::Subdistrict).cloned().collect()
        }
    };
    if !inside.is_empty() {
        conditions.any_area("s.subdistrict_code", &inside);
    }
    conditions
}

/// The same without the condition of the area where there is no text that holds it.
fn found_by(ctx: &Ctx, text: Option<&str>, scope: &Scope) -> (String, &'static str, Conditions) {
    let sqlite = ctx.db().is_sqlite();
    let mut conditions = Conditions::default();
    let Some(text) = text else {
        return (" FROM site s".into(), "s.sort_key", conditions);
    };
    match matching(ctx, Index::Site, text, &scope.area) {
        Some(found) => {
            conditions.add(format!("f.{}", found.condition), [found.value.into()]);
            let join = if sqlite { "CROSS JOIN" } else { "JOIN" };
            let from = format!(" FROM {} f {join} site s ON s.sort_key = f.{}", found.table, found.key);
            (from, if sqlite { "f.rowid" } else { "f.sort_key" }, conditions)
        }
        None => {
            conditions.add("1 = 0", []);
            (" FROM site s".into(), "s.sort_key", conditions)
        }
    }
}

/// The selection of the ids of the sites of an area that a text finds; `None` when there is nothing to look for.
pub(crate) fn found_ids(ctx: &Ctx, text: &str, area: &AreaCode) -> Option<Sql> {
    let found = matching(ctx, Index::Site, text, area)?;
    let mut sql = Sql::default();
    sql.bind(
        &format!(
            "SELECT x.id FROM {0} f JOIN site x ON x.sort_key = f.{1} WHERE f.{2}",
            found.table, found.key, found.condition
        ),
        [found.value.into()],
    );
    Some(sql)
}

/// What a site is called, as a list calls it.
pub async fn name(ctx: &Ctx, id: SiteId) -> Result<String> {
    let row = site::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let seen =
        row.filter(|row| row.area_code.parse::<AreaCode>().is_ok_and(|area| ctx.actor.area.contains(&area)));
    let row = seen.ok_or_else(|| Error::code(Code::NotFound))?;
    Ok(shown(row.kind.parse()?, row.name, row.address, row.room.as_deref()).0)
}

/// One page of the sites that this person may see.
pub async fn list(ctx: &Ctx, filter: &SiteFilter, limit: u64) -> Result<Page<SiteSummary>> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, filter.common.window()).await?;
    let (order, cursor) = position(&filter.common, ORDERS);
    let rows = page(
        Leaf::new(order, cursor, limit),
        |row: &SiteSummary| row.key,
        |walk| Box::pin(plan.walk(ctx, &reference.areas, walk)),
    )
    .await?;
    let everywhere = Plan::new(ctx, filter, None).await?;
    let most = plan.cap(ctx);
    let numbers = plan.numbers(&everywhere, most);
    let answer = numbers.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let unplaced = everywhere.unplaced_of(answer.try_get_by_index(1)?, most);
    Ok(rows.into_page(total(answer.try_get_by_index(0)?, most), unplaced))
}

#[derive(Serialize)]
struct Sign {
    id: Uuid,
    title: String,
    status: SiteStatus,
    category: SiteKind,
    overdue: bool,
}

/// The sites of the filter in a window as GeoJSON, like [`crate::hazards::query::map`]. A site counts as overdue
/// when a hazard at it is; that is told of single points only.
pub async fn map(ctx: &Ctx, filter: &SiteFilter, window: Bbox, zoom: f64) -> Result<String> {
    let plan = Plan::new(ctx, filter, Some(window)).await?;
    let most = ctx.state.limits.map_rows;
    let columns = format!("{} AS k, s.lon AS lon, s.lat AS lat", plan.key);
    let found = look(ctx.db(), window, zoom, most, |n| {
        let mut sql = plan.select(&columns);
        sql.bind(" LIMIT ?", [cap(n)]);
        sql
    })
    .await?;
    let pins = pins(ctx, &found.singles).await?;
    let everywhere = Plan::new(ctx, filter, None).await?;
    let most = everywhere.cap(ctx);
    let unplaced = everywhere.without_position(most).number(ctx.db().read()).await?;
    geojson(&found, pins, everywhere.unplaced_of(unplaced, most))
}

/// The sites of the filter on a vector tile, like [`crate::hazards::query::tile`].
pub async fn tile(ctx: &Ctx, filter: &SiteFilter, asked: &Asked) -> Result<Vec<u8>> {
    let plan = Plan::new(ctx, filter, Some(tile::squares(asked).window())).await?;
    let columns = format!("{} AS k, s.lon AS lon, s.lat AS lat", plan.key);
    let found = tile::look(ctx.db(), asked, ctx.state.limits.map_rows, |n| {
        let mut sql = plan.select(&columns);
        sql.bind(" LIMIT ?", [cap(n)]);
        sql
    })
    .await?;
    let pins = pins(ctx, &found.singles).await?;
    tile::encode(asked, &found, pins)
}

async fn pins(ctx: &Ctx, keys: &[i64]) -> Result<Vec<Pin<Sign>>> {
    let mut sql = Sql::default();
    let today: Value = domain::calendar::local_date(ctx.now).into();
    sql.bind(
        &format!(
            "SELECT s.id, s.kind, s.name, s.address, s.room, s.status, s.lon, s.lat, \
             (SELECT count(*) {OPEN_HAZARDS} AND h.effective_due < ?) FROM site s"
        ),
        [today],
    );
    sql.filter(&map::keyed("s.sort_key", keys));
    let mut pins = Vec::with_capacity(keys.len());
    for row in sql.all(ctx.db().read()).await? {
        let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
        let room: Option<String> = row.try_get_by_index(4)?;
        let (name, _) = shown(kind, row.try_get_by_index(2)?, row.try_get_by_index(3)?, room.as_deref());
        let properties = Sign {
            id: row.try_get_by_index(0)?,
            title: name,
            status: row.try_get_by_index::<String>(5)?.parse()?,
            category: kind,
            overdue: row.try_get_by_index::<i64>(8)? > 0,
        };
        pins.push(Pin { at: (row.try_get_by_index(6)?, row.try_get_by_index(7)?), properties });
    }
    Ok(pins)
}
