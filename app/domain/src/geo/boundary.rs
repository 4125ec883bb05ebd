//! The outline of an area, and whether a point lies in it.

use geo::{
    BooleanOps as _, BoundingRect as _, Centroid as _, Coord, InteriorPoint as _, Intersects as _,
    LineString, MultiPolygon, Orient as _, Polygon, Validation as _, orient::Direction, unary_union,
};
use geojson::{GeoJson, GeometryValue, PolygonType, Position};

use super::{
    Bbox, Datum, Point, PointError, Wgs84,
    repair::{rounded, square_metres},
    to_wgs84,
};

/// Why a text is not an outline.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BoundaryError {
    /// Not GeoJSON at all; the parser's words.
    #[error("not GeoJSON: {0}")]
    NotGeoJson(String),
    /// GeoJSON, but not one surface.
    #[error("an outline must be a Polygon or a MultiPolygon, not {0}")]
    NotASurface(String),
    /// A surface without any ring.
    #[error("the outline is empty")]
    Empty,
    /// The last position of a ring differs from its first.
    #[error("ring {ring} is not closed")]
    NotClosed {
        /// Counted from 1 through the whole geometry.
        ring: usize,
    },
    /// A position of fewer than two numbers.
    #[error("ring {ring}, position {position}: a position is two numbers, longitude and latitude")]
    ShortPosition {
        /// Counted from 1 through the whole geometry.
        ring: usize,
        /// Counted from 1 within the ring.
        position: usize,
    },
    /// A position off the globe: most often swapped axes or metres instead of degrees.
    #[error("ring {ring}, position {position}: {fault}")]
    Position {
        /// Counted from 1 through the whole geometry.
        ring: usize,
        /// Counted from 1 within the ring.
        position: usize,
        /// What is wrong with it.
        fault: PointError,
    },
    /// Rings that cross themselves or each other, or are too short.
    #[error("the outline is not valid: {0}")]
    Invalid(String),
}

/// The outline of an area in WGS-84: one or more polygons, each possibly with holes. Valid by construction
/// (closed rings that do not cross).
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    shape: MultiPolygon<f64>,
    bbox: Bbox,
    label_point: Point<Wgs84>,
}

impl Boundary {
    /// Reads a GeoJSON geometry (or a feature that holds one) in WGS-84.
    ///
    /// # Errors
    /// [`BoundaryError`] says which ring or position is wrong and how.
    pub fn parse(text: &str) -> Result<Self, BoundaryError> {
        Self::parse_in(Datum::Wgs84, text)
    }

    /// Reads a GeoJSON geometry whose positions are in `datum`, for imports from other maps.
    ///
    /// # Errors
    /// As [`Boundary::parse`].
    pub fn parse_in(datum: Datum, text: &str) -> Result<Self, BoundaryError> {
        Self::from_shape(read(datum, text)?)
    }

    /// Reads what [`Boundary::to_geojson`] wrote. Whether rings cross is not looked at again: that compares every two edges,
    /// and stored outlines are read by every process twice a minute.
    ///
    /// # Errors
    /// As [`Boundary::parse`], but for rings that cross.
    pub fn stored(text: &str) -> Result<Self, BoundaryError> {
        Self::around(read(Datum::Wgs84, text)?)
    }

    pub(super) fn from_shape(shape: MultiPolygon<f64>) -> Result<Self, BoundaryError> {
        shape.check_validation().map_err(|e| BoundaryError::Invalid(e.to_string()))?;
        Self::around(shape)
    }

    fn around(shape: MultiPolygon<f64>) -> Result<Self, BoundaryError> {
        let rect = shape.bounding_rect().ok_or(BoundaryError::Empty)?;
        let bbox = Bbox::new(rect.min().x, rect.min().y, rect.max().x, rect.max().y)
            .map_err(|e| BoundaryError::Invalid(e.to_string()))?;
        // The middle looks best; a crescent's middle lies outside it, so then any inner point.
        let label = shape.centroid().filter(|c| shape.intersects(c)).or_else(|| shape.interior_point());
        let label = label.ok_or(BoundaryError::Empty)?;
        let label_point =
            Point::new(label.x(), label.y()).map_err(|e| BoundaryError::Invalid(e.to_string()))?;
        Ok(Self { shape, bbox, label_point })
    }

    /// Whether the point lies inside or on the outline. A point on the line between two areas is in both:
    /// who must choose takes the lower code.
    pub fn contains(&self, p: Point<Wgs84>) -> bool {
        self.bbox.contains(p) && self.shape.intersects(&geo::Point::from(p))
    }

    /// Its separate parts.
    pub fn parts(&self) -> usize {
        self.shape.0.len()
    }

    /// The holes of all parts.
    pub fn holes(&self) -> usize {
        self.shape.iter().map(|part| part.interiors().len()).sum()
    }

    /// Its positions, each ring with its first one twice.
    pub fn positions(&self) -> usize {
        let rings =
            self.shape.iter().flat_map(|part| std::iter::once(part.exterior()).chain(part.interiors()));
        rings.map(|ring| ring.0.len()).sum()
    }

    /// How large it is, in square metres on the ellipsoid.
    pub fn square_metres(&self) -> f64 {
        self.shape.iter().map(square_metres).sum()
    }

    /// What two areas have in common, in square metres.
    pub fn common_square_metres(&self, other: &Self) -> f64 {
        if !self.bbox.intersects(other.bbox) {
            return 0.0;
        }
        self.shape.intersection(&other.shape).iter().map(square_metres).sum()
    }

    /// What of this area none of `others` covers, and what of `others` lies outside of it, in square metres.
    pub fn uncovered_square_metres(&self, others: &[&Self]) -> (f64, f64) {
        // wound in one way, or the union would take some of them for holes
        let shapes: Vec<MultiPolygon<f64>> =
            others.iter().map(|other| other.shape.orient(Direction::Default)).collect();
        let union = unary_union(&shapes);
        let sum = |shape: MultiPolygon<f64>| -> f64 { shape.iter().map(square_metres).sum() };
        (sum(self.shape.difference(&union)), sum(union.difference(&self.shape)))
    }

    /// The smallest window that holds the area.
    pub const fn bbox(&self) -> Bbox {
        self.bbox
    }

    /// Where the area's name is written: its middle, or a point inside it when the middle is not.
    pub const fn label_point(&self) -> Point<Wgs84> {
        self.label_point
    }

    /// Its rings, closed, as longitude and latitude in degrees: outer ones and holes alike.
    pub fn rings(&self) -> impl Iterator<Item = Vec<(f64, f64)>> {
        let polygons = self.shape.iter();
        let rings =
            polygons.flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings.map(|ring| ring.coords().map(|at| (at.x, at.y)).collect())
    }

    /// The outline as a GeoJSON geometry in WGS-84 with seven decimals (a centimetre): what is stored.
    pub fn to_geojson(&self) -> String {
        let ring = |line: &LineString<f64>| -> Vec<Position> {
            line.coords().map(|c| Position::from([rounded(c.x), rounded(c.y)])).collect()
        };
        let polygon = |p: &Polygon<f64>| -> PolygonType {
            std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect()
        };
        let mut polygons: Vec<PolygonType> = self.shape.iter().map(polygon).collect();
        let value = if polygons.len() == 1 {
            GeometryValue::Polygon { coordinates: polygons.remove(0) }
        } else {
            GeometryValue::MultiPolygon { coordinates: polygons }
        };
        geojson::Geometry::new(value).to_string()
    }
}

/// The closed rings of a GeoJSON geometry, in WGS-84.
fn read(datum: Datum, text: &str) -> Result<MultiPolygon<f64>, BoundaryError> {
    let json: GeoJson = text.parse().map_err(|e: geojson::Error| BoundaryError::NotGeoJson(e.to_string()))?;
    let value = match json {
        GeoJson::Geometry(geometry) => geometry.value,
        GeoJson::Feature(feature) => feature.geometry.ok_or(BoundaryError::Empty)?.value,
        GeoJson::FeatureCollection(_) => {
            return Err(BoundaryError::NotASurface("FeatureCollection".into()));
        }
    };
    let polygons = match value {
        GeometryValue::Polygon { coordinates } => vec![coordinates],
        GeometryValue::MultiPolygon { coordinates } => coordinates,
        other => return Err(BoundaryError::NotASurface(other.type_name().into())),
    };
    let mut rings = RingReader { datum, seen: 0 };
    let shape = polygons.iter().map(|p| rings.polygon(p)).collect::<Result<Vec<_>, _>>()?;
    Ok(MultiPolygon::new(shape))
}

/// Turns GeoJSON rings into checked WGS-84 rings, counting them for the messages.
struct RingReader {
    datum: Datum,
    seen: usize,
}

impl RingReader {
    fn polygon(&mut self, rings: &PolygonType) -> Result<Polygon<f64>, BoundaryError> {
        let mut rings = rings.iter().map(|r| self.ring(r)).collect::<Result<Vec<_>, _>>()?.into_iter();
        let exterior = rings.next().ok_or(BoundaryError::Empty)?;
        Ok(Polygon::new(exterior, rings.collect()))
    }

    fn ring(&mut self, positions: &[Position]) -> Result<LineString<f64>, BoundaryError> {
        self.seen += 1;
        let ring = self.seen;
        let (Some(first), Some(last)) = (positions.first(), positions.last()) else {
            return Err(BoundaryError::Empty);
        };
        // Heights may differ; the ring closes on the ground.
        if first.as_slice().iter().take(2).ne(last.as_slice().iter().take(2)) {
            return Err(BoundaryError::NotClosed { ring });
        }
        let corner = |(index, position): (usize, &Position)| {
            let position_number = index + 1;
            // A third number is a height: allowed and ignored.
            let [lon, lat, ..] = *position.as_slice() else {
                return Err(BoundaryError::ShortPosition { ring, position: position_number });
            };
            let point = to_wgs84(self.datum, lon, lat).map_err(|fault| BoundaryError::Position {
                ring,
                position: position_number,
                fault,
            })?;
            Ok(Coord { x: point.lon(), y: point.lat() })
        };
        positions.iter().enumerate().map(corner).collect()
    }
}

#[cfg(test)]
mod tests;
