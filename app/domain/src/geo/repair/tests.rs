//! Shapes as programs write them.

use super::*;
use crate::geo::{Point, Wgs84};
use proptest::prelude::*;

/// A square of half a kilometre, against the clock, with its corner at these degrees.
fn square(lon: f64, lat: f64) -> Vec<(f64, f64)> {
    let d = 0.005;
    vec![(lon, lat), (lon + d, lat), (lon + d, lat + d), (lon, lat + d), (lon, lat)]
}

fn inner(lon: f64, lat: f64, d: f64) -> Vec<(f64, f64)> {
    vec![(lon, lat), (lon, lat + d), (lon + d, lat + d), (lon + d, lat), (lon, lat)]
}

fn put_right(polygons: &[RawPolygon]) -> Repaired {
    repair(polygons, Datum::Wgs84, Winding::OuterLeft).unwrap()
}

fn words(repaired: &Repaired) -> Vec<(&'static str, u32)> {
    repaired.repairs.iter().map(|(repair, n)| (repair.as_str(), *n)).collect()
}

fn p(lon: f64, lat: f64) -> Point<Wgs84> {
    Point::new(lon, lat).unwrap()
}

#[test]
fn what_is_right_stays_as_it_is() {
    let holed = vec![square(121.39, 31.2), inner(121.392, 31.202, 0.001)];
    let repaired = put_right(&[holed.clone(), vec![square(121.4, 31.2)]]);
    assert_eq!(words(&repaired), []);
    assert_eq!((repaired.boundary.parts(), repaired.boundary.holes()), (2, 1));
    assert!(!repaired.boundary.contains(p(121.3925, 31.2025)));
    let text = repaired.boundary.to_geojson();
    assert_eq!(Boundary::parse(&text).unwrap(), repaired.boundary, "it is read as it was written");
    assert!(text.contains("[121.39,31.2]"), "{text}");
}

#[test]
fn each_slip_is_put_right_and_said() {
    let mut open = square(121.39, 31.2);
    open.pop();
    assert_eq!(words(&put_right(&[vec![open]])), [("unclosed", 1)]);
    let mut twice = square(121.39, 31.2);
    twice.insert(2, twice[1]);
    assert_eq!(words(&put_right(&[vec![twice]])), [("repeated", 1)]);
    let mut clockwise = square(121.39, 31.2);
    clockwise.reverse();
    let turned = put_right(&[vec![clockwise.clone()]]);
    assert_eq!(words(&turned), [("winding", 1)]);
    assert_eq!(turned.boundary, put_right(&[vec![square(121.39, 31.2)]]).boundary);
    let shapefile = repair(&[vec![clockwise]], Datum::Wgs84, Winding::OuterRight).unwrap();
    assert_eq!(words(&shapefile), [], "a Shapefile winds them so");
    let flat = vec![(121.5, 31.2), (121.51, 31.2), (121.5, 31.2)];
    assert_eq!(words(&put_right(&[vec![square(121.39, 31.2)], vec![flat]])), [("collapsed", 1)]);
}

#[test]
fn a_ring_that_crosses_itself_is_filled_as_it_is_drawn() {
    let bow = vec![(121.39, 31.2), (121.4, 31.21), (121.4, 31.2), (121.39, 31.21), (121.39, 31.2)];
    let repaired = put_right(&[vec![bow]]);
    assert!(repaired.repairs.contains_key(&Repair::Crossing), "{:?}", repaired.repairs);
    assert_eq!(repaired.boundary.parts(), 2);
    assert!(
        repaired.boundary.contains(p(121.3925, 31.205)) && repaired.boundary.contains(p(121.3975, 31.205))
    );
    assert!(!repaired.boundary.contains(p(121.395, 31.2015)));
}

#[test]
fn parts_that_overlap_become_one() {
    let repaired = put_right(&[vec![square(121.39, 31.2)], vec![square(121.392, 31.2)]]);
    assert_eq!(words(&repaired), [("joined", 1)]);
    assert_eq!((repaired.boundary.parts(), repaired.boundary.holes()), (1, 0));
    assert!(repaired.boundary.contains(p(121.393, 31.202)), "what both have is not cut out");
}

#[test]
fn splinters_are_left_out() {
    let holed = vec![square(121.39, 31.2), inner(121.392, 31.202, 0.000_01)];
    let splinter = inner(121.5, 31.2, 0.000_01);
    let repaired = put_right(&[holed, vec![splinter.into_iter().rev().collect()]]);
    assert_eq!(words(&repaired), [("sliver", 2)]);
    assert_eq!((repaired.boundary.parts(), repaired.boundary.holes()), (1, 0));
}

#[test]
fn what_nobody_can_know_is_refused() {
    let fault = |ring: Vec<(f64, f64)>| repair(&[vec![ring]], Datum::Wgs84, Winding::OuterLeft).unwrap_err();
    let swapped: Vec<_> = square(121.39, 31.2).into_iter().map(|(lon, lat)| (lat, lon)).collect();
    assert_eq!(fault(swapped), ShapeFault::Swapped);
    assert_eq!(fault(square(-0.1, 51.5)), ShapeFault::OutsideChina);
    assert_eq!(fault(vec![(350_000.0, 3_450_000.0); 4]), ShapeFault::NotDegrees);
    assert_eq!(fault(vec![(f64::NAN, 31.2); 4]), ShapeFault::NotDegrees);
    assert_eq!(fault(vec![(121.39, 31.2); 9]), ShapeFault::Empty);
    assert_eq!(repair(&[], Datum::Wgs84, Winding::OuterLeft).unwrap_err(), ShapeFault::Empty);
    let round = |n: usize| {
        let turn = |i: usize| (i as f64 / n as f64 * std::f64::consts::TAU).sin_cos();
        (0..=n).map(|i| turn(i % n)).map(|(s, c)| (121.4 + c / 50.0, 31.2 + s / 50.0)).collect::<Vec<_>>()
    };
    assert_eq!(fault(round(MOST_POSITIONS + 1)), ShapeFault::TooLong);
    assert!(repair(&[vec![round(300)]], Datum::Wgs84, Winding::OuterLeft).is_ok());
}

#[test]
fn another_datum_is_moved_on_the_way() {
    let repaired = repair(&[vec![square(121.39, 31.2)]], Datum::Gcj02, Winding::OuterLeft).unwrap();
    let corner = to_wgs84(Datum::Gcj02, 121.39, 31.2).unwrap();
    assert!((repaired.boundary.bbox().west() - corner.lon()).abs() < 1e-6);
}

#[test]
fn square_metres_are_those_of_the_ground() {
    // half a kilometre: 0.005° of a meridian is 554.4 m here, of a parallel 476.6 m
    let area = put_right(&[vec![square(121.39, 31.2)]]).boundary.square_metres();
    assert!((area - 554.4 * 476.6).abs() < 500.0, "{area}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever corners there are, what comes out can be stored and read again, and lies where they lie.
    #[test]
    fn any_ring_comes_out_sound(corners in prop::collection::vec((0_u32..400, 0_u32..400), 3..14)) {
        let ring: Vec<_> = corners
            .iter()
            .map(|(x, y)| (121.38 + f64::from(*x) / 1e4, 31.19 + f64::from(*y) / 1e4))
            .collect();
        match repair(&[vec![ring]], Datum::Wgs84, Winding::OuterLeft) {
            Ok(repaired) => {
                let again = Boundary::parse(&repaired.boundary.to_geojson()).unwrap();
                prop_assert_eq!(&again, &repaired.boundary);
                let bbox = again.bbox();
                prop_assert!(bbox.west() >= 121.38 - 1e-6 && bbox.east() <= 121.42 + 1e-6);
                prop_assert!(again.contains(again.label_point()));
            }
            Err(fault) => prop_assert!(matches!(fault, ShapeFault::Empty | ShapeFault::Broken), "{fault}"),
        }
    }
}
