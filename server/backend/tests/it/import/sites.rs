//! Sites: encodings, headings, every kind of bad row, positions in another datum.

use backend::{
    db::Db,
    entities::{audit_entry, site},
    sites::query,
    transfer::{Progress, import::list, progress::silent},
};
use domain::{
    fault::Code,
    geo::{Datum, Point, Wgs84},
    import::ImportKind,
};
use encoding_rs::GB18030;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::sync::Mutex;

use super::{ImportOptions, NOW, PLAIN, SKIPPING, What, faults, import, import_bytes};
use crate::support::{
    TestDb,
    world::{COMMITTEE, FAR_COMMITTEE, World, noon, refused},
};

const CHINESE: &str = "名称,地址,类型,居委会,联系人,联系电话\n\
    㐂𠮷小吃🔥,仙霞路1号,九小场所,310105008001,张三,13800000001\n\
    \"二行\n店\",仙霞路2号,九小场所,310105008001,,\n";

async fn count(db: &Db) -> u64 {
    site::Entity::find().count(db.read()).await.unwrap()
}

async fn named(db: &Db, name: &str) -> site::Model {
    site::Entity::find().filter(site::Column::Name.eq(name)).one(db.read()).await.unwrap().unwrap()
}

db_test!(any_encoding_and_language_gives_the_same_rows, |db| async {
    let world = World::new(&db).await;
    let before = count(&db).await;
    let mut marked = vec![0xEF, 0xBB, 0xBF];
    marked.extend_from_slice(CHINESE.replace("路", "街").as_bytes());
    let gb = GB18030.encode(&CHINESE.replace("路", "弄")).0.into_owned();
    for (bytes, encoding) in [(CHINESE.as_bytes().to_vec(), "UTF-8"), (marked, "UTF-8"), (gb, "GB18030")] {
        let report = import_bytes(&world, What::Sites, bytes, PLAIN).await.unwrap();
        assert_eq!((report.encoding, report.imported), (Some(encoding), 2), "{report:?}");
    }
    let english = "Site Name,address,site_kind,committee\nShop 24,Xianxia Rd 3,small unit,310105008001\n";
    assert_eq!(import(&world, What::Sites, english, PLAIN).await.imported, 1);
    assert_eq!(count(&db).await, before + 7);
    let rows = site::Entity::find().filter(site::Column::Name.eq("㐂𠮷小吃🔥")).all(db.read()).await.unwrap();
    assert_eq!(rows.len(), 3);
    // what came in can be found
    let ctx = world.ctx(&world.office, noon(NOW));
    assert_eq!(query::search(&ctx, "小吃", None, 10).await.unwrap().len(), 3);
});

db_test!(every_bad_row_is_named_with_its_place, |db| async {
    let world = World::new(&db).await;
    let before = count(&db).await;
    let long = "长".repeat(300);
    let text = format!(
        "名称,地址,类型,居委会,经度,纬度,联系电话,座位数\n\
         好店,路1号,九小场所,{COMMITTEE},,,,\n\
         ,路2号,九小场所,{COMMITTEE},,,,\n\
         三,路3号,飞船,{COMMITTEE},,,,\n\
         四,路4号,九小场所,310105008999,,,,\n\
         五,路5号,九小场所,没有的居委,,,,\n\
         六,路6号,九小场所,{COMMITTEE},31.2,121.4,,\n\
         七,路7号,九小场所,{COMMITTEE},2.35,48.85,,\n\
         八,路8号,九小场所,{COMMITTEE},121.4,,,\n\
         九,路9号,九小场所,{COMMITTEE},,,12345,\n\
         十,路10号,九小场所,{COMMITTEE},,,,很多\n\
         {long},路11号,九小场所,{COMMITTEE},,,,\n\
         好店,路1号,九小场所,{COMMITTEE},,,,\n\
         老王面馆,仙霞路700弄2号,九小场所,{COMMITTEE},,,,\n\
         十四,路14号,九小场所,,,,,\n\
         十五,路15号,九小场所,{COMMITTEE},,,,-3\n\
         十六,路16号,九小场所,{COMMITTEE},,,,1,多\n\
         十\u{7}七,路17号,九小场所,{COMMITTEE},,,,\n\
         十八,路18号,九小场所,{COMMITTEE},,,1.38E+10,\n"
    );
    let expected = vec![
        (3, 1, "required"),
        (4, 3, "not_allowed"),
        (5, 4, "not_found"),
        (6, 4, "not_found"),
        (7, 5, "swapped_coordinates"),
        (8, 5, "outside_china"),
        (9, 6, "required"),
        (10, 7, "not_a_phone"),
        (11, 8, "not_a_number"),
        (12, 1, "too_long"),
        (13, 1, "duplicate"),
        (14, 1, "duplicate"),
        (15, 4, "required"),
        (16, 8, "out_of_range"),
        (17, 9, "too_many_cells"),
        (18, 1, "control_character"),
        // what a spreadsheet makes of a phone
        (19, 7, "not_a_phone"),
    ];
    let report = import(&world, What::Sites, &text, PLAIN).await;
    assert_eq!(faults(&report), expected);
    assert_eq!((report.rows, report.bad_rows, report.imported), (18, 17, 0));
    assert_eq!(report.bad[10].expects, "line 2");
    assert_eq!(count(&db).await, before);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("import.sites"));
    assert_eq!(lines.clone().count(db.read()).await.unwrap(), 0);
    let checked = import(&world, What::Sites, &text, ImportOptions { dry_run: true, ..SKIPPING }).await;
    assert_eq!((checked.imported, count(&db).await), (0, before));
    let report = import(&world, What::Sites, &text, SKIPPING).await;
    assert_eq!((report.bad_rows, report.imported), (17, 1));
    assert_eq!(count(&db).await, before + 1);
    assert_eq!(lines.count(db.read()).await.unwrap(), 1);
    // again: every row is there already
    let again = import(&world, What::Sites, &text, SKIPPING).await;
    assert_eq!((again.bad_rows, again.imported), (18, 0));
});

db_test!(a_file_that_is_no_table_is_refused, |db| async {
    let world = World::new(&db).await;
    let before = count(&db).await;
    let empty = import(&world, What::Sites, "", SKIPPING).await;
    assert_eq!(empty.file.map(|f| f.code()), Some("file_empty"));
    let missing = import(&world, What::Sites, "名称,类型\n店,九小场所\n", SKIPPING).await;
    assert_eq!(faults(&missing), [(1, 0, "missing_column")]);
    let twice = import(&world, What::Sites, "名称,单位名称,地址,类型\n", SKIPPING).await;
    assert_eq!(faults(&twice), [(1, 2, "duplicate_column")]);
    let open = import(
        &world,
        What::Sites,
        &format!("名称,地址,类型,居委会\n\"店,路1号,九小场所,{COMMITTEE}\n店,路2号,九小场所,{COMMITTEE}\n"),
        PLAIN,
    )
    .await;
    assert_eq!(faults(&open), [(2, 0, "unclosed_quote")]);
    assert_eq!(count(&db).await, before);
    // only office and administrators may import, and only inside the own area
    let ctx = world.ctx(&world.leader, noon(NOW));
    let answer = list(&ctx, ImportKind::Sites, CHINESE.into(), PLAIN, &silent).await;
    assert_eq!(refused(answer), Code::Forbidden);
    let far = format!("名称,地址,类型,居委会\n店,路1号,九小场所,{FAR_COMMITTEE}\n");
    assert_eq!(import(&world, What::Sites, &far, PLAIN).await.imported, 1);
});

db_test!(positions_of_another_datum_land_where_they_belong, |db| async {
    let world = World::new(&db).await;
    let truth: Point<Wgs84> = Point::new(121.389, 31.2095).unwrap();
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        let (lon, lat) = truth.in_datum(datum);
        let name = format!("店{datum}");
        let text = format!("name,address,kind,area,lon,lat\n{name},路,shop,{COMMITTEE},{lon},{lat}\n");
        let options = ImportOptions { datum, ..PLAIN };
        assert_eq!(import(&world, What::Sites, &text, options).await.imported, 1);
        let row = named(&db, &name).await;
        let point = Point::new(row.lon.unwrap(), row.lat.unwrap()).unwrap();
        assert!(truth.distance(point).0 < 1.0, "{datum}: {point:?}");
        assert_eq!((row.raw_lon, row.raw_datum.as_deref()), (Some(lon), Some(datum.as_str())));
    }
});

db_test!(five_thousand_rows_in_one_go, |db| async {
    let world = World::new(&db).await;
    let before = count(&db).await;
    let mut text = "名称,地址,类型,居委会\n".to_owned();
    for n in 0..5_000 {
        text.push_str(&format!("店{n},路{n}号,九小场所,{COMMITTEE}\n"));
    }
    assert_eq!(import(&world, What::Sites, &text, PLAIN).await.imported, 5_000);
    assert_eq!(count(&db).await, before + 5_000);
});

/// What a city hands over at once; SQLite has one writer, who must get through it in one transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_thousand_rows_in_one_go_with_progress() {
    const ROWS: u64 = 100_000;
    TestDb::sqlite()
        .await
        .tell(async |db: Db| {
            let world = World::new(&db).await;
            let before = count(&db).await;
            let mut text = "名称,地址,类型,居委会\n".to_owned();
            for n in 0..ROWS {
                text.push_str(&format!("店{n},路{n}号,九小场所,{COMMITTEE}\n"));
            }
            let told: Mutex<Vec<Progress>> = Mutex::default();
            let tell = |progress: Progress| told.lock().unwrap().push(progress);
            let ctx = world.ctx(&world.admin, noon(NOW));
            let report = list(&ctx, ImportKind::Sites, text.into_bytes(), PLAIN, &tell).await.unwrap();
            assert_eq!((report.rows, report.imported, report.faults), (ROWS, ROWS, 0));
            assert_eq!(count(&db).await, before + ROWS);
            // whoever watches sees both stages move on, never back, and come to their end
            let told = told.into_inner().unwrap();
            for stage in ["check", "write"] {
                let steps: Vec<Progress> = told.iter().copied().filter(|p| p.stage == stage).collect();
                assert!(steps.len() > 2, "{stage} was told {} times", steps.len());
                assert!(steps.is_sorted_by_key(|p| p.done), "{stage} went back");
                assert!(steps.last().is_some_and(|p| p.done == p.total), "{stage} did not end");
            }
        })
        .await;
}
