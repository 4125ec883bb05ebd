//! Hazards on the map.

use super::{
    plan::Plan,
    squares::{self, Squares},
};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{
        Day, Sql, cap, id,
        map::{Found, MOST_POINTS, POINTS_FROM, Pin, geojson, in_squares, keyed, put_together, shown},
        point, rows, rows_of,
    },
};
use chrono::{DateTime, Utc};
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

/// What the map says of a hazard.
#[derive(Serialize)]
pub(super) struct Sign {
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
pub(super) const ONE_BY_ONE: u64 = 500;

/// The hazards of the filter in a window as GeoJSON: single ones, or clusters where there are many. At most 500
/// features. Clusters at the edge may hold points outside the window when there are many; when there are more than
/// a map looks at and no counts that could answer, `truncated` says that only newer ones are on it.
pub async fn map(ctx: &Ctx, filter: &HazardFilter, window: Bbox, zoom: f64) -> Result<String> {
    let plan = Plan::for_map(ctx, filter, window)?;
    let everywhere = Plan::new(ctx, filter, None)?;
    let drawn = match near(ctx, (&plan, &everywhere), window, zoom).await? {
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

/// A map of some streets, whose hazards are looked at one by one: signs while they can be told apart, then squares.
/// Everything in one statement, and what is said of a hazard is only fetched when all of them get a sign.
async fn near(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    window: Bbox,
    zoom: f64,
) -> Result<Option<Drawn>> {
    if zoom < POINTS_FROM {
        return Ok(None);
    }
    let sqlite = ctx.db().is_sqlite();
    let most = ONE_BY_ONE.min(ctx.state.limits.map_rows);
    let told_apart = MOST_POINTS.min(most);
    let mut signs = pins_of(sqlite, Sql::new("SELECT k FROM w"));
    signs.bind(" WHERE (SELECT count(*) FROM w) <= ?", [cap(told_apart)]);
    let mut points = Sql::new("SELECT k, lon, lat FROM w");
    points.bind(" WHERE (SELECT count(*) FROM w) > ?", [cap(told_apart)]);
    let mut questions = Sql::default();
    questions.ask(Sql::new("SELECT count(*) FROM w")).ask(signs);
    questions.ask(in_squares(sqlite, (window, zoom), points));
    let without_position = everywhere.unplaced(ctx).ask(&mut questions);
    let mut all = Sql::new("WITH w AS MATERIALIZED (");
    all.append(plan.points(most + 1)).push(") ").append(questions);
    let answer = all.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let n = u64::try_from(answer.try_get_by_index::<i64>(0)?).unwrap_or(0);
    let (found, pins) = if n <= told_apart {
        (Found::default(), pins(&answer, 1, ctx.now)?)
    } else if n <= most {
        let found = shown(&answer, 2, most)?;
        let pins = match found.singles.is_empty() {
            true => Vec::new(),
            false => signs_of(ctx, with_keys(&found)).await?,
        };
        (found, pins)
    } else {
        return Ok(None);
    };
    Ok(Some(Drawn { found, pins, without_position: without_position.of(&answer, 3)? }))
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
        signs_of(ctx, squares::keys(sqlite, &counted, &singles)).await?
    };
    Ok(Some(Drawn { found, pins, without_position: without_position.of(&answer, 1)? }))
}

/// All of a window as far as a map looks, else the newest.
async fn newest(ctx: &Ctx, (plan, everywhere): (&Plan, &Plan), window: Bbox, zoom: f64) -> Result<Drawn> {
    let (sqlite, most) = (ctx.db().is_sqlite(), ctx.state.limits.map_rows);
    let any = most.saturating_add(1);
    let mut found = put_together(ctx.db(), (window, zoom), most, plan.points(any)).await?;
    if found.truncated {
        let newest = plan.newest(ctx, most).await?;
        found = put_together(ctx.db(), (window, zoom), most, newest.points(any)).await?;
        found.truncated = true;
    }
    let mut questions = Sql::default();
    questions.ask(pins_of(sqlite, with_keys(&found)));
    let without_position = everywhere.unplaced(ctx).ask(&mut questions);
    let answer = questions.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let without_position = without_position.of(&answer, 1)?;
    Ok(Drawn { found, pins: pins(&answer, 0, ctx.now)?, without_position })
}

/// Selects the keys (`k`) of the hazards that stand alone in their square.
fn with_keys(found: &Found) -> Sql {
    let mut singles = Sql::new("SELECT h.sort_key AS k FROM hazard h");
    singles.filter(&keyed("h.sort_key", &found.singles));
    singles
}

/// The signs of the hazards whose keys are selected.
pub(super) async fn signs_of(ctx: &Ctx, keys: Sql) -> Result<Vec<Pin<Sign>>> {
    let answer = pins_of(ctx.db().is_sqlite(), keys).one(ctx.db().read()).await?;
    answer.map_or_else(|| Ok(Vec::new()), |answer| pins(&answer, 0, ctx.now))
}

/// What the map says of the hazards whose keys (`k`) are selected.
pub(super) fn pins_of(sqlite: bool, keys: Sql) -> Sql {
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
    effective_due: Day,
    lon: Option<f64>,
    lat: Option<f64>,
}

/// The answer to [`pins_of`].
pub(super) fn pins(answer: &QueryResult, column: usize, now: DateTime<Utc>) -> Result<Vec<Pin<Sign>>> {
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
            overdue: row.status.is_open() && day_end(row.effective_due.0) <= now,
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
