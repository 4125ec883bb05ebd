//! Rings that are only listed, as in a Shapefile: which are outlines and which are holes.

use geo::{Coord, CoordinatePosition as _, LineString, Polygon, coordinate_position::CoordPos};

use super::repair::{MOST_POSITIONS, RawPolygon};

/// The polygons that listed rings make: a ring inside of an even number of others is an outline, one inside of an odd number a
/// hole in the smallest of them. How they are wound is not asked: programs differ. More positions than an outline may have
/// are handed on as they are, to be refused.
pub fn nested(rings: Vec<Vec<(f64, f64)>>) -> Vec<RawPolygon> {
    let positions: usize = rings.iter().map(Vec::len).sum();
    if rings.len() < 2 || positions > MOST_POSITIONS {
        return if rings.is_empty() { Vec::new() } else { vec![rings] };
    }
    let surfaces: Vec<Polygon<f64>> = rings.iter().map(|ring| surface(ring)).collect();
    let around: Vec<Vec<usize>> = (0..rings.len())
        .map(|ring| {
            (0..rings.len())
                .filter(|other| *other != ring && is_inside(&rings[ring], &surfaces[*other]))
                .collect()
        })
        .collect();
    // of the rings around a hole the smallest is inside of most others
    let owner = |hole: usize| around[hole].iter().copied().max_by_key(|outer| around[*outer].len());
    let is_hole = |ring: usize| around[ring].len() % 2 == 1;
    let mut polygons: Vec<Option<RawPolygon>> = vec![None; rings.len()];
    let mut rings: Vec<Option<Vec<(f64, f64)>>> = rings.into_iter().map(Some).collect();
    for (outer, ring) in rings.iter_mut().enumerate() {
        if !is_hole(outer) {
            polygons[outer] = ring.take().map(|ring| vec![ring]);
        }
    }
    for (hole, ring) in rings.iter_mut().enumerate() {
        if let (Some(ring), Some(owner)) = (ring.take(), owner(hole))
            && let Some(polygon) = &mut polygons[owner]
        {
            polygon.push(ring);
        }
    }
    polygons.into_iter().flatten().collect()
}

fn surface(ring: &[(f64, f64)]) -> Polygon<f64> {
    let corners: Vec<Coord<f64>> = ring.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect();
    Polygon::new(LineString::new(corners), Vec::new())
}

/// By the first corner that is not on the line: rings may touch.
fn is_inside(ring: &[(f64, f64)], other: &Polygon<f64>) -> bool {
    let mut places = ring.iter().map(|(x, y)| other.coordinate_position(&Coord { x: *x, y: *y }));
    places.find(|place| *place != CoordPos::OnBoundary) == Some(CoordPos::Inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Vec<(f64, f64)> {
        vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    }

    #[test]
    fn holes_go_to_what_is_around_them() {
        let (whole, hole, island, apart) =
            (square(0.0, 0.0, 10.0), square(2.0, 2.0, 6.0), square(3.0, 3.0, 2.0), square(20.0, 0.0, 5.0));
        let touching = vec![(20.0, 0.0), (21.0, 1.0), (20.5, 2.0), (20.0, 0.0)];
        let listed = vec![hole.clone(), apart.clone(), island.clone(), whole.clone(), touching.clone()];
        assert_eq!(nested(listed), [vec![apart, touching], vec![island], vec![whole, hole]]);
        assert_eq!(nested(vec![square(0.0, 0.0, 1.0)]).len(), 1);
        assert!(nested(Vec::new()).is_empty());
    }
}
