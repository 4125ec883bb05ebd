//! Files as programs write them, made here.

use super::super::{Outlines, read as read_file};
use domain::table::FileFaultCode;
use futures::executor::block_on;
use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, sqlite::SqliteConnectOptions,
};

const LIMIT: u64 = 1 << 20;

const SYSTEM_TABLES: &str = "
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
        organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, '', NULL),
        ('CGCS2000', 4490, 'epsg', 4490, '', NULL), ('metres', 4549, 'EPSG', 4549, '', NULL),
        ('own', 100000, 'NONE', 4326, '', NULL), ('undefined', 0, 'NONE', 0, '', NULL);
    CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        srs_id INTEGER);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL);";

/// A layer of that name whose rows are to be put in.
fn layer(name: &str, kind: &str, srs: i32) -> String {
    format!(
        "INSERT INTO gpkg_contents VALUES ('{name}', 'features', '{name}', {srs});
         INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', '{kind}', {srs}, 0, 0);
         CREATE TABLE \"{name}\" (fid INTEGER PRIMARY KEY, geom {kind}, \"居委 \"\"名\"\"\" TEXT(40), code REAL, photo BLOB);"
    )
}

fn row(name: &str, title: &str, blob: &[u8]) -> String {
    let hex = blob.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    format!("INSERT INTO \"{name}\" VALUES (NULL, x'{hex}', '{title}', 310105008001.0, x'00');")
}

/// Carries out statements in a new database and answers its file.
fn file(statements: &[&str]) -> Vec<u8> {
    block_on(async {
        let options: SqliteConnectOptions = "sqlite::memory:".parse().unwrap();
        let mut database = options.connect().await.unwrap();
        for statement in statements {
            database.execute(sqlx::raw_sql(AssertSqlSafe((*statement).to_owned()))).await.unwrap();
        }
        let bytes = database.serialize(None).await.unwrap().to_vec();
        database.close().await.unwrap();
        bytes
    })
}

fn read(statements: &[&str]) -> Result<Outlines, FileFaultCode> {
    read_file(file(statements), LIMIT)
}

/// The head of a geometry: no envelope, little end first.
fn head(srs: i32) -> Vec<u8> {
    [b"GP\0\x01".as_slice(), &srs.to_le_bytes()].concat()
}

fn number(n: u32) -> [u8; 4] {
    n.to_le_bytes()
}

/// A polygon of rings of squares, as well-known binary; `with` its heights.
fn polygon(squares: &[(f64, f64, f64)], heights: bool) -> Vec<u8> {
    let mut wkb = vec![1];
    wkb.extend(number(if heights { 1003 } else { 3 }));
    wkb.extend(number(squares.len() as u32));
    for (lon, lat, side) in squares {
        wkb.extend(number(5));
        for (e, n) in [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)] {
            wkb.extend((lon + e * side).to_le_bytes());
            wkb.extend((lat + n * side).to_le_bytes());
            if heights {
                wkb.extend(4.0_f64.to_le_bytes());
            }
        }
    }
    wkb
}

fn several(kind: u32, parts: &[Vec<u8>]) -> Vec<u8> {
    let mut wkb = vec![1];
    wkb.extend(number(kind));
    wkb.extend(number(parts.len() as u32));
    wkb.extend(parts.concat());
    wkb
}

fn with_head(srs: i32, wkb: Vec<u8>) -> Vec<u8> {
    let mut blob = head(srs);
    blob.extend(wkb);
    blob
}

#[test]
fn a_layer_of_surfaces_is_read_with_what_its_rows_say() {
    let holed = polygon(&[(121.0, 31.0, 0.01), (121.002, 31.002, 0.002)], true);
    let two = several(6, &[polygon(&[(121.1, 31.0, 0.01)], false), polygon(&[(121.2, 31.0, 0.01)], false)]);
    // points without a point stand for whatever is no surface
    let mixed = several(7, &[several(4, &[]), polygon(&[(121.3, 31.0, 0.01)], false)]);
    for srs in [4326, 4490, 0] {
        let read = read(&[
            SYSTEM_TABLES,
            &layer("居委", "GEOMETRY", srs),
            &row("居委", "五一居委", &with_head(srs, holed.clone())),
            &row("居委", "虹仙居委", &with_head(srs, two.clone())),
            &row("居委", "混合", &with_head(srs, mixed.clone())),
            "INSERT INTO \"居委\" VALUES (NULL, NULL, NULL, 0.5, NULL);",
            // points beside it are another layer, and no matter
            &layer("sites", "POINT", 4549),
        ])
        .unwrap();
        assert_eq!(read.format, "GeoPackage");
        let rings: Vec<Vec<usize>> =
            read.shapes.iter().map(|shape| shape.iter().map(Vec::len).collect()).collect();
        assert_eq!(rings, [vec![2], vec![1, 1], vec![1], vec![]], "{srs}");
        assert_eq!(read.shapes[0][0][0][0], (121.0, 31.0), "a third number is a height");
        assert_eq!(read.shapes[0][0][1].len(), 5);
        let said: Vec<_> = read.properties[0].iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(said, [("code", "310105008001"), ("fid", "1"), ("居委 \"名\"", "五一居委")]);
        assert_eq!(read.properties[3]["code"], "0.5");
    }
}

#[test]
fn other_systems_and_other_files_are_refused() {
    let square = polygon(&[(121.0, 31.0, 0.01)], false);
    let of = |srs, own| {
        read(&[SYSTEM_TABLES, &layer("a", "POLYGON", srs), &row("a", "x", &with_head(own, square.clone()))])
    };
    assert!(of(4326, 4326).is_ok());
    // metres; a number that is somebody's own; one that the file does not explain; one that a geometry contradicts
    for (srs, own) in [(4549, 4549), (100_000, 100_000), (9999, 9999), (4326, 4549)] {
        assert_eq!(of(srs, own).unwrap_err(), FileFaultCode::OtherSystem, "{srs} {own}");
    }
    let none = read(&["CREATE TABLE a (b TEXT);"]).unwrap_err();
    assert_eq!(none, FileFaultCode::NotOutlines, "a database of something else");
    let no_layer = read(&[SYSTEM_TABLES, &layer("a", "LINESTRING", 4326)]).unwrap_err();
    assert_eq!(no_layer, FileFaultCode::NotOutlines);
    let two = read(&[SYSTEM_TABLES, &layer("a", "POLYGON", 4326), &layer("b", "MULTIPOLYGON", 4326)]);
    assert_eq!(two.unwrap_err(), FileFaultCode::NotOutlines);
}

#[test]
fn what_a_file_computes_is_not_carried_out() {
    let endless = "DROP TABLE gpkg_contents; CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL \
         SELECT i FROM n) SELECT i AS table_name, i AS data_type FROM n;";
    assert_eq!(read(&[SYSTEM_TABLES, endless]).unwrap_err(), FileFaultCode::NotOutlines);
    let large = "ALTER TABLE a ADD COLUMN large TEXT AS (hex(zeroblob(500000000)));";
    let square = with_head(4326, polygon(&[(121.0, 31.0, 0.01)], false));
    let computed = read(&[SYSTEM_TABLES, &layer("a", "POLYGON", 4326), &row("a", "x", &square), large]);
    assert_eq!(computed.unwrap_err(), FileFaultCode::NotOutlines);
}

#[test]
fn broken_files_are_told() {
    let of = |blob: &[u8]| read(&[SYSTEM_TABLES, &layer("a", "POLYGON", 4326), &row("a", "x", blob)]);
    let square = with_head(4326, polygon(&[(121.0, 31.0, 0.01)], false));
    let mut deep = head(4326);
    for _ in 0..50_000 {
        deep.push(1);
        deep.extend(number(7));
        deep.extend(number(1));
    }
    let mut many = head(4326);
    many.push(1);
    many.extend([number(6), number(u32::MAX)].concat());
    for (what, blob) in [
        ("cut off", &square[..square.len() - 3]),
        ("no head", b"XX not a geometry".as_slice()),
        ("nothing", b""),
        ("a collection in a collection in a collection", &deep),
        ("four billion polygons", &many),
    ] {
        assert_eq!(of(blob).unwrap_err(), FileFaultCode::Damaged, "{what}");
    }
    let whole = file(&[SYSTEM_TABLES, &layer("a", "POLYGON", 4326), &row("a", "x", &square)]);
    // a program that still has it open
    let mut open = whole.clone();
    (open[18], open[19]) = (2, 2);
    assert_eq!(read_file(open, LIMIT).unwrap().shapes.len(), 1);
    for end in [16, 100, 4096, whole.len() / 2] {
        let cut = read_file(whole[..end].to_vec(), LIMIT);
        assert!(cut.is_err(), "{end} of {}: {cut:?}", whole.len());
    }
    assert_eq!(read_file(whole, 10).unwrap_err(), FileFaultCode::TooLarge);
}
