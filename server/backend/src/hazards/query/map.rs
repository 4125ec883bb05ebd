//! Hazards on the map.

use super::{cells, plan::Plan, without_position};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{
        Sql,
        map::{Found, Pin, geojson, keyed, look},
        point,
    },
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::day_end,
    geo::Bbox,
    hazards::{Category, Severity, Status},
    listing::HazardFilter,
};
use sea_orm::QueryResult;
use serde::Serialize;
use uuid::Uuid;

/// Characters of a description that the map shows.
const TITLE: usize = 40;

#[derive(Serialize)]
struct Sign {
    id: Uuid,
    number: String,
    title: String,
    status: Status,
    category: Category,
    severity: Severity,
    overdue: bool,
}

/// As many rows of a window are looked at one by one. With more, a map that asks for nothing but area, status and
/// category is drawn from the counts of the grid's squares.
const ONE_BY_ONE: u64 = 2_000;

/// The hazards of the filter in a window as GeoJSON: single ones, or clusters where there are many. At most 500
/// features. Clusters at the edge may hold points outside the window when there are many; when there are more than
/// a map looks at and no counts that could answer, `truncated` says that only newer ones are on it.
pub async fn map(ctx: &Ctx, filter: &HazardFilter, window: Bbox, zoom: f64) -> Result<String> {
    let plan = Plan::for_map(ctx, filter, window)?;
    let found = match many(ctx, &plan, window, zoom).await? {
        Some(found) => found,
        None => newest(ctx, &plan, window, zoom).await?,
    };
    let pins = pins(ctx, &found.singles).await?;
    geojson(&found, pins, without_position(ctx, filter).await?)
}

/// A map of so many hazards that they are not looked at one by one, when the counts of the squares can tell.
async fn many(ctx: &Ctx, plan: &Plan, window: Bbox, zoom: f64) -> Result<Option<Found>> {
    let Some(counted) = plan.counted() else { return Ok(None) };
    let squares = cells::count(ctx.db(), &counted, window, zoom).await?;
    if squares.total() <= ONE_BY_ONE.min(ctx.state.limits.map_rows) {
        return Ok(None);
    }
    Ok(Some(squares.shown(ctx.db(), &counted).await?))
}

/// All of a window as far as a map looks, else the newest.
async fn newest(ctx: &Ctx, plan: &Plan, window: Bbox, zoom: f64) -> Result<Found> {
    let most = ctx.state.limits.map_rows;
    let found = look(ctx.db(), window, zoom, most, |n| plan.points(n)).await?;
    if !found.truncated {
        return Ok(found);
    }
    let newest = plan.newest(ctx, most).await?;
    let found = look(ctx.db(), window, zoom, most, |n| newest.points(n)).await?;
    Ok(Found { truncated: true, ..found })
}

/// What the map says of single hazards.
async fn pins(ctx: &Ctx, keys: &[i64]) -> Result<Vec<Pin<Sign>>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT id, number, description, status, category, severity, effective_due, lon, lat FROM hazard",
    );
    sql.filter(&keyed("sort_key", keys));
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter().filter_map(|row| pin(row, ctx.now).transpose()).collect()
}

fn pin(row: &QueryResult, now: DateTime<Utc>) -> Result<Option<Pin<Sign>>> {
    let Some(point) = point(row.try_get_by_index(7)?, row.try_get_by_index(8)?) else { return Ok(None) };
    let status: Status = row.try_get_by_index::<String>(3)?.parse()?;
    let properties = Sign {
        id: row.try_get_by_index(0)?,
        number: row.try_get_by_index(1)?,
        title: shortened(&row.try_get_by_index::<String>(2)?),
        status,
        category: row.try_get_by_index::<String>(4)?.parse()?,
        severity: row.try_get_by_index::<String>(5)?.parse()?,
        overdue: status.is_open() && day_end(row.try_get_by_index(6)?) <= now,
    };
    Ok(Some(Pin { at: (point.lon(), point.lat()), properties }))
}

/// The first characters of a text, on one line.
fn shortened(text: &str) -> String {
    let mut line: Vec<char> =
        text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).take(TITLE + 1).collect();
    if line.len() > TITLE {
        line.truncate(TITLE - 1);
        line.push('…');
    }
    line.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_at_most_forty_characters() {
        assert_eq!(shortened("楼道\n堆物"), "楼道 堆物");
        assert_eq!(shortened(&"𠮷".repeat(40)), "𠮷".repeat(40));
        assert_eq!(shortened(&"𠮷".repeat(41)), format!("{}…", "𠮷".repeat(39)));
    }
}
