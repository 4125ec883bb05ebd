//! Lists of records that hang on a site, told by one filter: pages, totals, and points for the map.

use super::{
    Conditions, Leaf, Sql, Walk, cap,
    map::{Pin, count, geojson, keyed, look},
    page, position,
};
use crate::{ctx::Ctx, error::Result};
use domain::{
    geo::Bbox,
    listing::{Common, Key, Page, Sort, Total},
};
use sea_orm::QueryResult;
use serde::Serialize;

/// Where the records of a list are, and what orders them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// The tables, joined.
    pub from: &'static str,
    /// Longitude and latitude: expressions.
    pub lon: &'static str,
    pub lat: &'static str,
    /// The column that orders by time, each value once in the list.
    pub key: &'static str,
    /// The column of the deadline, in lists that can be sorted by it.
    pub due: &'static str,
}

/// Reads a row.
pub(crate) type Read<'a, T> = &'a (dyn Fn(&QueryResult) -> Result<T> + Sync);

/// The records of one filter.
pub(crate) struct Joined {
    source: Source,
    conditions: Conditions,
    window: Option<Bbox>,
}

impl Joined {
    /// Those that fulfil the conditions, and lie in the window where there is one.
    pub fn new(source: Source, conditions: Conditions, window: Option<Bbox>) -> Self {
        Self { source, conditions, window }
    }

    /// … and have no position, when that is asked for.
    pub fn unplaced(mut self, asked: bool) -> Self {
        if asked {
            self.conditions.add(format!("{} IS NULL", self.source.lon), []);
        }
        self
    }

    fn all(&self, window: Option<Bbox>) -> Conditions {
        let mut all = self.conditions.clone();
        if let Some(window) = window {
            all.window(self.source.lon, self.source.lat, window);
        }
        all
    }

    fn select(&self, columns: &str, conditions: &Conditions) -> Sql {
        let mut sql = Sql::new(format!("SELECT {columns} FROM {}", self.source.from));
        sql.filter(conditions);
        sql
    }

    async fn walk<T: Send>(&self, ctx: &Ctx, columns: &str, read: Read<'_, T>, walk: Walk) -> Result<Vec<T>> {
        let Source { key, due, .. } = self.source;
        let conditions = self.all(self.window).and(&walk.condition(key, due));
        let mut sql = self.select(columns, &conditions);
        sql.bind(&format!("{} LIMIT ?", walk.order_by(key, due)), [cap(walk.limit)]);
        sql.all(ctx.db().read()).await?.iter().map(read).collect()
    }

    /// Those columns of its records, wherever they stand in the order.
    pub fn rows(&self, columns: &str) -> Sql {
        self.select(columns, &self.all(self.window))
    }

    /// How many there are.
    pub async fn total(&self, ctx: &Ctx) -> Result<Total> {
        count(ctx.db(), ctx.state.limits.total_cap, self.rows("1")).await
    }

    /// One page.
    pub async fn page<T: Send>(
        &self,
        ctx: &Ctx,
        columns: &str,
        read: Read<'_, T>,
        key: fn(&T) -> Key,
        (common, orders, limit): (&Common, &[Sort], u64),
    ) -> Result<Page<T>> {
        let (order, cursor) = position(common, orders);
        let leaf = Leaf::new(order, cursor, limit);
        let rows = page(leaf, key, |walk| Box::pin(self.walk(ctx, columns, read, walk))).await?;
        let total = self.total(ctx).await?;
        Ok(rows.into_page(total, self.without_position(ctx).await?))
    }

    /// Those without a position, wherever the map looks.
    async fn without_position(&self, ctx: &Ctx) -> Result<Total> {
        let mut conditions = self.conditions.clone();
        conditions.add(format!("{} IS NULL", self.source.lon), []);
        count(ctx.db(), ctx.state.limits.total_cap, self.select("1", &conditions)).await
    }

    /// Points for a map that shows `window` at `zoom`, as GeoJSON; `columns` are those of the properties.
    pub async fn map<P: Serialize + Send>(
        &self,
        ctx: &Ctx,
        (window, zoom): (Bbox, f64),
        columns: &str,
        read: Read<'_, P>,
    ) -> Result<String> {
        let Source { lon, lat, key, .. } = self.source;
        let inside = self.all(Some(window));
        let found = look(ctx.db(), window, zoom, ctx.state.limits.map_rows, |n| {
            let mut sql = self.select(&format!("{key} AS k, {lon} AS lon, {lat} AS lat"), &inside);
            sql.bind(&format!(" ORDER BY {key} DESC LIMIT ?"), [cap(n)]);
            sql
        })
        .await?;
        let these = self.conditions.and(&keyed(key, &found.singles));
        // the place stands behind the properties, so that `read` counts from 0
        let sql = self.select(&format!("{columns}, {lon} AS at_lon, {lat} AS at_lat"), &these);
        let mut pins = Vec::with_capacity(found.singles.len());
        for row in sql.all(ctx.db().read()).await? {
            let at = (row.try_get("", "at_lon")?, row.try_get("", "at_lat")?);
            pins.push(Pin { at, properties: read(&row)? });
        }
        geojson(&found, pins, self.without_position(ctx).await?)
    }
}
