//! Workbooks: every kind of bad row by its place, headings over two rows, days as numbers.

use backend::entities::{hazard, site};
use domain::{
    calendar::{local_date, to_millis},
    geo::{Datum, Point, to_wgs84},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::io::{Cursor, Read, Write};

use super::{ImportOptions, PLAIN, SKIPPING, What, faults, import_bytes};
use crate::support::{
    workbook::{Cell, workbook},
    world::{COMMITTEE, HERE, World, date, noon},
};

/// A position that lies in a committee when it is read as GCJ-02 and in none as WGS-84.
async fn shifted(world: &World) -> (f64, f64) {
    let reference = world.state.reference().await.unwrap();
    let city = "31".parse().unwrap();
    let steps = (-60..60).flat_map(|x| (-60..60).map(move |y| (f64::from(x), f64::from(y))));
    steps
        .map(|(x, y)| (HERE.0 + x * 0.001, HERE.1 + y * 0.001))
        .find(|(lon, lat)| {
            let inside = |datum| {
                to_wgs84(datum, *lon, *lat).is_ok_and(|point| reference.areas.at(&city, point).is_some())
            };
            !inside(Datum::Wgs84) && inside(Datum::Gcj02)
        })
        .unwrap()
}

const HEADINGS: [&str; 12] =
    ["名称", "地址", "类型", "居委会", "位置", "", "楼栋", "室号", "联系人", "联系电话", "面积", "座位数"];

/// A good shop with some cells changed, by column from 0.
fn row(n: usize, changes: &[(usize, Cell)]) -> Vec<Cell> {
    let mut cells = vec![Cell::Blank; HEADINGS.len()];
    cells[0] = Cell::Text(format!("店{n}"));
    cells[1] = Cell::Text(format!("测试路{n}号"));
    cells[2] = "九小场所".into();
    cells[3] = COMMITTEE.into();
    for (column, cell) in changes {
        cells[*column] = cell.clone();
    }
    cells
}

db_test!(every_kind_of_bad_row_is_named_with_its_place, |db| async {
    let world = World::new(&db).await;
    let (lon, lat) = shifted(&world).await;
    let long = "长".repeat(300);
    let text = |text: &str| Cell::from(text);
    let no_area = |lon: f64, lat: f64| vec![(3, Cell::Blank), (4, lon.into()), (5, lat.into())];
    // line 1 is a title, 2 and 3 are headings; each row says what is expected of it: column and code
    let rows: Vec<(Vec<(usize, Cell)>, Option<(usize, &str)>)> = vec![
        (vec![(4, HERE.0.into()), (5, HERE.1.into()), (9, 13_800_000_001.0.into())], None),
        (vec![(0, Cell::Blank)], Some((1, "required"))),
        (vec![(0, text("　 "))], Some((1, "required"))),
        (vec![(0, text(&long))], Some((1, "too_long"))),
        (vec![(1, Cell::Blank)], Some((2, "required"))),
        (vec![(2, text("飞船"))], Some((3, "not_allowed"))),
        (vec![(2, Cell::Blank)], Some((3, "required"))),
        (vec![(3, text("没有的居委"))], Some((4, "not_found"))),
        (vec![(3, text("310105"))], Some((4, "not_allowed"))),
        (vec![(3, text("310105008999"))], Some((4, "not_found"))),
        // a code as a number
        (vec![(3, 310_105_008_001.0.into())], None),
        (vec![(4, HERE.1.into()), (5, HERE.0.into())], Some((5, "swapped_coordinates"))),
        (vec![(4, 2.35.into()), (5, 48.85.into())], Some((5, "outside_china"))),
        (vec![(4, HERE.0.into())], Some((6, "required"))),
        (vec![(4, text("东经")), (5, HERE.1.into())], Some((5, "not_a_number"))),
        (vec![(3, Cell::Blank)], Some((4, "required"))),
        (no_area(121.9, 31.9), Some((5, "outside_area"))),
        (no_area(lon, lat), Some((5, "wrong_datum"))),
        (vec![(9, 12_345.0.into())], Some((10, "not_a_phone"))),
        (vec![(10, text("很大"))], Some((11, "not_a_number"))),
        (vec![(11, (-3.0).into())], Some((12, "out_of_range"))),
        (vec![(0, Cell::Formula("#REF!"))], Some((1, "error_cell"))),
        (vec![(11, Cell::Formula("#DIV/0!"))], Some((12, "error_cell"))),
        (vec![(7, Cell::Date(44_987.0))], Some((8, "became_date"))),
        // merged with the column behind it, see below
        (vec![(2, Cell::Blank)], Some((3, "merged_cell"))),
        (vec![(0, text("店4")), (1, text("测试路4号"))], Some((1, "duplicate"))),
        (vec![(0, text("老王面馆")), (1, text("仙霞路700弄2号"))], Some((1, "duplicate"))),
        (vec![(0, Cell::Formula("公式店"))], None),
        (
            vec![(0, text("尾空格店  ")), (9, text("１３８００００００００２")), (11, text("４０ "))],
            Some((10, "not_a_phone")),
        ),
        (vec![(0, text(" 全角店　")), (9, text("１３８００００００２２")), (11, text("４０ "))], None),
        (vec![(1, text("测试路500弄")), (6, 12.0.into()), (7, 302.0.into())], None),
        (vec![(8, text(&long))], Some((9, "too_long"))),
        (vec![(4, HERE.0.into()), (5, text("31.2.1"))], Some((6, "not_a_number"))),
        (vec![(11, 1e9.into())], Some((12, "out_of_range"))),
        (vec![(10, 2e6.into())], Some((11, "out_of_range"))),
        (vec![(9, text("同上"))], Some((10, "not_a_phone"))),
        (vec![(4, 1e7.into()), (5, HERE.1.into())], Some((5, "out_of_range"))),
        // merged with the row below, which has the committee of this one
        (vec![], None),
        (vec![(3, Cell::Blank)], None),
    ];
    let mut sheet = vec![vec!["对象登记表".into()], HEADINGS.map(Cell::from).to_vec()];
    let mut second = vec![Cell::Blank; HEADINGS.len()];
    (second[4], second[5]) = ("经度".into(), "纬度".into());
    sheet.push(second);
    let mut expected = Vec::new();
    let line_of = |at: usize| u64::try_from(at + 4).unwrap();
    for (at, (changes, fault)) in rows.iter().enumerate() {
        sheet.push(row(at + 4, changes));
        expected.extend(fault.map(|(column, code)| (line_of(at), column, code)));
    }
    let place = |at: usize| u32::try_from(at + 3).unwrap();
    let across = rows.iter().position(|(_, fault)| *fault == Some((3, "merged_cell"))).unwrap();
    let down = rows.len() - 2;
    let merged = [
        ((0, 0), (0, 11)),
        ((1, 4), (1, 5)),
        ((place(across), 1), (place(across), 2)),
        ((place(down), 3), (place(down + 1), 3)),
    ];
    let bytes = workbook(&sheet, &merged);
    let report = import_bytes(&world, What::Sites, bytes.clone(), PLAIN).await.unwrap();
    assert_eq!(report.encoding, Some("Excel"));
    assert_eq!(faults(&report), expected);
    assert!(expected.len() >= 30, "{}", expected.len());
    assert_eq!((report.rows, report.imported), (rows.len() as u64, 0));
    let wrong = report.bad.iter().find(|fault| fault.code.code() == "wrong_datum").unwrap();
    assert_eq!(wrong.expects, "gcj02");

    let report = import_bytes(&world, What::Sites, bytes, SKIPPING).await.unwrap();
    assert_eq!(report.imported, (rows.len() - expected.len()) as u64);
    let named = async |name: &str| {
        site::Entity::find().filter(site::Column::Name.eq(name)).one(db.read()).await.unwrap().unwrap()
    };
    let good = named("店4").await;
    assert_eq!(good.contact_phone.as_deref(), Some("13800000001"), "no point and no power of ten");
    assert_eq!(good.lon, Some(HERE.0));
    assert_eq!(named("全角店").await.facts["seats"], 40);
    assert!(
        site::Entity::find().filter(site::Column::Name.eq("公式店")).one(db.read()).await.unwrap().is_some()
    );
    let door = site::Entity::find().filter(site::Column::Address.eq("测试路500弄12-302"));
    let door = door.one(db.read()).await.unwrap().unwrap();
    assert_eq!(door.address_key.as_deref(), Some("测试路|500-12-302"));
});

/// The same workbook counting its days from 1904.
fn from_1904(bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut content = String::new();
        file.read_to_string(&mut content).unwrap();
        let content = content.replace("<workbookPr", "<workbookPr date1904=\"1\"");
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

fn findings(days: &[Cell]) -> Vec<u8> {
    let mut sheet: Vec<Vec<Cell>> = vec![["发现日期", "类别", "隐患描述", "居委会"].map(Cell::from).to_vec()];
    for (n, day) in days.iter().enumerate() {
        sheet.push(vec![day.clone(), "消防".into(), Cell::Text(format!("楼道堆物{n}")), COMMITTEE.into()]);
    }
    workbook(&sheet, &[])
}

db_test!(days_are_read_as_dates_numbers_and_texts_of_both_epochs, |db| async {
    let world = World::new(&db).await;
    let days = |epoch: f64| {
        [
            Cell::Number(45_047.0 - epoch),
            Cell::Date(45_047.0 - epoch),
            Cell::Date(45_047.395_833_333_336 - epoch),
            Cell::Text("2023年5月1日".into()),
            Cell::Number(20_230_501.0),
        ]
    };
    let of_1900 = findings(&days(0.0));
    let report = import_bytes(&world, What::Hazards, of_1900, PLAIN).await.unwrap();
    assert_eq!(report.imported, 5, "{report:?}");
    let rows = hazard::Entity::find().order_by_asc(hazard::Column::Seq).all(db.read()).await.unwrap();
    assert!(rows.iter().all(|row| local_date(row.found_at) == date("2023-05-01")));
    let half_past_nine = noon("2023-05-01") - chrono::TimeDelta::minutes(150);
    assert_eq!(rows[2].found_at, to_millis(half_past_nine));
    // the same days of the other epoch are the same findings, and so all there already
    let report =
        import_bytes(&world, What::Hazards, from_1904(&findings(&days(1_462.0))), PLAIN).await.unwrap();
    let expected: Vec<_> = (2..=6).map(|line| (line, 3, "duplicate")).collect();
    assert_eq!(faults(&report), expected);

    let bad = [Cell::Number(0.5), Cell::Date(60.0), Cell::Formula("#N/A"), Cell::Text("昨天".into())];
    let report = import_bytes(&world, What::Hazards, findings(&bad), SKIPPING).await.unwrap();
    let expected = [(2, 1, "not_a_time"), (3, 1, "not_a_time"), (4, 1, "error_cell"), (5, 1, "not_a_time")];
    assert_eq!(faults(&report), expected);
});

db_test!(positions_of_a_workbook_land_where_they_belong, |db| async {
    let world = World::new(&db).await;
    let truth: Point<domain::geo::Wgs84> = Point::new(HERE.0, HERE.1).unwrap();
    let (lon, lat) = truth.in_datum(Datum::Bd09);
    let sheet = vec![
        ["名称", "地址", "类型", "经度", "纬度"].map(Cell::from).to_vec(),
        vec!["百度店".into(), "测试路1号".into(), "九小场所".into(), lon.into(), lat.into()],
    ];
    let options = ImportOptions { datum: Datum::Bd09, ..PLAIN };
    let report = import_bytes(&world, What::Sites, workbook(&sheet, &[]), options).await.unwrap();
    assert_eq!(report.imported, 1, "{report:?}");
    let row =
        site::Entity::find().filter(site::Column::Name.eq("百度店")).one(db.read()).await.unwrap().unwrap();
    let point = Point::new(row.lon.unwrap(), row.lat.unwrap()).unwrap();
    assert!(truth.distance(point).0 < 1.0, "{point:?}");
});
