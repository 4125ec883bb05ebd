//! How far two positions are apart.

use std::fmt;

use geo::{Distance as _, Haversine};
use serde::{Deserialize, Serialize};

use super::{Point, Wgs84};

/// A length on the ground in metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metres(pub f64);

impl Metres {
    /// The number of metres.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// Whole metres: positions here are no better than that.
impl fmt::Display for Metres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.0} m", self.0)
    }
}

impl Point<Wgs84> {
    /// The great-circle distance to `other`: within half a percent of the true one, ample for "nearest
    /// first" and for the accuracy of a tablet.
    pub fn distance(self, other: Self) -> Metres {
        Metres(Haversine.distance(self.into(), geo::Point::from(other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(lon: f64, lat: f64) -> Point<Wgs84> {
        Point::new(lon, lat).unwrap()
    }

    #[test]
    fn a_degree_of_latitude_is_111_km() {
        let d = p(121.4, 31.0).distance(p(121.4, 32.0));
        assert!((d.get() - 111_195.0).abs() < 10.0, "{d}");
    }

    #[test]
    fn a_thousandth_of_a_degree_of_longitude_in_shanghai_is_95_m() {
        let d = p(121.4, 31.21).distance(p(121.401, 31.21));
        assert!((d.get() - 95.1).abs() < 0.2, "{d}");
        assert_eq!(d.to_string(), "95 m");
    }

    #[test]
    fn is_symmetric_and_zero_only_at_home() {
        let (a, b) = (p(121.38, 31.20), p(121.40, 31.22));
        assert_eq!(a.distance(b), b.distance(a));
        assert_eq!(a.distance(a), Metres(0.0));
        assert!(a.distance(b) > Metres(2_000.0));
    }
}
