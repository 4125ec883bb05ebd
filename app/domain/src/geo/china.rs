//! Whether a pair of degrees can be meant: all that is recorded lies in China.

/// Degrees east that hold all of China, generously: what lies outside is a slip.
pub const LON: std::ops::RangeInclusive<f64> = 73.0..=136.0;
/// … and north.
pub const LAT: std::ops::RangeInclusive<f64> = 3.0..=54.0;

/// What is wrong with a pair of degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Longitude and latitude have changed places.
    Swapped,
    /// The longitude is none of China's.
    Lon,
    /// The latitude is none of China's.
    Lat,
}

/// What is wrong with a pair; `None` when it lies in China, in whichever datum.
pub fn slip(lon: f64, lat: f64) -> Option<Slip> {
    if LON.contains(&lon) && LAT.contains(&lat) {
        None
    } else if LON.contains(&lat) && LAT.contains(&lon) {
        Some(Slip::Swapped)
    } else if LON.contains(&lon) {
        Some(Slip::Lat)
    } else {
        Some(Slip::Lon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips() {
        assert_eq!(slip(121.39, 31.21), None);
        assert_eq!(slip(31.21, 121.39), Some(Slip::Swapped));
        assert_eq!(slip(-0.1, 51.5), Some(Slip::Lon));
        assert_eq!(slip(121.39, 61.0), Some(Slip::Lat));
        assert_eq!(slip(f64::NAN, 31.0), Some(Slip::Lon));
        // both could be either: taken as it stands
        assert_eq!(slip(80.0, 50.0), None);
    }
}
