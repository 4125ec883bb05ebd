//! A map of many hazards from the counts of the grid's squares, see [`crate::hazards::cells`].

use super::plan::Counted;
use crate::{
    db::Db,
    error::Result,
    hazards::cells::LEVELS,
    listing::{
        Conditions, Sql,
        map::{Found, MOST, Square, level_of},
    },
};
use domain::{
    geo::{Bbox, Cell, MAX_LEVEL, cover},
    hazards::{Category, Status},
};
use sea_orm::Value;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// Most ranges of squares for one window.
const RANGES: usize = 24;

/// Most squares with a single hazard that are shown as that hazard; the rest say 1.
const SINGLES: usize = 64;

/// Squares of the grid with what they hold.
pub(super) struct Squares(BTreeMap<Cell, Square>);

/// The squares that touch the window, each with all that it holds, at the level of the zoom.
pub(super) async fn count(db: &Db, filter: &Counted<'_>, window: Bbox, zoom: f64) -> Result<Squares> {
    let wanted = level_of(zoom);
    let level = wanted.clamp(*LEVELS.start(), *LEVELS.end());
    let statuses = if filter.status.is_empty() { Status::ALL } else { filter.status };
    let sum = |columns: &[Status]| {
        let columns: Vec<&str> = columns.iter().map(|s| s.as_str()).collect();
        format!("CAST(sum({}) AS BIGINT)", columns.join(" + "))
    };
    let ranges = cover(level, window, RANGES);
    let mut sql = Sql::default();
    sql.push(&format!(
        "SELECT m.cell, {}, {}, CAST(sum(m.lon) AS BIGINT), CAST(sum(m.lat) AS BIGINT) FROM ",
        sum(statuses),
        sum(Status::ALL)
    ));
    inside(&mut sql, &ranges, RANGES);
    let mut these = Conditions::default();
    these.add("m.level = ? AND m.cell BETWEEN r.column1 AND r.column2", [i16::from(level).into()]);
    these.extend(&filter.scope.by_subdistrict("m"));
    these.any_of("m.category", filter.category, Category::as_str);
    sql.push(if db.is_sqlite() { " CROSS JOIN map_cell m" } else { " JOIN map_cell m ON TRUE" });
    sql.filter(&these).push(" GROUP BY m.cell");
    let mut squares: BTreeMap<Cell, Square> = BTreeMap::new();
    for row in sql.all(db.read()).await? {
        let (n, all): (i64, i64) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let Some(cell) = Cell::from_code(level, row.try_get_by_index(0)?).filter(|_| n > 0) else { continue };
        // the sums are those of all statuses: their middle stands for that of the ones asked for
        let share = n as f64 / all.max(1) as f64 / 1e6;
        let (lon, lat): (i64, i64) = (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        let square =
            Square { n, bounds: bounds(cell), lon: lon as f64 * share, lat: lat as f64 * share, key: 0 };
        squares.insert(cell, square);
    }
    let mut shown = level;
    while shown > wanted || squares.len() > MOST {
        squares = coarser(squares);
        let Some(above) = shown.checked_sub(1) else { break };
        shown = above;
    }
    Ok(Squares(squares))
}

impl Squares {
    /// How many hazards there are in all of them.
    pub fn total(&self) -> u64 {
        u64::try_from(self.0.values().map(|s| s.n).sum::<i64>()).unwrap_or(0)
    }

    /// As the map shows them.
    pub async fn shown(self, db: &Db, filter: &Counted<'_>) -> Result<Found> {
        let mut squares = self.0;
        let alone = squares.iter().filter(|(_, s)| s.n == 1);
        let singles: Vec<Cell> = alone.map(|(cell, _)| *cell).take(SINGLES).collect();
        squares.retain(|cell, _| !singles.contains(cell));
        Ok(Found {
            singles: keys(db, filter, &singles).await?,
            clusters: squares.into_values().collect(),
            truncated: false,
        })
    }
}

/// `(VALUES …) r`, filled up with empty ranges, so that the database meets few different texts.
fn inside(sql: &mut Sql, ranges: &[RangeInclusive<i64>], places: usize) {
    let empty = RangeInclusive::new(1, 0);
    let filled = ranges.iter().chain(std::iter::repeat(&empty)).take(places.max(ranges.len()));
    let values: Vec<Value> = filled.flat_map(|r| [Value::from(*r.start()), Value::from(*r.end())]).collect();
    let rows = vec!["(?,?)"; values.len() / 2].join(",");
    sql.bind(&format!("(VALUES {rows}) r"), values);
}

/// The sort keys of the hazards in these squares.
async fn keys(db: &Db, filter: &Counted<'_>, squares: &[Cell]) -> Result<Vec<i64>> {
    if squares.is_empty() {
        return Ok(Vec::new());
    }
    let below = |cell: &Cell| {
        let shift = 2 * (MAX_LEVEL - cell.level());
        cell.code() << shift..=((cell.code() + 1) << shift) - 1
    };
    let ranges: Vec<RangeInclusive<i64>> = squares.iter().map(below).collect();
    let mut sql = Sql::new("SELECT h.sort_key FROM ");
    inside(&mut sql, &ranges, ranges.len().next_power_of_two());
    sql.push(if db.is_sqlite() {
        " CROSS JOIN hazard h INDEXED BY ix_hazard_cell"
    } else {
        " JOIN hazard h ON TRUE"
    });
    let mut these = Conditions::default();
    these.add("h.cell BETWEEN r.column1 AND r.column2", []);
    these.extend(&filter.scope.by_subdistrict("h"));
    these.any_of("h.status", filter.status, Status::as_str);
    these.any_of("h.category", filter.category, Category::as_str);
    sql.filter(&these);
    let rows = sql.all(db.read()).await?;
    Ok(rows.iter().map(|r| r.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

fn bounds(cell: Cell) -> [f64; 4] {
    let b = cell.bounds();
    [b.west(), b.south(), b.east(), b.north()]
}

/// Four squares become the one above them.
fn coarser(squares: BTreeMap<Cell, Square>) -> BTreeMap<Cell, Square> {
    let mut out: BTreeMap<Cell, Square> = BTreeMap::new();
    for (cell, square) in squares {
        out.entry(cell.parent()).and_modify(|s| s.add(&square)).or_insert(square);
    }
    out
}
