//! Appliances, lists of devices, users of gas: what is refused and where, and that what comes in has a life like any other.

use backend::{
    audit::verify::verify,
    entities::{cylinder, device, gas_user, stove},
    programmes, sites,
    transfer::{import::list, progress::silent},
};
use domain::{import::ImportKind, programmes::gas::ZeroCylinders, sites::SiteKind};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{PLAIN, SKIPPING, What, faults, import};
use crate::support::{
    gear,
    world::{COMMITTEE, World, date, noon, site},
};

db_test!(appliances_come_in_once_and_have_a_life, |db| async {
    let world = World::new(&db).await;
    let text = "场所,器具,燃料,供应气源,熄火保护,购买日期,型号,排摸日期\n\
        老王面馆,灶具,天然气,天然气,否,2018-05-01,JZ-1,2023-05-04\n\
        老王面馆,热水器,天然气,天然气,是,2020-05-01,JSQ-1,2023-05-04\n\
        老王面馆,灶具,天然气,天然气,否,2018-05-01,JZ-1,2023-05-05\n\
        老王面馆,冰箱,天然气,天然气,否,2018-05-01,,2023-05-04\n\
        ,灶具,天然气,天然气,否,2018-05-01,,2023-05-04\n\
        老王面馆,灶具,煤炭,天然气,也许,2099-05-01,JZ-9,\n";
    let report = import(&world, What::Stoves, text, SKIPPING).await;
    let expected = [
        (4, 1, "duplicate"),
        (5, 2, "not_allowed"),
        (6, 1, "required"),
        (7, 8, "required"),
        (7, 3, "not_allowed"),
        (7, 5, "not_allowed"),
    ];
    assert_eq!(faults(&report), expected);
    assert_eq!((report.rows, report.bad_rows, report.imported), (6, 4, 2));
    let rows = stove::Entity::find().all(db.read()).await.unwrap();
    let mut seen: Vec<_> = rows.iter().map(|row| (row.appliance.as_str(), row.status.as_str())).collect();
    seen.sort_unstable();
    assert_eq!(seen, [("stove", "non_safe"), ("water_heater", "safe")]);
    assert!(rows.iter().all(|row| row.change_seq > 0 && row.site_id == world.shop.0));
    assert_eq!(import(&world, What::Stoves, text, SKIPPING).await.imported, 0, "again");
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![]);
});

db_test!(the_hose_of_an_appliance_comes_in_with_it, |db| async {
    let world = World::new(&db).await;
    let text = "场所,器具,型号,排摸日期,软管,软管长度（厘米）,软管安装日期\n\
        老王面馆,灶具,JZ-1,2023-05-04,橡胶管,250,2022-05-04\n\
        老王面馆,热水器,JSQ-1,2023-05-04,,120,\n\
        老王面馆,热水器,JSQ-2,2023-05-04,铁链,,\n\
        老王面馆,热水器,JSQ-3,2023-05-04,硬管,9999,2099-01-01\n";
    let report = import(&world, What::Stoves, text, SKIPPING).await;
    let expected =
        [(3, 5, "required"), (4, 5, "not_allowed"), (5, 6, "out_of_range"), (5, 7, "out_of_range")];
    assert_eq!(faults(&report), expected);
    assert_eq!((report.rows, report.bad_rows, report.imported), (4, 3, 1));
    let row = stove::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.non_safe, "hose_kind,hose_too_long", "a new hose is due there");
});

db_test!(a_site_is_on_the_list_of_gas_alarms_once, |db| async {
    let world = World::new(&db).await;
    let shop = world.shop;
    let text = format!(
        "场所,设备,列入日期\n{shop},燃气报警器,2023-03-01\n{shop},燃气报警器,2023-03-02\n\
         {shop},烟感,2023-03-02\n{shop},烟感,2023-03-02\n{shop},充电桩,2099-03-02\n"
    );
    let report = import(&world, What::Detectors, &text, SKIPPING).await;
    assert_eq!(faults(&report), [(3, 1, "duplicate"), (6, 3, "out_of_range")]);
    let rows = device::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(rows.len(), 3, "one alarm, two detectors");
    assert!(rows.iter().all(|row| row.status == "planned" && row.event_count == 1));
    assert!(rows.iter().any(|row| row.planned_at == noon("2023-03-01")), "since then, not since today");
    let report = import(&world, What::Detectors, &text, PLAIN).await;
    assert_eq!((report.bad_rows, report.imported), (3, 0), "the alarm is there already");
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![]);
});

db_test!(a_device_with_a_number_hangs_there_already, |db| async {
    let world = World::new(&db).await;
    let (shop, flat, tower) = (world.shop, world.flat, world.tower);
    let text = format!(
        "场所,设备,列入日期,序列号,安装日期,验收日期,安装位置,生产日期,检测气体\n\
         {shop},燃气报警器,,GA-1801,2018-03-10,2018-03-12,厨房,2018-01-05,天然气\n\
         {shop},燃气报警器,,ｇａ１８０２,2022-03-10,,前厅,,\n\
         {tower},烟感,2022-01-05,SD 1801,2022年3月10日,2022-03-10,,,\n\
         {flat},燃气报警器,2023-03-01,,,,,,\n\
         {shop},燃气报警器,2023-03-01,,,,,,\n\
         {tower},烟感,,sn:sd1801,2022-03-10,,,,\n\
         {flat},燃气报警器,,GA1803,2022-03-10,,,,\n\
         {tower},烟感,,,2022-03-10,,,,\n\
         {tower},烟感,,SD1802,,,,,\n\
         {tower},烟感,,??,2022-03-10,,,,\n\
         {tower},烟感,,SD1803,2099-03-10,,,,\n\
         {tower},烟感,2022-04-01,SD1804,2022-03-10,2022-03-09,,2022-03-11,\n\
         ,烟感,2022-04-01,SD1805,昨天,,,,电\n"
    );
    let report = import(&world, What::Detectors, &text, SKIPPING).await;
    let expected = [
        // it has one
        (6, 1, "duplicate"),
        (7, 4, "duplicate"),
        // it waits for one
        (8, 1, "duplicate"),
        (9, 4, "required"),
        (10, 5, "required"),
        (11, 4, "not_allowed"),
        (12, 5, "out_of_range"),
        (13, 5, "inconsistent"),
        (13, 6, "inconsistent"),
        (14, 5, "not_a_date"),
        (14, 1, "required"),
    ];
    let mut told = faults(&report);
    told.sort_by_key(|fault| fault.0);
    assert_eq!(told, expected);
    assert_eq!((report.rows, report.bad_rows, report.imported), (13, 9, 4));

    let rows = device::Entity::find().all(db.read()).await.unwrap();
    let of = |serial: &str| rows.iter().find(|row| row.serial.as_deref() == Some(serial)).unwrap();
    let old = of("GA1801");
    assert_eq!((old.status.as_str(), old.event_count), ("accepted", 3));
    // of a business: three years from its installation, which is past
    assert_eq!((old.expires_on, old.installed_at), (Some(date("2021-03-10")), Some(noon("2018-03-10"))));
    assert_eq!((old.accepted_at, old.accepted_by), (Some(noon("2018-03-12")), None));
    assert_eq!(old.planned_at, noon("2018-03-10"), "as long as it hangs");
    let waiting = of("GA1802");
    assert_eq!((waiting.status.as_str(), waiting.event_count), ("installed", 2));
    assert_eq!(waiting.reported_by, Some(world.admin.user.0), "so that somebody else accepts it");
    assert_eq!(of("SD1801").planned_at, noon("2022-01-05"));
    let again = import(&world, What::Detectors, &text, SKIPPING).await;
    assert_eq!(again.imported, 0, "again");
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![]);
});

db_test!(a_home_is_found_by_its_address_however_it_is_written, |db| async {
    let world = World::new(&db).await;
    let text = "场所,地址,设备\n\
        ,仙霞路７００弄４３号５０２,烟感\n\
        王大明,上海市长宁区仙霞路700弄43号502室,烟感\n\
        仙霞路700弄43号502室,,烟感\n\
        ,仙霞路700弄43号503室,烟感\n\
        ,仙霞路,烟感\n\
        王大明,仙霞路700弄2号,烟感\n\
        ,,烟感\n";
    let report = import(&world, What::Detectors, text, SKIPPING).await;
    let expected = [
        (5, 2, "not_found"),
        (6, 2, "not_found"),
        // a shop is named, not whoever keeps it
        (7, 1, "not_found"),
        (8, 1, "required"),
    ];
    assert_eq!(faults(&report), expected);
    assert_eq!(report.imported, 3);
    let rows = device::Entity::find().all(db.read()).await.unwrap();
    assert!(rows.iter().all(|row| row.site_id == world.flat.0));

    // of two records of one home the one that stays has the name and the address
    let ctx = world.ctx(&world.office, noon("2023-06-01"));
    let mut again = site(SiteKind::Household, "欧阳小明家", "仙霞路700弄43号502室", COMMITTEE, None);
    again.room = Some("502室".into());
    let twin = sites::service::add(&ctx, again).await.unwrap();
    let text = format!("场所,地址,设备\n欧阳小明家,,烟感\n,仙霞路700弄43号502室,烟感\n{twin},,烟感\n");
    let report = import(&world, What::Detectors, &text, SKIPPING).await;
    assert_eq!(faults(&report), [(2, 1, "ambiguous"), (3, 2, "ambiguous")]);
    sites::service::merge(&ctx, twin, world.flat).await.unwrap();
    let report = import(&world, What::Detectors, &text, PLAIN).await;
    assert_eq!((faults(&report), report.imported), (vec![], 3));
    let rows = device::Entity::find().all(db.read()).await.unwrap();
    assert!(
        rows.iter().all(|row| row.site_id == world.flat.0),
        "also the one that was told to hang at the other"
    );
});

db_test!(a_number_that_hangs_far_away_is_taken_too, |db| async {
    let world = World::new(&db).await;
    let far = world.far_shop;
    let text = format!("场所,设备,序列号,安装日期\n{far},烟感,SD1801,2022-03-10\n");
    assert_eq!(import(&world, What::Detectors, &text, PLAIN).await.imported, 1);
    let shop = world.shop;
    let text = format!("场所,设备,序列号,安装日期\n{shop},烟感,SD-1801,2022-03-10\n");
    let ctx = world.ctx(&world.office, noon("2023-07-01"));
    let report = list(&ctx, ImportKind::Detectors, text.into_bytes(), PLAIN, &silent).await.unwrap();
    assert_eq!(faults(&report), [(2, 3, "duplicate")], "it hangs in one place");
});

db_test!(a_user_of_gas_is_a_unit_or_has_cylinders_or_both, |db| async {
    let world = World::new(&db).await;
    let (shop, flat, tower, far) = (world.shop, world.flat, world.tower, world.far_shop);
    let text = format!(
        "场所,行业,座位数,燃料,排摸日期,气瓶编号,上次检验,供应站\n\
         {shop},餐饮,40,液化气,2023-05-04,QP-0001、QP-0002,2021-05-01,申沪液化气供应站\n\
         {flat},,,,2023-05-04,QP0003,2021-05-01,申沪液化气供应站\n\
         {tower},,,,2023-05-04,,,\n\
         {shop},餐饮,40,天然气,2023-05-04,,,\n\
         {far},,,,2023-05-04,QP-0001、QP-0009、qp0009,2021-05-01,\n\
         {far},,,,2023-05-04,QP-0010、QP-0011,2099-05-01,\n"
    );
    let report = import(&world, What::GasUsers, &text, SKIPPING).await;
    let expected = [
        (4, 2, "required"),
        (5, 1, "duplicate"),
        // twice in the row, and at the shop already
        (6, 6, "duplicate"),
        (6, 6, "duplicate"),
        // a day to come is said once, however many cylinders it is of
        (7, 7, "out_of_range"),
        (7, 1, "duplicate"),
    ];
    assert_eq!(faults(&report), expected);
    assert_eq!(report.imported, 2);
    let rows = gas_user::Entity::find().all(db.read()).await.unwrap();
    let of = |site: domain::ids::SiteId| rows.iter().find(|row| row.site_id == site.0).unwrap();
    assert_eq!((of(shop).is_unit, of(shop).is_lpg, of(shop).version), (true, true, 2));
    assert_eq!((of(flat).is_unit, of(flat).is_lpg, of(flat).version), (false, true, 1));
    let cylinders = cylinder::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(cylinders.len(), 3);
    assert!(cylinders.iter().all(|it| it.next_test == Some(date("2025-05-01")) && it.gone_on.is_none()));
    assert_eq!(gas_user::Entity::find().count(db.read()).await.unwrap(), 2);
});

db_test!(who_has_moved_off_cylinders_comes_in_as_such, |db| async {
    let world = World::new(&db).await;
    let (shop, flat, tower) = (world.shop, world.flat, world.tower);
    let text = format!(
        "场所,排摸日期,气瓶编号,改用去向,改用日期\n\
         {shop},2023-05-04,QP-0001,瓶改管,2023-03-01\n\
         {flat},2023-05-04,,改用电,2023-04-01\n\
         {tower},2023-05-04,,改用电,\n\
         {tower},2023-05-04,,,2023-04-01\n\
         {tower},2023-05-04,,烧柴,2023-04-01\n\
         {tower},2023-05-04,,停业,2099-04-01\n"
    );
    let report = import(&world, What::GasUsers, &text, SKIPPING).await;
    let expected = [
        (4, 5, "required"),
        (5, 4, "required"),
        (5, 1, "duplicate"),
        (6, 4, "not_allowed"),
        (6, 1, "duplicate"),
        (7, 5, "out_of_range"),
        (7, 1, "duplicate"),
    ];
    assert_eq!(faults(&report), expected);
    assert_eq!(report.imported, 2);
    let ctx = world.ctx(&world.office, noon("2023-07-01"));
    let told = programmes::gas::query::zero_cylinders(&ctx, None, None).await.unwrap();
    let expected = ZeroCylinders { users: 2, cleared: 1, clearing: 1, cylinders: 1 };
    assert_eq!(told, expected, "a cylinder that is named still stands there");
});

db_test!(a_cylinder_that_stands_far_away_is_a_fault_too, |db| async {
    let world = World::new(&db).await;
    world
        .gas_save(
            noon("2023-06-15"),
            gear::lpg(world.far_shop, vec![gear::cylinder("QP-0001", "2022-01-01")]),
        )
        .await;
    let shop = world.shop;
    let text = format!("场所,排摸日期,气瓶编号\n{shop},2023-05-04,QP0001\n{shop},2023-05-04,QP0002\n");
    let ctx = world.ctx(&world.office, noon("2023-07-01"));
    let report = list(&ctx, ImportKind::GasUsers, text.into_bytes(), SKIPPING, &silent).await.unwrap();
    assert_eq!(faults(&report)[0], (2, 3, "duplicate"), "it stands in one place");
});
