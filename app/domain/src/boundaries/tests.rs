//! Matching, neighbours, and where sites belong.

use super::*;
use crate::geo::{Boundary, Point, Wgs84};
use std::collections::BTreeSet;

fn code(text: &str) -> AreaCode {
    text.parse().unwrap()
}

fn named(text: &str) -> AreaRef {
    AreaRef { code: code(text), name: text.into() }
}

fn p(lon: f64, lat: f64) -> Point<Wgs84> {
    Point::new(lon, lat).unwrap()
}

/// A square with its corner at thousandths of a degree east of 121 and north of 31.
fn square(x: f64, y: f64, side: f64) -> Boundary {
    let (west, south) = (121.0 + x / 1e3, 31.0 + y / 1e3);
    let (east, north) = (121.0 + (x + side) / 1e3, 31.0 + (y + side) / 1e3);
    Boundary::parse(&format!(
        r#"{{"type":"Polygon","coordinates":[[[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]]]}}"#
    ))
    .unwrap()
}

fn areas() -> Vec<KnownArea> {
    let area = |text: &str, names: &[&str]| KnownArea {
        code: code(text),
        names: names.iter().map(ToString::to_string).collect(),
    };
    vec![
        area("310105008", &["仙霞新村街道"]),
        area("310105008001", &["天山五村第一居委会", "五一居委"]),
        area("310105008002", &["虹仙居委会"]),
        area("310105009001", &["虹仙居民委员会"]),
    ]
}

fn features(rows: &[&[(&str, &str)]]) -> Vec<Properties> {
    rows.iter().map(|row| row.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()).collect()
}

#[test]
fn areas_are_named_by_code_or_by_name() {
    let said = [
        "310105008001",
        " 310105008002.0 ",
        "310105008000",
        "天山五村第一",
        "ＸＸ",
        "虹仙",
        "",
        "五一 居委会",
    ];
    let rows: Vec<Properties> =
        said.iter().map(|said| [("n".to_owned(), (*said).to_owned())].into()).collect();
    let found = match_features(&rows, &areas(), "n");
    let area = |text: &str| Matched::Area(code(text));
    let not = Matched::Not;
    assert_eq!(
        found,
        [
            area("310105008001"),
            area("310105008002"),
            area("310105008"),
            area("310105008001"),
            not(FeatureFault::UnknownArea),
            not(FeatureFault::Ambiguous),
            not(FeatureFault::Unnamed),
            area("310105008001"),
        ]
    );
    assert_eq!(match_features(&rows[..1], &areas(), "other"), [not(FeatureFault::Unnamed)]);
}

#[test]
fn names_of_committees() {
    for name in ["虹仙居委会", "虹仙居委", " 虹仙 居委会", "虹仙居民委员会", "虹仙"] {
        assert_eq!(folded(name), "虹仙");
    }
    assert_eq!(folded("居委会"), "居委会");
}

#[test]
fn the_property_that_fits_most_comes_first() {
    let rows = features(&[
        &[("OBJECTID", "1"), ("JWMC", "五一居委"), ("CODE", "310105008001")],
        &[("OBJECTID", "2"), ("JWMC", "虹仙居委会"), ("CODE", "310105008002")],
    ]);
    let best = best_property(&rows, &areas());
    let told: Vec<_> = best.iter().map(|p| (p.name.as_str(), p.fits, p.sample.as_str())).collect();
    assert_eq!(told, [("CODE", 2, "310105008001"), ("JWMC", 1, "五一居委"), ("OBJECTID", 0, "1")]);
}

#[test]
fn neighbours_that_overlap_and_parts_that_leave_gaps_are_named() {
    let (a, b, c, whole) =
        (named("310105008001"), named("310105008002"), named("310105008003"), named("310105008"));
    let outlines =
        [square(0.0, 0.0, 10.0), square(9.0, 0.0, 10.0), square(19.0, 0.0, 10.0), square(0.0, 0.0, 29.0)];
    let listed = [(&a, &outlines[0]), (&b, &outlines[1]), (&c, &outlines[2]), (&whole, &outlines[3])];
    let found = overlaps(&listed, |code| code == &a.code, 10);
    assert_eq!(found.len(), 1, "neighbours touch, and a larger area is no neighbour: {found:?}");
    assert_eq!((&found[0].one, &found[0].other), (&a, &b));
    // 0.001° × 0.01°
    assert!((found[0].m2 - 95.4 * 1108.7).abs() < 500.0, "{found:?}");
    assert_eq!(overlaps(&listed, |_| false, 10), []);
    let parts: Vec<_> = listed.iter().map(|(area, outline)| (*area, Some(*outline))).collect();
    let found = gaps(&parts, |code| code == &c.code, 10);
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].area, found[0].outside_m2 < 1.0), (&whole, true), "{found:?}");
    assert!(found[0].uncovered_m2 > 5e6, "{found:?}");
    let unknown = [parts[0], parts[1], (&c, None), parts[3]];
    assert_eq!(gaps(&unknown, |_| true, 10), [], "a part without an outline covers nobody knows what");
}

/// Two committees and a grid, where 001 has just lost its eastern half to 002; 009001 is another street.
fn world(new: &[&str]) -> (Vec<(AreaCode, Boundary)>, BTreeSet<AreaCode>) {
    let outlines = vec![
        (code("310105008001"), square(0.0, 0.0, 5.0)),
        (code("310105008002"), square(5.0, 0.0, 10.0)),
        (code("31010500800201"), square(12.0, 0.0, 3.0)),
        (code("310105009001"), square(20.0, 0.0, 10.0)),
    ];
    (outlines, new.iter().map(|text| code(text)).collect())
}

#[test]
fn sites_go_where_their_place_is() {
    let (known, new) = world(&["310105008001", "310105008002"]);
    let outlines = Outlines::new(known.iter().map(|(code, outline)| (code, outline)), new);
    let place = |now: &str, x: f64| outlines.place(&code(now), p(121.0 + x / 1e3, 31.001));
    let moves = |text: &str| Placed::Moves(code(text));
    for (now, x, expected) in [
        ("310105008001", 2.0, Placed::Here),
        ("310105008001", 5.0, Placed::Here), // on the line between both
        ("310105008002", 5.0, Placed::Here),
        ("310105008001", 7.0, moves("310105008002")),
        ("310105008001", 13.0, moves("31010500800201")), // the smallest that holds it
        ("310105008002", 13.0, Placed::Here),            // nobody asked to sort sites into grids
        ("31010500800201", 13.0, Placed::Here),
        ("31010500800201", 7.0, moves("310105008002")),
        ("31010500800299", 7.0, Placed::Here), // a grid without an outline, in its committee
        ("31010500800299", 13.0, moves("31010500800201")),
        ("310105008001", 25.0, Placed::Elsewhere(code("310105009001"))),
        ("310105008001", 40.0, Placed::Nowhere),
        ("310105009001", 40.0, Placed::Here), // outside of outlines that stay
    ] {
        assert_eq!(place(now, x), expected, "{now} at {x}");
    }
}

#[test]
fn what_does_not_change_moves_nobody() {
    let (known, new) = world(&["310105009001"]);
    let outlines = Outlines::new(known.iter().map(|(code, outline)| (code, outline)), new);
    // put into 001 by hand although it lies in 002: neither of the two is new
    assert_eq!(outlines.place(&code("310105008001"), p(121.007, 31.001)), Placed::Here);
    assert_eq!(outlines.place(&code("310105008001"), p(121.025, 31.001)), Placed::Here);
    assert!(outlines.concerns(&code("31010500900102")) && !outlines.concerns(&code("310105008001")));
    assert_eq!(outlines.fits(&code("31010500800201"), p(121.007, 31.001)), Some(true));
    assert_eq!(outlines.fits(&code("310105008003"), p(121.007, 31.001)), None);
}

#[test]
fn a_datum_is_doubted_when_a_fifth_more_sites_fit_another() {
    use Datum::{Gcj02, Wgs84};
    assert_eq!(doubt(&[40, 90, 10], 100, Wgs84), Some(Gcj02));
    assert_eq!(doubt(&[80, 90, 10], 100, Wgs84), None);
    assert_eq!(doubt(&[0, 10, 0], 10, Wgs84), None, "too few to say anything");
    assert_eq!(doubt(&[90, 20, 10], 100, Wgs84), None);
}

#[test]
fn what_stands_in_the_way() {
    let change = AreaChange {
        area: named("310105008001"),
        before_m2: None,
        after_m2: 1.0,
        common_m2: 0.0,
        parts: 1,
        holes: 0,
        positions: 4,
        repairs: BTreeMap::new(),
    };
    let report = BoundaryReport { changes: vec![change], ..BoundaryReport::default() };
    let setup = BoundarySetup::new(Datum::Wgs84);
    assert_eq!(obstacle(&BoundaryReport::default(), &setup, 0), Some(Obstacle::Nothing));
    assert_eq!(obstacle(&report, &setup, MOST_MOVES), None);
    assert_eq!(obstacle(&report, &setup, MOST_MOVES + 1), Some(Obstacle::TooMany));
    let apart = BoundarySetup { move_sites: false, ..setup.clone() };
    assert_eq!(obstacle(&report, &apart, MOST_MOVES + 1), None);
    let bad = BoundaryReport { bad: 2, ..report };
    assert_eq!(obstacle(&bad, &setup, 0), Some(Obstacle::Bad));
    assert_eq!(obstacle(&bad, &BoundarySetup { skip_bad: true, ..setup }, 0), None);
}
