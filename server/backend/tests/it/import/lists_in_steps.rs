//! Imports in steps of what is no site: each list with its bad rows by place, all or nothing, and by whom.

use backend::{
    audit::verify::verify,
    ctx::Ctx,
    db::Db,
    entities::{audit_entry, device, fire, gas_user, hotline_order, import_job, penalty, stove, year_target},
    targets,
    transfer::jobs::{
        query,
        service::{self, Decide, Upload},
    },
};
use domain::{
    actor::Actor,
    fault::Code,
    geo::Datum,
    ids::ImportId,
    import::{ImportJob, ImportKind, ImportResult, ImportSetup, ImportState},
};
use futures::TryStreamExt;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::NOW;
use crate::support::{
    workbook::{Cell, workbook},
    world::{COMMITTEE, FAR_COMMITTEE, World, noon, refused},
};

const SETUP: ImportSetup =
    ImportSetup { datum: None, kind: None, sheet: None, columns: None, skip_bad: false };

/// A table with one good row, and what is wrong with the others: line, position of the column and code.
struct Case {
    what: ImportKind,
    table: String,
    faults: Vec<(u64, usize, &'static str)>,
    /// A column from 0 of [`ImportJob::fields`] and what stands there of the good row.
    understood: (usize, &'static str),
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            what: ImportKind::Penalties,
            table: format!(
                "处罚日期,处罚机关,类别,当事人,案由,罚款,居委会\n\
                 2023-06-01,消防救援支队,消防,某公司,占用通道,\"1,234.50\",{COMMITTEE}\n\
                 2023-06-01,消防救援支队,消防,某公司,占用通道,1234.5,{COMMITTEE}\n\
                 2023-06-02,消防救援支队,消防,某公司,占用通道,很多,{FAR_COMMITTEE}\n"
            ),
            faults: vec![(3, 4, "duplicate"), (4, 6, "not_a_number"), (4, 7, "outside_area")],
            understood: (6, "1234.50"),
        },
        Case {
            what: ImportKind::Orders,
            table: "工单编号,工单类型,收单时间,诉求内容,场所\n\
                甲1,投诉,2023-06-01 12:00,电瓶车充电,老王面馆\n\
                甲1,投诉,2023-06-02 12:00,重号,老王面馆\n\
                甲3,投诉,昨天,不是时间,老王面馆\n"
                .into(),
            faults: vec![(3, 1, "duplicate"), (4, 3, "not_a_time")],
            // the deadline by the table of rules
            understood: (5, "2023-06-08"),
        },
        Case {
            what: ImportKind::Fires,
            table: format!(
                "起火时间,起火地点,起火原因,居委会,经度,纬度\n\
                 2023-06-01 08:30,某弄口,电瓶车,{COMMITTEE},121.389,31.2095\n\
                 2023-06-01 09:30,某弄口,雷击,{COMMITTEE},31.2095,121.389\n"
            ),
            faults: vec![(3, 3, "not_allowed"), (3, 5, "swapped_coordinates")],
            understood: (2, "电动自行车"),
        },
        Case {
            what: ImportKind::Stoves,
            table: "场所,器具,燃料,供应气源,熄火保护,购买日期,型号,排摸日期\n\
                老王面馆,灶具,天然气,天然气,否,2018-05-01,JZ-1,2023-05-04\n\
                没有的店,灶具,天然气,天然气,否,2018-05-01,JZ-1,2023-05-04\n\
                远方小店,灶具,天然气,天然气,否,2018-05-01,JZ-1,2023-05-04\n"
                .into(),
            // what is outside the own area is not there
            faults: vec![(3, 1, "not_found"), (4, 1, "not_found")],
            understood: (5, "否"),
        },
        Case {
            what: ImportKind::Detectors,
            table: "场所,设备,列入日期\n\
                老王面馆,燃气报警器,2023-03-01\n\
                老王面馆,燃气报警器,2023-03-02\n\
                老王面馆,烟感,2099-03-02\n"
                .into(),
            faults: vec![(3, 1, "duplicate"), (4, 3, "out_of_range")],
            understood: (1, "仙霞路700弄2号"),
        },
        Case {
            what: ImportKind::GasUsers,
            table: "场所,行业,座位数,燃料,排摸日期,气瓶编号,上次检验,供应站\n\
                老王面馆,餐饮,40,液化气,2023-05-04,QP0001、QP0002,2021-05-01,申沪液化气供应站\n\
                老王面馆,,,,2023-05-04,QP0003,2021-05-01,申沪液化气供应站\n"
                .into(),
            faults: vec![(3, 1, "duplicate")],
            understood: (2, "小餐饮"),
        },
        Case {
            what: ImportKind::YearTargets,
            table: format!(
                "年度,区域代码,区域,目标,统计口径,单位,目标数\n\
                 2023,310105008,,灶具更换,stoves_replaced,台,120\n\
                 2023,310105008,,灶具更换,更换非安全型灶具,台,90\n\
                 1023,,没有的居委,排查,排查次数,次,0\n\
                 2023,{FAR_COMMITTEE},,排查,走访次数,,100\n\
                 2023,,,排查,排查次数,次,100\n"
            ),
            faults: vec![
                (3, 4, "duplicate"),
                (4, 1, "out_of_range"),
                (4, 7, "out_of_range"),
                (4, 3, "not_found"),
                (5, 5, "not_allowed"),
                (5, 6, "required"),
                (5, 2, "outside_area"),
                (6, 2, "required"),
            ],
            understood: (4, "更换非安全型灶具"),
        },
    ]
}

fn setup(what: ImportKind) -> ImportSetup {
    ImportSetup { datum: what.has_positions().then_some(Datum::Wgs84), ..SETUP }
}

async fn count(db: &Db, what: ImportKind) -> u64 {
    let read = db.read();
    match what {
        ImportKind::Sites => unreachable!("sites have tests of their own"),
        ImportKind::Stoves => stove::Entity::find().count(read).await,
        ImportKind::Detectors => device::Entity::find().count(read).await,
        ImportKind::GasUsers => gas_user::Entity::find().count(read).await,
        ImportKind::Penalties => penalty::Entity::find().count(read).await,
        ImportKind::Orders => hotline_order::Entity::find().count(read).await,
        ImportKind::Fires => fire::Entity::find().count(read).await,
        ImportKind::YearTargets => year_target::Entity::find().count(read).await,
    }
    .unwrap()
}

fn upload(what: ImportKind, bytes: Vec<u8>) -> Upload {
    let id = ImportId(Uuid::now_v7());
    Upload { id, what, file_name: "表.csv".into(), bytes: bytes.into(), setup: setup(what) }
}

async fn begin(ctx: &Ctx, what: ImportKind, table: &str) -> ImportId {
    service::begin(ctx, upload(what, table.as_bytes().to_vec())).await.unwrap()
}

async fn job(ctx: &Ctx, id: ImportId) -> ImportJob {
    *query::page(ctx, Some(id), 1).await.unwrap().job.unwrap()
}

db_test!(every_list_comes_in_by_steps_or_not_at_all, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    for case in cases() {
        let what = case.what;
        let id = begin(&ctx, what, &case.table).await;
        let read = job(&ctx, id).await;
        assert_eq!((read.line.what, read.line.state), (what, ImportState::Uploaded));
        let place = |f: &domain::table::RowFault| {
            (f.line, f.column.as_ref().map_or(0, |column| column.number), f.code.code())
        };
        let faults: Vec<_> = read.preview.shown.iter().map(place).collect();
        assert_eq!(faults, case.faults, "{what}");
        assert_eq!(read.preview.good_rows(), 1, "{what}");
        let [first] = &read.preview.first[..] else { panic!("{what}: {:?}", read.preview.first) };
        assert_eq!(first.line, 2);
        assert_eq!(first.cells.len(), read.fields.len(), "{what}");
        assert_eq!(first.cells[case.understood.0], case.understood.1, "{what}: {:?}", first.cells);

        // one bad row keeps all out, unless it is left out by word
        assert_eq!(refused(service::read_as(&ctx, id, setup(what), true).await), Code::Invalid);
        assert_eq!(refused(service::carry_out(&ctx, id).await), Code::Stale);
        assert_eq!(count(&db, what).await, 0, "{what}");
        let skipping = ImportSetup { skip_bad: true, ..setup(what) };
        service::read_as(&ctx, id, skipping.clone(), true).await.unwrap();
        // the same table once more, before the first one is in
        let again = begin(&ctx, what, &case.table).await;
        service::read_as(&ctx, again, skipping, true).await.unwrap();

        let result = service::decide_and_carry_out(&ctx, id, Decide::default()).await.unwrap();
        let bad_rows = read.preview.bad_rows;
        let expected = ImportResult { added: 1, bad_rows, ..ImportResult::default() };
        assert_eq!(result, expected, "{what}");
        assert_eq!(count(&db, what).await, 1, "{what}");
        // sent again it answers the same and does nothing
        assert_eq!(service::carry_out(&ctx, id).await.unwrap(), expected);
        // all of the other one is there by now
        assert_eq!(refused(service::carry_out(&ctx, again).await), Code::Invalid);
        assert_eq!(count(&db, what).await, 1, "{what}");

        let done = job(&ctx, id).await;
        assert_eq!((done.line.state, done.result), (ImportState::Done, Some(expected)));
        assert!(done.preview.first.is_empty() && done.preview.shown.is_empty());
        let row = import_job::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
        assert!(row.file_gone);
        let lines = audit_entry::Entity::find()
            .filter(audit_entry::Column::Action.eq(format!("import.{what}")))
            .all(db.read())
            .await
            .unwrap();
        assert_eq!(lines.len(), 1, "{what}");
        assert_eq!(lines[0].detail["result"]["added"], 1);
    }
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![], "appliances and devices have a life");
});

db_test!(a_workbook_of_penalties_is_read_with_its_days, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let headings = ["文号", "处罚日期", "处罚机关", "类别", "当事人", "案由", "罚款", "场所"];
    let row = |number: &str, day: Cell| {
        let texts = ["区消防救援支队", "消防", "某公司", "占用疏散通道"].map(Cell::from);
        let mut cells = vec![Cell::from(number), day];
        cells.extend(texts);
        cells.extend([500.0.into(), Cell::from("老王面馆")]);
        cells
    };
    let sheet = [
        headings.map(Cell::from).to_vec(),
        row("甲1号", Cell::Date(45_047.0)),
        row("甲2号", Cell::Number(45_048.0)),
    ];
    let what = ImportKind::Penalties;
    let id = service::begin(&ctx, upload(what, workbook(&sheet, &[]))).await.unwrap();
    let read = job(&ctx, id).await;
    assert_eq!((read.preview.rows, read.preview.bad_rows), (2, 0), "{:?}", read.preview.shown);
    let days: Vec<&str> = read.preview.first.iter().map(|row| row.cells[1].as_str()).collect();
    assert_eq!(days, ["2023-05-01", "2023-05-02"]);
    service::read_as(&ctx, id, SETUP, true).await.unwrap();
    assert_eq!(service::carry_out(&ctx, id).await.unwrap().added, 2);
    let rows = penalty::Entity::find().all(db.read()).await.unwrap();
    assert!(rows.iter().all(|row| row.site_id == Some(world.shop.0) && row.fine == Some(50_000)));
});

db_test!(each_list_comes_in_by_those_whose_it_is, |db| async {
    let world = World::new(&db).await;
    let asked = async |who: &Actor, what: ImportKind, table: &str| {
        let ctx = world.ctx(who, noon(NOW));
        service::begin(&ctx, upload(what, table.as_bytes().to_vec())).await
    };
    for case in cases() {
        for who in [&world.inspector, &world.leader] {
            assert_eq!(refused(asked(who, case.what, &case.table).await), Code::Forbidden, "{}", case.what);
        }
        // kept by the office alone
        let of_a_register = matches!(
            case.what,
            ImportKind::Penalties | ImportKind::Orders | ImportKind::Fires | ImportKind::YearTargets
        );
        let by_admin = asked(&world.admin, case.what, &case.table).await;
        assert_eq!(by_admin.is_err(), of_a_register, "{}", case.what);
        // somebody else's site or committee is none
        let far = asked(&world.stranger, case.what, &case.table).await.unwrap();
        let read = job(&world.ctx(&world.stranger, noon(NOW)), far).await;
        let near: Vec<u64> = read.preview.shown.iter().map(|fault| fault.line).collect();
        assert!(near.contains(&2), "{}: {near:?}", case.what);
    }
    // a table that can have coordinates does not come without their datum
    let bare = Upload { setup: SETUP, ..upload(ImportKind::Fires, cases()[2].table.clone().into_bytes()) };
    let answer = service::begin(&world.ctx(&world.office, noon(NOW)), bare).await.unwrap_err();
    let fault = answer.as_fault().unwrap();
    assert_eq!(fault.fields[0].field, "datum");
});

db_test!(the_table_of_a_years_targets_comes_in_elsewhere_as_it_left, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let what = ImportKind::YearTargets;
    let sown = format!(
        "年度,居委会,目标,口径,单位,目标数\n\
         2023,{COMMITTEE},\"户,更换\",更换非安全型灶具,户,120\n\
         2023,310105008,排查,排查次数,次,2400\n"
    );
    let id = begin(&ctx, what, &sown).await;
    service::read_as(&ctx, id, SETUP, true).await.unwrap();
    assert_eq!(service::carry_out(&ctx, id).await.unwrap().added, 2);
    let kept = async || {
        let rows = year_target::Entity::find().all(db.read()).await.unwrap();
        let mut rows: Vec<_> = rows
            .into_iter()
            .map(|row| {
                (row.area_code, row.committee_code, row.year, row.name, row.unit, row.number, row.measured_by)
            })
            .collect();
        rows.sort();
        rows
    };
    let before = kept().await;
    assert_eq!(before[1].1.as_deref(), Some(COMMITTEE));
    let pieces: Vec<String> =
        targets::table::year(&ctx, Some(2023)).await.unwrap().try_collect().await.unwrap();
    let table = pieces.concat();
    // what is there already is a bad row
    let again = begin(&ctx, what, &table).await;
    let read = job(&ctx, again).await;
    assert_eq!((read.preview.rows, read.preview.bad_rows), (2, 2));
    assert!(
        read.preview.shown.iter().all(|fault| fault.code.code() == "duplicate"),
        "{:?}",
        read.preview.shown
    );
    let empty = "DELETE FROM year_target";
    db.write(move |tx| Box::pin(async move { tx.execute_unprepared(empty).await.map(drop) })).await.unwrap();
    service::read_as(&ctx, again, SETUP, true).await.unwrap();
    assert_eq!(service::carry_out(&ctx, again).await.unwrap().added, 2);
    assert_eq!(kept().await, before);
});
