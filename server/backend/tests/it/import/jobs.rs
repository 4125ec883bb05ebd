//! Imports in steps: what is proposed, what is decided, what is filled, and who may see it.

use backend::{
    ctx::Ctx,
    db::Db,
    entities::{audit_entry, import_job, site},
    sites::keys,
    transfer::jobs::{
        self, query,
        service::{self, Decide, Upload},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    fault::Code,
    geo::Datum,
    ids::ImportId,
    import::{Decision, ImportField, ImportJob, ImportKind, ImportResult, ImportSetup, ImportState, Twin},
    sites::{Likeness, SiteKind},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::support::{
    workbook::{Cell, workbook},
    world::{COMMITTEE, FAR_COMMITTEE, World, noon, refused},
};

const SETUP: ImportSetup =
    ImportSetup { datum: Some(Datum::Wgs84), kind: None, sheet: None, columns: None, skip_bad: false };

fn now() -> DateTime<Utc> {
    noon("2023-07-01")
}

fn office(world: &World) -> Ctx {
    world.ctx(&world.office, now())
}

async fn begin(ctx: &Ctx, bytes: Vec<u8>, setup: ImportSetup) -> ImportId {
    let id = ImportId(Uuid::now_v7());
    let what = ImportKind::Sites;
    let upload = Upload { id, what, file_name: "台账.xlsx".into(), bytes: bytes.into(), setup };
    service::begin(ctx, upload).await.unwrap()
}

async fn job(ctx: &Ctx, id: ImportId) -> ImportJob {
    *query::page(ctx, Some(id), 1).await.unwrap().job.unwrap()
}

fn table(rows: &[&str]) -> Vec<u8> {
    let mut text = "名称,地址,类型,居委会,联系人,联系电话,座位数,经度,纬度\n".to_owned();
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    text.into_bytes()
}

async fn count(db: &Db) -> u64 {
    site::Entity::find().count(db.read()).await.unwrap()
}

async fn stored(db: &Db, id: Uuid) -> site::Model {
    site::Entity::find_by_id(id).one(db.read()).await.unwrap().unwrap()
}

db_test!(what_is_known_is_proposed_decided_and_filled, |db| async {
    let world = World::new(&db).await;
    let ctx = office(&world);
    let before = count(&db).await;
    let shop = stored(&db, world.shop.0).await;
    let rows = [
        // the shop written in another way: the same; its contact stays, its seats are new
        &*format!("老王面馆,上海市长宁区仙霞路７００弄２号,九小场所,{COMMITTEE},别人,13900000000,40,,"),
        // like the shop, by a longer name
        &*format!("上海老王面馆虹桥店,仙霞路700弄2号,九小场所,{COMMITTEE},,,,,"),
        // new, and once more in the file, with a phone
        &*format!("新店,测试路9号,九小场所,{COMMITTEE},,,,,"),
        &*format!("新店,测试路9号,九小场所,{COMMITTEE},张三,13800000009,,,"),
        &*format!("另一家,测试路10号,九小场所,{COMMITTEE},,,,,"),
    ];
    let id = begin(&ctx, table(&rows), SETUP).await;
    let read = job(&ctx, id).await;
    assert_eq!((read.line.state, read.preview.rows, read.preview.bad_rows), (ImportState::Uploaded, 5, 0));
    let proposed: Vec<_> =
        read.preview.proposals.iter().map(|p| (p.line, p.likeness, p.twin.clone())).collect();
    let expected = [
        (2, Likeness::Same, Twin::Site(world.shop)),
        (3, Likeness::Likely, Twin::Site(world.shop)),
        (5, Likeness::Same, Twin::Line(4)),
    ];
    assert_eq!(proposed, expected);
    assert_eq!((read.counts.same, read.counts.likely, read.counts.open), (2, 1, 1));
    assert_eq!(read.preview.first[0].cells.len(), read.fields.len());
    assert_eq!(read.preview.first[0].cells[2], "九小场所");
    // not before the columns are confirmed, and not while something is open
    assert_eq!(refused(service::carry_out(&ctx, id).await), Code::Stale);
    service::read_as(&ctx, id, SETUP, true).await.unwrap();
    assert_eq!(refused(service::carry_out(&ctx, id).await), Code::Invalid);
    assert_eq!(count(&db).await, before);

    let rows = BTreeMap::from([(3, Some(Decision::New)), (999, Some(Decision::Skip))]);
    service::decide(&ctx, id, Decide { rows, ..Decide::default() }).await.unwrap();
    let decided = job(&ctx, id).await;
    assert_eq!((decided.counts.open, decided.decisions.rows.len()), (0, 1));
    let result = service::carry_out(&ctx, id).await.unwrap();
    let expected = ImportResult { added: 3, filled: 2, unchanged: 0, skipped: 0, bad_rows: 0 };
    assert_eq!(result, expected);
    assert_eq!(count(&db).await, before + 3);
    // what stood there stays, what was empty is filled
    let filled = stored(&db, world.shop.0).await;
    assert_eq!(filled.facts["seats"], 40);
    assert_eq!((&filled.name, &filled.address), (&shop.name, &shop.address));
    assert_eq!((&filled.contact_name, &filled.contact_phone), (&shop.contact_name, &shop.contact_phone));
    assert_eq!((filled.lon, filled.version), (shop.lon, shop.version + 1));
    assert!(filled.change_seq > shop.change_seq, "tablets are told");
    let new = site::Entity::find().filter(site::Column::Name.eq("新店")).all(db.read()).await.unwrap();
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].contact_phone.as_deref(), Some("13800000009"));
    let lines = audit_entry::Entity::find().all(db.read()).await.unwrap();
    let fills: Vec<_> = lines.iter().filter(|line| line.action == "site.fill").collect();
    assert_eq!(fills.len(), 1);
    assert_eq!(fills[0].detail["fields"], serde_json::json!(["facts"]));
    let said: Vec<_> = fills[0].detail.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(said, ["fields", "import"], "the log has no values");
    assert_eq!(lines.iter().filter(|line| line.action == "import.sites").count(), 1);
    // sent again it answers the same and does nothing
    assert_eq!(service::carry_out(&ctx, id).await.unwrap(), expected);
    assert_eq!(count(&db).await, before + 3);
    let done = job(&ctx, id).await;
    assert_eq!((done.line.state, done.result), (ImportState::Done, Some(expected)));
    assert!(done.preview.proposals.is_empty() && done.preview.first.is_empty());
    let row = import_job::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
    assert!(row.file_gone);
});

db_test!(every_fault_is_kept_and_shown_by_the_page, |db| async {
    const BAD: u64 = 250;
    let world = World::new(&db).await;
    let ctx = office(&world);
    let rows: Vec<String> = (0..BAD)
        .map(|n| format!("店{n},测试路{n}号,飞船,{COMMITTEE},,,,,"))
        .chain([format!("新店,测试路9号,九小场所,{COMMITTEE},,,,,")])
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let id = begin(&ctx, table(&rows), SETUP).await;
    let lines = async |page: u64| {
        let job = query::page(&ctx, Some(id), page).await.unwrap().job.unwrap();
        let lines: Vec<u64> = job.preview.shown.iter().map(|fault| fault.line).collect();
        (job.fault_pages.page, job.fault_pages.of, lines)
    };
    assert_eq!(lines(1).await, (1, 3, (2..102).collect()));
    assert_eq!(lines(3).await, (3, 3, (202..252).collect()));
    assert_eq!(lines(9).await, lines(3).await, "there is no page behind the last one");
    let read = job(&ctx, id).await;
    assert_eq!((read.preview.faults, read.kept_faults, read.preview.bad_rows), (BAD, BAD, BAD));
    let (what, all) = query::faults(&ctx, id).await.unwrap();
    assert_eq!((what, all.len() as u64), (ImportKind::Sites, BAD));
    assert!(all.iter().all(|fault| fault.code.code() == "not_allowed" && fault.value == "飞船"));
    let other = world.ctx(&world.stranger, now());
    assert_eq!(refused(query::faults(&other, id).await), Code::NotFound);
    let setup = ImportSetup { skip_bad: true, ..SETUP };
    service::read_as(&ctx, id, setup, true).await.unwrap();
    service::carry_out(&ctx, id).await.unwrap();
    assert!(query::faults(&ctx, id).await.unwrap().1.is_empty(), "values of the file go with it");
});

db_test!(homes_with_rooms_of_their_own_column_are_told_apart, |db| async {
    let world = World::new(&db).await;
    let ctx = office(&world);
    let headings = ["户主姓名", "地址", "楼栋", "室号", "居委会"].map(Cell::from).to_vec();
    let home = |name: &str, building: f64, room: f64| {
        vec![name.into(), "测试路500弄".into(), building.into(), room.into(), Cell::from(COMMITTEE)]
    };
    let mut flat: Vec<Cell> = vec!["欧阳".into(), "仙霞路700弄43号".into(), Cell::Blank];
    flat.extend([502.0.into(), Cell::from(COMMITTEE)]);
    let sheet = [
        headings,
        home("张三", 12.0, 301.0),
        home("李四", 12.0, 302.0),
        // the same door, whoever lives there
        home("李小四", 12.0, 302.0),
        // the flat that is known already
        flat,
    ];
    let setup = ImportSetup { kind: Some(SiteKind::Household), ..SETUP };
    let id = begin(&ctx, workbook(&sheet, &[]), setup).await;
    let read = job(&ctx, id).await;
    assert_eq!(read.preview.bad_rows, 0, "{:?}", read.preview.shown);
    let proposed: Vec<_> = read.preview.proposals.iter().map(|p| (p.line, p.twin.clone())).collect();
    assert_eq!(proposed, [(4, Twin::Line(3)), (5, Twin::Site(world.flat))]);
    assert_eq!(read.preview.headings[0].field, Some(ImportField::Name));
    assert_eq!(read.preview.headings[3].sample, "301");
});

db_test!(columns_can_be_said_and_bad_rows_left_out, |db| async {
    let world = World::new(&db).await;
    let ctx = office(&world);
    let before = count(&db).await;
    let text = format!(
        "甲,乙,丙,丁\n一店,测试路1号,九小场所,{COMMITTEE}\n二店,测试路2号,飞船,{COMMITTEE}\n远店,别处路3号,九小场所,{FAR_COMMITTEE}\n"
    );
    let id = begin(&ctx, text.into_bytes(), SETUP).await;
    let read = job(&ctx, id).await;
    assert_eq!((read.preview.rows, read.preview.good_rows()), (3, 0));
    assert!(read.preview.shown.iter().all(|fault| fault.code.code() == "missing_column"));
    assert_eq!(read.preview.headings[1].sample, "测试路1号");
    assert_eq!(refused(service::read_as(&ctx, id, SETUP, true).await), Code::Invalid);
    let said = BTreeMap::from([
        (ImportField::Name, 0),
        (ImportField::Address, 1),
        (ImportField::Kind, 2),
        (ImportField::Area, 3),
    ]);
    let setup = ImportSetup { columns: Some(said), ..SETUP };
    // one bad row keeps all out, unless it is left out by word
    assert_eq!(refused(service::read_as(&ctx, id, setup.clone(), true).await), Code::Invalid);
    let read = job(&ctx, id).await;
    let faults: Vec<_> = read.preview.shown.iter().map(|f| (f.line, f.code.code())).collect();
    assert_eq!(faults, [(3, "not_allowed"), (4, "outside_area")]);
    assert_eq!(read.line.state, ImportState::Uploaded);
    service::read_as(&ctx, id, ImportSetup { skip_bad: true, ..setup }, true).await.unwrap();
    let result = service::carry_out(&ctx, id).await.unwrap();
    assert_eq!((result.added, result.bad_rows), (1, 2));
    assert_eq!(count(&db).await, before + 1);
});

db_test!(a_datum_that_fits_much_better_is_said, |db| async {
    let world = World::new(&db).await;
    let ctx = office(&world);
    let reference = world.state.reference().await.unwrap();
    let committee = COMMITTEE.parse().unwrap();
    let outline = reference.areas.get(&committee).unwrap().boundary.as_ref().unwrap();
    // points inside the committee that leave it when they are read as what they are not
    let (lon, lat) = crate::support::world::HERE;
    let rows: Vec<String> = (-40..40)
        .flat_map(|x| (-40..40).map(move |y| (lon + f64::from(x) * 0.0005, lat + f64::from(y) * 0.0005)))
        .filter_map(|(lon, lat)| {
            let point = domain::geo::Point::<domain::geo::Wgs84>::new(lon, lat).ok()?;
            let (lon, lat) = point.in_datum(Datum::Gcj02);
            let as_it_is_not = domain::geo::Point::new(lon, lat).ok()?;
            (outline.contains(point) && !outline.contains(as_it_is_not)).then_some((lon, lat))
        })
        .take(10)
        .enumerate()
        .map(|(n, (lon, lat))| format!("店{n},测试路{n}号,九小场所,{COMMITTEE},,,,{lon},{lat}"))
        .collect();
    assert_eq!(rows.len(), 10);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let id = begin(&ctx, table(&rows), SETUP).await;
    assert_eq!(job(&ctx, id).await.preview.datum_doubt, Some(Datum::Gcj02));
    let right = ImportSetup { datum: Some(Datum::Gcj02), ..SETUP };
    service::read_as(&ctx, id, right, false).await.unwrap();
    assert_eq!(job(&ctx, id).await.preview.datum_doubt, None);
});

db_test!(an_import_is_its_owners_alone_and_goes_after_a_week, |db| async {
    let world = World::new(&db).await;
    let ctx = office(&world);
    let row = format!("一店,测试路1号,九小场所,{COMMITTEE},,,,,");
    let bytes = table(&[&row]);
    for who in [&world.inspector, &world.leader] {
        assert_eq!(refused(query::page(&world.ctx(who, now()), None, 1).await), Code::Forbidden);
    }
    let id = begin(&ctx, bytes.clone(), SETUP).await;
    let other = world.ctx(&world.colleague, now());
    assert_eq!(refused(query::page(&other, Some(id), 1).await), Code::NotFound);
    assert_eq!(refused(service::discard(&other, id).await), Code::NotFound);
    assert_eq!(query::page(&ctx, None, 1).await.unwrap().open.len(), 1);
    assert!(query::page(&other, None, 1).await.unwrap().open.is_empty());
    // the same form again is the same import; another file under its id is refused
    let again = |bytes: Vec<u8>| {
        let (what, file_name) = (ImportKind::Sites, "台账.csv".into());
        Upload { id, what, file_name, bytes: bytes.into(), setup: SETUP }
    };
    assert_eq!(service::begin(&ctx, again(bytes.clone())).await.unwrap(), id);
    let other_kind = Upload { what: ImportKind::Fires, ..again(bytes.clone()) };
    assert_eq!(refused(service::begin(&ctx, other_kind).await), Code::ContentConflict);
    assert_eq!(refused(service::begin(&ctx, again(table(&[]))).await), Code::ContentConflict);
    // what is no table is said at once, and nothing is kept
    let broken = Upload { id: ImportId(Uuid::now_v7()), ..again(b"PK\x03\x04 nothing".to_vec()) };
    assert_eq!(refused(service::begin(&ctx, broken).await), Code::UnreadableTable);
    let key = backend::storage::Key::import(id.0);
    assert!(world.state.storage.exists(&key).await.unwrap());
    assert_eq!(jobs::purge(&world.state, now() + TimeDelta::days(6)).await.unwrap(), 0);
    assert_eq!(jobs::purge(&world.state, now() + TimeDelta::days(8)).await.unwrap(), 1);
    assert!(!world.state.storage.exists(&key).await.unwrap());
    assert_eq!(import_job::Entity::find().count(db.read()).await.unwrap(), 0);

    let id = begin(&ctx, bytes, SETUP).await;
    service::discard(&ctx, id).await.unwrap();
    assert_eq!(refused(query::page(&ctx, Some(id), 1).await), Code::NotFound);
});

db_test!(sites_that_have_no_keys_get_them, |db| async {
    let world = World::new(&db).await;
    let expected = stored(&db, world.flat.0).await;
    assert_eq!(expected.address_key.as_deref(), Some("仙霞路|700-43-502"));
    db.write(|tx| {
        Box::pin(async move {
            use sea_orm::ConnectionTrait;
            tx.execute_unprepared("UPDATE site SET address_key = NULL, name_key = NULL").await.map(drop)
        })
    })
    .await
    .map_err(|error: sea_orm::DbErr| error.to_string())
    .unwrap();
    assert_eq!(keys::ensure(&db).await.unwrap(), count(&db).await);
    assert_eq!(keys::ensure(&db).await.unwrap(), 0);
    assert_eq!(stored(&db, world.flat.0).await, expected);
});

db_test!(a_large_register_comes_in_while_others_work, |db| async {
    let world = World::new(&db).await;
    let ctx = office(&world);
    let rows: Vec<String> =
        (0..5_000).map(|n| format!("店{n},测试路{n}号,九小场所,{COMMITTEE},,,,,")).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let begun = std::time::Instant::now();
    let id = begin(&ctx, table(&rows), SETUP).await;
    service::read_as(&ctx, id, SETUP, true).await.unwrap();
    let own = ctx.clone();
    let import = tokio::spawn(async move { service::carry_out(&own, id).await.unwrap() });
    let mut answered = 0;
    while !import.is_finished() {
        let asked = std::time::Instant::now();
        backend::sites::query::search(&ctx, "老王", None, 10).await.unwrap();
        assert!(asked.elapsed().as_secs() < 5, "a read waited");
        answered += 1;
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(import.await.unwrap().added, 5_000);
    assert!(answered > 0);
    // a quarter of the register that has to come in within half a minute, without an optimised program
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    // all of it again is all the same
    let id = begin(&ctx, table(&rows), SETUP).await;
    assert_eq!(job(&ctx, id).await.counts.same, 5_000);
});
