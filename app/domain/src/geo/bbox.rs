//! The window of a map.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Metres, Point, PointError, Wgs84};

/// Metres of a degree of latitude.
const DEGREE_M: f64 = 111_195.0;

/// Why four numbers are not a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BboxError {
    /// Not four comma-separated numbers.
    #[error("a window is four numbers: west,south,east,north")]
    NotFourNumbers,
    /// A corner is not on the globe.
    #[error(transparent)]
    Corner(#[from] PointError),
    /// West lies east of east (a window over the date line is not supported), or south north of north.
    #[error("a window's west must not exceed its east, nor its south its north")]
    Reversed,
}

/// A window in WGS-84 degrees, edges included. Its text form, in URLs and on the wire, is
/// `west,south,east,north`. A window of no width is allowed: it is the window of a single point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl Bbox {
    /// A window from its edges in degrees.
    ///
    /// # Errors
    /// [`BboxError::Corner`] for a value that is not finite or out of range, [`BboxError::Reversed`] for
    /// edges in the wrong order.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, BboxError> {
        Point::<Wgs84>::new(west, south)?;
        Point::<Wgs84>::new(east, north)?;
        if west > east || south > north {
            return Err(BboxError::Reversed);
        }
        Ok(Self { west, south, east, north })
    }

    /// The smallest window that holds every point; `None` when there is none.
    pub fn around(points: impl IntoIterator<Item = Point<Wgs84>>) -> Option<Self> {
        points.into_iter().fold(None, |window: Option<Self>, p| {
            Some(match window {
                None => Self { west: p.lon(), south: p.lat(), east: p.lon(), north: p.lat() },
                Some(w) => Self {
                    west: w.west.min(p.lon()),
                    south: w.south.min(p.lat()),
                    east: w.east.max(p.lon()),
                    north: w.north.max(p.lat()),
                },
            })
        })
    }

    /// The window that reaches `reach` from a point to each side; `None` where it would leave the globe.
    pub fn about(centre: Point<Wgs84>, reach: Metres) -> Option<Self> {
        let north = reach.get() / DEGREE_M;
        // a degree of longitude shrinks towards the poles, where there is nothing to find
        let east = north / centre.lat().to_radians().cos().max(0.01);
        Self::new(centre.lon() - east, centre.lat() - north, centre.lon() + east, centre.lat() + north).ok()
    }

    /// Degrees east of the left edge.
    pub const fn west(self) -> f64 {
        self.west
    }

    /// Degrees north of the lower edge.
    pub const fn south(self) -> f64 {
        self.south
    }

    /// Degrees east of the right edge.
    pub const fn east(self) -> f64 {
        self.east
    }

    /// Degrees north of the upper edge.
    pub const fn north(self) -> f64 {
        self.north
    }

    /// Whether the point lies inside or on an edge.
    pub fn contains(self, p: Point<Wgs84>) -> bool {
        (self.west..=self.east).contains(&p.lon()) && (self.south..=self.north).contains(&p.lat())
    }

    /// Whether the windows share at least a point.
    pub fn intersects(self, other: Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The middle.
    pub fn centre(self) -> Point<Wgs84> {
        let middle = Point::new(f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north));
        middle.expect("between two valid corners")
    }
}

/// Six decimals, so that a URL stays short and two windows that look the same are the same.
impl fmt::Display for Bbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6},{:.6},{:.6},{:.6}", self.west, self.south, self.east, self.north)
    }
}

impl FromStr for Bbox {
    type Err = BboxError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut edges = [0.0; 4];
        let mut cells = text.split(',');
        for edge in &mut edges {
            let cell = cells.next().ok_or(BboxError::NotFourNumbers)?;
            *edge = cell.trim().parse().map_err(|_| BboxError::NotFourNumbers)?;
        }
        if cells.next().is_some() {
            return Err(BboxError::NotFourNumbers);
        }
        let [west, south, east, north] = edges;
        Self::new(west, south, east, north)
    }
}

impl Serialize for Bbox {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Bbox {
    fn deserialize<T: Deserializer<'de>>(deserializer: T) -> Result<Self, T::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(lon: f64, lat: f64) -> Point<Wgs84> {
        Point::new(lon, lat).unwrap()
    }

    #[test]
    fn reads_what_it_writes() {
        let window: Bbox = "121.372,31.2,121.404, 31.218".parse().unwrap();
        assert_eq!(window.to_string(), "121.372000,31.200000,121.404000,31.218000");
        assert_eq!(window.to_string().parse(), Ok(window));
        assert_eq!(serde_json::to_string(&window).unwrap(), "\"121.372000,31.200000,121.404000,31.218000\"");
        assert_eq!(serde_json::from_str::<Bbox>("\"121.372,31.2,121.404,31.218\"").unwrap(), window);
    }

    #[test]
    fn refuses_what_is_no_window() {
        for (text, fault) in [
            ("", BboxError::NotFourNumbers),
            ("1,2,3", BboxError::NotFourNumbers),
            ("1,2,3,4,5", BboxError::NotFourNumbers),
            ("1,2,x,4", BboxError::NotFourNumbers),
            ("NaN,2,3,4", BboxError::Corner(PointError::Longitude)),
            ("1,2,3,inf", BboxError::Corner(PointError::Latitude)),
            ("1,2,181,4", BboxError::Corner(PointError::Longitude)),
            ("5,2,3,4", BboxError::Reversed),
            ("1,5,3,4", BboxError::Reversed),
        ] {
            assert_eq!(text.parse::<Bbox>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn edges_belong_to_it() {
        let window = Bbox::new(121.0, 31.0, 122.0, 32.0).unwrap();
        assert!(window.contains(p(121.0, 31.0)) && window.contains(p(122.0, 32.0)));
        assert!(!window.contains(p(122.000_001, 31.5)) && !window.contains(p(121.5, 30.999_999)));
        assert_eq!(window.centre(), p(121.5, 31.5));
    }

    #[test]
    fn knows_its_neighbours() {
        let window = Bbox::new(121.0, 31.0, 122.0, 32.0).unwrap();
        assert!(window.intersects(Bbox::new(122.0, 32.0, 123.0, 33.0).unwrap()));
        assert!(window.intersects(Bbox::new(121.4, 31.4, 121.5, 31.5).unwrap()));
        assert!(!window.intersects(Bbox::new(122.1, 31.0, 123.0, 32.0).unwrap()));
    }

    #[test]
    fn reaches_as_far_to_each_side() {
        let here = p(121.39, 31.2);
        let window = Bbox::about(here, Metres(500.0)).unwrap();
        for edge in [
            p(window.west(), here.lat()),
            p(window.east(), here.lat()),
            p(here.lon(), window.south()),
            p(here.lon(), window.north()),
        ] {
            assert!((here.distance(edge).get() - 500.0).abs() < 1.0, "{edge:?}");
        }
        assert_eq!(Bbox::about(p(180.0, 31.2), Metres(500.0)), None);
    }

    #[test]
    fn wraps_points() {
        assert_eq!(Bbox::around([]), None);
        let window = Bbox::around([p(121.4, 31.2), p(121.3, 31.25), p(121.35, 31.1)]);
        assert_eq!(window, Some(Bbox::new(121.3, 31.1, 121.4, 31.25).unwrap()));
    }
}
