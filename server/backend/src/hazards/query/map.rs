//! Hazards on the map.

use super::{
    plan::Plan,
    squares::{self, Squares},
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{
        Sql, id,
        map::{Found, MOST_POINTS, POINTS_FROM, Pin, geojson, keyed, look},
        point, rows, rows_of,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::day_end,
    geo::Bbox,
    hazards::{Category, Severity, Status},
    listing::{HazardFilter, Total},
};
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
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
const ONE_BY_ONE: u64 = 500;

/// The hazards of the filter in a window as GeoJSON: single ones, or clusters where there are many. At most 500
/// features. Clusters at the edge may hold points outside the window when there are many; when there are more than
/// a map looks at and no counts that could answer, `truncated` says that only newer ones are on it.
pub async fn map(ctx: &Ctx, filter: &HazardFilter, window: Bbox, zoom: f64) -> Result<String> {
    let plan = Plan::for_map(ctx, filter, window)?;
    let everywhere = Plan::new(ctx, filter, None)?;
    let drawn = match near(ctx, (&plan, &everywhere), zoom).await? {
        Some(drawn) => drawn,
        None => match many(ctx, (&plan, &everywhere), window, zoom).await? {
            Some(drawn) => drawn,
            None => newest(ctx, (&plan, &everywhere), window, zoom).await?,
        },
    };
    geojson(&drawn.found, drawn.pins, drawn.without_position)
}

/// What goes on the map.
struct Drawn {
    found: Found,
    pins: Vec<Pin<Sign>>,
    without_position: Total,
}

/// A map of some streets with so few hazards that each is shown by itself.
async fn near(ctx: &Ctx, (plan, everywhere): (&Plan, &Plan), zoom: f64) -> Result<Option<Drawn>> {
    if zoom < POINTS_FROM {
        return Ok(None);
    }
    let most = MOST_POINTS.min(usize::try_from(ctx.state.limits.map_rows).unwrap_or(MOST_POINTS));
    let mut questions = Sql::default();
    let keys = plan.points(most as u64 + 1);
    questions.ask(pins_of(ctx.db().is_sqlite(), keys));
    let without_position = everywhere.unplaced(ctx).ask(&mut questions);
    let answer = questions.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let pins = pins(&answer, 0, ctx.now)?;
    if pins.len() > most {
        return Ok(None);
    }
    let without_position = without_position.of(&answer, 1)?;
    Ok(Some(Drawn { found: Found::default(), pins, without_position }))
}

/// A map of so many hazards that they are not looked at one by one, when the counts of the squares can tell.
async fn many(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    window: Bbox,
    zoom: f64,
) -> Result<Option<Drawn>> {
    let Some(counted) = plan.counted() else { return Ok(None) };
    let (sqlite, db) = (ctx.db().is_sqlite(), ctx.db().read());
    let mut questions = Sql::default();
    questions.ask(squares::question(sqlite, &counted, window, zoom));
    let without_position = everywhere.unplaced(ctx).ask(&mut questions);
    let answer = questions.one(db).await?.ok_or_else(|| Error::broken("no answer"))?;
    let squares = Squares::read(&answer, 0, zoom)?;
    if squares.total() <= ONE_BY_ONE.min(ctx.state.limits.map_rows) {
        return Ok(None);
    }
    let (found, singles) = squares.shown();
    let pins = if singles.is_empty() {
        Vec::new()
    } else {
        let answer = pins_of(sqlite, squares::keys(sqlite, &counted, &singles)).one(db).await?;
        answer.map_or_else(|| Ok(Vec::new()), |answer| pins(&answer, 0, ctx.now))?
    };
    Ok(Some(Drawn { found, pins, without_position: without_position.of(&answer, 1)? }))
}

/// All of a window as far as a map looks, else the newest.
async fn newest(ctx: &Ctx, (plan, everywhere): (&Plan, &Plan), window: Bbox, zoom: f64) -> Result<Drawn> {
    let (sqlite, most) = (ctx.db().is_sqlite(), ctx.state.limits.map_rows);
    let mut found = look(ctx.db(), window, zoom, most, |n| plan.points(n)).await?;
    if found.truncated {
        let newest = plan.newest(ctx, most).await?;
        found = look(ctx.db(), window, zoom, most, |n| newest.points(n)).await?;
        found.truncated = true;
    }
    let mut singles = Sql::new("SELECT h.sort_key AS k FROM hazard h");
    singles.filter(&keyed("h.sort_key", &found.singles));
    let mut questions = Sql::default();
    questions.ask(pins_of(sqlite, singles));
    let without_position = everywhere.unplaced(ctx).ask(&mut questions);
    let answer = questions.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let without_position = without_position.of(&answer, 1)?;
    Ok(Drawn { found, pins: pins(&answer, 0, ctx.now)?, without_position })
}

/// What the map says of the hazards whose keys (`k`) are selected.
fn pins_of(sqlite: bool, keys: Sql) -> Sql {
    let columns = format!(
        "{}, h.number, substr(h.description, 1, {}), h.status, h.category, h.severity, h.effective_due, h.lon, h.lat",
        id(sqlite, "h.id"),
        TITLE + 1
    );
    let join = if sqlite { "CROSS JOIN" } else { "JOIN" };
    let mut sql = Sql::new(format!("SELECT {} FROM (", rows_of(sqlite, &columns)));
    sql.append(keys).push(&format!(") p {join} hazard h ON h.sort_key = p.k"));
    sql
}

#[derive(Deserialize)]
struct Row {
    id: Uuid,
    number: String,
    title: String,
    status: Status,
    category: Category,
    severity: Severity,
    effective_due: NaiveDate,
    lon: Option<f64>,
    lat: Option<f64>,
}

fn pins(answer: &QueryResult, column: usize, now: DateTime<Utc>) -> Result<Vec<Pin<Sign>>> {
    let rows: Vec<Row> = rows(answer, column)?;
    let pin = |row: Row| {
        let point = point(row.lon, row.lat)?;
        let properties = Sign {
            id: row.id,
            number: row.number,
            title: shortened(&row.title),
            status: row.status,
            category: row.category,
            severity: row.severity,
            overdue: row.status.is_open() && day_end(row.effective_due) <= now,
        };
        Some(Pin { at: (point.lon(), point.lat()), properties })
    };
    Ok(rows.into_iter().filter_map(pin).collect())
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
