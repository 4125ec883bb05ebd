//! Squares against known tiles, and ranges of squares against a walk over all of them.

use proptest::prelude::*;

use super::*;

fn p(lon: f64, lat: f64) -> Point<Wgs84> {
    Point::new(lon, lat).unwrap()
}

#[test]
fn is_the_tile_of_the_same_zoom() {
    // x = floor((lon + 180) / 360 · 2^z); worked by hand for 121.39 E 31.21 N.
    assert_eq!(Cell::at(0, p(121.39, 31.21)).column_row(), (0, 0));
    assert_eq!(Cell::at(1, p(121.39, 31.21)).column_row(), (1, 0));
    assert_eq!(Cell::at(10, p(121.39, 31.21)).column_row(), (857, 418));
    assert_eq!(Cell::at(14, p(121.39, 31.21)).column_row(), (13716, 6695));
}

#[test]
fn the_ends_of_the_world_belong_to_the_last_squares() {
    assert_eq!(Cell::at(3, p(180.0, 90.0)).column_row(), (7, 0));
    assert_eq!(Cell::at(3, p(-180.0, -90.0)).column_row(), (0, 7));
    assert_eq!(Cell::at(200, p(121.39, 31.21)).level(), MAX_LEVEL);
}

#[test]
fn codes_nest() {
    let child = Cell::at(14, p(121.39, 31.21));
    assert_eq!(child.parent(), Cell::at(13, p(121.39, 31.21)));
    assert_eq!(child.code() / 4, child.parent().code());
    let world = Cell::at(0, p(0.0, 0.0));
    assert_eq!(world.parent(), world);
}

#[test]
fn a_stored_code_must_exist() {
    let cell = Cell::at(14, p(121.39, 31.21));
    assert_eq!(Cell::from_code(14, cell.code()), Some(cell));
    assert_eq!(Cell::from_code(1, 3).map(Cell::column_row), Some((1, 1)));
    assert_eq!(Cell::from_code(1, 4), None);
    assert_eq!(Cell::from_code(1, -1), None);
    assert_eq!(Cell::from_code(MAX_LEVEL + 1, 0), None);
}

#[test]
fn the_whole_world_is_one_range() {
    let world = Bbox::new(-180.0, -90.0, 180.0, 90.0).unwrap();
    assert_eq!(cover(12, world, 8), [0..=(1 << 24) - 1]);
    assert_eq!(cover(0, world, 8), [0..=0]);
}

#[test]
fn a_point_is_one_square() {
    let here = p(121.39, 31.21);
    let window = Bbox::around([here]).unwrap();
    let code = Cell::at(16, here).code();
    assert_eq!(cover(16, window, 4), [code..=code]);
}

#[test]
fn one_range_is_always_enough() {
    let window = Bbox::new(121.37, 31.19, 121.41, 31.22).unwrap();
    let ranges = cover(18, window, 1);
    assert_eq!(ranges.len(), 1);
    assert!(ranges[0].contains(&Cell::at(18, p(121.39, 31.21)).code()));
}

fn window() -> impl Strategy<Value = Bbox> {
    (120.0..122.0_f64, 30.0..32.0_f64, 0.0..0.4_f64, 0.0..0.4_f64).prop_map(|(west, south, width, height)| {
        Bbox::new(west, south, west + width, south + height).unwrap()
    })
}

proptest! {
    #[test]
    fn a_square_holds_its_points(lon in -180.0..=180.0_f64, lat in -85.0..=85.0_f64, level in 0..=MAX_LEVEL) {
        let cell = Cell::at(level, p(lon, lat));
        let b = cell.bounds();
        // A rounding error at an edge is a billionth of a degree at most.
        let slack = 1e-9;
        prop_assert!(lon >= b.west() - slack && lon <= b.east() + slack, "{lon} {b:?}");
        prop_assert!(lat >= b.south() - slack && lat <= b.north() + slack, "{lat} {b:?}");
        prop_assert_eq!(Cell::at(level, b.centre()), cell);
    }

    #[test]
    fn bits_come_back(value in any::<u32>()) {
        prop_assert_eq!(gather(spread(value)), value);
        prop_assert_eq!(gather(spread(value) << 1 >> 1), value);
    }

    /// With room enough the ranges are exactly the squares that the window touches.
    #[test]
    fn ranges_hold_exactly_the_squares_of_the_window(window in window(), level in 5..12_u8) {
        let ranges = cover(level, window, 10_000);
        let mut expected: Vec<i64> = Vec::new();
        for x in column(level, window.west())..=column(level, window.east()) {
            for y in row(level, window.north())..=row(level, window.south()) {
                expected.push(Cell::from_column_row(level, x, y).code());
            }
        }
        expected.sort_unstable();
        let got: Vec<i64> = ranges.into_iter().flatten().collect();
        prop_assert_eq!(got, expected);
    }

    /// With little room they hold more, never less, and keep to the number asked for.
    #[test]
    fn few_ranges_still_hold_the_window(
        window in window(), level in 8..20_u8, most in 1..12_usize, fx in 0.0..=1.0_f64, fy in 0.0..=1.0_f64
    ) {
        let ranges = cover(level, window, most);
        prop_assert!(ranges.len() <= most);
        prop_assert!(ranges.windows(2).all(|pair| pair[0].end() < pair[1].start()));
        let inside = p(
            window.west() + fx * (window.east() - window.west()),
            window.south() + fy * (window.north() - window.south()),
        );
        let code = Cell::at(level, inside).code();
        prop_assert!(ranges.iter().any(|r| r.contains(&code)));
    }
}
