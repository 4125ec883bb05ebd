//! Keeps the counts of the map's squares in step with the hazards, in the same transaction.

use crate::{db::WriteTx, entities::hazard, error::Result};
use domain::{geo::MAX_LEVEL, hazards::Status};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use std::{collections::BTreeMap, ops::RangeInclusive};

/// The levels of the grid that are counted: squares from 19 km down to 150 m, 64 pixels of the screen at zoom 8 to 15.
/// Larger ones are put together from these; smaller ones hold so little that the hazards themselves are looked at.
pub const LEVELS: RangeInclusive<u8> = 11..=18;

/// Statuses are columns, in the order of [`Status::ALL`].
const STATUSES: usize = Status::ALL.len();

/// Values of a row: the key's, the counts, the sums of both coordinates.
const WIDTH: usize = 4 + STATUSES + 2;

/// Level, square, subdistrict, category.
type Key = (u8, i64, String, String);

/// Counts by status and the sums of the coordinates in millionths of a degree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    by_status: [i64; STATUSES],
    lon: i64,
    lat: i64,
}

/// Changes of counts, summed up before they are written.
#[derive(Clone, Debug, Default)]
pub struct CellDeltas(BTreeMap<Key, Counts>);

impl CellDeltas {
    /// A hazard that was `before` is now `after`.
    pub fn change(&mut self, before: Option<&hazard::Model>, after: Option<&hazard::Model>) -> Result<()> {
        for (row, sign) in before.map(|b| (b, -1)).into_iter().chain(after.map(|a| (a, 1))) {
            let (Some(cell), Some(lon), Some(lat)) = (row.cell, row.lon, row.lat) else { continue };
            let status = row.status.parse::<Status>()?;
            let Some(column) = Status::ALL.iter().position(|s| *s == status) else { continue };
            for level in LEVELS {
                let square = cell >> (2 * (MAX_LEVEL - level));
                let key = (level, square, row.subdistrict_code.clone(), row.category.clone());
                let counts = self.0.entry(key).or_default();
                counts.by_status[column] += sign;
                counts.lon += sign * micro(lon);
                counts.lat += sign * micro(lat);
            }
        }
        Ok(())
    }

    /// Adds the changes to the stored counts.
    pub async fn write(self, tx: &WriteTx) -> Result<()> {
        let rows: Vec<_> = self.0.into_iter().filter(|(_, counts)| *counts != Counts::default()).collect();
        for chunk in rows.chunks(128) {
            write_chunk(tx, chunk).await?;
        }
        Ok(())
    }
}

/// The columns that count.
fn counted() -> impl Iterator<Item = &'static str> {
    Status::ALL.iter().map(|s| s.as_str()).chain(["lon", "lat"])
}

/// All columns, in the order of a row's values.
fn columns() -> String {
    ["level", "cell", "subdistrict_code", "category"]
        .into_iter()
        .chain(counted())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Millionths of a degree: a decimetre.
fn micro(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}

async fn write_chunk(tx: &WriteTx, rows: &[(Key, Counts)]) -> Result<()> {
    let mut values: Vec<Value> = Vec::with_capacity(rows.len() * WIDTH);
    for ((level, cell, subdistrict, category), counts) in rows {
        values.extend([i16::from(*level).into(), (*cell).into()]);
        values.extend([subdistrict.as_str().into(), category.as_str().into()]);
        values.extend(counts.by_status.map(Value::from));
        values.extend([counts.lon.into(), counts.lat.into()]);
    }
    let backend = tx.get_database_backend();
    let place = |i: usize| if backend == DbBackend::Sqlite { "?".to_owned() } else { format!("${}", i + 1) };
    let one = |row: usize| {
        let places: Vec<String> = (0..WIDTH).map(|i| place(row * WIDTH + i)).collect();
        format!("({})", places.join(","))
    };
    let placeholders: Vec<String> = (0..rows.len()).map(one).collect();
    let sums: Vec<String> = counted().map(|c| format!("{c} = map_cell.{c} + excluded.{c}")).collect();
    let sql = format!(
        "INSERT INTO map_cell ({}) VALUES {} \
         ON CONFLICT (level, cell, subdistrict_code, category) DO UPDATE SET {}",
        columns(),
        placeholders.join(","),
        sums.join(", ")
    );
    tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// Counts everything anew: after rows were written past the services.
pub async fn recount(tx: &WriteTx) -> Result<()> {
    tx.execute_unprepared("DELETE FROM map_cell").await?;
    let (first, last) = (LEVELS.start(), LEVELS.end());
    let counts: Vec<String> = Status::ALL
        .iter()
        .map(|s| format!("CAST(sum(CASE status WHEN '{s}' THEN 1 ELSE 0 END) AS BIGINT)"))
        .collect();
    let micro = |c: &str| format!("CAST(sum(CAST(round({c} * 1000000) AS BIGINT)) AS BIGINT)");
    tx.execute_unprepared(&format!(
        "INSERT INTO map_cell ({}) SELECT {last}, cell >> {}, subdistrict_code, category, {}, {}, {} \
         FROM hazard WHERE cell IS NOT NULL GROUP BY 2, 3, 4",
        columns(),
        2 * (MAX_LEVEL - last),
        counts.join(", "),
        micro("lon"),
        micro("lat"),
    ))
    .await?;
    let sums: Vec<String> = counted().map(|c| format!("CAST(sum({c}) AS BIGINT)")).collect();
    for level in (*first..*last).rev() {
        // four squares make the one above them
        tx.execute_unprepared(&format!(
            "INSERT INTO map_cell ({}) SELECT {level}, cell >> 2, subdistrict_code, category, {} \
             FROM map_cell WHERE level = {} GROUP BY 2, 3, 4",
            columns(),
            sums.join(", "),
            level + 1,
        ))
        .await?;
    }
    Ok(())
}
