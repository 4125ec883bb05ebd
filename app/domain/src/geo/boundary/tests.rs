//! Outlines good and bad, and points in and out of them.

use super::*;

fn p(lon: f64, lat: f64) -> Point<Wgs84> {
    Point::new(lon, lat).unwrap()
}

const SQUARE: &str = r#"{"type":"Polygon","coordinates":[[[121,31],[122,31],[122,32],[121,32],[121,31]]]}"#;
const HOLED: &str = r#"{"type":"Polygon","coordinates":[
    [[121,31],[122,31],[122,32],[121,32],[121,31]],
    [[121.4,31.4],[121.4,31.6],[121.6,31.6],[121.6,31.4],[121.4,31.4]]]}"#;
const TWO: &str = r#"{"type":"MultiPolygon","coordinates":[
    [[[121,31],[121.2,31],[121.2,31.2],[121,31.2],[121,31]]],
    [[[122,31],[122.4,31],[122.4,31.4],[122,31.4],[122,31]]]]}"#;

#[test]
fn holds_what_is_inside_and_on_the_line() {
    let square = Boundary::parse(SQUARE).unwrap();
    assert!(square.contains(p(121.5, 31.5)));
    assert!(square.contains(p(121.0, 31.5)), "an edge");
    assert!(square.contains(p(122.0, 32.0)), "a corner");
    assert!(!square.contains(p(122.1, 31.5)));
    assert_eq!(square.bbox(), Bbox::new(121.0, 31.0, 122.0, 32.0).unwrap());
    assert_eq!(square.label_point(), p(121.5, 31.5));
}

#[test]
fn a_hole_is_outside_but_its_edge_is_not() {
    let holed = Boundary::parse(HOLED).unwrap();
    assert!(holed.contains(p(121.2, 31.2)));
    assert!(!holed.contains(p(121.5, 31.5)));
    assert!(holed.contains(p(121.4, 31.5)));
}

#[test]
fn the_name_is_written_inside_even_when_the_middle_is_a_hole() {
    let holed = Boundary::parse(HOLED).unwrap();
    assert!(holed.contains(holed.label_point()));
}

#[test]
fn several_parts_are_one_area() {
    let two = Boundary::parse(TWO).unwrap();
    assert!(two.contains(p(121.1, 31.1)) && two.contains(p(122.2, 31.2)));
    assert!(!two.contains(p(121.6, 31.1)), "between the parts");
    assert!(two.contains(two.label_point()));
}

#[test]
fn a_feature_is_taken_for_its_geometry() {
    let feature = format!(r#"{{"type":"Feature","properties":{{"name":"仙霞"}},"geometry":{SQUARE}}}"#);
    assert_eq!(Boundary::parse(&feature), Boundary::parse(SQUARE));
    assert_eq!(
        Boundary::parse(r#"{"type":"Feature","properties":null,"geometry":null}"#),
        Err(BoundaryError::Empty)
    );
}

#[test]
fn writes_what_it_read() {
    for text in [SQUARE, HOLED, TWO] {
        let shape = Boundary::parse(text).unwrap();
        assert_eq!(Boundary::parse(&shape.to_geojson()), Ok(shape));
    }
    assert!(Boundary::parse(SQUARE).unwrap().to_geojson().contains(r#""type":"Polygon""#));
}

#[test]
fn an_outline_in_another_datum_is_moved_on_the_way_in() {
    let text =
        r#"{"type":"Polygon","coordinates":[[[121.38,31.20],[121.40,31.20],[121.40,31.22],[121.38,31.20]]]}"#;
    let from_amap = Boundary::parse_in(Datum::Gcj02, text).unwrap();
    let expected = to_wgs84(Datum::Gcj02, 121.38, 31.20).unwrap();
    assert!((from_amap.bbox().west() - expected.lon()).abs() < 1e-9);
    assert_ne!(Boundary::parse(text).unwrap(), from_amap);
}

#[test]
fn a_third_number_is_a_height_and_ignored() {
    let text = r#"{"type":"Polygon","coordinates":[[[121,31,4],[122,31,4],[122,32,5],[121,31,6]]]}"#;
    assert!(Boundary::parse(text).is_ok());
}

#[test]
fn says_what_is_wrong() {
    let ring = |positions: &str| format!(r#"{{"type":"Polygon","coordinates":[[{positions}]]}}"#);
    assert!(matches!(Boundary::parse(""), Err(BoundaryError::NotGeoJson(_))));
    assert!(matches!(Boundary::parse("{\"type\":\"Polygon\"}"), Err(BoundaryError::NotGeoJson(_))));
    assert_eq!(
        Boundary::parse(r#"{"type":"Point","coordinates":[121,31]}"#),
        Err(BoundaryError::NotASurface("Point".into()))
    );
    assert_eq!(
        Boundary::parse(r#"{"type":"FeatureCollection","features":[]}"#),
        Err(BoundaryError::NotASurface("FeatureCollection".into()))
    );
    assert_eq!(Boundary::parse(r#"{"type":"Polygon","coordinates":[]}"#), Err(BoundaryError::Empty));
    assert_eq!(Boundary::parse(r#"{"type":"MultiPolygon","coordinates":[]}"#), Err(BoundaryError::Empty));
    assert_eq!(Boundary::parse(&ring("")), Err(BoundaryError::Empty));
    assert_eq!(
        Boundary::parse(&ring("[121,31],[122,31],[122,32]")),
        Err(BoundaryError::NotClosed { ring: 1 })
    );
    assert_eq!(
        Boundary::parse(&ring("[31,121],[31,122],[32,122],[31,121]")),
        Err(BoundaryError::Position { ring: 1, position: 1, fault: PointError::Latitude })
    );
    assert_eq!(
        Boundary::parse(&ring("[121,31],[122],[122,32],[121,31]")),
        Err(BoundaryError::ShortPosition { ring: 1, position: 2 })
    );
    assert!(matches!(Boundary::parse(&ring("[],[]")), Err(BoundaryError::NotGeoJson(_))));
    let crossed = Boundary::parse(&ring("[121,31],[122,32],[122,31],[121,32],[121,31]"));
    assert!(matches!(crossed, Err(BoundaryError::Invalid(_))), "{crossed:?}");
    let flat = Boundary::parse(&ring("[121,31],[122,31],[121,31]"));
    assert!(matches!(flat, Err(BoundaryError::Invalid(_))), "{flat:?}");
    let stray_hole = r#"{"type":"Polygon","coordinates":[
        [[121,31],[122,31],[122,32],[121,31]], [[130,31],[131,31],[131,32],[130,31]]]}"#;
    assert!(matches!(Boundary::parse(stray_hole), Err(BoundaryError::Invalid(_))));
}
