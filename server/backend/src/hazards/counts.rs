//! Keeps the counts of hazards by place, category and status in step with the hazards, in the same transaction.

use crate::{
    db::WriteTx,
    entities::hazard,
    error::Result,
    transfer::rows::{additions, tuples},
};
use domain::{geo::MAX_LEVEL, hazards::Status};
use sea_orm::{ConnectionTrait, DbErr, Statement, Value};
use std::collections::BTreeMap;

/// The levels of the grid that are counted: squares of about 1.2 km and 150 m. Every other map is put together from
/// smaller squares, of which there are some thousand in a city at most; still smaller ones hold so little that the
/// hazards themselves are looked at.
pub const LEVELS: [u8; 2] = [15, 18];

/// The level of one square for all the world: what a list needs to know.
pub const EVERYWHERE: u8 = 0;

/// On the level of all the world: the square of what has a position, and that of what has none.
pub const PLACED: i64 = 0;
pub const UNPLACED: i64 = -1;

/// The category of the sum over all categories.
pub const ANY: &str = "";

/// Statuses are columns, in the order of [`Status::ALL`].
const STATUSES: usize = Status::ALL.len();

/// Values of a row: the key's, the counts, the sums of both coordinates.
const WIDTH: usize = 4 + STATUSES + 2;

/// Most rows of one statement.
const ROWS: usize = 128;

/// Level, category, square, subdistrict.
type Key = (u8, String, i64, String);

/// Counts by status and the sums of the coordinates in millionths of a degree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    by_status: [i64; STATUSES],
    lon: i64,
    lat: i64,
}

/// Changes of counts, summed up before they are written.
#[derive(Clone, Debug, Default)]
pub struct CountDeltas(BTreeMap<Key, Counts>);

impl CountDeltas {
    /// A hazard that was `before` is now `after`.
    pub fn change(&mut self, before: Option<&hazard::Model>, after: Option<&hazard::Model>) -> Result<()> {
        for (row, sign) in before.map(|b| (b, -1)).into_iter().chain(after.map(|a| (a, 1))) {
            let status = row.status.parse::<Status>()?;
            let Some(column) = Status::ALL.iter().position(|s| *s == status) else { continue };
            let (lon, lat) = (row.lon.map_or(0, micro), row.lat.map_or(0, micro));
            for (level, square) in squares(row.cell) {
                for category in [ANY, &row.category] {
                    let key = (level, category.to_owned(), square, row.subdistrict_code.clone());
                    let counts = self.0.entry(key).or_default();
                    counts.by_status[column] += sign;
                    counts.lon += sign * lon;
                    counts.lat += sign * lat;
                }
            }
        }
        Ok(())
    }

    /// Takes over the changes of another.
    pub fn add(&mut self, other: Self) {
        for (key, more) in other.0 {
            let counts = self.0.entry(key).or_default();
            for (n, more) in counts.by_status.iter_mut().zip(more.by_status) {
                *n += more;
            }
            counts.lon += more.lon;
            counts.lat += more.lat;
        }
    }

    /// The statements that add the changes to the stored counts.
    pub fn statements(self, tx: &WriteTx) -> Vec<Statement> {
        let rows: Vec<_> = self.0.into_iter().filter(|(_, counts)| *counts != Counts::default()).collect();
        let pieces = additions(tx.get_database_backend(), &rows, ROWS, &Counts::default());
        pieces.iter().map(|rows| addition(tx, rows)).collect()
    }
}

/// The squares in which a hazard counts.
fn squares(cell: Option<i64>) -> impl Iterator<Item = (u8, i64)> {
    let everywhere = (EVERYWHERE, if cell.is_some() { PLACED } else { UNPLACED });
    let on_the_grid = cell
        .into_iter()
        .flat_map(|cell| LEVELS.into_iter().map(move |level| (level, cell >> (2 * (MAX_LEVEL - level)))));
    std::iter::once(everywhere).chain(on_the_grid)
}

/// The columns that count.
fn counted() -> impl Iterator<Item = &'static str> {
    Status::ALL.iter().map(|s| s.as_str()).chain(["lon", "lat"])
}

/// All columns, in the order of a row's values.
fn columns() -> String {
    ["level", "category", "cell", "subdistrict_code"]
        .into_iter()
        .chain(counted())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Millionths of a degree: a decimetre.
fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}

fn addition(tx: &WriteTx, rows: &[(Key, Counts)]) -> Statement {
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * WIDTH);
    for ((level, category, cell, subdistrict), counts) in rows {
        values.extend([i16::from(*level).into(), category.as_str().into()]);
        values.extend([(*cell).into(), subdistrict.as_str().into()]);
        values.extend(counts.by_status.map(Value::from));
        values.extend([counts.lon.into(), counts.lat.into()]);
    }
    let backend = tx.get_database_backend();
    let sums: Vec<String> = counted().map(|c| format!("{c} = hazard_count.{c} + excluded.{c}")).collect();
    let sql = format!(
        "INSERT INTO hazard_count ({}) VALUES {} \
         ON CONFLICT (level, category, cell, subdistrict_code) DO UPDATE SET {}",
        columns(),
        tuples(backend, rows.len(), WIDTH),
        sums.join(", ")
    );
    Statement::from_sql_and_values(backend, sql, values)
}

/// Counts everything anew: after rows were written past the services.
pub async fn recount(tx: &WriteTx) -> Result<(), DbErr> {
    tx.execute_unprepared("DELETE FROM hazard_count").await?;
    let counts: Vec<String> = Status::ALL
        .iter()
        .map(|s| format!("CAST(sum(CASE status WHEN '{s}' THEN 1 ELSE 0 END) AS BIGINT)"))
        .collect();
    let micro = |c: &str| format!("CAST(COALESCE(sum(CAST(round({c} * 1000000) AS BIGINT)), 0) AS BIGINT)");
    let sums: Vec<String> = counted().map(|c| format!("CAST(sum({c}) AS BIGINT)")).collect();
    let (columns, counts, sums) = (columns(), counts.join(", "), sums.join(", "));
    let from_rows = |level: u8, cell: &str, condition: &str| {
        format!(
            "INSERT INTO hazard_count ({columns}) SELECT {level}, category, {cell}, subdistrict_code, {counts}, {}, {} \
             FROM hazard WHERE {condition} GROUP BY 2, 3, 4",
            micro("lon"),
            micro("lat"),
        )
    };
    // the smallest squares from the rows, larger ones from smaller ones
    let [.., last] = LEVELS;
    let mut levels: Vec<u8> = LEVELS.into_iter().rev().collect();
    tx.execute_unprepared(&from_rows(
        last,
        &format!("cell >> {}", 2 * (MAX_LEVEL - last)),
        "cell IS NOT NULL",
    ))
    .await?;
    levels.push(EVERYWHERE);
    for pair in levels.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        tx.execute_unprepared(&format!(
            "INSERT INTO hazard_count ({columns}) SELECT {to}, category, cell >> {}, subdistrict_code, {sums} \
             FROM hazard_count WHERE level = {from} GROUP BY 2, 3, 4",
            2 * (from - to),
        ))
        .await?;
    }
    tx.execute_unprepared(&from_rows(EVERYWHERE, &format!("CAST({UNPLACED} AS BIGINT)"), "cell IS NULL"))
        .await?;
    tx.execute_unprepared(&format!(
        "INSERT INTO hazard_count ({columns}) SELECT level, '{ANY}', cell, subdistrict_code, {sums} \
         FROM hazard_count GROUP BY 1, 3, 4"
    ))
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_position_counts_in_lists_only() {
        assert_eq!(squares(None).collect::<Vec<_>>(), [(EVERYWHERE, UNPLACED)]);
        let code = 1 << 47;
        let all: Vec<(u8, i64)> = squares(Some(code)).collect();
        assert_eq!(all.len(), 1 + LEVELS.len());
        assert_eq!(all[0], (EVERYWHERE, PLACED));
        assert_eq!(all[2], (18, code >> 12));
    }
}
