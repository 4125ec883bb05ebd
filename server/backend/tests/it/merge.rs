//! Two records of one door become one: everything goes along, nothing counts twice, and the history stays proven.

use backend::{
    audit::verify::verify,
    campaigns,
    ctx::Ctx,
    entities::{device, hazard, stove, task},
    plans,
    programmes::{door::door, gas},
    registers::penalties,
    roll_calls,
    sites::{query, service},
    sync,
};
use domain::{
    fault::Code,
    ids::{RollCallId, SiteId},
    listing::SiteFilter,
    programmes::{device::DeviceKind, filters::GasFilter, gas::SaveLpgUser},
    roll_call::{Answer, Register},
    sites::{Likeness, SiteKind},
    sync::{Changes, Gone},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::support::{
    books, catalogue, gear,
    world::{COMMITTEE, HERE, OTHER_COMMITTEE, SUBDISTRICT, World, at, date, noon, refused, site},
};

const NOW: &str = "2023-06-20";

/// The restaurant once more, as somebody has entered it who did not find it.
async fn again(world: &World) -> SiteId {
    let ctx = world.ctx(&world.office, noon("2023-06-01"));
    let command = site(SiteKind::SmallUnit, "老王面馆", "仙霞路７００弄２号", COMMITTEE, at(HERE.0, HERE.1));
    service::add(&ctx, command).await.unwrap()
}

db_test!(everything_of_the_one_goes_to_the_other, |db| async {
    let world = World::new(&db).await;
    let twice = again(&world).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let day = noon("2023-06-05");
    let campaign = books::start(&ctx, books::campaign("夏季消防专项", SUBDISTRICT)).await;
    plans::service::save(&ctx, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    plans::make(&world.state, noon("2023-06-01")).await.unwrap();
    let visit = world.visit(twice, day, |_| ()).await;
    let hazard = world.find(day, |finding| finding.site = Some(twice)).await;
    let stove = world.stove(twice, day, gear::unsafe_stove("2010-01-01")).await;
    let alarm = world.planned(DeviceKind::GasAlarm, twice, day).await;
    world.gas_unit(twice, day).await;
    penalties::save(&ctx, books::new(books::penalty(twice))).await.unwrap();
    let before = campaigns::query::page(&ctx, campaign).await.unwrap().total.frozen;
    assert_eq!((before.to_visit, task::Entity::find().count(db.read()).await.unwrap()), (2, 2));

    let page = query::detail(&ctx, world.shop).await.unwrap();
    let twins: Vec<_> = page.twins.iter().map(|twin| (twin.id, twin.likeness)).collect();
    assert_eq!(twins, [(twice, Likeness::Same)], "full width or not");
    let doubled = SiteFilter { twins: true, ..SiteFilter::default() };
    assert_eq!(query::list(&ctx, &doubled, 50).await.unwrap().rows.len(), 2);
    assert_eq!(service::merge(&ctx, twice, world.shop).await.unwrap(), world.shop);
    assert_eq!(service::merge(&ctx, twice, world.shop).await.unwrap(), world.shop, "sent again");

    let page = query::detail(&ctx, world.shop).await.unwrap();
    assert!(page.twins.is_empty() && page.visits.iter().any(|it| it.id == visit));
    assert_eq!(page.open_hazards.iter().map(|it| it.id).collect::<Vec<_>>(), [hazard]);
    let behind = door(&ctx, world.shop).await.unwrap();
    assert_eq!(behind.stoves.iter().map(|it| it.id).collect::<Vec<_>>(), [stove]);
    assert_eq!(behind.devices.iter().map(|it| it.id).collect::<Vec<_>>(), [alarm]);
    assert!(behind.gas.is_some_and(|entry| entry.unit.is_some()));
    let after = campaigns::query::page(&ctx, campaign).await.unwrap().total.frozen;
    assert_eq!((after.to_visit, task::Entity::find().count(db.read()).await.unwrap()), (1, 1));
    let old = query::detail(&ctx, twice).await.unwrap();
    assert_eq!((old.merged_into, old.visits.len()), (Some(world.shop), 0));
    assert_eq!(query::list(&ctx, &doubled, 50).await.unwrap().rows, vec![]);
    let listed = query::list(&ctx, &SiteFilter::default(), 50).await.unwrap();
    assert!(listed.rows.iter().all(|row| row.id != twice));
    let proof = verify(&db, |_, _| ()).await.unwrap();
    assert_eq!(proof.broken, vec![], "the chains of what went along hold");
    // nothing is added to what was merged
    let late = gear::survey(twice, gear::safe_stove("2020-01-01"), noon(NOW));
    let late = backend::programmes::stoves::service::survey(&ctx, late).await;
    assert_eq!(refused(late), Code::Invalid);
});

db_test!(what_stands_behind_a_door_lies_in_the_committee_of_the_site_that_stays, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon("2023-06-01"));
    let shed = |name: &str, committee: &str| site(SiteKind::BikeShed, name, "仙霞路700弄", committee, None);
    let gone = service::add(&ctx, shed("一号车棚", OTHER_COMMITTEE)).await.unwrap();
    let mut plan = books::plan(SUBDISTRICT);
    plan.kinds = vec![SiteKind::BikeShed];
    plans::service::save(&ctx, books::new(plan)).await.unwrap();
    plans::make(&world.state, noon("2023-06-01")).await.unwrap();
    // it has no tasks of its own yet
    let kept = service::add(&ctx, shed("1号车棚", COMMITTEE)).await.unwrap();
    let ctx = world.ctx(&world.office, noon(NOW));
    let day = noon("2023-06-05");
    let stove = world.stove(gone, day, gear::unsafe_stove("2010-01-01")).await;
    let alarm = world.planned(DeviceKind::SmokeDetector, gone, day).await;
    let hazard = world.find(day, |finding| finding.site = Some(gone)).await;
    let call = RollCallId(Uuid::now_v7());
    roll_calls::service::start(&ctx, call, "台风").await.unwrap();
    let sheds = async || roll_calls::query::board(&ctx, Register::Sheds, None, None).await.unwrap().doors;
    assert_eq!(sheds().await.len(), 2, "one shed, called twice");

    service::merge(&ctx, gone, kept).await.unwrap();
    let there = stove::Entity::find_by_id(stove.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((there.site_id, there.committee_code.as_str()), (kept.0, COMMITTEE));
    let there = device::Entity::find_by_id(alarm.0).one(db.read()).await.unwrap().unwrap();
    assert_eq!((there.site_id, there.area_code.as_str()), (kept.0, COMMITTEE));
    let tasks = task::Entity::find().filter(task::Column::SiteId.eq(kept.0)).all(db.read()).await.unwrap();
    assert!(!tasks.is_empty() && tasks.iter().all(|task| task.committee_code == COMMITTEE));
    let there = hazard::Entity::find_by_id(hazard.0).one(db.read()).await.unwrap().unwrap();
    let found = (there.site_id, there.committee_code.as_str());
    assert_eq!(found, (Some(kept.0), OTHER_COMMITTEE), "found there, and counted there");
    let doors: Vec<_> =
        sheds().await.into_iter().map(|door| (door.site, door.area.code.to_string())).collect();
    assert_eq!(doors, [(kept, COMMITTEE.to_owned())], "called once");
    assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, vec![]);
});

db_test!(whatever_was_called_stays_on_its_list, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let shed = |name: &str| site(SiteKind::BikeShed, name, "仙霞路700弄", COMMITTEE, None);
    let kept = service::add(&ctx, shed("1号车棚")).await.unwrap();
    let gone = service::add(&ctx, shed("一号车棚")).await.unwrap();
    let call = RollCallId(Uuid::now_v7());
    roll_calls::service::start(&ctx, call, "台风").await.unwrap();
    let sheds = async || roll_calls::query::board(&ctx, Register::Sheds, None, None).await.unwrap().doors;
    for door in sheds().await {
        roll_calls::service::say(&ctx, call, Register::Sheds, door.key, Answer::Safe).await.unwrap();
    }
    service::merge(&ctx, gone, kept).await.unwrap();
    let doors = sheds().await;
    assert_eq!(doors.iter().map(|door| door.site).collect::<Vec<_>>(), [kept, kept]);
    assert!(doors.iter().all(|door| door.answer == Some(Answer::Safe)), "no answer is lost");
});

/// The tables with a column `site_id`, each of which [`service::merge`] brings along. A new one fails here until it does.
const OF_A_SITE: [&str; 13] = [
    "campaign_target",
    "device",
    "file",
    "fire",
    "gas_user",
    "hazard",
    "hotline_order",
    "inspection",
    "paper",
    "penalty",
    "roll_call_door",
    "stove",
    "task",
];

db_test!(no_table_that_names_a_site_is_forgotten, |db| async {
    let mut naming = Vec::new();
    for table in catalogue::tables(db.read()).await {
        if catalogue::columns(db.read(), &table).await.contains_key("site_id") {
            naming.push(table);
        }
    }
    assert_eq!(naming, OF_A_SITE);
});

db_test!(whoever_imports_registers_may_merge, |db| async {
    let world = World::new(&db).await;
    let twice = again(&world).await;
    let ctx = |who| world.ctx(who, noon(NOW));
    let merge = async |who, from, into| service::merge(&ctx(who), from, into).await;
    assert_eq!(refused(merge(&world.inspector, twice, world.shop).await), Code::Forbidden);
    assert_eq!(refused(merge(&world.stranger, twice, world.shop).await), Code::NotFound);
    assert_eq!(refused(merge(&world.office, twice, twice).await), Code::Invalid);
    assert_eq!(refused(merge(&world.office, twice, world.far_shop).await), Code::NotFound);
    assert_eq!(refused(merge(&world.admin, twice, world.far_shop).await), Code::Invalid, "two subdistricts");
    let page = query::detail(&ctx(&world.office), twice).await.unwrap();
    assert_eq!(page.merged_into, None, "nothing was changed");
    assert_eq!(query::detail(&ctx(&world.leader), world.shop).await.unwrap().twins, vec![]);
});

db_test!(of_two_entries_of_gas_users_one_remains_with_all_that_both_know, |db| async {
    let world = World::new(&db).await;
    let twice = again(&world).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let (early, late) = (noon("2023-06-05"), noon("2023-06-10"));
    // the record that stays was surveyed last, the other one tells last of the cylinders
    let kept = world.gas_unit(world.shop, late).await;
    let first = gear::unit(twice, early);
    let gone = gas::service::save_unit(&world.ctx(&world.office, early), first.clone()).await.unwrap().id;
    let again = |id, site, base, cylinders| SaveLpgUser {
        user: id,
        base_version: Some(base),
        ..gear::lpg(site, cylinders)
    };
    let here = vec![gear::cylinder("QP-0001", "2022-01-01"), gear::cylinder("QP-0002", "2022-01-01")];
    world.gas_save(early, again(kept, world.shop, 1, here)).await;
    let proof = world.photo(&world.office, late).await;
    let mut back = gear::cylinder("QP-0003", "2021-01-01");
    (back.returned_on, back.proof) = (Some(date("2023-06-09")), vec![proof]);
    world.gas_save(late, again(gone, twice, 1, vec![back])).await;
    let before = gas_figures(&ctx).await;
    assert_eq!(before, (2, 2, 2), "one door on the register twice");
    let since = told(&world, 0).await.seq;

    service::merge(&ctx, twice, world.shop).await.unwrap();
    let page = gas::query::detail(&ctx, kept).await.unwrap();
    let (unit, lpg) = (page.unit.unwrap(), page.lpg.unwrap());
    assert_eq!((unit.surveyed_at, page.version, page.photos.len()), (late, 4, 1));
    let numbers: Vec<_> = lpg.cylinders.iter().map(|it| it.number.as_str()).collect();
    assert_eq!((numbers, lpg.cylinders_there(date(NOW))), (vec!["QP0001", "QP0002", "QP0003"], 2));
    assert_eq!(page.saves.len(), 4, "who saved what, of both");
    assert!(page.saves.is_sorted_by_key(|save| save.at));
    assert_eq!(gas_figures(&ctx).await, (1, 1, 2), "a unit, a user, and no cylinder is lost");
    let led = gas::query::detail(&ctx, gone).await.unwrap();
    assert_eq!((led.summary.id, led.summary.door.site), (kept, world.shop), "its page leads on");

    // tablets forget the one and learn the other, whose old forms are told
    let news = told(&world, since).await;
    assert_eq!(news.gas_users.iter().map(|entry| entry.id).collect::<Vec<_>>(), [kept]);
    assert!(news.gone.contains(&Gone::GasUser { id: gone }));
    let taken = sync::gear::gas_users(&world.ctx(&world.inspector, noon(NOW)), None).await.unwrap();
    assert_eq!(taken.items.iter().map(|entry| (entry.id, entry.version)).collect::<Vec<_>>(), [(kept, 4)]);
    for base in [1, 2] {
        let stale = gas::service::save_lpg(&ctx, again(kept, world.shop, base, vec![])).await;
        assert_eq!(refused(stale), Code::Stale);
    }
    let repeated = gas::service::save_unit(&ctx, first).await;
    assert_eq!(refused(repeated), Code::Invalid, "at a page nothing is added to what was merged");
});

/// Units on the register, users of cylinders, and cylinders that are there.
async fn gas_figures(ctx: &Ctx) -> (u64, i64, i64) {
    let listed = gas::query::list(ctx, &GasFilter::default(), 50).await.unwrap();
    let zero = gas::query::zero_cylinders(ctx, None, None).await.unwrap();
    (listed.rows.len() as u64, zero.users, zero.cylinders)
}

/// What a tablet of the first committee is told of what happened after `since`.
async fn told(world: &World, since: i64) -> Changes {
    sync::query::changes(&world.ctx(&world.inspector, noon(NOW)), since).await.unwrap()
}
