//! A position whose datum is part of its type.

use std::{fmt, marker::PhantomData};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Frame, Wgs84};

/// Why a pair of numbers is not a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PointError {
    /// The longitude is not a number between −180 and 180 degrees.
    #[error("the longitude must be a number from -180 to 180 degrees")]
    Longitude,
    /// The latitude is not a number between −90 and 90 degrees.
    #[error("the latitude must be a number from -90 to 90 degrees")]
    Latitude,
}

/// A position in datum `D`: longitude and latitude in degrees, east and north positive. Always finite and
/// in range, because [`Point::new`] is the only way in, also when deserializing.
///
/// On the wire it is `{"lon": 121.39, "lat": 31.21}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point<D> {
    lon: f64,
    lat: f64,
    datum: PhantomData<D>,
}

impl<D: Frame> Point<D> {
    /// A point from degrees, longitude first (as in GeoJSON).
    ///
    /// # Errors
    /// [`PointError`] when a value is not finite or out of range.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PointError> {
        // A NaN or an infinity lies in no range, so it is refused here too.
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PointError::Longitude);
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PointError::Latitude);
        }
        Ok(Self { lon, lat, datum: PhantomData })
    }

    /// Degrees east.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    pub const fn lat(self) -> f64 {
        self.lat
    }
}

/// Six decimals: about a decimetre, more than any source here is good for.
impl<D: Frame> fmt::Display for Point<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6}", self.lon, self.lat)
    }
}

impl From<Point<Wgs84>> for geo::Point<f64> {
    fn from(p: Point<Wgs84>) -> Self {
        geo::Point::new(p.lon, p.lat)
    }
}

/// The wire form, not yet checked.
#[derive(Serialize, Deserialize)]
struct LonLat {
    lon: f64,
    lat: f64,
}

impl<D: Frame> Serialize for Point<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LonLat { lon: self.lon, lat: self.lat }.serialize(serializer)
    }
}

impl<'de, D: Frame> Deserialize<'de> for Point<D> {
    fn deserialize<T: Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        let LonLat { lon, lat } = LonLat::deserialize(deserializer)?;
        Self::new(lon, lat).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Gcj02;
    use super::*;

    #[test]
    fn refuses_what_is_not_on_the_globe() {
        for (lon, lat, fault) in [
            (f64::NAN, 31.0, PointError::Longitude),
            (f64::INFINITY, 31.0, PointError::Longitude),
            (180.000_001, 31.0, PointError::Longitude),
            (-181.0, 31.0, PointError::Longitude),
            (121.0, f64::NAN, PointError::Latitude),
            (121.0, 90.5, PointError::Latitude),
            // the commonest mistake in a spreadsheet: latitude and longitude swapped
            (31.2, 121.4, PointError::Latitude),
        ] {
            assert_eq!(Point::<Wgs84>::new(lon, lat), Err(fault), "{lon} {lat}");
        }
        assert!(Point::<Wgs84>::new(180.0, -90.0).is_ok());
    }

    #[test]
    fn travels_as_lon_and_lat_and_is_checked_on_arrival() {
        let p = Point::<Gcj02>::new(121.39, 31.21).unwrap();
        let text = serde_json::to_string(&p).unwrap();
        assert_eq!(text, r#"{"lon":121.39,"lat":31.21}"#);
        assert_eq!(serde_json::from_str::<Point<Gcj02>>(&text).unwrap(), p);
        let fault = serde_json::from_str::<Point<Gcj02>>(r#"{"lon":31.21,"lat":121.39}"#).unwrap_err();
        assert!(fault.to_string().contains("latitude"), "{fault}");
    }

    #[test]
    fn shows_six_decimals() {
        assert_eq!(Point::<Wgs84>::new(121.5, 31.123_456_78).unwrap().to_string(), "121.500000,31.123457");
    }
}
