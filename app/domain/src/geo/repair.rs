//! Outlines as files have them, and the outline that is meant.
//!
//! What surveyors' programs write is often not what the standard asks for: rings that are not closed, wound the other way,
//! that cross themselves, with a position said twice, or with splinters of a few centimetres from cutting. None of that leaves
//! doubt about what is meant, so it is put right and said. What leaves doubt is refused: positions outside of China, swapped
//! axes, metres instead of degrees.

use std::collections::BTreeMap;

use geo::{
    Area as _, BooleanOps as _, Coord, GeodesicArea as _, LineString, MultiPolygon, Orient as _, Polygon,
    orient::Direction, unary_union,
};
use serde::{Deserialize, Serialize};

use super::{
    Boundary, Datum,
    china::{Slip, slip},
    to_wgs84,
};
use crate::text_enum;

/// Parts and holes that are smaller are splinters of cutting, in square metres.
const SLIVER_M2: f64 = 5.0;

/// Most positions of one outline, after cleaning. The check for crossings compares every two edges of a ring.
pub const MOST_POSITIONS: usize = 8_000;

/// Areas that differ by less than this part are the same: the library moves positions by less than a micrometre.
const SAME: f64 = 1e-6;

/// How often a shape is rounded and put right again. Once does for all but splinters.
const ROUNDS: usize = 3;

/// The rings of one polygon as a file has them: the outer one, then its holes; each a list of `(first, second)` numbers.
pub type RawPolygon = Vec<Vec<(f64, f64)>>;

text_enum! {
    /// What was put right.
    Repair {
        /// Rings whose last position was not the first.
        Unclosed = "unclosed",
        /// Positions said twice one after the other.
        Repeated = "repeated",
        /// Rings wound the other way than the standard of their format.
        Winding = "winding",
        /// Rings that cross themselves or each other, or holes that are not inside.
        Crossing = "crossing",
        /// Parts of one area that overlap or touch: they became one.
        Joined = "joined",
        /// Parts and holes too small to be meant.
        Sliver = "sliver",
        /// Rings of less than three corners.
        Collapsed = "collapsed",
    }
}

text_enum! {
    /// Why an outline is not taken.
    ShapeFault {
        /// No surface at all, or nothing is left of it.
        Empty = "empty",
        /// Longitude and latitude have changed places.
        Swapped = "swapped",
        /// Numbers that are no degrees: metres of a projection, most often.
        NotDegrees = "not_degrees",
        /// A position outside of China.
        OutsideChina = "outside_china",
        /// More positions than an outline of an area needs.
        TooLong = "too_long",
        /// It crosses itself in a way that cannot be put right.
        Broken = "broken",
    }
}

/// How a format winds its rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Winding {
    /// The outer ring against the clock, holes with it (GeoJSON, RFC 7946).
    OuterLeft,
    /// The outer ring with the clock, holes against it (Shapefile).
    OuterRight,
}

/// An outline with what was put right in it, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct Repaired {
    /// The outline.
    pub boundary: Boundary,
    /// What was put right.
    pub repairs: BTreeMap<Repair, u32>,
}

/// The outline that is meant by these polygons, whose positions are in `datum`.
///
/// # Errors
/// A [`ShapeFault`] where nobody can know what is meant.
pub fn repair(polygons: &[RawPolygon], datum: Datum, winding: Winding) -> Result<Repaired, ShapeFault> {
    let mut work = Work { datum, winding, repairs: BTreeMap::new() };
    let mut parts: Vec<Polygon<f64>> = Vec::with_capacity(polygons.len());
    let mut positions = 0;
    for polygon in polygons {
        if let Some(cleaned) = work.polygon(polygon)? {
            positions += cleaned.exterior().0.len();
            positions += cleaned.interiors().iter().map(|hole| hole.0.len()).sum::<usize>();
            if positions > MOST_POSITIONS {
                return Err(ShapeFault::TooLong);
            }
            parts.extend(work.uncrossed(cleaned));
        }
    }
    let shape = work.joined(parts);
    let shape = work.without_slivers(shape);
    if shape.0.is_empty() {
        return Err(ShapeFault::Empty);
    }
    let boundary = work.settled(shape)?;
    Ok(Repaired { boundary, repairs: work.repairs })
}

/// One outline being put right.
struct Work {
    datum: Datum,
    winding: Winding,
    repairs: BTreeMap<Repair, u32>,
}

impl Work {
    fn note(&mut self, repair: Repair) {
        *self.repairs.entry(repair).or_default() += 1;
    }

    /// A polygon of closed rings in WGS-84 without repeated positions, wound as ours; `None` when nothing is left.
    fn polygon(&mut self, rings: &RawPolygon) -> Result<Option<Polygon<f64>>, ShapeFault> {
        let mut cleaned = Vec::with_capacity(rings.len());
        for (at, ring) in rings.iter().enumerate() {
            let is_outer = at == 0;
            match self.ring(ring, is_outer)? {
                Some(ring) => cleaned.push(ring),
                // without its outer ring nothing says what the holes are in
                None if is_outer => return Ok(None),
                None => {}
            }
        }
        let mut cleaned = cleaned.into_iter();
        let Some(outer) = cleaned.next() else { return Ok(None) };
        Ok(Some(Polygon::new(outer, cleaned.collect()).orient(Direction::Default)))
    }

    fn ring(&mut self, ring: &[(f64, f64)], is_outer: bool) -> Result<Option<LineString<f64>>, ShapeFault> {
        let mut corners: Vec<Coord<f64>> = Vec::with_capacity(ring.len() + 1);
        let mut repeated = false;
        for (lon, lat) in ring.iter().copied() {
            let corner = self.corner(lon, lat)?;
            if corners.last() == Some(&corner) {
                repeated = true;
            } else {
                corners.push(corner);
            }
        }
        if repeated {
            self.note(Repair::Repeated);
        }
        if let (Some(first), Some(last)) = (corners.first().copied(), corners.last().copied())
            && first != last
        {
            self.note(Repair::Unclosed);
            corners.push(first);
        }
        if corners.len() < 4 {
            self.note(Repair::Collapsed);
            return Ok(None);
        }
        let ring = LineString::new(corners);
        let is_left = twice_area(&ring) > 0.0;
        let should_be_left = is_outer == (self.winding == Winding::OuterLeft);
        if is_left != should_be_left {
            self.note(Repair::Winding);
        }
        Ok(Some(ring))
    }

    fn corner(&self, lon: f64, lat: f64) -> Result<Coord<f64>, ShapeFault> {
        match slip(lon, lat) {
            None => {}
            Some(Slip::Swapped) => return Err(ShapeFault::Swapped),
            Some(_) if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) => {
                return Err(ShapeFault::NotDegrees);
            }
            Some(_) => return Err(ShapeFault::OutsideChina),
        }
        let point = to_wgs84(self.datum, lon, lat).map_err(|_| ShapeFault::NotDegrees)?;
        Ok(Coord { x: rounded(point.lon()), y: rounded(point.lat()) })
    }

    /// A polygon without crossings: by the rule of even and odd, as a drawing is filled. One that has none stays as it is.
    fn uncrossed(&mut self, polygon: Polygon<f64>) -> Vec<Polygon<f64>> {
        let filled = polygon.union(&MultiPolygon::<f64>::new(Vec::new()));
        let rings =
            |polygons: &[Polygon<f64>]| polygons.iter().map(|p| 1 + p.interiors().len()).sum::<usize>();
        let (before, after) = (polygon.unsigned_area(), filled.unsigned_area());
        let same = (before - after).abs() <= SAME * after
            && rings(std::slice::from_ref(&polygon)) == rings(&filled.0);
        if same {
            return vec![polygon];
        }
        self.note(Repair::Crossing);
        filled.0
    }

    /// Parts of one area as one shape: what overlaps or touches along a line becomes one part.
    fn joined(&mut self, parts: Vec<Polygon<f64>>) -> MultiPolygon<f64> {
        if parts.len() < 2 {
            return MultiPolygon::new(parts);
        }
        let before: f64 = parts.iter().map(geo::Area::<f64>::unsigned_area).sum();
        let union = unary_union(&parts);
        let same = union.0.len() == parts.len() && (before - union.unsigned_area()).abs() <= SAME * before;
        if same {
            return MultiPolygon::new(parts);
        }
        self.note(Repair::Joined);
        union
    }

    fn without_slivers(&mut self, shape: MultiPolygon<f64>) -> MultiPolygon<f64> {
        let mut kept = Vec::with_capacity(shape.0.len());
        for part in shape.0 {
            let (outer, holes) = part.into_inner();
            let large =
                |ring: &LineString<f64>| square_metres(&Polygon::new(ring.clone(), Vec::new())) >= SLIVER_M2;
            if !large(&outer) {
                self.note(Repair::Sliver);
                continue;
            }
            let all = holes.len();
            let holes: Vec<_> = holes.into_iter().filter(large).collect();
            (holes.len()..all).for_each(|_| self.note(Repair::Sliver));
            kept.push(Polygon::new(outer, holes));
        }
        MultiPolygon::new(kept)
    }

    /// The shape as it will be stored and read again: rounded, and still valid.
    fn settled(&mut self, mut shape: MultiPolygon<f64>) -> Result<Boundary, ShapeFault> {
        for round in 0..ROUNDS {
            shape = on_the_grid(&shape);
            if let Ok(boundary) = Boundary::from_shape(shape.clone()) {
                return Ok(boundary);
            }
            if round == 0 && !self.repairs.contains_key(&Repair::Crossing) {
                self.note(Repair::Crossing);
            }
            shape = shape.union(&MultiPolygon::<f64>::new(Vec::new()));
            shape.0.retain(|part| square_metres(part) >= SLIVER_M2);
            if shape.0.is_empty() {
                return Err(ShapeFault::Empty);
            }
        }
        Err(ShapeFault::Broken)
    }
}

/// Seven decimals, a centimetre: what is stored.
pub(super) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

fn on_the_grid(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let ring = |ring: &LineString<f64>| -> LineString<f64> {
        let mut corners: Vec<Coord<f64>> =
            ring.coords().map(|c| Coord { x: rounded(c.x), y: rounded(c.y) }).collect();
        corners.dedup();
        LineString::new(corners)
    };
    let polygon =
        |p: &Polygon<f64>| Polygon::new(ring(p.exterior()), p.interiors().iter().map(ring).collect());
    MultiPolygon::new(shape.iter().map(polygon).collect())
}

/// Twice the area between a closed ring and the axis, in square degrees; positive against the clock.
fn twice_area(ring: &LineString<f64>) -> f64 {
    let Some(from) = ring.0.first() else { return 0.0 };
    // relative to the first corner: the products of full degrees would lose the small digits
    ring.lines()
        .map(|l| (l.start.x - from.x) * (l.end.y - from.y) - (l.end.x - from.x) * (l.start.y - from.y))
        .sum()
}

/// The area of a polygon on the ellipsoid.
pub(super) fn square_metres(polygon: &Polygon<f64>) -> f64 {
    // the library takes the way a ring is wound for which side of it is meant
    polygon.orient(Direction::Default).geodesic_area_unsigned()
}

#[cfg(test)]
mod tests;
