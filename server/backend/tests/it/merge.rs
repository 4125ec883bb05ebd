//! Two records of one door become one: everything goes along, nothing counts twice, and the history stays proven.

use backend::{
    audit::verify::verify,
    campaigns,
    ctx::Ctx,
    entities::task,
    plans,
    programmes::{door::door, gas},
    registers::penalties,
    sites::{query, service},
    sync,
};
use domain::{
    fault::Code,
    ids::SiteId,
    listing::SiteFilter,
    programmes::{device::DeviceKind, filters::GasFilter, gas::SaveLpgUser},
    sites::{Likeness, SiteKind},
    sync::{Changes, Gone},
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{
    books, gear,
    world::{COMMITTEE, HERE, SUBDISTRICT, World, at, date, noon, refused, site},
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
