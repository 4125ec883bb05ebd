//! WGS-84 ↔ GCJ-02 ↔ BD-09.
//!
//! The arithmetic is the `geocoordinates` crate's. Looked at before choosing it: `gcoord` 0.1 (one release,
//! its inverse loops without a bound and errs outside China) and `coordtransform` 0.4 (right, but it embeds a
//! country outline under the ODbL and treats points just off the coast as abroad, where the map services do
//! not). `geocoordinates` is pure Rust, dual-licensed, adds nothing to the build that `geo` does not bring,
//! and its inverses iterate to about a millimetre. It is young, so it is pinned to one version, used only in
//! this file, and held to the published vectors in `datum_vectors.csv`, which the browser's own conversion
//! is held to as well.
//!
//! Outside the rectangle in which GCJ-02 is defined nothing is moved, in any of the three datums.

use geocoordinates::china::{self, out_of_china};

use super::{Bd09, Datum, Gcj02, Point, PointError, Wgs84};

/// The crate refuses only values out of range, and a [`Point`] is in range.
const IN_RANGE: &str = "a point is finite and in range";

/// Takes a pair given in `datum` into the one datum everything is stored in.
///
/// # Errors
/// [`PointError`] when the pair is no position at all.
pub fn to_wgs84(datum: Datum, lon: f64, lat: f64) -> Result<Point<Wgs84>, PointError> {
    match datum {
        Datum::Wgs84 => Point::new(lon, lat),
        Datum::Gcj02 => Point::<Gcj02>::new(lon, lat).map(Point::<Gcj02>::to_wgs84),
        Datum::Bd09 => Point::<Bd09>::new(lon, lat).map(Point::<Bd09>::to_wgs84),
    }
}

impl Point<Wgs84> {
    /// This place on an Amap or Tencent map.
    pub fn to_gcj02(self) -> Point<Gcj02> {
        let moved = china::Wgs84::new(self.lat(), self.lon()).try_to_gcj02().expect(IN_RANGE);
        Point::new(moved.lon, moved.lat).expect(IN_RANGE)
    }

    /// This place on a Baidu map.
    pub fn to_bd09(self) -> Point<Bd09> {
        self.to_gcj02().to_bd09()
    }

    /// This place in a datum chosen at run time, as longitude and latitude: for exports.
    pub fn in_datum(self, datum: Datum) -> (f64, f64) {
        match datum {
            Datum::Wgs84 => (self.lon(), self.lat()),
            Datum::Gcj02 => {
                let p = self.to_gcj02();
                (p.lon(), p.lat())
            }
            Datum::Bd09 => {
                let p = self.to_bd09();
                (p.lon(), p.lat())
            }
        }
    }
}

impl Point<Gcj02> {
    /// The true place, iterated until it converts back to this point.
    pub fn to_wgs84(self) -> Point<Wgs84> {
        let found =
            china::Gcj02::new(self.lat(), self.lon()).try_to_wgs84_refined().expect(IN_RANGE).into_inner();
        Point::new(found.lon, found.lat).expect(IN_RANGE)
    }

    /// The same place on a Baidu map.
    pub fn to_bd09(self) -> Point<Bd09> {
        // The crate moves these everywhere; outside China nothing may move.
        if out_of_china(self.lat(), self.lon()) {
            return Point::new(self.lon(), self.lat()).expect(IN_RANGE);
        }
        let moved = china::Gcj02::new(self.lat(), self.lon()).try_to_bd09().expect(IN_RANGE);
        Point::new(moved.lon, moved.lat).expect(IN_RANGE)
    }
}

impl Point<Bd09> {
    /// The same place on an Amap or Tencent map, iterated until it converts back to this point.
    pub fn to_gcj02(self) -> Point<Gcj02> {
        if out_of_china(self.lat(), self.lon()) {
            return Point::new(self.lon(), self.lat()).expect(IN_RANGE);
        }
        let found =
            china::Bd09::new(self.lat(), self.lon()).try_to_gcj02_refined().expect(IN_RANGE).into_inner();
        Point::new(found.lon, found.lat).expect(IN_RANGE)
    }

    /// The true place.
    pub fn to_wgs84(self) -> Point<Wgs84> {
        self.to_gcj02().to_wgs84()
    }
}

#[cfg(test)]
mod tests;
