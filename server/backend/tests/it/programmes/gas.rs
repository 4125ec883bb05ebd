//! Small units and users of cylinders.

use super::*;
use crate::support::{
    books,
    gear::{cylinder, fresh, lpg, unit},
    world::{date, refused},
};
use backend::{
    programmes::{gas::CylinderList, statements},
    rules,
};
use domain::{
    fault::Code,
    listing::Filter,
    programmes::{
        filters::GasFilter,
        gas::{ClassRule, LpgStanding, Measure, MoveOff, Moved, Trade, ZeroCylinders, zero_cylinders},
        views::{ClassWord, GasSaveKind},
    },
    rules::{KeepRule, Rule, RuleBook, RuleStep, StopRule},
};
use gas_services::{query, service};
use std::collections::BTreeMap;

db_test!(an_entry_is_kept_and_a_save_of_an_old_version_is_told, |db| async move {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.inspector, day());
    let first = unit(world.shop, day());
    let saved = service::save_unit(&ctx, first.clone()).await.unwrap();
    assert_eq!((saved.version, saved.repeated), (1, false));
    let again = service::save_unit(&ctx, first.clone()).await.unwrap();
    assert_eq!((again.id, again.version, again.repeated), (saved.id, 1, true));
    let mut other = first.clone();
    other.note = Some("另一家".into());
    assert_eq!(refused(service::save_unit(&ctx, other).await), Code::ContentConflict);
    // the site has an entry already, whatever id a second one would have
    assert_eq!(refused(service::save_unit(&ctx, unit(world.shop, day())).await), Code::Stale);
    let mut cylinders = lpg(world.shop, vec![cylinder("QP-0001", "2020-01-01")]);
    cylinders.base_version = Some(1);
    let (id, version) = world.gas_save(noon("2023-06-16"), cylinders).await;
    assert_eq!((id, version), (saved.id, 2), "one entry is both");
    let page = query::detail(&world.ctx(&world.leader, noon("2023-06-17")), id).await.unwrap();
    let (seen, user) = (page.summary.unit.unwrap(), page.lpg.unwrap());
    assert_eq!((seen.class, user.cylinders.len(), page.version), (ClassWord::Small, 1, 2));
    let kinds: Vec<GasSaveKind> = page.saves.iter().map(|save| save.kind).collect();
    assert_eq!(kinds, [GasSaveKind::Unit, GasSaveKind::Lpg]);
    assert_eq!(service::save_unit(&ctx, first).await.unwrap().version, 1, "the first save again, later");
    assert_eq!(refused(query::detail(&world.ctx(&world.stranger, day()), id).await), Code::NotFound);
    assert_eq!(
        refused(service::save_unit(&world.ctx(&world.leader, day()), unit(world.flat, day())).await),
        Code::Forbidden
    );
});

db_test!(of_two_who_make_the_entry_of_a_site_at_once_one_wins, |db| async move {
    let world = World::new(&db).await;
    let (mine, theirs) = (world.ctx(&world.inspector, day()), world.ctx(&world.office, day()));
    let (one, two) = tokio::join!(
        service::save_unit(&mine, unit(world.shop, day())),
        service::save_unit(&theirs, unit(world.shop, day())),
    );
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let lost = if one.is_ok() { two } else { one };
    assert_eq!(refused(lost), Code::Stale);
});

db_test!(a_cylinder_stands_at_one_place, |db| async move {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, day());
    let (first, _) = world.gas_save(day(), lpg(world.shop, vec![cylinder("QP-0001", "2022-01-01")])).await;
    let other = lpg(world.flat, vec![cylinder("QP-0009", "2022-01-01"), cylinder("QP 0001", "2022-01-01")]);
    let error = service::save_lpg(&ctx, other.clone()).await.expect_err("somebody has it");
    let fault = error.as_fault().expect("a fault");
    assert_eq!((fault.code, fault.args["serial"].as_str()), (Code::SerialInUse, "QP0001"));
    assert_eq!(fault.fields[0].field, "cylinders[1].number");
    // also far away, where nobody is told who has it
    let far = lpg(world.far_shop, vec![cylinder("QP-0001", "2022-01-01")]);
    let stranger = world.ctx(&world.stranger, day());
    let told = service::save_lpg(&stranger, far).await.expect_err("somebody has it");
    let fault = told.as_fault().expect("a fault");
    assert_eq!((fault.code, fault.fields[0].field.as_str()), (Code::SerialInUse, "cylinders[0].number"));
    assert_eq!(fault.args.keys().collect::<Vec<_>>(), ["serial"]);
    // whoever has it may go on saving
    let mut again = lpg(world.shop, vec![cylinder("QP-0001", "2022-01-01")]);
    (again.id, again.user, again.base_version) = (fresh(), first, Some(1));
    world.gas_save(day(), again.clone()).await;
    // handed back, it may stand somewhere else
    (again.id, again.base_version) = (fresh(), Some(2));
    again.cylinders[0].returned_on = Some(date("2023-06-15"));
    world.gas_save(day(), again).await;
    service::save_lpg(&ctx, other).await.unwrap();
});

db_test!(of_two_who_name_one_cylinder_at_once_one_is_told, |db| async move {
    let world = World::new(&db).await;
    let (mine, theirs) = (world.ctx(&world.inspector, day()), world.ctx(&world.office, day()));
    let of = |site| lpg(site, vec![cylinder("QP-0001", "2022-01-01")]);
    let (one, two) =
        tokio::join!(service::save_lpg(&mine, of(world.shop)), service::save_lpg(&theirs, of(world.flat)),);
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let lost = if one.is_ok() { two } else { one };
    assert_eq!(refused(lost), Code::SerialInUse);
});

db_test!(zero_cylinders_is_what_the_definition_says, |db| async move {
    let world = World::new(&db).await;
    let proof = world.photo(&world.office, day()).await;
    let mut cleared = lpg(world.shop, vec![cylinder("QP-0001", "2020-01-01")]);
    cleared.cylinders[0].returned_on = Some(date("2023-06-10"));
    cleared.cylinders[0].proof = vec![proof];
    cleared.moved = Some(Moved { to: MoveOff::PipedGas, on: date("2023-06-09") });
    let mut clearing =
        lpg(world.flat, vec![cylinder("QP-0002", "2018-01-01"), cylinder("QP-0003", "2022-01-01")]);
    clearing.cylinders[0].returned_on = Some(date("2023-06-10"));
    clearing.moved = Some(Moved { to: MoveOff::Electricity, on: date("2023-06-09") });
    let using = lpg(world.tower, vec![cylinder("QP-0004", "2022-01-01")]);
    let mut users = Vec::new();
    for command in [cleared.clone(), clearing, using] {
        let (id, _) = world.gas_save(day(), command).await;
        let page = query::detail(&world.ctx(&world.office, day()), id).await.unwrap();
        users.push(page.lpg.unwrap());
    }
    let ctx = world.ctx(&world.office, day());
    for on in ["2023-06-08", "2023-06-09", "2023-06-10", "2023-06-15"] {
        let told = query::zero_cylinders(&ctx, None, Some(date(on))).await.unwrap();
        assert_eq!(told, zero_cylinders(&users, date(on)), "{on}");
        // each number opens those who stood so on that day
        let standing = [LpgStanding::Using, LpgStanding::Clearing, LpgStanding::Cleared];
        let (mut rows, mut left) = ([0; 3], 0);
        for (n, standing) in rows.iter_mut().zip(standing) {
            let filter = GasFilter { lpg: vec![standing], on: Some(date(on)), ..GasFilter::default() };
            let page = query::list(&ctx, &filter, 50).await.unwrap();
            *n = i64::try_from(page.total.n).unwrap();
            for row in page.rows {
                let lpg = row.lpg.unwrap();
                assert_eq!(lpg.standing, standing, "{on}");
                left += i64::from(lpg.cylinders);
            }
        }
        // the map of the statement has a sign for each who still has cylinders
        let filter = GasFilter {
            lpg: vec![LpgStanding::Using, LpgStanding::Clearing],
            on: Some(date(on)),
            ..GasFilter::default()
        };
        let text = query::map(&ctx, &filter, "121.3,31.1,121.5,31.3".parse().unwrap(), 18.0).await.unwrap();
        let map: serde_json::Value = serde_json::from_str(&text).unwrap();
        let signs = map["features"].as_array().unwrap().iter().map(|one| &one["properties"]["status"]);
        let mut seen: BTreeMap<&str, i64> = BTreeMap::new();
        for sign in signs {
            *seen.entry(sign.as_str().unwrap()).or_default() += 1;
        }
        // the tower has no position, and is named beside the map
        let here = users.iter().filter(|user| user.site != world.tower);
        let mut expected: BTreeMap<&str, i64> = BTreeMap::new();
        for standing in here.map(|user| user.standing(date(on))).filter(|it| *it != LpgStanding::Cleared) {
            *expected.entry(standing.as_str()).or_default() += 1;
        }
        assert_eq!((seen, map["without_position"].as_i64()), (expected, Some(1)), "{on}: {text}");
        let [using, clearing, cleared] = rows;
        assert_eq!(
            (using + clearing + cleared, clearing, cleared, left),
            (told.users, told.clearing, told.cleared, told.cylinders),
            "{on}"
        );
    }
    let today = query::zero_cylinders(&ctx, None, None).await.unwrap();
    assert_eq!(today, ZeroCylinders { users: 3, cleared: 1, clearing: 1, cylinders: 3 });
    assert!(!today.holds());
    let page = query::zero_page(&ctx, None, None).await.unwrap();
    assert_eq!(page.total.zero, today);
    let users: i64 = page.parts.iter().map(|part| part.zero.users).sum();
    let cylinders: i64 = page.parts.iter().map(|part| part.zero.cylinders).sum();
    assert_eq!((users, cylinders), (3, 3), "by committee it is the same");
    let table = statements::zero_cylinders(&ctx, None, None).await.unwrap();
    let lines: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(lines.len(), 1 + page.parts.len(), "the whole and each part: {table}");
    assert!(lines[0].starts_with("310105008,") && lines[0].ends_with(",否,3,1,1,3"), "{table}");
    for (standing, n) in [(LpgStanding::Using, 1), (LpgStanding::Clearing, 1), (LpgStanding::Cleared, 1)] {
        let filter = GasFilter { lpg: vec![standing], ..GasFilter::default() };
        let page = query::list(&ctx, &filter, 50).await.unwrap();
        assert_eq!((page.total.n, page.rows[0].lpg.unwrap().standing), (n, standing));
    }
    let table = books::table(&ctx, &GasFilter::default()).await;
    for (moved, users) in [("改管道气,2023-06-09", 1), ("改用电,2023-06-09", 1), ("停业/搬离", 0)]
    {
        assert_eq!(table.matches(moved).count(), users, "{moved}: {table}");
    }
    let table = books::table(&ctx, &CylinderList::from_pairs([])).await;
    let lines: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(lines.len(), 4, "each cylinder has its row: {table}");
    for row in ["QP0001,15,", "QP0002,15,", "QP0003,15,", "QP0004,15,"] {
        assert!(table.contains(row), "{row}: {table}");
    }
    // tested every four years; handed back with proof, without proof, and not at all
    for end in ["2024-01-01,2023-06-10,是", "2022-01-01,2023-06-10,否", "2026-01-01,,"] {
        assert!(lines.iter().any(|line| line.ends_with(end)), "{end}: {table}");
    }
    let cleared_only = CylinderList::from_pairs([("lpg", "cleared")]);
    assert_eq!(books::table(&ctx, &cleared_only).await.lines().count(), 1 + 1);
    let overdue = GasFilter { test_overdue: true, ..GasFilter::default() };
    assert_eq!(query::list(&ctx, &overdue, 50).await.unwrap().total.n, 1);
    // the proof of an earlier save is named again, and a new cylinder came
    let mut again = cleared;
    (again.id, again.base_version) = (fresh(), Some(1));
    again.cylinders.push(cylinder("QP-0005", "2023-01-01"));
    assert_eq!(world.gas_save(noon("2023-06-16"), again).await.1, 2);
});

db_test!(what_is_small_follows_the_dictionary_from_the_day_of_its_version, |db| async move {
    let world = World::new(&db).await;
    let id =
        service::save_unit(&world.ctx(&world.inspector, day()), unit(world.shop, day())).await.unwrap().id;
    let counts = async |on: &str| {
        let ctx = world.ctx(&world.office, noon(on));
        query::detail(&ctx, id).await.unwrap().summary.unit.unwrap().class
    };
    assert_eq!(counts("2023-07-31").await, ClassWord::Small, "40 seats of 100");
    let office = world.ctx(&world.office, noon("2023-07-01"));
    let seen = rules::query::detail(&office, RuleBook::Classes, "restaurant", None).await.unwrap();
    let class = |max| {
        Rule::Class(ClassRule {
            trade: Trade::Restaurant,
            measure: Measure::Seats,
            max,
            document: "沪消〔2023〕1号".into(),
            valid_from: date("2023-08-01"),
            valid_to: None,
        })
    };
    let keep = |base, rule| KeepRule { id: fresh(), base, rule, reason: "按本地文件核定".into() };
    rules::service::keep(&office, keep(Some(seen.base), class(39))).await.unwrap();
    assert_eq!(counts("2023-07-31").await, ClassWord::Small);
    assert_eq!(counts("2023-08-01").await, ClassWord::Larger);
    for (on, word) in [("2023-07-31", "九小场所"), ("2023-08-01", "超出九小")] {
        let table = books::table(&world.ctx(&world.office, noon(on)), &GasFilter::default()).await;
        assert!(table.contains(&format!("小餐饮,,40,,{word},")), "{on}: {table}");
    }
    let now = rules::query::detail(&office, RuleBook::Classes, "restaurant", None).await.unwrap();
    assert_eq!(now.versions[1].rule.valid_to(), Some(date("2023-07-31")));
    assert_eq!((now.changes.len(), now.changes[0].step), (1, RuleStep::Revise));
    // what nobody could count to, and who may not
    let fault = rules::service::keep(&office, keep(Some(now.base), class(1_000_001))).await.unwrap_err();
    assert_eq!(fault.as_fault().unwrap().fields[0].field, "max");
    let inspector = world.ctx(&world.inspector, noon("2023-07-01"));
    let kept = rules::service::keep(&inspector, keep(Some(now.base), class(50))).await;
    assert_eq!(refused(kept), Code::Forbidden);
    // taken back before its day it never held
    let stop =
        StopRule {
            id: fresh(), book: RuleBook::Classes, base: now.base, last: None, reason: "误录".into()
        };
    rules::service::stop(&office, stop).await.unwrap();
    assert_eq!(counts("2023-08-01").await, ClassWord::Small);
});
