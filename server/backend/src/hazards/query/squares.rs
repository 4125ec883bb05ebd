//! A map of many hazards from the counts of the grid's squares, see [`crate::hazards::counts`].

use super::plan::Counted;
use crate::{
    error::Result,
    hazards::counts::LEVELS,
    listing::{
        Conditions, Sql,
        map::{Found, MOST, Square, level_of},
        rows, rows_of, tile,
    },
    tiles::Asked,
};
use domain::{
    geo::{Bbox, Cell, Datum, MAX_LEVEL, cover},
    hazards::{Category, Status},
};
use sea_orm::QueryResult;
use std::{collections::BTreeMap, ops::RangeInclusive};

/// Most ranges of squares for one window.
const RANGES: usize = 24;

/// Most squares with a single hazard that are shown as that hazard; the rest say 1.
const SINGLES: usize = 64;

/// Squares of the grid with what they hold.
pub(super) struct Squares(BTreeMap<Cell, Square>);

/// The level that is shown at a zoom, and the counted one that knows it.
fn levels(zoom: f64) -> (u8, u8) {
    levels_for(level_of(zoom))
}

/// The same for squares of a level that is wanted.
fn levels_for(wanted: u8) -> (u8, u8) {
    let [.., deepest] = LEVELS;
    let counted = LEVELS.into_iter().find(|level| *level >= wanted).unwrap_or(deepest);
    (wanted.min(deepest), counted)
}

/// Asks for the squares that touch the window, each with all that it holds, at the level of the zoom.
pub(super) fn question(sqlite: bool, filter: &Counted<'_>, window: Bbox, zoom: f64) -> Sql {
    let levels = levels(zoom);
    summed(sqlite, filter, levels, &cover(levels.0, window, RANGES), RANGES)
}

/// Whether the counts know squares as small as the tile: what is smaller is looked at in the rows.
pub(super) fn know(asked: &Asked) -> bool {
    let [.., deepest] = LEVELS;
    asked.tile.zoom() < deepest
}

/// Asks for the squares that a tile is made of. On a map in WGS-84 they are all that a square of the grid holds: one range.
pub(super) fn question_of_tile(sqlite: bool, filter: &Counted<'_>, asked: &Asked) -> Sql {
    let levels = levels_for(tile::level(asked));
    if asked.datum == Datum::Wgs84 {
        return summed(sqlite, filter, levels, &[asked.tile.square().within(levels.0)], 1);
    }
    let window = asked.tile.window(asked.datum);
    summed(sqlite, filter, levels, &cover(levels.0, window, RANGES), RANGES)
}

/// The squares that the question of a tile was answered.
pub(super) fn of_tile(answer: &QueryResult, column: usize, asked: &Asked) -> Result<tile::Squares> {
    let (level, _) = levels_for(tile::level(asked));
    Ok(read_at(answer, column, level)?.into_iter().collect())
}

/// Squares of the shown level in these ranges, summed up from the counted one.
fn summed(
    sqlite: bool,
    filter: &Counted<'_>,
    (shown, counted): (u8, u8),
    ranges: &[RangeInclusive<i64>],
    places: usize,
) -> Sql {
    let statuses = if filter.status.is_empty() { Status::ALL } else { filter.status };
    let sum = |columns: &[Status]| {
        let columns: Vec<&str> = columns.iter().map(|s| s.as_str()).collect();
        format!("CAST(sum({}) AS BIGINT)", columns.join(" + "))
    };
    // a coarser level cuts the window along its own squares
    let ranges: Vec<RangeInclusive<i64>> = ranges.iter().map(|r| descendants(shown, counted, r)).collect();
    let mut sql = Sql::new(format!(
        "SELECT {} FROM (SELECT m.cell >> {} AS cell, {} AS n, {} AS whole, CAST(sum(m.lon) AS BIGINT) AS lon, \
         CAST(sum(m.lat) AS BIGINT) AS lat FROM ",
        rows_of(sqlite, "q.cell, q.n, q.whole, q.lon, q.lat"),
        2 * (counted - shown),
        sum(statuses),
        sum(Status::ALL)
    ));
    sql.ranges("r", &ranges, places);
    let mut these = Conditions::default();
    these.add("m.level = ?", [i16::from(counted).into()]);
    these.extend(&filter.categories("m.category"));
    these.add("m.cell BETWEEN r.column1 AND r.column2", []);
    these.extend(&filter.scope.by_subdistrict("m"));
    sql.push(if sqlite { " CROSS JOIN hazard_count m" } else { " JOIN hazard_count m ON TRUE" });
    sql.filter(&these).push(" GROUP BY 1) q WHERE q.n > 0");
    sql
}

/// The squares of a level in a column of an answer.
fn read_at(answer: &QueryResult, column: usize, level: u8) -> Result<BTreeMap<Cell, Square>> {
    let mut squares: BTreeMap<Cell, Square> = BTreeMap::new();
    for (code, n, whole, lon, lat) in rows::<(i64, i64, i64, i64, i64)>(answer, column)? {
        let Some(cell) = Cell::from_code(level, code) else { continue };
        // the sums are those of all statuses: their middle stands for that of the ones asked for
        let share = n as f64 / whole.max(1) as f64 / 1e6;
        let square =
            Square { n, bounds: bounds(cell), lon: lon as f64 * share, lat: lat as f64 * share, key: 0 };
        squares.insert(cell, square);
    }
    Ok(squares)
}

impl Squares {
    /// What the question of the same zoom was answered.
    pub fn read(answer: &QueryResult, column: usize, zoom: f64) -> Result<Self> {
        let (level, _) = levels(zoom);
        let mut squares = read_at(answer, column, level)?;
        while squares.len() > MOST {
            squares = coarser(squares);
        }
        Ok(Self(squares))
    }

    /// How many hazards there are in all of them.
    pub fn total(&self) -> u64 {
        u64::try_from(self.0.values().map(|s| s.n).sum::<i64>()).unwrap_or(0)
    }

    /// As the map shows them; the squares of single hazards apart.
    pub fn shown(self) -> (Found, Vec<Cell>) {
        let mut squares = self.0;
        let alone = squares.iter().filter(|(_, s)| s.n == 1);
        let singles: Vec<Cell> = alone.map(|(cell, _)| *cell).take(SINGLES).collect();
        squares.retain(|cell, _| !singles.contains(cell));
        (Found { clusters: squares.into_values().collect(), ..Found::default() }, singles)
    }
}

/// Selects the sort keys (`k`) of the hazards in these squares.
pub(super) fn keys(sqlite: bool, filter: &Counted<'_>, squares: &[Cell]) -> Sql {
    let below = |cell: &Cell| descendants(cell.level(), MAX_LEVEL, &(cell.code()..=cell.code()));
    let ranges: Vec<RangeInclusive<i64>> = squares.iter().map(below).collect();
    let mut sql = Sql::new("SELECT h.sort_key AS k FROM ");
    sql.ranges("r", &ranges, ranges.len().next_power_of_two());
    sql.push(if sqlite {
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
    sql
}

/// The squares of a deeper level that a range of squares holds.
fn descendants(level: u8, deeper: u8, range: &RangeInclusive<i64>) -> RangeInclusive<i64> {
    let shift = 2 * (deeper - level);
    range.start() << shift..=((range.end() + 1) << shift) - 1
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zoom_has_a_counted_level() {
        for (zoom, expected) in [
            (0.0, (3, 15)),
            (9.9, (12, 15)),
            (12.0, (15, 15)),
            (13.0, (16, 18)),
            (15.0, (18, 18)),
            (20.0, (18, 18)),
        ] {
            assert_eq!(levels(zoom), expected, "{zoom}");
        }
    }

    #[test]
    fn descendants_are_one_range() {
        assert_eq!(descendants(3, 5, &(2..=3)), 32..=63);
        assert_eq!(descendants(4, 4, &(7..=9)), 7..=9);
    }
}
