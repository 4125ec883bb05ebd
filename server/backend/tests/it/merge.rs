//! Two records of one door become one: everything goes along, nothing counts twice, and the history stays proven.

use backend::{
    audit::verify::verify,
    campaigns,
    entities::task,
    plans,
    programmes::door::door,
    registers::penalties,
    sites::{query, service},
};
use domain::{
    fault::Code,
    ids::SiteId,
    listing::SiteFilter,
    programmes::device::DeviceKind,
    sites::{Likeness, SiteKind},
};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::support::{
    books, gear,
    world::{COMMITTEE, HERE, SUBDISTRICT, World, at, noon, refused, site},
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

db_test!(whoever_merges_may_and_two_entries_of_gas_are_not_mixed, |db| async {
    let world = World::new(&db).await;
    let twice = again(&world).await;
    let ctx = |who| world.ctx(who, noon(NOW));
    let merge = async |who, from, into| service::merge(&ctx(who), from, into).await;
    assert_eq!(refused(merge(&world.inspector, twice, world.shop).await), Code::Forbidden);
    assert_eq!(refused(merge(&world.stranger, twice, world.shop).await), Code::NotFound);
    assert_eq!(refused(merge(&world.office, twice, twice).await), Code::Invalid);
    assert_eq!(refused(merge(&world.office, twice, world.far_shop).await), Code::NotFound);
    assert_eq!(refused(merge(&world.admin, twice, world.far_shop).await), Code::Invalid, "two subdistricts");
    for unit in [twice, world.shop] {
        world.gas_unit(unit, noon("2023-06-05")).await;
    }
    assert_eq!(refused(merge(&world.office, twice, world.shop).await), Code::Invalid);
    let page = query::detail(&ctx(&world.office), twice).await.unwrap();
    assert_eq!(page.merged_into, None, "nothing was changed");
    assert_eq!(query::detail(&ctx(&world.leader), world.shop).await.unwrap().twins, vec![]);
});
