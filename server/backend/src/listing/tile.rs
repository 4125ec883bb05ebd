//! Vector tiles of a list: clusters counted by squares where there are many, single signs where there are few.
//!
//! A tile is a Mapbox vector tile with one layer, [`LAYER`], of points. A cluster has `cluster` and `n`; a single point has the
//! properties that it has on a map by window (see [`super::map`]); of heat every point has `n` alone. Positions are those of the
//! map as it is drawn, so a tile says which datum that is.

use super::{
    Sql,
    map::{MOST_POINTS, POINTS_FROM, Pin, Square},
    rows, rows_of,
};
use crate::{
    db::Db,
    error::{Error, Result},
    tiles::Asked,
};
use domain::geo::{Cell, Datum, EXTENT, MAX_LEVEL, Point, Raster};
use mvt::{GeomEncoder, GeomType, Layer};
use sea_orm::{QueryResult, Value};
use serde::Serialize;

/// The name of the layer.
pub const LAYER: &str = "points";

/// Levels between a tile and the squares that are counted on it: 8 × 8, each 64 pixels of the screen.
const CLUSTERS: u8 = 3;

/// The same for heat, which is drawn of more and smaller ones: 32 × 32.
const HEAT: u8 = 5;

/// Most squares of a tile that hold one record and show it; the rest say 1.
pub(crate) const SINGLES: usize = 64;

/// Apart by more than any number of a row.
const STRIDE: i64 = 1 << 20;

/// The level of the squares that a tile is made of.
pub(crate) fn level(asked: &Asked) -> u8 {
    (asked.tile.zoom() + if asked.heat { HEAT } else { CLUSTERS }).min(MAX_LEVEL)
}

/// Whether single points are shown as long as they can be told apart.
pub(crate) fn is_near(asked: &Asked) -> bool {
    !asked.heat && f64::from(asked.tile.zoom()) >= POINTS_FROM
}

/// Squares, and what they hold.
pub(crate) type Squares = Vec<(Cell, Square)>;

/// What goes on a tile.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Squares of several records.
    pub clusters: Squares,
    /// The sort keys of those that stand alone.
    pub singles: Vec<i64>,
    /// Records were left out: there are more than are looked at.
    pub truncated: bool,
}

impl Found {
    /// The squares, those of single records apart.
    fn of(asked: &Asked, mut clusters: Squares, truncated: bool) -> Self {
        let mut singles = Vec::new();
        if !asked.heat {
            clusters.retain(|(_, square)| {
                let alone = square.n == 1 && singles.len() < SINGLES;
                if alone {
                    singles.push(square.key);
                }
                !alone
            });
        }
        Self { clusters, singles, truncated }
    }
}

/// Looks at no more than `most` of the rows that `rows` selects: all of them while they can be told apart, else the squares
/// they lie in. `rows` makes the selection of `k` (sort key), `lon` and `lat` of at most the given number of rows in the window of
/// [`squares`].
pub(crate) async fn look(db: &Db, asked: &Asked, most: u64, rows: impl Fn(u64) -> Sql) -> Result<Found> {
    if is_near(asked) {
        let mut sql = Sql::new("SELECT k FROM (");
        sql.append(rows(MOST_POINTS + 1)).push(") p");
        let keys = sql.all(db.read()).await?;
        if keys.len() as u64 <= MOST_POINTS {
            let singles = keys.iter().map(|r| r.try_get_by_index(0)).collect::<Result<_, _>>()?;
            return Ok(Found { singles, ..Found::default() });
        }
    }
    put_together(db, asked, most, rows(most.saturating_add(1))).await
}

/// The squares of a tile.
pub(crate) fn squares(asked: &Asked) -> Raster {
    asked.tile.raster(level(asked), asked.datum)
}

/// The points that a selection of `most` rows or one more names, in squares.
pub(crate) async fn put_together(db: &Db, asked: &Asked, most: u64, points: Sql) -> Result<Found> {
    let raster = squares(asked);
    let answer = in_squares(db.is_sqlite(), &raster, points).one(db.read()).await?;
    let squares = answer.map_or_else(|| Ok(Vec::new()), |answer| read(&answer, &raster))?;
    let looked_at: i64 = squares.iter().map(|(_, square)| square.n).sum();
    let truncated = u64::try_from(looked_at).is_ok_and(|n| n > most);
    Ok(Found::of(asked, squares, truncated))
}

/// Puts the points of a selection (`k`, `lon`, `lat`) in the squares of a raster.
fn in_squares(sqlite: bool, raster: &Raster, points: Sql) -> Sql {
    let columns = "q.square, q.n, q.lons, q.lats, q.newest";
    let mut sql = Sql::new(format!("SELECT {} FROM (SELECT ", rows_of(sqlite, columns)));
    // the same steps as those of the grid itself, so that both find the same column
    let across = "(lon + 180.0) / 360.0 * ?";
    let column = if sqlite {
        format!("CAST({across} AS INTEGER)")
    } else {
        format!("CAST(floor({across}) AS bigint)")
    };
    sql.bind(&format!("{column} * {STRIDE} + CASE"), [Value::from(f64::from(1_u32 << raster.level()))]);
    let edges = raster.lower_edges();
    for (row, edge) in edges.iter().enumerate() {
        sql.bind(&format!(" WHEN lat > ? THEN {row}"), [Value::from(*edge)]);
    }
    sql.push(&format!(
        " ELSE {} END AS square, count(*) AS n, sum(lon) AS lons, sum(lat) AS lats, max(k) AS newest FROM (",
        edges.len()
    ));
    sql.append(points).push(") p GROUP BY 1) q");
    sql
}

/// Square, number, sums of the coordinates, newest.
type SquareRow = (i64, i64, f64, f64, i64);

/// The answer to [`in_squares`]. What lies on the far edges of the raster belongs to the next one.
fn read(answer: &QueryResult, raster: &Raster) -> Result<Squares> {
    let mut squares = Vec::new();
    for (at, n, lon, lat, key) in rows::<SquareRow>(answer, 0)? {
        if let Some(cell) = raster.square(at.div_euclid(STRIDE), at.rem_euclid(STRIDE)) {
            squares.push((cell, Square { n, bounds: [0.0; 4], lon, lat, key }));
        }
    }
    // databases group in no order: the same tile is to be the same bytes
    squares.sort_by_key(|(cell, _)| cell.code());
    Ok(squares)
}

/// The tile.
pub(crate) fn encode<P: Serialize>(asked: &Asked, found: &Found, pins: Vec<Pin<P>>) -> Result<Vec<u8>> {
    let mut tile = mvt::Tile::new(EXTENT);
    let mut layer = tile.create_layer(LAYER);
    for (cell, square) in &found.clusters {
        let Some(at) = middle(asked, *cell, square) else { continue };
        let mut tags: Vec<(&str, serde_json::Value)> = vec![("n", square.n.into())];
        if !asked.heat {
            tags.push(("cluster", true.into()));
        }
        layer = added(layer, at, tags)?;
    }
    let mut placed = Vec::with_capacity(pins.len());
    for pin in pins {
        let place = Point::new(pin.at.0, pin.at.1).map_err(Error::internal)?;
        // what a window brings along from beside the tile is another tile's
        if let Some(at) = asked.tile.place(place, asked.datum) {
            let serde_json::Value::Object(properties) = serde_json::to_value(&pin.properties)? else {
                return Err(Error::broken("a sign without properties"));
            };
            placed.push((properties.get("id").map(ToString::to_string), at, properties));
        }
    }
    placed.sort_by(|a, b| a.0.cmp(&b.0));
    for (_, at, properties) in placed {
        layer = added(layer, at, properties.iter().map(|(key, value)| (key.as_str(), value.clone())))?;
    }
    if layer.num_features() > 0 {
        tile.add_layer(layer).map_err(Error::internal)?;
    }
    tile.to_bytes().map_err(Error::internal)
}

/// Where a cluster stands: in the middle of what it holds. `None` when that is on another tile.
fn middle(asked: &Asked, cell: Cell, square: &Square) -> Option<(u32, u32)> {
    let n = square.n.max(1) as f64;
    let (lon, lat) = (square.lon / n, square.lat / n);
    if asked.datum == Datum::Wgs84 {
        // the square lies on the tile as a whole, even where rounding puts its middle beside it
        let inside = cell.bounds();
        let (lon, lat) = (lon.clamp(inside.west(), inside.east()), lat.clamp(inside.south(), inside.north()));
        return Some(asked.tile.nearest(lon, lat));
    }
    asked.tile.place(Point::new(lon, lat).ok()?, asked.datum)
}

fn added<'k>(
    layer: Layer,
    (x, y): (u32, u32),
    tags: impl IntoIterator<Item = (&'k str, serde_json::Value)>,
) -> Result<Layer> {
    // units of a tile are a few thousand
    let point = GeomEncoder::new(GeomType::Point)
        .point(x as i32, y as i32)
        .and_then(GeomEncoder::encode)
        .map_err(Error::internal)?;
    let mut feature = layer.into_feature(point);
    for (key, value) in tags {
        match value {
            serde_json::Value::String(text) => feature.add_tag_string(key, &text),
            serde_json::Value::Bool(flag) => feature.add_tag_bool(key, flag),
            serde_json::Value::Number(number) => match number.as_u64() {
                Some(number) => feature.add_tag_uint(key, number),
                None => feature.add_tag_double(key, number.as_f64().unwrap_or_default()),
            },
            // a tile has no other kinds of values
            serde_json::Value::Null | serde_json::Value::Array(_) | serde_json::Value::Object(_) => {}
        }
    }
    Ok(feature.into_layer())
}
