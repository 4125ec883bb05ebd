//! Registers: deadlines that are kept, versions, masks, rows by area, tables.

use backend::{
    campaigns,
    entities::{audit_entry, hotline_order, reply_rule},
    plans,
    programmes::{devices, gas, stoves},
    registers::{fires, links, orders, penalties, reveal::reveal},
    rules::{query, service},
    tables, targets,
};
use domain::{
    actor::Actor,
    calendar::{DayCount, DayKind},
    fault::Code,
    ids::{EventId, TargetId},
    listing::Filter,
    programmes::{
        device::{DeviceKind, PlanDevice},
        filters::{FireFilter, OrderFilter, PenaltyFilter},
        register::{OrderKind, OrderStanding, ReplyRule},
        register_views::RegisterKind,
        target::{Measured, YearTarget},
    },
    rules::{KeepRule, Rule, RuleBook},
};
use futures::TryStreamExt;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::support::{
    books, gear,
    world::{COMMITTEE, OTHER_COMMITTEE, SUBDISTRICT, World, date, noon, refused},
};

const NOW: &str = "2023-06-20";

fn filter<F: Filter>(text: &str) -> F {
    F::from_pairs(text.split('&').filter_map(|pair| pair.split_once('=')))
}

async fn numbers(world: &World, who: &Actor, text: &str) -> Vec<String> {
    let ctx = world.ctx(who, noon(NOW));
    let page = orders::list(&ctx, &filter::<OrderFilter>(text), 50).await.unwrap();
    page.rows.into_iter().map(|row| row.record.order.number).collect()
}

db_test!(the_deadline_of_an_order_is_kept_and_tells_who_is_late, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let saved = async |number: &str, edit: &dyn Fn(&mut domain::programmes::register::HotlineOrder)| {
        let mut order = books::order(number, world.shop);
        edit(&mut order);
        orders::save(&ctx, books::new(order)).await.unwrap()
    };
    // five working days from Thursday, 1 June: Thursday, 8 June
    let late = saved("1", &|_| ()).await;
    saved("2", &|order| {
        order.received_at = noon("2023-06-19");
        order.category = Some(domain::hazards::Category::Gas);
    })
    .await;
    saved("3", &|order| {
        order.replied_at = Some(noon("2023-06-08"));
        order.reply = Some("已清理".into());
    })
    .await;
    saved("4", &|order| {
        order.replied_at = Some(noon("2023-06-09"));
        order.reply = Some("已清理".into());
    })
    .await;
    saved("5", &|order| order.reply_due = Some(date("2023-06-30"))).await;
    let row = hotline_order::Entity::find_by_id(late.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.due, date("2023-06-08"));
    for (standing, expected) in [
        (OrderStanding::Overdue, vec!["1"]),
        (OrderStanding::Open, vec!["2", "5"]),
        (OrderStanding::RepliedOnTime, vec!["3"]),
        (OrderStanding::RepliedLate, vec!["4"]),
    ] {
        let mut found = numbers(&world, &world.office, &format!("standing={standing}")).await;
        found.sort_unstable();
        assert_eq!(found, expected, "{standing}");
        let page = orders::list(&ctx, &OrderFilter::default(), 50).await.unwrap();
        let by_rule = page.rows.iter().filter(|row| row.record.standing == standing).count();
        assert_eq!(by_rule, expected.len(), "{standing}: SQL and the rule agree");
    }
    assert_eq!(numbers(&world, &world.office, "category=fire,gas").await, ["2"], "what it is about");
    let first_two: Vec<_> = numbers(&world, &world.office, "sort=due").await.into_iter().take(3).collect();
    assert!(!first_two.contains(&"5".to_owned()), "the latest deadline is not among the first");

    // a rule that comes later changes no deadline that was told
    let rule = reply_rule::Model {
        id: Uuid::now_v7(),
        kind: "complaint".into(),
        urgent: false,
        days: 1,
        day_kind: "calendar".into(),
        valid_from: date("2023-01-01"),
        valid_to: None,
        source: "试行".into(),
    };
    db.write(move |tx| Box::pin(async move { rule.into_active_model().reset_all().insert(tx).await }))
        .await
        .map_err(|error: sea_orm::DbErr| error.to_string())
        .unwrap();
    let row = hotline_order::Entity::find_by_id(late.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!(row.due, date("2023-06-08"));
    let new = saved("6", &|_| ()).await;
    assert_eq!(orders::page(&ctx, new).await.unwrap().entry.record.due, date("2023-06-02"));
});

db_test!(entries_are_saved_once_changed_by_version_and_numbered_once, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let order = books::order("1", world.shop);
    let keep = books::new(order.clone());
    for _ in 0..2 {
        orders::save(&ctx, keep.clone()).await.unwrap();
    }
    assert_eq!(refused(orders::save(&ctx, books::new(books::order("1", world.shop))).await), Code::Invalid);
    let mut replied = order.clone();
    replied.replied_at = Some(noon("2023-06-05"));
    replied.reply = Some("已清理".into());
    // a form that shows the caller masked leaves it blank, and it stays
    (replied.caller_name, replied.caller_phone) = (None, None);
    orders::fill(&ctx, &mut replied).await.unwrap();
    orders::save(&ctx, books::change(1, replied.clone())).await.unwrap();
    let row = hotline_order::Entity::find_by_id(order.id.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((row.version, row.caller_phone.as_deref()), (2, Some("13700001234")));
    assert_eq!(refused(orders::save(&ctx, books::change(1, replied)).await), Code::Stale);

    let stranger = world.ctx(&world.stranger, noon(NOW));
    assert_eq!(refused(orders::page(&stranger, order.id).await), Code::NotFound);
    let foreign = penalties::save(&stranger, books::new(books::penalty(world.shop))).await;
    assert_eq!(refused(foreign), Code::Invalid, "a site out of reach");
    for who in [&world.leader, &world.admin] {
        let ctx = world.ctx(who, noon(NOW));
        let answer = penalties::save(&ctx, books::new(books::penalty(world.shop))).await;
        assert_eq!(refused(answer), Code::Forbidden, "{}", who.role);
    }
    // an inspector enters what is new, each once; changing it is the office's
    let inspector = world.ctx(&world.inspector, noon(NOW));
    let keep = books::new(books::penalty(world.shop));
    for _ in 0..2 {
        penalties::save(&inspector, keep.clone()).await.unwrap();
    }
    let twin = penalties::save(&inspector, books::new(keep.record.clone())).await;
    assert_eq!(refused(twin), Code::ContentConflict, "it is there already");
    let change = penalties::save(&inspector, books::change(1, keep.record.clone())).await;
    assert_eq!(refused(change), Code::Forbidden);
    let page = penalties::page(&inspector, keep.record.id).await.unwrap();
    assert_eq!((page.version, page.may_keep), (1, false));
    let outside = penalties::save(&inspector, books::new(books::penalty(world.tower))).await;
    assert_eq!(refused(outside), Code::Invalid, "a site of another committee");
    penalties::save(&ctx, books::change(1, keep.record)).await.unwrap();
});

db_test!(rows_belong_to_their_area_and_people_are_masked, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    orders::save(&ctx, books::new(books::order("1", world.shop))).await.unwrap();
    orders::save(&ctx, books::new(books::order("2", world.tower))).await.unwrap();
    assert_eq!(numbers(&world, &world.office, "").await.len(), 2);
    assert_eq!(numbers(&world, &world.inspector, "").await, ["1"]);
    assert_eq!(numbers(&world, &world.neighbour, "").await, ["2"]);
    assert!(numbers(&world, &world.stranger, "").await.is_empty());
    assert_eq!(numbers(&world, &world.office, &format!("area={OTHER_COMMITTEE}")).await, ["2"]);
    assert_eq!(numbers(&world, &world.office, "q=老王面馆").await, ["1"], "by its site");
    assert_eq!(numbers(&world, &world.office, "q=电瓶车").await.len(), 2, "by what it says");
    assert_eq!(numbers(&world, &world.office, "no_position=1").await, ["2"]);
    for secret in ["13700001234", "钱多多", "%", "_"] {
        assert!(numbers(&world, &world.office, &format!("q={secret}")).await.is_empty(), "{secret}");
    }
    let far = world.ctx(&world.office, noon(NOW));
    let outside = orders::list(&far, &filter::<OrderFilter>("area=310105009"), 50).await;
    assert_eq!(refused(outside), Code::NotFound);

    let mut fire = books::fire(world.flat);
    fire.place = "仙霞路700弄43号502室".into();
    let fire = fires::save(&ctx, books::new(fire)).await.unwrap();
    let page = fires::page(&ctx, fire).await.unwrap();
    assert_eq!(page.entry.record.place, "仙霞路700弄43号");
    assert!(page.may_reveal && page.entry.point.is_some(), "where its site is");
    let shown = reveal(&ctx, RegisterKind::Fire, fire.0, "联系住户").await.unwrap();
    assert_eq!(shown.0, [("place", "仙霞路700弄43号502室".to_owned())]);
    let leader = world.ctx(&world.leader, noon(NOW));
    assert_eq!(refused(reveal(&leader, RegisterKind::Fire, fire.0, "看看").await), Code::Forbidden);

    let mut person = books::penalty(world.flat);
    person.party = "张三丰".into();
    let person = penalties::save(&ctx, books::new(person)).await.unwrap();
    penalties::save(&ctx, books::new(books::penalty(world.shop))).await.unwrap();
    let page = penalties::page(&ctx, person).await.unwrap();
    assert_eq!((page.entry.record.party.as_str(), page.may_reveal), ("张**", true));
    let of = async |text: &str| {
        penalties::list(&ctx, &filter::<PenaltyFilter>(text), 50).await.unwrap().rows.len()
    };
    assert_eq!((of("q=甲乙贸易").await, of("q=张三丰").await), (1, 0), "a firm is found, a person is not");
    // who keeps a shop and is punished by their own name is a person too, the shop is not
    for (nth, (party, shown)) in [("李四喜", "李**"), ("老王面馆", "老王面馆")].into_iter().enumerate()
    {
        let mut keeper = books::penalty(world.shop);
        keeper.number = Some(format!("沪长消罚〔2023〕9{nth}号"));
        keeper.party = party.into();
        let keeper = penalties::save(&ctx, books::new(keeper)).await.unwrap();
        let page = penalties::page(&ctx, keeper).await.unwrap();
        assert_eq!((page.entry.record.party.as_str(), page.may_reveal), (shown, shown != party));
    }
    assert_eq!(of("q=李四喜").await, 0);
    let table = books::table(&ctx, &PenaltyFilter::default()).await;
    assert!(table.contains("张**") && table.contains("李**") && table.contains("老王面馆"), "{table}");
    assert!(!table.contains("张三丰") && !table.contains("李四喜"), "{table}");
    assert!(table.contains("500.00") && table.contains(COMMITTEE), "{table}");
    let fires = fires::list(&ctx, &filter::<FireFilter>("cause=open_flame"), 50).await.unwrap();
    assert_eq!(fires.total.n, 1);
});

db_test!(a_table_leaves_in_pieces_and_is_whole, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    for nth in 0..7 {
        let mut order = books::order(&format!("N{nth}"), world.shop);
        order.reply_due = Some(date(&format!("2023-06-{}", 20 + nth % 3)));
        orders::save(&ctx, books::new(order)).await.unwrap();
    }
    for text in ["", "sort=oldest", "sort=due"] {
        let filter = filter::<OrderFilter>(text);
        let pieces: Vec<String> =
            tables::in_pieces(&ctx, &filter, 2).await.unwrap().try_collect().await.unwrap();
        assert_eq!(pieces.len(), 4, "two rows, and two, and two, and one: {text}");
        assert!(pieces.iter().all(|piece| piece.lines().filter(|line| line.starts_with('N')).count() <= 2));
        let whole = books::table(&ctx, &filter).await;
        assert_eq!(pieces.concat(), whole, "{text}");
        let mut numbers: Vec<&str> =
            whole.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["N0", "N1", "N2", "N3", "N4", "N5", "N6"], "each once");
    }
    // whoever sees nothing gets the headings, who asks for another's area nothing at all
    let none = tables::in_pieces(&ctx, &filter::<OrderFilter>("kind=question"), 2).await.unwrap();
    assert_eq!(none.try_collect::<Vec<String>>().await.unwrap().len(), 1);
    let outside = tables::masked(&ctx, &filter::<OrderFilter>("area=310105009")).await;
    assert_eq!(refused(outside.map(drop)), Code::NotFound);
});

db_test!(a_table_in_full_takes_a_right_and_a_reason, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let mut order = books::order("1", world.flat);
    (order.caller_name, order.caller_phone) = (Some("钱多多".into()), Some("13700001234".into()));
    orders::save(&ctx, books::new(order)).await.unwrap();
    let mut penalty = books::penalty(world.flat);
    penalty.party = "张三丰".into();
    penalties::save(&ctx, books::new(penalty)).await.unwrap();
    let mut fire = books::fire(world.flat);
    fire.place = "仙霞路700弄43号502室".into();
    fires::save(&ctx, books::new(fire)).await.unwrap();
    let all = OrderFilter::default();
    let masked = books::table(&ctx, &all).await;
    assert!(!masked.contains("钱多多") && !masked.contains("13700001234"), "{masked}");
    assert_eq!(refused(tables::in_full(&ctx, &all, " ").await.map(drop)), Code::Invalid);
    let leader = world.ctx(&world.leader, noon(NOW));
    assert_eq!(refused(tables::in_full(&leader, &all, "看看").await.map(drop)), Code::Forbidden);
    let text = async |table: tables::Table| table.try_collect::<Vec<String>>().await.unwrap().concat();
    let in_full = text(tables::in_full(&ctx, &all, "回访").await.unwrap()).await;
    assert!(in_full.contains("钱多多") && in_full.contains("13700001234"), "{in_full}");
    let of_penalties = tables::in_full(&ctx, &PenaltyFilter::default(), "核对").await.unwrap();
    assert!(text(of_penalties).await.contains("张三丰"));
    let of_fires = tables::in_full(&ctx, &FireFilter::default(), "核对").await.unwrap();
    assert!(text(of_fires).await.contains("502室"));
    let lines = audit_entry::Entity::find()
        .filter(audit_entry::Column::Action.contains(".export"))
        .order_by_asc(audit_entry::Column::Action)
        .all(db.read())
        .await
        .unwrap();
    let actions: Vec<&str> = lines.iter().map(|line| line.action.as_str()).collect();
    assert_eq!(actions, ["fire.export", "order.export", "penalty.export"], "none of what was refused");
    assert!(lines[1].detail.to_string().contains("回访"));
});

db_test!(every_save_leaves_a_line_that_says_who_and_names_nobody_else, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let mut order = books::order("1", world.flat);
    (order.caller_name, order.caller_phone) = (Some("钱多多".into()), Some("13700001234".into()));
    let mut penalty = books::penalty(world.flat);
    penalty.party = "张三丰".into();
    let mut fire = books::fire(world.flat);
    fire.place = "仙霞路700弄43号502室".into();
    let (order, penalty, fire) = (books::new(order), books::new(penalty), books::new(fire));
    let campaign = books::new(books::campaign("入户专项", SUBDISTRICT));
    let plan = books::new(books::plan(SUBDISTRICT));
    let target = books::new(YearTarget {
        id: TargetId(Uuid::now_v7()),
        area: SUBDISTRICT.parse().unwrap(),
        year: 2023,
        name: "全年走访".into(),
        unit: "次".into(),
        number: 100,
        measured_by: Measured::Inspections,
    });
    let stove = gear::survey(world.flat, gear::unsafe_stove("2012-01-01"), noon(NOW));
    let alarm = PlanDevice { id: gear::fresh(), kind: DeviceKind::GasAlarm, site: world.flat, note: None };
    let cylinders = gear::lpg(world.flat, vec![gear::cylinder("QP-0001", "2022-01-01")]);
    let before = audit_entry::Entity::find().count(db.read()).await.unwrap();
    // sent twice, done and written down once
    for _ in 0..2 {
        orders::save(&ctx, order.clone()).await.unwrap();
        penalties::save(&ctx, penalty.clone()).await.unwrap();
        fires::save(&ctx, fire.clone()).await.unwrap();
        campaigns::service::save(&ctx, campaign.clone()).await.unwrap();
        plans::service::save(&ctx, plan.clone()).await.unwrap();
        targets::service::save(&ctx, target.clone()).await.unwrap();
        stoves::service::survey(&ctx, stove.clone()).await.unwrap();
        devices::service::plan(&ctx, alarm.clone()).await.unwrap();
        gas::service::save_lpg(&ctx, cylinders.clone()).await.unwrap();
    }
    let lines = audit_entry::Entity::find().all(db.read()).await.unwrap();
    let of_today: Vec<_> = lines.iter().filter(|line| line.at == noon(NOW)).collect();
    let mut actions: Vec<&str> = of_today.iter().map(|line| line.action.as_str()).collect();
    actions.sort_unstable();
    let expected = [
        "campaign.save",
        "device.plan",
        "fire.save",
        "gas_user.save",
        "order.save",
        "penalty.save",
        "plan.save",
        "stove.survey",
        "year_target.save",
    ];
    assert_eq!(actions, expected);
    assert_eq!(u64::try_from(lines.len()).unwrap(), before + 9);
    assert!(of_today.iter().all(|line| line.actor_login == world.office.login));
    let told = format!("{lines:?}");
    for secret in ["钱多多", "13700001234", "张三丰", "502室", "欧阳小明"] {
        assert!(!told.contains(secret), "the log names {secret}");
    }
});

db_test!(a_site_is_found_by_what_was_typed, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let link = format!("/sites/{}", world.shop);
    for text in ["老王面馆", "仙霞路700弄2号", link.as_str()] {
        assert_eq!(links::site(&ctx, Some(text)).await.unwrap(), Some(world.shop), "{text}");
    }
    assert_eq!(links::site(&ctx, Some("  ")).await.unwrap(), None);
    assert_eq!(refused(links::site(&ctx, Some("没有这家店")).await), Code::Invalid);
    let hazard = world.find(noon("2023-06-01"), |_| ()).await;
    let found = links::hazard(&ctx, Some("310105008-2023-000001")).await.unwrap();
    assert_eq!(found, Some(hazard));
    let stranger = world.ctx(&world.stranger, noon(NOW));
    assert_eq!(refused(links::hazard(&stranger, Some("310105008-2023-000001")).await), Code::Invalid);
});

db_test!(reply_deadlines_are_rules_with_versions_and_a_history, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let table = query::list(&ctx, RuleBook::Replies, None).await.unwrap();
    assert!(table.rows.is_empty() && table.may_keep);
    let rule = |days, from: &str| {
        Rule::Reply(ReplyRule {
            kind: None,
            urgent: false,
            count: DayCount { days, kind: DayKind::Calendar },
            valid_from: date(from),
            valid_to: None,
            source: "热线办函〔2023〕1号".into(),
        })
    };
    let keep =
        |base, rule| KeepRule { id: EventId(Uuid::now_v7()), base, rule, reason: "来函调整".into() };
    service::keep(&ctx, keep(None, rule(3, "2023-01-01"))).await.unwrap();
    let detail = query::detail(&ctx, RuleBook::Replies, "*/plain", None).await.unwrap();
    service::keep(&ctx, keep(Some(detail.base), rule(2, "2023-06-10"))).await.unwrap();
    // of two who change it at once the second is told
    let late = service::keep(&ctx, keep(Some(detail.base), rule(1, "2023-06-12"))).await;
    assert_eq!(refused(late), Code::Stale);
    let detail = query::detail(&ctx, RuleBook::Replies, "*/plain", None).await.unwrap();
    let spans: Vec<_> = detail.versions.iter().map(|v| (v.rule.valid_from(), v.rule.valid_to())).collect();
    assert_eq!(spans, [(date("2023-06-10"), None), (date("2023-01-01"), Some(date("2023-06-09"))),]);
    assert_eq!(detail.changes.len(), 2);
    // an order is due by the rule of the day it was received on
    for (number, received, expected) in [("a", "2023-06-05", "2023-06-08"), ("b", "2023-06-12", "2023-06-14")]
    {
        let mut order = books::order(number, world.shop);
        (order.received_at, order.urgent, order.reply_due) = (noon(received), false, None);
        let id = order.id;
        orders::save(&ctx, books::new(order)).await.unwrap();
        let row = hotline_order::Entity::find_by_id(id.0).one(db.read()).await.unwrap().unwrap();
        assert_eq!(row.due, date(expected), "{received}");
    }
    let blank = Rule::Reply(ReplyRule {
        kind: Some(OrderKind::Report),
        urgent: true,
        count: DayCount { days: 1, kind: DayKind::Working },
        valid_from: date("2023-01-01"),
        valid_to: None,
        source: " ".into(),
    });
    assert_eq!(refused(service::keep(&ctx, keep(None, blank)).await), Code::Invalid);
    let inspector = world.ctx(&world.inspector, noon(NOW));
    assert_eq!(refused(service::keep(&inspector, keep(None, rule(9, "2024-01-01"))).await), Code::Forbidden);
});
