//! Registers: every kind of bad row with its place, deadlines, and that a table that was written can be read again.

use backend::{
    entities::{audit_entry, fire, hazard, hotline_order, penalty},
    registers::{fires, orders, penalties},
};
use domain::programmes::filters::{FireFilter, OrderFilter, PenaltyFilter};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{NOW, PLAIN, SKIPPING, What, faults, import};
use crate::support::{
    books,
    world::{COMMITTEE, World, date, noon},
};

db_test!(bad_orders_are_named_with_their_place, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    orders::save(&ctx, books::new(books::order("有过", world.shop))).await.unwrap();
    let text = "工单编号,工单类型,收单时间,诉求内容,答复时间,答复,来电号码,场所,居委会\n\
        甲1,投诉,2023-06-01 12:00,电瓶车充电,,,13800000001,老王面馆,\n\
        ,投诉,2023-06-01,无号,,,,老王面馆,\n\
        甲3,表扬,2023-06-01,没有这种,,,,老王面馆,\n\
        甲4,投诉,昨天,不是时间,,,,老王面馆,\n\
        甲5,投诉,2023-06-01,没有地方,,,,,\n\
        甲6,投诉,2023-06-01,没有这家,,,,不存在的店,\n\
        甲1,投诉,2023-06-01,重号,,,,老王面馆,\n\
        有过,投诉,2023-06-01,册内已有,,,,老王面馆,\n\
        甲9,投诉,2023-06-05,答复在前,2023-06-01,已办,,老王面馆,\n\
        甲10,投诉,2023-06-05,答复为空,2023-06-06,,,老王面馆,\n\
        甲11,投诉,2023-06-05,坏号码,,,123,老王面馆,\n";
    let report = import(&world, What::Orders, text, PLAIN).await;
    let expected = [
        (3, 1, "required"),
        (4, 2, "not_allowed"),
        (5, 3, "not_a_time"),
        (6, 9, "required"),
        (7, 8, "not_found"),
        (8, 1, "duplicate"),
        (9, 1, "duplicate"),
        (10, 5, "inconsistent"),
        (11, 6, "required"),
        (12, 7, "not_a_phone"),
    ];
    assert_eq!(faults(&report), expected);
    assert_eq!((report.rows, report.bad_rows, report.imported), (11, 10, 0));
    assert_eq!(hotline_order::Entity::find().count(db.read()).await.unwrap(), 1, "all or nothing");
    let report = import(&world, What::Orders, text, SKIPPING).await;
    assert_eq!((report.bad_rows, report.imported), (10, 1));
    let row = hotline_order::Entity::find()
        .filter(hotline_order::Column::Number.eq("甲1"))
        .one(db.read())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((row.due, row.committee_code.as_str()), (date("2023-06-08"), COMMITTEE));
    assert_eq!(row.site_id, Some(world.shop.0));
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("import.orders"));
    assert_eq!(lines.count(db.read()).await.unwrap(), 1);
});

db_test!(penalties_and_fires_come_in_once, |db| async {
    let world = World::new(&db).await;
    let text = format!(
        "处罚日期,处罚机关,类别,当事人,案由,罚款,居委会\n\
         2023-06-01,消防救援支队,消防,某公司,占用通道,\"1,234.50\",{COMMITTEE}\n\
         2023-06-01,消防救援支队,消防,某公司,占用通道,1234.5,{COMMITTEE}\n\
         2023-06-02,消防救援支队,消防,某公司,占用通道,很多,{COMMITTEE}\n\
         2099-06-02,消防救援支队,消防,某公司,占用通道,,{COMMITTEE}\n"
    );
    let report = import(&world, What::Penalties, &text, SKIPPING).await;
    assert_eq!(faults(&report), [(3, 4, "duplicate"), (4, 6, "not_a_number"), (5, 1, "out_of_range")]);
    let rows = penalty::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.fine).collect::<Vec<_>>(), [Some(123_450)]);
    assert_eq!(import(&world, What::Penalties, &text, SKIPPING).await.imported, 0, "again");

    let text = "起火时间,起火地点,起火原因,损失,经度,纬度,受伤人数,居委会\n\
        2023-06-01 08:30,某弄口,电瓶车,500,121.389,31.2095,1,310105008001\n\
        2023-06-01 08:30,某弄口,电瓶车,500,121.389,31.2095,1,310105008001\n\
        2023-06-01 09:30,某弄口,雷击,500,121.389,31.2095,1,310105008001\n";
    let report = import(&world, What::Fires, text, SKIPPING).await;
    assert_eq!(faults(&report), [(3, 2, "duplicate"), (4, 3, "not_allowed")]);
    let rows = fire::Entity::find().all(db.read()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].lon, rows[0].injured, rows[0].cause.as_str()), (Some(121.389), 1, "ebike"));
});

db_test!(a_table_that_was_written_can_be_read, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let mut order = books::order("1", world.shop);
    // masked in the table, where it would not be a phone number any more
    (order.caller_name, order.caller_phone) = (None, None);
    orders::save(&ctx, books::new(order)).await.unwrap();
    penalties::save(&ctx, books::new(books::penalty(world.shop))).await.unwrap();
    let tables = [
        (What::Orders, books::table(&ctx, &OrderFilter::default()).await),
        (What::Penalties, books::table(&ctx, &PenaltyFilter::default()).await),
    ];
    for (what, table) in tables {
        let report = import(&world, what, &table, PLAIN).await;
        assert!(report.unknown_columns.is_empty(), "{:?}", report.unknown_columns);
        let codes: Vec<_> = faults(&report).into_iter().map(|(_, _, code)| code).collect();
        assert_eq!(codes, ["duplicate"], "every row is there already: {report:?}");
    }
});

db_test!(an_entry_leaves_and_comes_back_with_the_hazard_behind_it, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let behind = world.find(noon("2023-05-20"), |_| ()).await;
    let far = world.find(noon("2023-05-20"), |command| command.site = Some(world.far_shop)).await;
    let number = async |id: domain::ids::HazardId| {
        hazard::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap().number
    };
    let (number, far) = (number(behind).await, number(far).await);

    let mut order = books::order("1", world.shop);
    (order.caller_name, order.caller_phone, order.hazard) = (None, None, Some(behind));
    orders::save(&ctx, books::new(order)).await.unwrap();
    let mut penalty = books::penalty(world.shop);
    penalty.hazard = Some(behind);
    penalties::save(&ctx, books::new(penalty)).await.unwrap();
    let mut fire = books::fire(world.shop);
    fire.hazard = Some(behind);
    fires::save(&ctx, books::new(fire)).await.unwrap();
    let tables = [
        (What::Orders, books::table(&ctx, &OrderFilter::default()).await),
        (What::Penalties, books::table(&ctx, &PenaltyFilter::default()).await),
        (What::Fires, books::table(&ctx, &FireFilter::default()).await),
    ];
    let empty = "DELETE FROM hotline_order; DELETE FROM penalty; DELETE FROM fire;";
    db.write(move |tx| Box::pin(async move { tx.execute_unprepared(empty).await.map(drop) })).await.unwrap();
    for (what, table) in tables {
        assert!(table.contains("隐患编号") && table.contains(&number), "{table}");
        // a number that nobody has, and one of somebody else's area
        for none in ["310105008-1999-0001", &far] {
            let report = import(&world, what, &table.replace(&number, none), PLAIN).await;
            let codes: Vec<_> = faults(&report).into_iter().map(|(_, _, code)| code).collect();
            assert_eq!((codes, report.imported), (vec!["not_found"], 0), "{report:?}");
            assert_eq!(report.bad[0].value, none);
        }
        let report = import(&world, what, &table, PLAIN).await;
        assert_eq!((report.faults, report.imported), (0, 1), "{report:?}");
    }
    let linked = [
        hotline_order::Entity::find().one(db.read()).await.unwrap().unwrap().hazard_id,
        penalty::Entity::find().one(db.read()).await.unwrap().unwrap().hazard_id,
        fire::Entity::find().one(db.read()).await.unwrap().unwrap().hazard_id,
    ];
    assert_eq!(linked, [Some(behind.0); 3]);
});
