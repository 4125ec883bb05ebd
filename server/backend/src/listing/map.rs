//! Points for a map: clusters counted by the database where there are many, single signs where there are few.
//!
//! The answer is GeoJSON in WGS-84. A cluster is `{cluster, n, west, south, east, north}` at the middle
//! of what it holds; a single point brings the properties of its feature.

use super::{Conditions, Sql, cap, rows, rows_of};
use crate::{db::Db, error::Result};
use domain::geo::{Bbox, MAX_LEVEL};
use sea_orm::{QueryResult, Value};
use serde::Serialize;
use std::collections::BTreeMap;

/// Most features of one answer.
pub(crate) const MOST: usize = 500;

/// From this zoom on single points are shown, as long as they are not too many to be told apart.
pub(crate) const POINTS_FROM: f64 = 17.0;

/// Most single points from there on.
pub(crate) const MOST_POINTS: u64 = 200;

/// A map no wider and no higher than this, degrees, shows some streets.
const STREETS: f64 = 0.01;

/// Most columns and rows of the grid in one window, whatever zoom is claimed for it.
const MOST_CELLS: f64 = 32.0;

/// Apart by more than any cell number of the deepest level.
const STRIDE: i64 = 1 << 30;

/// Whether a window shows some streets: so little that its rows are looked for by their place, not by their area.
pub(crate) fn of_streets(window: Bbox) -> bool {
    window.east() - window.west() < STREETS && window.north() - window.south() < STREETS
}

/// The level of map tiles whose squares are 64 screen pixels at the zoom.
pub(crate) fn level_of(zoom: f64) -> u8 {
    if zoom.is_finite() { (zoom.floor() + 3.0).clamp(0.0, f64::from(MAX_LEVEL)) as u8 } else { 0 }
}

/// The grid in which points are counted: squares of 64 screen pixels at the zoom, three levels below the tiles.
/// Rows follow the latitude of the window in steps of five degrees, so the squares of a town stay where they are
/// while its map is moved.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid {
    /// Squares in a degree of longitude.
    across: f64,
    /// Squares in a degree of latitude.
    down: f64,
}

impl Grid {
    /// The grid for a window at a zoom (of 512-pixel tiles, as MapLibre counts).
    pub fn new(window: Bbox, zoom: f64) -> Self {
        let band = ((window.centre().lat() / 5.0).round() * 5.0).clamp(-80.0, 80.0);
        let squeeze = band.to_radians().cos();
        let mut level = f64::from(level_of(zoom));
        loop {
            let across = level.exp2() / 360.0;
            let grid = Self { across, down: across / squeeze };
            let fits = (window.east() - window.west()) * grid.across <= MOST_CELLS
                && (window.north() - window.south()) * grid.down <= MOST_CELLS;
            if fits || level <= 0.0 {
                return grid;
            }
            level -= 1.0;
        }
    }

    /// The number of the square that holds a point, as SQL over the columns `lon` and `lat`.
    fn square(self, sqlite: bool) -> (String, [Value; 2]) {
        let whole = |number: &str| {
            if sqlite {
                format!("CAST({number} AS INTEGER)")
            } else {
                // a cast would round
                format!("CAST(floor({number}) AS bigint)")
            }
        };
        let (column, row) = (whole("(lon + 180.0) * ?"), whole("(lat + 90.0) * ?"));
        (format!("{column} * {STRIDE} + {row}"), [self.across.into(), self.down.into()])
    }
}

/// The points of one square.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Square {
    /// How many.
    pub n: i64,
    /// A window that holds them.
    pub bounds: [f64; 4],
    /// Sums of their coordinates.
    pub lon: f64,
    pub lat: f64,
    /// The sort key of one of them: of the only one when `n` is 1.
    pub key: i64,
}

impl Square {
    /// Takes in the points of another.
    pub fn add(&mut self, other: &Self) {
        self.n += other.n;
        let ([west, south, east, north], [w, s, e, n]) = (self.bounds, other.bounds);
        self.bounds = [west.min(w), south.min(s), east.max(e), north.max(n)];
        self.lon += other.lon;
        self.lat += other.lat;
        self.key = self.key.max(other.key);
    }
}

/// What was found, and whether there was more than could be looked at.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Squares with several points.
    pub clusters: Vec<Square>,
    /// The sort keys of single points.
    pub singles: Vec<i64>,
    /// Some of the rows only were looked at.
    pub truncated: bool,
}

impl Found {
    /// Squares with one point are shown as that.
    fn of_squares(squares: impl IntoIterator<Item = Square>, truncated: bool) -> Self {
        let (singles, clusters): (Vec<Square>, Vec<Square>) = squares.into_iter().partition(|s| s.n == 1);
        Self { clusters, singles: singles.iter().map(|s| s.key).collect(), truncated }
    }
}

/// Looks at no more than `most` of the rows that `rows` selects and puts them together for the zoom.
///
/// `rows` makes the selection of `k` (sort key), `lon` and `lat` of at most the given number of rows. When there are more than `most`, which of them were looked at is up to the selection.
pub(crate) async fn look(
    db: &Db,
    window: Bbox,
    zoom: f64,
    most: u64,
    rows: impl Fn(u64) -> Sql,
) -> Result<Found> {
    if zoom >= POINTS_FROM {
        let mut sql = Sql::new("SELECT k FROM (");
        sql.append(rows(MOST_POINTS + 1)).push(") p");
        let keys = sql.all(db.read()).await?;
        if keys.len() as u64 <= MOST_POINTS {
            let singles = keys.iter().map(|r| r.try_get_by_index(0)).collect::<Result<_, _>>()?;
            return Ok(Found { singles, ..Found::default() });
        }
    }
    put_together(db, (window, zoom), most, rows(most.saturating_add(1))).await
}

/// The points that a selection of `most` rows or one more names, in squares.
pub(crate) async fn put_together(db: &Db, view: (Bbox, f64), most: u64, points: Sql) -> Result<Found> {
    let answer = in_squares(db.is_sqlite(), view, points).one(db.read()).await?;
    answer.map_or_else(|| Ok(Found::default()), |answer| shown(&answer, 0, most))
}

/// Puts the points of a selection (`k`, `lon`, `lat`) in the squares of a window and zoom: a question whose answer
/// [`shown`] reads.
pub(crate) fn in_squares(sqlite: bool, (window, zoom): (Bbox, f64), points: Sql) -> Sql {
    let (square, values) = Grid::new(window, zoom).square(sqlite);
    let columns = "q.square, q.n, q.west, q.south, q.east, q.north, q.lons, q.lats, q.newest";
    let mut sql = Sql::new(format!("SELECT {} FROM (SELECT ", rows_of(sqlite, columns)));
    sql.bind(&square, values).push(
        " AS square, count(*) AS n, min(lon) AS west, min(lat) AS south, max(lon) AS east, max(lat) AS north, \
         sum(lon) AS lons, sum(lat) AS lats, max(k) AS newest FROM (",
    );
    sql.append(points).push(") p GROUP BY 1) q");
    sql
}

/// A row of [`in_squares`].
type SquareRow = (i64, i64, f64, f64, f64, f64, f64, f64, i64);

/// The squares in a column of an answer, when no more than `most` points were to be looked at.
pub(crate) fn shown(answer: &QueryResult, column: usize, most: u64) -> Result<Found> {
    let mut squares = BTreeMap::new();
    for (at, n, west, south, east, north, lon, lat, key) in rows::<SquareRow>(answer, column)? {
        let square = Square { n, bounds: [west, south, east, north], lon, lat, key };
        squares.insert((at.div_euclid(STRIDE), at.rem_euclid(STRIDE)), square);
    }
    let looked_at: i64 = squares.values().map(|s| s.n).sum();
    while squares.len() > MOST {
        squares = coarser(squares);
    }
    let truncated = u64::try_from(looked_at).is_ok_and(|n| n > most);
    Ok(Found::of_squares(squares.into_values(), truncated))
}

/// Four squares become one.
fn coarser(squares: BTreeMap<(i64, i64), Square>) -> BTreeMap<(i64, i64), Square> {
    let mut out: BTreeMap<(i64, i64), Square> = BTreeMap::new();
    for ((x, y), square) in squares {
        out.entry((x >> 1, y >> 1)).and_modify(|s| s.add(&square)).or_insert(square);
    }
    out
}

/// `column IN (…)` for keys. The list is filled up to a power of two with its last key, so that the database
/// meets few different texts and keeps them prepared.
pub(crate) fn keyed(column: &str, keys: &[i64]) -> Conditions {
    let mut conditions = Conditions::default();
    if let Some(last) = keys.last() {
        let places = keys.len().next_power_of_two();
        let filled = keys.iter().chain(std::iter::repeat(last)).take(places).map(|k| Value::from(*k));
        conditions.add(format!("{column} IN ({})", super::places(places)), filled);
    } else {
        conditions.add("1 = 0", []);
    }
    conditions
}

/// A single point with the properties of its feature.
pub(crate) struct Pin<P> {
    /// Longitude and latitude.
    pub at: (f64, f64),
    /// Properties.
    pub properties: P,
}

#[derive(Serialize)]
struct Collection<P> {
    r#type: &'static str,
    features: Vec<Feature<P>>,
    truncated: bool,
    without_position: u64,
    without_position_more: bool,
}

#[derive(Serialize)]
struct Feature<P> {
    r#type: &'static str,
    geometry: Geometry,
    properties: Properties<P>,
}

#[derive(Serialize)]
struct Geometry {
    r#type: &'static str,
    coordinates: [f64; 2],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Properties<P> {
    Cluster { cluster: bool, n: i64, west: f64, south: f64, east: f64, north: f64 },
    Pin(P),
}

/// Six decimals: a decimetre.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

fn feature<P>((lon, lat): (f64, f64), properties: Properties<P>) -> Feature<P> {
    let geometry = Geometry { r#type: "Point", coordinates: [rounded(lon), rounded(lat)] };
    Feature { r#type: "Feature", geometry, properties }
}

/// The answer as GeoJSON text.
pub(crate) fn geojson<P: Serialize>(
    found: &Found,
    pins: Vec<Pin<P>>,
    without_position: domain::listing::Total,
) -> Result<String> {
    let clusters = found.clusters.iter().map(|s| {
        let [west, south, east, north] = s.bounds.map(rounded);
        let properties = Properties::Cluster { cluster: true, n: s.n, west, south, east, north };
        feature((s.lon / s.n as f64, s.lat / s.n as f64), properties)
    });
    let pins = pins.into_iter().map(|pin| feature(pin.at, Properties::Pin(pin.properties)));
    let collection = Collection {
        r#type: "FeatureCollection",
        features: clusters.chain(pins).collect(),
        truncated: found.truncated,
        without_position: without_position.n,
        without_position_more: without_position.more,
    };
    Ok(serde_json::to_string(&collection)?)
}

/// Counts what `rows` selects, up to a cap.
pub(crate) async fn count(db: &Db, most: u64, rows: Sql) -> Result<domain::listing::Total> {
    Ok(super::total(counted(most, rows).number(db.read()).await?, most))
}

/// The question how many `rows` there are, up to a cap and one more.
pub(crate) fn counted(most: u64, mut rows: Sql) -> Sql {
    rows.bind(" LIMIT ?", [cap(most.saturating_add(1))]);
    let mut sql = Sql::new("SELECT count(*) FROM (");
    sql.append(rows).push(") c");
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(text: &str) -> Bbox {
        text.parse().unwrap()
    }

    #[test]
    fn the_squares_of_a_town_stay_where_they_are() {
        let here = Grid::new(window("121.37,31.19,121.41,31.23"), 13.0);
        let moved = Grid::new(window("121.38,31.20,121.42,31.24"), 13.9);
        assert!((here.across - moved.across).abs() < 1e-12);
        assert!((here.down - moved.down).abs() < 1e-12);
        // 64 pixels of 512-pixel tiles: level 16
        assert!((here.across - 65_536.0 / 360.0).abs() < 1e-9);
    }

    #[test]
    fn a_window_has_a_bounded_number_of_squares() {
        for zoom in [0.0, 12.0, 30.0, f64::NAN, f64::INFINITY, -3.0] {
            for text in ["-180,-85,180,85", "121,31,122,32", "121.39,31.2,121.39,31.2"] {
                let (window, grid) = (window(text), Grid::new(window(text), zoom));
                assert!((window.east() - window.west()) * grid.across <= MOST_CELLS, "{text} {zoom}");
                assert!(grid.across > 0.0 && grid.down > 0.0);
            }
        }
    }

    #[test]
    fn keys_are_filled_up() {
        let mut sql = Sql::new("x");
        sql.filter(&keyed("k", &[7, 8, 9]));
        assert_eq!(sql.text, "x WHERE k IN (?,?,?,?)");
        assert_eq!(sql.values, [7i64, 8, 9, 9].map(Value::from));
    }
}
