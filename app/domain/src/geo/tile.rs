//! Tiles of a map: which records each shows, and where on it.
//!
//! A tile is a square of the map as it is drawn. On a base in WGS-84 that is a square of the grid ([`Cell`]); on one in
//! GCJ-02 the same square lies half a kilometre away on the ground. Every place lies on exactly one tile of each zoom, in
//! either datum, so that what the tiles of a map hold is neither counted twice nor lost.

use super::{
    Bbox, Cell, Datum, MAX_LEVEL, Point, Wgs84,
    cell::{edge_latitude, edge_longitude, share_across, share_down},
    to_wgs84,
};
use std::ops::RangeInclusive;

/// The deepest zoom that has tiles: some thirty metres across, as near as a map here goes.
pub const MAX_ZOOM: u8 = 20;

/// Units along a side of a tile.
pub const EXTENT: u32 = 4096;

/// No datum lies further from another than this, degrees (BD-09 in Shanghai: 0.012).
const APART: f64 = 0.03;

/// Up to this width a tile is about as large on the ground in any datum, degrees.
const NEAR: f64 = 0.5;

/// A tile by zoom, column (from the west) and row (from the north).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tile {
    zoom: u8,
    x: u32,
    y: u32,
}

impl Tile {
    /// The tile, when there is one.
    pub fn new(zoom: u8, x: u32, y: u32) -> Option<Self> {
        let side = 1_u32.checked_shl(zoom.into()).filter(|_| zoom <= MAX_ZOOM)?;
        (x < side && y < side).then_some(Self { zoom, x, y })
    }

    /// The tile of a zoom (at most [`MAX_ZOOM`]) that shows a place on a map drawn in `datum`.
    pub fn showing(zoom: u8, place: Point<Wgs84>, datum: Datum) -> Self {
        let (lon, lat) = place.in_datum(datum);
        let at = Point::<Wgs84>::new(lon, lat).unwrap_or(place);
        let (x, y) = Cell::at(zoom.min(MAX_ZOOM), at).column_row();
        Self { zoom: zoom.min(MAX_ZOOM), x, y }
    }

    /// Its zoom, 0 being the whole world.
    pub const fn zoom(self) -> u8 {
        self.zoom
    }

    /// Column and row.
    pub const fn column_row(self) -> (u32, u32) {
        (self.x, self.y)
    }

    /// The same square of the grid.
    pub fn square(self) -> Cell {
        Cell::in_column_row(self.zoom, self.x, self.y).expect("a tile is a square of the grid")
    }

    /// A window that holds every place which the tile shows on a map drawn in `datum`, and some around it where the datum
    /// moves places.
    pub fn window(self, datum: Datum) -> Bbox {
        let drawn = self.square().bounds();
        if datum == Datum::Wgs84 {
            return drawn;
        }
        if drawn.east() - drawn.west() > NEAR {
            return around(drawn, APART);
        }
        let corners = [
            (drawn.west(), drawn.south()),
            (drawn.east(), drawn.south()),
            (drawn.east(), drawn.north()),
            (drawn.west(), drawn.north()),
        ];
        let places = corners.iter().filter_map(|(lon, lat)| to_wgs84(datum, *lon, *lat).ok());
        match Bbox::around(places) {
            // its sides are not quite straight on the ground
            Some(window) => around(window, (drawn.east() - drawn.west()) / 8.0),
            None => around(drawn, APART),
        }
    }

    /// Where a place lies on the tile of a map drawn in `datum`, in units from the upper left corner; `None` when another
    /// tile shows it.
    pub fn place(self, place: Point<Wgs84>, datum: Datum) -> Option<(u32, u32)> {
        let (lon, lat) = place.in_datum(datum);
        let side = 1_u32 << self.zoom;
        let unit = |share: f64, own: u32| {
            let at = share * f64::from(side);
            // as the grid does it: the far end of the world belongs to the last
            ((at as u32).min(side - 1) == own)
                .then(|| (((at - f64::from(own)) * f64::from(EXTENT)) as u32).min(EXTENT - 1))
        };
        Some((unit(share_across(lon), self.x)?, unit(share_down(lat), self.y)?))
    }

    /// The unit of the tile that is nearest to a place, on a map in WGS-84.
    pub fn nearest(self, lon: f64, lat: f64) -> (u32, u32) {
        let side = f64::from(1_u32 << self.zoom);
        let unit = |share: f64, own: u32| {
            let at = (share * side - f64::from(own)) * f64::from(EXTENT);
            (at.max(0.0) as u32).min(EXTENT - 1)
        };
        (unit(share_across(lon), self.x), unit(share_down(lat), self.y))
    }

    /// The squares of a level that lie on the tile, or on what it shows in another datum.
    pub fn raster(self, level: u8, datum: Datum) -> Raster {
        let level = level.clamp(self.zoom, MAX_LEVEL);
        if datum == Datum::Wgs84 {
            let depth = level - self.zoom;
            let part = |own: u32| (own << depth)..=(((own + 1) << depth) - 1);
            return Raster { level, columns: part(self.x), rows: part(self.y) };
        }
        Raster::touching(level, self.window(datum))
    }
}

/// Squares of one level, side by side and one below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raster {
    level: u8,
    columns: RangeInclusive<u32>,
    rows: RangeInclusive<u32>,
}

impl Raster {
    /// The squares that touch a window.
    fn touching(level: u8, window: Bbox) -> Self {
        let corner = |lon: f64, lat: f64| {
            let point = Point::<Wgs84>::new(lon, lat).expect("a corner of a window lies on the globe");
            Cell::at(level, point).column_row()
        };
        let ((west, north), (east, south)) =
            (corner(window.west(), window.north()), corner(window.east(), window.south()));
        Self { level, columns: west..=east, rows: north..=south }
    }

    /// Their level.
    pub const fn level(&self) -> u8 {
        self.level
    }

    /// The window that they fill.
    pub fn window(&self) -> Bbox {
        Bbox::new(
            edge_longitude(self.level, *self.columns.start()),
            edge_latitude(self.level, self.rows.end() + 1),
            edge_longitude(self.level, self.columns.end() + 1),
            edge_latitude(self.level, *self.rows.start()),
        )
        .expect("squares of the grid lie on the globe")
    }

    /// The latitude of the lower edge of each row, from the north: a place belongs to the first row whose lower edge it
    /// lies above.
    pub fn lower_edges(&self) -> Vec<f64> {
        self.rows.clone().map(|row| edge_latitude(self.level, row + 1)).collect()
    }

    /// The square in a column of the grid and in the row of so many below the first; `None` outside.
    pub fn square(&self, column: i64, row: i64) -> Option<Cell> {
        let column = u32::try_from(column).ok().filter(|column| self.columns.contains(column))?;
        let row = self.rows.start().checked_add(u32::try_from(row).ok()?)?;
        self.rows.contains(&row).then(|| Cell::in_column_row(self.level, column, row))?
    }
}

/// A window widened to all sides, as far as the globe goes.
fn around(window: Bbox, by: f64) -> Bbox {
    Bbox::new(
        (window.west() - by).max(-180.0),
        (window.south() - by).max(-90.0),
        (window.east() + by).min(180.0),
        (window.north() + by).min(90.0),
    )
    .expect("a window that became wider is one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(lon: f64, lat: f64) -> Point<Wgs84> {
        Point::new(lon, lat).expect("a place")
    }

    #[test]
    fn there_are_as_many_tiles_as_a_zoom_has() {
        for (zoom, x, y, is) in [
            (0, 0, 0, true),
            (0, 1, 0, false),
            (1, 1, 1, true),
            (1, 0, 2, false),
            (20, (1 << 20) - 1, 0, true),
            (20, 1 << 20, 0, false),
            (21, 0, 0, false),
            (255, 0, 0, false),
        ] {
            assert_eq!(Tile::new(zoom, x, y).is_some(), is, "{zoom}/{x}/{y}");
        }
    }

    #[test]
    fn a_place_of_shanghai() {
        // the tile of a map server at zoom 14 for 121.389, 31.2095
        let tile = Tile::showing(14, place(121.389, 31.2095), Datum::Wgs84);
        assert_eq!((tile.zoom(), tile.column_row()), (14, (13716, 6695)));
        assert!(tile.window(Datum::Wgs84).contains(place(121.389, 31.2095)));
        assert_eq!(tile.square().column_row(), (13716, 6695));
        assert_eq!(tile.raster(17, Datum::Wgs84).lower_edges().len(), 8);
    }

    #[test]
    fn the_corners_of_a_tile_are_its_first_and_last_units() {
        let tile = Tile::new(12, 3429, 1673).expect("a tile");
        let window = tile.window(Datum::Wgs84);
        assert_eq!(tile.nearest(window.west(), window.north()), (0, 0));
        assert_eq!(tile.nearest(window.east(), window.south()), (EXTENT - 1, EXTENT - 1));
        // what lies beside it is put on its edge, never outside
        assert_eq!(tile.nearest(window.west() - 1.0, window.south() - 1.0), (0, EXTENT - 1));
    }

    proptest! {
        #[test]
        fn every_place_lies_on_one_tile(
            lon in 121.0..122.0_f64,
            lat in 30.7..31.9_f64,
            zoom in 0_u8..=MAX_ZOOM,
            gcj in any::<bool>(),
        ) {
            let datum = if gcj { Datum::Gcj02 } else { Datum::Wgs84 };
            let place = place(lon, lat);
            let own = Tile::showing(zoom, place, datum);
            let (x, y) = own.column_row();
            prop_assert!(own.place(place, datum).is_some());
            prop_assert!(own.window(datum).contains(place));
            for (dx, dy) in [(-1_i64, 0_i64), (1, 0), (0, -1), (0, 1), (1, 1), (-1, -1)] {
                let beside = u32::try_from(i64::from(x) + dx).ok().zip(u32::try_from(i64::from(y) + dy).ok());
                if let Some(beside) = beside.and_then(|(x, y)| Tile::new(zoom, x, y)) {
                    prop_assert_eq!(beside.place(place, datum), None);
                }
            }
        }

        #[test]
        fn a_raster_finds_the_square_of_the_grid(
            lon in 121.0..122.0_f64,
            lat in 30.7..31.9_f64,
            zoom in 3_u8..=18,
            gcj in any::<bool>(),
        ) {
            let datum = if gcj { Datum::Gcj02 } else { Datum::Wgs84 };
            let place = place(lon, lat);
            let raster = Tile::showing(zoom, place, datum).raster(zoom + 3, datum);
            let edges = raster.lower_edges();
            let row = edges.iter().position(|edge| lat > *edge);
            let column = (super::super::cell::share_across(lon) * f64::from(1_u32 << raster.level())) as i64;
            let square = row.and_then(|row| raster.square(column, row as i64));
            prop_assert_eq!(square, Some(Cell::at(raster.level(), place)));
            prop_assert!(raster.window().contains(place));
        }
    }
}
