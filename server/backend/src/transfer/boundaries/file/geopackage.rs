//! GeoPackages: one layer of surfaces in a file that is a database of SQLite.
//!
//! The file is somebody else's, so it is opened in memory and read-only, nothing that its schema defines is carried out (no views, no
//! virtual tables, no computed columns), and reading ends after a number of steps.

use super::{KNOWN_SYSTEMS, Outlines, cut};
use domain::{
    boundaries::{MOST_POSITIONS, Properties},
    geo::{RawPolygon, Winding},
    table::FileFaultCode,
};
use futures::{TryStreamExt, executor::block_on};
use geozero::{
    GeomProcessor, GeozeroGeometry,
    error::{GeozeroError, Result as Processed},
    wkb::GpkgWkb,
};
use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteOwnedBuf, SqliteRow},
};

/// How every database of SQLite begins.
pub(super) const MAGIC: &[u8] = b"SQLite format 3\0";

/// Where a file says how it is written and read; 2 is with a log beside it.
const LOGGED: [usize; 2] = [18, 19];

/// Steps of the database between two looks at how many they were, and most looks.
const STEPS: i32 = 10_000;
const MOST_LOOKS: u32 = 5_000;

/// Most columns that are read.
const MOST_COLUMNS: usize = 200;
/// Deepest collection of collections.
const DEEPEST: usize = 8;

/// A system that the file leaves open: degrees of whatever datum the form says.
const UNDEFINED_DEGREES: i64 = 0;

const TABLES: [&str; 3] = ["gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"];

/// The layers that can hold surfaces, each with its system of coordinates.
const LAYERS: &str = "SELECT g.table_name, g.column_name, g.srs_id, coalesce(s.organization, ''), \
     coalesce(s.organization_coordsys_id, -1) FROM gpkg_contents c \
     JOIN gpkg_geometry_columns g ON g.table_name = c.table_name \
     LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id \
     WHERE c.data_type = 'features' AND upper(g.geometry_type_name) NOT IN ('POINT', 'MULTIPOINT', 'LINESTRING', \
     'MULTILINESTRING', 'CURVE', 'MULTICURVE', 'CIRCULARSTRING', 'COMPOUNDCURVE') LIMIT 2";

fn damaged<E>(_: E) -> FileFaultCode {
    FileFaultCode::Damaged
}

/// Reads a file. Blocks: the database works in a thread of its own.
pub(super) fn read(bytes: Vec<u8>) -> Result<Outlines, FileFaultCode> {
    block_on(async {
        let mut database = open(bytes).await?;
        let found = outlines(&mut database).await;
        // whatever was found, the thread ends
        database.close().await.map_err(damaged)?;
        found
    })
}

async fn open(mut bytes: Vec<u8>) -> Result<SqliteConnection, FileFaultCode> {
    // a program that had the file open may have left it so; what lies in the file itself is read
    for at in LOGGED {
        if let Some(version) = bytes.get_mut(at).filter(|version| **version == 2) {
            *version = 1;
        }
    }
    let data = SqliteOwnedBuf::try_from(bytes.as_slice()).map_err(damaged)?;
    drop(bytes);
    let options: SqliteConnectOptions = "sqlite::memory:".parse().map_err(damaged)?;
    let options = options.pragma("trusted_schema", "OFF").pragma("cell_size_check", "ON");
    let mut database = options.disable_statement_logging().connect().await.map_err(damaged)?;
    database.deserialize(None, data, true).await.map_err(damaged)?;
    let mut looks = 0;
    let goes_on = move || {
        looks += 1;
        looks < MOST_LOOKS
    };
    database.lock_handle().await.map_err(damaged)?.set_progress_handler(STEPS, goes_on);
    Ok(database)
}

/// A layer of the file.
type Layer = (String, String, i64, String, i64);

async fn outlines(database: &mut SqliteConnection) -> Result<Outlines, FileFaultCode> {
    for table in TABLES {
        if !is_plain(database, table).await? {
            return Err(FileFaultCode::NotOutlines);
        }
    }
    let mut layers: Vec<Layer> = sqlx::query_as(LAYERS).fetch_all(&mut *database).await.map_err(damaged)?;
    // of two nobody knows which one is meant
    let (Some((table, geometry, srs, organization, number)), true) = (layers.pop(), layers.is_empty()) else {
        return Err(FileFaultCode::NotOutlines);
    };
    if !is_known(srs, &organization, number) {
        return Err(FileFaultCode::OtherSystem);
    }
    if !is_plain(database, &table).await? {
        return Err(FileFaultCode::NotOutlines);
    }
    let columns: Vec<(String,)> = sqlx::query_as("SELECT name FROM pragma_table_info(?)")
        .bind(&table)
        .fetch_all(&mut *database)
        .await
        .map_err(damaged)?;
    let mut columns: Vec<String> = columns.into_iter().map(|(name,)| name).collect();
    columns.retain(|name| !name.eq_ignore_ascii_case(&geometry));
    columns.truncate(MOST_COLUMNS);
    let mut read = Outlines::new("GeoPackage", Winding::OuterLeft);
    let mut left = MOST_POSITIONS;
    let statement = statement(&table, &geometry, &columns);
    let mut rows = sqlx::query(AssertSqlSafe(statement)).fetch(&mut *database);
    while let Some(row) = rows.try_next().await.map_err(damaged)? {
        let shape = shape(&row, srs)?;
        read.push(said(&row, &columns)?, shape, &mut left)?;
    }
    Ok(read)
}

/// Whether it is a table that holds what it says: neither a view nor anything else that computes.
async fn is_plain(database: &mut SqliteConnection, table: &str) -> Result<bool, FileFaultCode> {
    let sql = "SELECT count(*) FROM sqlite_schema t WHERE t.type = 'table' AND t.name = ?1 COLLATE NOCASE \
         AND t.sql LIKE 'CREATE TABLE%' AND NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(?1) x WHERE x.hidden <> 0)";
    let n: i64 = sqlx::query_scalar(sql).bind(table).fetch_one(database).await.map_err(damaged)?;
    Ok(n == 1)
}

/// Whether the system of a layer is degrees of WGS-84 or agrees with it, or is left open.
fn is_known(srs: i64, organization: &str, number: i64) -> bool {
    let number = number.to_string();
    srs == UNDEFINED_DEGREES
        || organization.eq_ignore_ascii_case("EPSG") && KNOWN_SYSTEMS.contains(&number.as_str())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The geometry, then what each column says in words: texts and numbers, those without a part behind the point without one.
fn statement(table: &str, geometry: &str, columns: &[String]) -> String {
    let said = |column: &String| {
        let c = quoted(column);
        format!(
            "CASE typeof({c}) WHEN 'text' THEN {c} WHEN 'integer' THEN CAST({c} AS TEXT) WHEN 'real' THEN \
             CASE WHEN {c} = CAST({c} AS INTEGER) THEN CAST(CAST({c} AS INTEGER) AS TEXT) ELSE CAST({c} AS TEXT) END END"
        )
    };
    let read: Vec<String> = std::iter::once(quoted(geometry)).chain(columns.iter().map(said)).collect();
    format!("SELECT {} FROM {}", read.join(", "), quoted(table))
}

fn said(row: &SqliteRow, columns: &[String]) -> Result<Properties, FileFaultCode> {
    let mut properties = Properties::default();
    for (at, column) in columns.iter().enumerate() {
        if let Some(text) = row.try_get::<Option<String>, _>(at + 1).map_err(damaged)? {
            properties.insert(cut(column.clone()), cut(text.trim().to_owned()));
        }
    }
    Ok(properties)
}

fn shape(row: &SqliteRow, srs: i64) -> Result<Vec<RawPolygon>, FileFaultCode> {
    let Some(blob) = row.try_get::<Option<Vec<u8>>, _>(0).map_err(damaged)? else { return Ok(Vec::new()) };
    let mut surfaces = Surfaces { srs, found: Vec::new(), is_inside: false, depth: 0 };
    GpkgWkb(blob).process_geom(&mut surfaces).map_err(|error| match error {
        GeozeroError::Srid(_) => FileFaultCode::OtherSystem,
        _ => FileFaultCode::Damaged,
    })?;
    surfaces.found.retain(|polygon| !polygon.is_empty());
    Ok(surfaces.found)
}

/// Collects the surfaces of a geometry; points and lines have none, and what is curved cannot be read.
struct Surfaces {
    /// The system that every geometry of the layer must name.
    srs: i64,
    found: Vec<RawPolygon>,
    /// Lines that come now are rings of a polygon.
    is_inside: bool,
    depth: usize,
}

impl GeomProcessor for Surfaces {
    fn srid(&mut self, srid: Option<i32>) -> Processed<()> {
        match srid {
            Some(id) if i64::from(id) != self.srs => Err(GeozeroError::Srid(id)),
            _ => Ok(()),
        }
    }

    fn xy(&mut self, x: f64, y: f64, _idx: usize) -> Processed<()> {
        let ring = self.found.last_mut().and_then(|polygon| polygon.last_mut());
        if let Some(ring) = ring.filter(|_| self.is_inside) {
            ring.push((x, y));
        }
        Ok(())
    }

    fn linestring_begin(&mut self, _tagged: bool, _size: usize, _idx: usize) -> Processed<()> {
        if let Some(polygon) = self.found.last_mut().filter(|_| self.is_inside) {
            polygon.push(Vec::new());
        }
        Ok(())
    }

    fn polygon_begin(&mut self, _tagged: bool, _size: usize, _idx: usize) -> Processed<()> {
        self.found.push(Vec::new());
        self.is_inside = true;
        Ok(())
    }

    fn polygon_end(&mut self, _tagged: bool, _idx: usize) -> Processed<()> {
        self.is_inside = false;
        Ok(())
    }

    // each is a call inside of a call: a file must not say how many
    fn geometrycollection_begin(&mut self, _size: usize, _idx: usize) -> Processed<()> {
        self.depth += 1;
        if self.depth > DEEPEST { Err(GeozeroError::GeometryFormat) } else { Ok(()) }
    }

    fn geometrycollection_end(&mut self, _idx: usize) -> Processed<()> {
        self.depth -= 1;
        Ok(())
    }

    fn curvepolygon_begin(&mut self, _size: usize, _idx: usize) -> Processed<()> {
        Err(GeozeroError::GeometryFormat)
    }
}

#[cfg(test)]
mod tests;
