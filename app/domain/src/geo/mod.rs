//! Places on the ground: points that know their datum, distances, areas, windows and grid cells.
//!
//! Everything is stored and compared in WGS-84. Chinese maps show other datums (Amap and Tencent GCJ-02,
//! Baidu BD-09); in Shanghai those are about 0.5 km and over 1 km away, which is another committee. So the
//! datum is part of a point's type, and a point of one datum cannot be used where another is meant:
//! conversion happens once, at the edge (import, display, export), by name.
//!
//! | need | use |
//! |---|---|
//! | a pair that came with a stated datum | [`to_wgs84`] |
//! | a point whose datum is known to the code | [`Point<Wgs84>`], [`Point::to_gcj02`], … |
//! | how far | [`Point::distance`] in [`Metres`] |
//! | which area holds a point | [`Boundary::contains`] |
//! | the outline that a file means | [`repair()`] |
//! | the window of a map | [`Bbox`], text form `west,south,east,north` |
//! | clusters of points | [`Cell`], a web-mercator square with a Morton code |
//! | outlines side by side in one picture | [`draw`] |
//! | what a vector tile shows, and where on it | [`Tile`], [`Raster`] |

mod bbox;
mod boundary;
mod cell;
mod china;
mod convert;
mod datum;
mod distance;
mod drawing;
mod nest;
mod point;
mod repair;
mod tile;

pub use bbox::{Bbox, BboxError};
pub use boundary::{Boundary, BoundaryError};
pub use cell::{Cell, MAX_LEVEL, cover};
pub use china::{LAT as CHINA_LAT, LON as CHINA_LON, Slip, slip};
pub use convert::to_wgs84;
pub use datum::{Bd09, Datum, Frame, Gcj02, Wgs84};
pub use distance::Metres;
pub use drawing::{DRAWING, Outline, draw};
pub use nest::nested;
pub use point::{Point, PointError};
pub use repair::{MOST_POSITIONS, RawPolygon, Repair, Repaired, ShapeFault, Winding, repair};
pub use tile::{EXTENT, MAX_ZOOM, Raster, Tile};
