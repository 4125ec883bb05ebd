//! Outlines of areas side by side in one picture, north up: what a page draws that needs no map.

use super::{Bbox, Boundary};
use serde::{Deserialize, Serialize};

/// Width and height of a picture, in its own units: about half a pixel of the screen each, so that whole numbers will do.
pub const DRAWING: (i32, i32) = (1440, 960);

/// Around the outlines.
const MARGIN: f64 = 24.0;

/// One outline in the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Its rings as the commands of an SVG path, to be filled by the even-odd rule so that holes stay open.
    pub path: String,
    /// Where its name is written.
    pub at: (i32, i32),
}

/// Draws outlines into one picture, as large as it holds them. Corners that fall together at that size are one.
pub fn draw(outlines: &[&Boundary]) -> Vec<Outline> {
    let windows = outlines.iter().map(|outline| outline.bbox());
    let Some(all) = windows.reduce(both) else { return Vec::new() };
    let view = View::of(all);
    outlines
        .iter()
        .map(|outline| {
            let label = outline.label_point();
            let path = outline.rings().map(|ring| view.ring(&ring)).collect();
            Outline { path, at: view.place(label.lon(), label.lat()) }
        })
        .collect()
}

/// The window around two.
fn both(a: Bbox, b: Bbox) -> Bbox {
    Bbox::new(
        a.west().min(b.west()),
        a.south().min(b.south()),
        a.east().max(b.east()),
        a.north().max(b.north()),
    )
    .expect("a window around windows is one")
}

/// How places become units of the picture.
struct View {
    middle: (f64, f64),
    /// Units of a degree of longitude and of latitude.
    units: (f64, f64),
}

impl View {
    fn of(window: Bbox) -> Self {
        let middle = window.centre();
        // a degree of longitude is shorter, the same for the whole picture: its areas lie side by side
        let squeeze = middle.lat().to_radians().cos().max(0.01);
        let wide = ((window.east() - window.west()) * squeeze).max(f64::EPSILON);
        let high = (window.north() - window.south()).max(f64::EPSILON);
        let room = (f64::from(DRAWING.0) - 2.0 * MARGIN, f64::from(DRAWING.1) - 2.0 * MARGIN);
        let degree = (room.0 / wide).min(room.1 / high);
        Self { middle: (middle.lon(), middle.lat()), units: (degree * squeeze, degree) }
    }

    fn place(&self, lon: f64, lat: f64) -> (i32, i32) {
        let x = f64::from(DRAWING.0) / 2.0 + (lon - self.middle.0) * self.units.0;
        let y = f64::from(DRAWING.1) / 2.0 - (lat - self.middle.1) * self.units.1;
        (x.round() as i32, y.round() as i32)
    }

    /// A closed ring; nothing when it is smaller than can be seen.
    fn ring(&self, ring: &[(f64, f64)]) -> String {
        let mut corners: Vec<(i32, i32)> = ring.iter().map(|(lon, lat)| self.place(*lon, *lat)).collect();
        corners.dedup();
        if corners.first() == corners.last() {
            corners.pop();
        }
        if corners.len() < 3 {
            return String::new();
        }
        let mut path = String::new();
        for (i, (x, y)) in corners.iter().enumerate() {
            path.push_str(&format!("{}{x},{y}", if i == 0 { 'M' } else { 'L' }));
        }
        path.push('Z');
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary(coordinates: &str) -> Boundary {
        let text = format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#);
        Boundary::parse(&text).expect("an outline")
    }

    #[test]
    fn north_is_up_east_is_right_and_all_of_it_is_seen() {
        let west = boundary("[[[121.38,31.20],[121.39,31.20],[121.39,31.21],[121.38,31.21],[121.38,31.20]]]");
        let east = boundary("[[[121.39,31.20],[121.40,31.20],[121.40,31.21],[121.39,31.21],[121.39,31.20]]]");
        let drawn = draw(&[&west, &east]);
        assert!(drawn[0].at.0 < drawn[1].at.0 && drawn[0].at.1 == drawn[1].at.1, "{drawn:?}");
        for outline in &drawn {
            let numbers = outline.path.trim_start_matches('M').trim_end_matches('Z').split(['L', ',']);
            let numbers: Vec<i32> = numbers.map(|n| n.parse().expect("a number")).collect();
            assert_eq!(numbers.len(), 8, "{}", outline.path);
            for corner in numbers.chunks(2) {
                assert!(
                    (0..=DRAWING.0).contains(&corner[0]) && (0..=DRAWING.1).contains(&corner[1]),
                    "{corner:?}"
                );
            }
        }
        // it is the width that decides here: both together fill it
        assert!(drawn[0].path.starts_with("M24,") && drawn[1].path.contains("1416,"), "{drawn:?}");
    }

    #[test]
    fn holes_are_rings_of_their_own_and_what_cannot_be_seen_is_left_out() {
        let holed = boundary(
            "[[[121.0,31.0],[122.0,31.0],[122.0,32.0],[121.0,32.0],[121.0,31.0]],\
             [[121.4,31.4],[121.4,31.6],[121.6,31.6],[121.6,31.4],[121.4,31.4]],\
             [[121.800001,31.8],[121.800002,31.800001],[121.800002,31.8],[121.800001,31.8]]]",
        );
        assert_eq!(draw(&[&holed])[0].path.matches('Z').count(), 2);
        assert!(draw(&[]).is_empty());
    }
}
