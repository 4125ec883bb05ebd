//! The conversions against published vectors, and against themselves.

use proptest::prelude::*;

use super::*;
use crate::geo::{Frame, Metres};

/// One line of the vector file, which the browser's conversion is tested with too.
struct Vector {
    label: String,
    from: Datum,
    to: Datum,
    given: (f64, f64),
    expected: (f64, f64),
    tolerance: Tolerance,
}

enum Tolerance {
    Degrees(f64),
    Metres(f64),
}

fn vectors() -> Vec<Vector> {
    let number = |cell: &str| cell.parse::<f64>().unwrap();
    include_str!("../datum_vectors.csv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .skip(1)
        .map(|line| {
            let c: Vec<&str> = line.split(',').collect();
            Vector {
                label: c[0].to_owned(),
                from: c[1].parse().unwrap(),
                to: c[2].parse().unwrap(),
                given: (number(c[3]), number(c[4])),
                expected: (number(c[5]), number(c[6])),
                tolerance: match c[8] {
                    "deg" => Tolerance::Degrees(number(c[7])),
                    "m" => Tolerance::Metres(number(c[7])),
                    unit => panic!("unit {unit}"),
                },
            }
        })
        .collect()
}

fn convert(from: Datum, to: Datum, (lon, lat): (f64, f64)) -> (f64, f64) {
    match (from, to) {
        (Datum::Bd09, Datum::Gcj02) => {
            let p = Point::<Bd09>::new(lon, lat).unwrap().to_gcj02();
            (p.lon(), p.lat())
        }
        (Datum::Gcj02, Datum::Bd09) => {
            let p = Point::<Gcj02>::new(lon, lat).unwrap().to_bd09();
            (p.lon(), p.lat())
        }
        _ => to_wgs84(from, lon, lat).unwrap().in_datum(to),
    }
}

fn apart(a: (f64, f64), b: (f64, f64)) -> Metres {
    let p = |(lon, lat)| Point::<Wgs84>::new(lon, lat).unwrap();
    p(a).distance(p(b))
}

#[test]
fn agrees_with_the_published_vectors() {
    let vectors = vectors();
    assert!(vectors.len() >= 18, "{}", vectors.len());
    for v in vectors {
        let got = convert(v.from, v.to, v.given);
        match v.tolerance {
            Tolerance::Degrees(limit) => {
                let off = (got.0 - v.expected.0).abs().max((got.1 - v.expected.1).abs());
                assert!(off <= limit, "{} {} → {}: off by {off:e} degrees", v.label, v.from, v.to);
            }
            Tolerance::Metres(limit) => {
                let off = apart(got, v.expected);
                assert!(off.get() <= limit, "{} {} → {}: off by {} m", v.label, v.from, v.to, off.get());
            }
        }
    }
}

#[test]
fn outside_china_nothing_moves() {
    for (lon, lat) in [(-104.9903, 39.7392), (153.0251, -27.4698), (-43.1729, -22.9068), (-0.1278, 51.5074)] {
        for from in Datum::ALL {
            for to in Datum::ALL {
                assert_eq!(convert(*from, *to, (lon, lat)), (lon, lat), "{from} → {to}");
            }
        }
    }
}

#[test]
fn in_shanghai_the_datums_are_far_enough_apart_to_matter() {
    let here = Point::<Wgs84>::new(121.39, 31.21).unwrap();
    let unchanged = |(lon, lat)| Point::<Wgs84>::new(lon, lat).unwrap();
    let gcj = here.distance(unchanged(here.in_datum(Datum::Gcj02)));
    let bd = here.distance(unchanged(here.in_datum(Datum::Bd09)));
    assert!((400.0..600.0).contains(&gcj.get()), "{gcj}");
    assert!((1_000.0..1_500.0).contains(&bd.get()), "{bd}");
}

#[test]
fn a_pair_that_is_no_position_is_refused_in_every_datum() {
    for datum in Datum::ALL {
        assert_eq!(to_wgs84(*datum, 31.2, 121.4), Err(PointError::Latitude));
        assert_eq!(to_wgs84(*datum, f64::NAN, 31.2), Err(PointError::Longitude));
    }
}

#[test]
fn the_frame_of_a_point_is_its_datum() {
    fn datum_of<D: Frame>(_: Point<D>) -> Datum {
        D::DATUM
    }
    let p = Point::<Wgs84>::new(121.39, 31.21).unwrap();
    assert_eq!(datum_of(p.to_gcj02()), Datum::Gcj02);
    assert_eq!(datum_of(p.to_bd09()), Datum::Bd09);
}

proptest! {
    /// There and back again is the same place, for all of China.
    #[test]
    fn round_trips_within_half_a_metre(lon in 73.5..135.0_f64, lat in 3.5..53.6_f64) {
        let p = Point::<Wgs84>::new(lon, lat).unwrap();
        prop_assert!(p.distance(p.to_gcj02().to_wgs84()).get() < 0.5);
        prop_assert!(p.distance(p.to_bd09().to_wgs84()).get() < 0.5);
        let g = Point::<Gcj02>::new(lon, lat).unwrap();
        prop_assert!(g.to_wgs84().distance(g.to_bd09().to_wgs84()).get() < 0.5);
    }

    /// No input, however odd, makes a conversion panic or leave the globe.
    #[test]
    fn every_point_of_the_globe_converts(lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64) {
        for datum in Datum::ALL {
            let p = to_wgs84(*datum, lon, lat).unwrap();
            for to in Datum::ALL {
                let (x, y) = p.in_datum(*to);
                prop_assert!(Point::<Wgs84>::new(x, y).is_ok());
            }
        }
    }
}
