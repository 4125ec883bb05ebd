//! Files as programs write them.

use super::*;
use dbase::{FieldName, TableWriterBuilder};
use shapefile::{Point, Polygon, ShapeWriter};
use std::io::Write as _;
use zip::{ZipWriter, write::SimpleFileOptions};

const LIMIT: u64 = 1 << 20;
const WGS84: &str =
    r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]"#;

fn square(x: f64) -> Vec<Point> {
    [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01), (0.01, 0.0), (0.0, 0.0)]
        .map(|(e, n)| Point::new(121.0 + x + e, 31.0 + n))
        .to_vec()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A layer of two shapes, one of them with a hole, with their names in that encoding.
fn layer(encoding: &'static encoding_rs::Encoding) -> (Vec<u8>, Vec<u8>) {
    let hole: Vec<Point> = [(2, 2), (4, 2), (4, 4), (2, 4), (2, 2)]
        .map(|(x, y)| Point::new(121.0 + f64::from(x) / 1e3, 31.0 + f64::from(y) / 1e3))
        .to_vec();
    let shapes = [
        Polygon::with_rings(vec![PolygonRing::Outer(square(0.0)), PolygonRing::Inner(hole)]),
        Polygon::with_rings(vec![PolygonRing::Outer(square(0.1)), PolygonRing::Outer(square(0.2))]),
    ];
    let mut shp = Cursor::new(Vec::new());
    let mut writer = ShapeWriter::new(&mut shp);
    for shape in &shapes {
        writer.write_shape(shape).unwrap();
    }
    drop(writer);
    let mut dbf = Cursor::new(Vec::new());
    let name: FieldName = "JWMC".try_into().unwrap();
    let code: FieldName = "CODE".try_into().unwrap();
    let table = TableWriterBuilder::with_encoding(dbase::encoding::EncodingRs::from(encoding))
        .add_character_field(name, 40)
        .add_numeric_field(code, 12, 0);
    let mut table = table.build_with_dest(&mut dbf);
    for (name, code) in [("五一居委", 310_105_008_001.0), ("虹仙居委", 310_105_008_002.0)] {
        let mut record = dbase::Record::default();
        record.insert("JWMC".into(), dbase::FieldValue::Character(Some(name.into())));
        record.insert("CODE".into(), dbase::FieldValue::Numeric(Some(code)));
        table.write_record(&record).unwrap();
    }
    drop(table);
    (shp.into_inner(), dbf.into_inner())
}

#[test]
fn a_shapefile_comes_with_its_names_in_either_encoding() {
    for encoding in [encoding_rs::UTF_8, encoding_rs::GBK] {
        let (shp, dbf) = layer(encoding);
        let zip = zipped(&[("居委.shp", &shp), ("居委.dbf", &dbf), ("居委.prj", WGS84.as_bytes())]);
        let outlines = read(zip, LIMIT).unwrap();
        assert_eq!(outlines.format, format!("Shapefile, {}", encoding.name()));
        assert_eq!(outlines.properties[1]["JWMC"], "虹仙居委");
        assert_eq!(outlines.properties[0]["CODE"], "310105008001");
        let rings: Vec<Vec<usize>> =
            outlines.shapes.iter().map(|shape| shape.iter().map(Vec::len).collect()).collect();
        assert_eq!(rings, [vec![2], vec![1, 1]], "a hole, and two parts");
    }
}

#[test]
fn zips_that_are_no_layer_are_refused() {
    let (shp, dbf) = layer(encoding_rs::UTF_8);
    let fault = |files: &[(&str, &[u8])]| read(zipped(files), LIMIT).unwrap_err();
    assert_eq!(fault(&[("a.shp", &shp)]), FileFaultCode::NotOutlines);
    assert_eq!(fault(&[("a.shp", &shp), ("b.shp", &shp), ("a.dbf", &dbf)]), FileFaultCode::NotOutlines);
    let metres = br#"PROJCS["CGCS2000_3_Degree_GK_CM_120E",GEOGCS["China_2000"]]"#;
    assert_eq!(fault(&[("a.shp", &shp), ("a.dbf", &dbf), ("a.prj", metres)]), FileFaultCode::OtherSystem);
    let old = br#"GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954"]]"#;
    assert_eq!(fault(&[("a.shp", &shp), ("a.dbf", &dbf), ("a.prj", old)]), FileFaultCode::OtherSystem);
    assert_eq!(fault(&[("a.shp", &shp[..150]), ("a.dbf", &dbf)]), FileFaultCode::Damaged);
    assert_eq!(fault(&[("a.shp", b"no shapes"), ("a.dbf", &dbf)]), FileFaultCode::Damaged);
    assert_eq!(read(b"PK\x03\x04 not a zip".to_vec(), LIMIT).unwrap_err(), FileFaultCode::Damaged);
}

fn collection(more: &str, features: &str) -> Result<Outlines, FileFaultCode> {
    read(format!(r#"{{"type":"FeatureCollection"{more},"features":[{features}]}}"#).into_bytes(), LIMIT)
}

#[test]
fn features_say_what_they_are() {
    let polygon = r#"{"type":"Polygon","coordinates":[[[121,31,4],[121.1,31],[121.1,31.1],[121,31,4]]]}"#;
    let outlines = collection(
        "",
        &format!(
            r#"{{"type":"Feature","properties":{{"name":"五一居委","code":310105008001,"x":null}},"geometry":{polygon}}},
               {{"type":"Feature","properties":null,"geometry":{{"type":"GeometryCollection","geometries":[{polygon},{polygon}]}}}},
               {{"type":"Feature","properties":{{}},"geometry":{{"type":"Point","coordinates":[121,31]}}}},
               {{"type":"Feature","properties":{{}},"geometry":null}}"#
        ),
    )
    .unwrap();
    assert_eq!(outlines.shapes.iter().map(Vec::len).collect::<Vec<_>>(), [1, 2, 0, 0]);
    let said: Vec<_> = outlines.properties[0].iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(said, [("code", "310105008001"), ("name", "五一居委")]);
    assert_eq!(outlines.shapes[0][0][0][0], (121.0, 31.0), "a third number is a height");
}

#[test]
fn texts_that_are_no_collection_are_refused() {
    for text in ["", "not json", "[]", r#"{"type":"Point","coordinates":[121,31]}"#] {
        let fault = read(text.as_bytes().to_vec(), LIMIT).unwrap_err();
        assert!(matches!(fault, FileFaultCode::NotOutlines | FileFaultCode::Empty), "{text}: {fault}");
    }
    let named = |name: &str| format!(r#","crs":{{"type":"name","properties":{{"name":"{name}"}}}}"#);
    assert!(collection(&named("urn:ogc:def:crs:EPSG::4490"), "").is_ok());
    assert!(collection(&named("urn:ogc:def:crs:OGC:1.3:CRS84"), "").is_ok());
    let fault = |name: &str| collection(&named(name), "").unwrap_err();
    assert_eq!(fault("urn:ogc:def:crs:EPSG::4549"), FileFaultCode::OtherSystem);
    assert_eq!(read(vec![b' '; 2 << 20], LIMIT).unwrap_err(), FileFaultCode::TooLarge);
}

#[test]
fn positions_are_counted() {
    let ring = vec!["[121,31]"; MOST_POSITIONS / 4 + 1].join(",");
    let feature = format!(
        r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
    );
    let four = vec![feature; 4].join(",");
    let text = format!(r#"{{"type":"FeatureCollection","features":[{four}]}}"#);
    assert_eq!(read(text.into_bytes(), 64 << 20).unwrap_err(), FileFaultCode::TooManyPositions);
}
