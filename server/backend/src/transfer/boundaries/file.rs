//! Files of outlines: GeoJSON, Shapefiles in a zip, and GeoPackages.

mod geopackage;

use crate::import_text::decode;
use domain::{
    boundaries::{MOST_FEATURES, MOST_POSITIONS, Properties},
    geo::{RawPolygon, Winding, nested},
    table::FileFaultCode,
};
use geojson::{GeoJson, GeometryValue, JsonObject, PolygonType};
use shapefile::{PolygonRing, Shape, ShapeReader};
use std::io::{Cursor, Read as _};
use zip::ZipArchive;

/// Most bytes that one file inside of a zip unpacks to.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024;
/// Files inside of a zip that are looked at.
const MOST_INSIDE: usize = 200;
/// Most characters of what a property says.
const MOST_TEXT: usize = 200;

/// Systems of coordinates that are degrees of WGS-84 or agree with it: CRS84, EPSG 4326, 4979, and CGCS2000, EPSG 4490.
const KNOWN_SYSTEMS: [&str; 4] = ["CRS84", "4326", "4979", "4490"];

/// A file that was read.
#[derive(Debug)]
pub(super) struct Outlines {
    /// The kind of file, and how its names are encoded.
    pub format: String,
    /// What its features say of themselves.
    pub properties: Vec<Properties>,
    /// Their surfaces, in the same order.
    pub shapes: Vec<Vec<RawPolygon>>,
    /// How its rings should be wound.
    pub winding: Winding,
}

impl Outlines {
    fn new(format: impl Into<String>, winding: Winding) -> Self {
        Self { format: format.into(), properties: Vec::new(), shapes: Vec::new(), winding }
    }

    fn push(
        &mut self,
        properties: Properties,
        shape: Vec<RawPolygon>,
        left: &mut usize,
    ) -> Result<(), FileFaultCode> {
        let positions = shape.iter().flatten().map(Vec::len).sum();
        *left = left.checked_sub(positions).ok_or(FileFaultCode::TooManyPositions)?;
        if self.shapes.len() == MOST_FEATURES {
            return Err(FileFaultCode::TooManyPositions);
        }
        self.properties.push(properties);
        self.shapes.push(shape);
        Ok(())
    }
}

/// Reads a file of any kind.
pub(super) fn read(bytes: Vec<u8>, most_bytes: u64) -> Result<Outlines, FileFaultCode> {
    if bytes.len() as u64 > most_bytes {
        return Err(FileFaultCode::TooLarge);
    }
    if bytes.starts_with(b"PK") {
        return shapefile(&bytes);
    }
    if bytes.starts_with(geopackage::MAGIC) {
        return geopackage::read(bytes);
    }
    let decoded = decode(bytes, most_bytes).map_err(|fault| fault.kind())?;
    let json: GeoJson = decoded.text.parse().map_err(|_| FileFaultCode::NotOutlines)?;
    geojson(json, decoded.encoding.name())
}

fn geojson(json: GeoJson, encoding: &str) -> Result<Outlines, FileFaultCode> {
    let GeoJson::FeatureCollection(collection) = json else { return Err(FileFaultCode::NotOutlines) };
    let system = collection.foreign_members.as_ref().and_then(|members| members.get("crs"));
    if system.is_some_and(|system| !system.is_null() && !is_known_system(&system.to_string())) {
        return Err(FileFaultCode::OtherSystem);
    }
    let mut read = Outlines::new(format!("GeoJSON, {encoding}"), Winding::OuterLeft);
    let mut left = MOST_POSITIONS;
    for feature in collection.features {
        let mut shape = Vec::new();
        if let Some(geometry) = feature.geometry {
            surfaces(geometry.value, &mut shape);
        }
        read.push(said(feature.properties.unwrap_or_default()), shape, &mut left)?;
    }
    Ok(read)
}

/// Whether the name of a system ends in one that is known, such as `urn:ogc:def:crs:EPSG::4490`.
fn is_known_system(said: &str) -> bool {
    let mut words = said.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.any(|word| KNOWN_SYSTEMS.contains(&word))
}

/// Texts and numbers; what else a feature says is no name of an area.
fn said(properties: JsonObject) -> Properties {
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    properties.into_iter().filter_map(|(name, value)| Some((cut(name), cut(text(value)?)))).collect()
}

fn cut(text: String) -> String {
    match text.char_indices().nth(MOST_TEXT) {
        Some((end, _)) => text[..end].to_owned(),
        None => text,
    }
}

/// The surfaces of a geometry; points and lines have none.
fn surfaces(value: GeometryValue, found: &mut Vec<RawPolygon>) {
    let polygon = |rings: PolygonType| -> RawPolygon {
        let corner = |position: &geojson::Position| match *position.as_slice() {
            [lon, lat, ..] => (lon, lat),
            // no number is a position
            _ => (f64::NAN, f64::NAN),
        };
        rings.iter().map(|ring| ring.iter().map(corner).collect()).collect()
    };
    match value {
        GeometryValue::Polygon { coordinates } => found.push(polygon(coordinates)),
        GeometryValue::MultiPolygon { coordinates } => found.extend(coordinates.into_iter().map(polygon)),
        GeometryValue::GeometryCollection { geometries } => {
            for geometry in geometries {
                surfaces(geometry.value, found);
            }
        }
        _ => {}
    }
}

/// The files of the one Shapefile of a zip.
struct Layer {
    shp: Vec<u8>,
    dbf: Vec<u8>,
    prj: Option<String>,
    cpg: Option<String>,
}

impl Layer {
    fn unpack(bytes: &[u8]) -> Result<Self, FileFaultCode> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFaultCode::Damaged)?;
        if archive.len() > MOST_INSIDE {
            return Err(FileFaultCode::Inflates);
        }
        let (mut shp, mut dbf, mut prj, mut cpg) = (None, None, None, None);
        for at in 0..archive.len() {
            let file = archive.by_index(at).map_err(|_| FileFaultCode::Damaged)?;
            let name = file.name().map_err(|_| FileFaultCode::Damaged)?.to_lowercase();
            // what a Mac adds about each file
            if name.starts_with("__macosx/") {
                continue;
            }
            let Some((_, ending)) = name.rsplit_once('.') else { continue };
            let place = match ending {
                "shp" => &mut shp,
                "dbf" => &mut dbf,
                "prj" => &mut prj,
                "cpg" => &mut cpg,
                _ => continue,
            };
            let mut content = Vec::new();
            let size = file.take(MOST_UNPACKED + 1).read_to_end(&mut content);
            if size.map_err(|_| FileFaultCode::Damaged)? as u64 > MOST_UNPACKED {
                return Err(FileFaultCode::Inflates);
            }
            if place.replace(content).is_some() {
                // which of two layers is meant, nobody says
                return Err(FileFaultCode::NotOutlines);
            }
        }
        let text = |content: Vec<u8>| String::from_utf8_lossy(&content).into_owned();
        let (Some(shp), Some(dbf)) = (shp, dbf) else { return Err(FileFaultCode::NotOutlines) };
        Ok(Self { shp, dbf, prj: prj.map(text), cpg: cpg.map(text) })
    }

    /// Whether its system is degrees of WGS-84 or CGCS2000, as far as it says.
    fn is_in_degrees(&self) -> bool {
        self.prj.as_ref().is_none_or(|prj| {
            let said = prj.trim().to_uppercase();
            let known = [
                "WGS_1984",
                "WGS 84",
                "WGS84",
                "CGCS2000",
                "CHINA_2000",
                "CHINA_GEODETIC_COORDINATE_SYSTEM_2000",
            ];
            (said.starts_with("GEOGCS") || said.starts_with("GEOGCRS"))
                && known.iter().any(|name| said.contains(name))
        })
    }

    /// How its texts are encoded: as it says, else UTF-8 where all of them can be, else as Chinese programs write.
    fn encoding(&self) -> (&'static str, dbase::encoding::DynEncoding) {
        let named = self.cpg.as_ref().and_then(|cpg| encoding_of(cpg));
        let start = self.dbf.get(8..10).map_or(0, |n| usize::from(u16::from_le_bytes([n[0], n[1]])));
        let records = self.dbf.get(start..).unwrap_or_default();
        let encoding = named.unwrap_or_else(|| {
            if std::str::from_utf8(records).is_ok() { encoding_rs::UTF_8 } else { encoding_rs::GBK }
        });
        (encoding.name(), dbase::encoding::EncodingRs::from(encoding).into())
    }
}

/// The encoding that a file of one word names, such as `UTF-8` or `936`.
fn encoding_of(said: &str) -> Option<&'static encoding_rs::Encoding> {
    let word = said.trim().trim_start_matches('\u{feff}').to_ascii_uppercase();
    match word.as_str() {
        "65001" => Some(encoding_rs::UTF_8),
        "936" | "CP936" | "54936" => Some(encoding_rs::GBK),
        other => encoding_rs::Encoding::for_label(other.as_bytes())
            .filter(|known| [encoding_rs::UTF_8, encoding_rs::GBK, encoding_rs::GB18030].contains(known)),
    }
}

fn shapefile(bytes: &[u8]) -> Result<Outlines, FileFaultCode> {
    let layer = Layer::unpack(bytes)?;
    if !layer.is_in_degrees() {
        return Err(FileFaultCode::OtherSystem);
    }
    let (name, encoding) = layer.encoding();
    let table = dbase::ReaderBuilder::new().with_encoding(encoding).build(Cursor::new(layer.dbf));
    let mut table = table.map_err(|_| FileFaultCode::Damaged)?;
    let mut shapes = ShapeReader::new(Cursor::new(layer.shp)).map_err(|_| FileFaultCode::Damaged)?;
    let mut read = Outlines::new(format!("Shapefile, {name}"), Winding::OuterRight);
    let mut left = MOST_POSITIONS;
    let mut rows = table.iter_records();
    for shape in shapes.iter_shapes() {
        let shape = shape.map_err(|_| FileFaultCode::Damaged)?;
        // a shape without its row says nothing of itself
        let row = rows.next().transpose().map_err(|_| FileFaultCode::Damaged)?;
        let properties = row.map(|row| row.into_iter().filter_map(told).collect()).unwrap_or_default();
        read.push(properties, nested(rings(shape)), &mut left)?;
    }
    Ok(read)
}

/// Texts and whole numbers of a row.
fn told((name, value): (String, dbase::FieldValue)) -> Option<(String, String)> {
    use dbase::FieldValue::{Character, Double, Integer, Memo, Numeric};
    let text = match value {
        Character(text) => text?,
        Memo(text) => text,
        Integer(number) => number.to_string(),
        // shown without a part behind the point where it has none
        Numeric(number) => number?.to_string(),
        Double(number) => number.to_string(),
        _ => return None,
    };
    Some((cut(name), cut(text.trim().to_owned())))
}

/// The rings of a shape; points and lines have none.
fn rings(shape: Shape) -> Vec<Vec<(f64, f64)>> {
    fn of<P>(rings: Vec<PolygonRing<P>>, place: impl Fn(&P) -> (f64, f64)) -> Vec<Vec<(f64, f64)>> {
        rings.iter().map(|ring| ring.points().iter().map(&place).collect()).collect()
    }
    match shape {
        Shape::Polygon(polygon) => of(polygon.into_inner(), |p| (p.x, p.y)),
        Shape::PolygonM(polygon) => of(polygon.into_inner(), |p| (p.x, p.y)),
        Shape::PolygonZ(polygon) => of(polygon.into_inner(), |p| (p.x, p.y)),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
