//! Sites and visits: what each filter finds, pages in both directions, and the search that starts a visit.

use backend::{
    entities::{audit_entry, site as site_row},
    inspections, sites, tables,
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    fault::Code,
    geo::Bbox,
    ids::{InspectionId, SiteId},
    inspections::{InspectionKind, Outcome},
    listing::{Common, Cursor, Filter, InspectionFilter, SiteFilter},
    sites::{ChangeSite, SiteKind, SiteStatus},
};
use futures::TryStreamExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::{
    books,
    world::{COMMITTEE, HERE, World, at, noon, refused, site},
};

const NOW: &str = "2023-07-01";

fn pairs<F: Filter>(query: &str) -> F {
    F::from_pairs(query.split('&').filter_map(|p| p.split_once('=')))
}

async fn listed_sites(world: &World, who: &Actor, query: &str) -> Vec<SiteId> {
    let page = sites::query::list(&world.ctx(who, noon(NOW)), &pairs(query), 50).await.unwrap();
    assert_eq!(page.total.n, page.rows.len() as u64, "{query}");
    page.rows.iter().map(|r| r.id).collect()
}

async fn listed_visits(world: &World, who: &Actor, query: &str) -> Vec<InspectionId> {
    let page = inspections::query::list(&world.ctx(who, noon(NOW)), &pairs(query), 50).await.unwrap();
    assert_eq!(page.total.n, page.rows.len() as u64, "{query}");
    page.rows.iter().map(|r| r.id).collect()
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort();
    all
}

db_test!(each_filter_of_the_sites_finds_what_it_says, |db| async {
    let world = World::new(&db).await;
    world.find(noon("2023-05-01"), |_| ()).await;
    let (shop, flat, tower, far) = (world.shop, world.flat, world.tower, world.far_shop);
    for (query, expected) in [
        ("", vec![shop, flat, tower]),
        ("kind=small_unit", vec![shop]),
        ("kind=small_unit,building", vec![shop, tower]),
        ("kind=construction_site", vec![]),
        ("status=active", vec![shop, flat, tower]),
        ("status=closed_down", vec![]),
        ("with_open_hazards=1", vec![shop]),
        ("no_position=1", vec![tower]),
        ("q=面馆", vec![shop]),
        ("q=仙霞路", vec![shop, flat]),
        ("q=lwmg", vec![shop]),
        // the initials of any part of the name, and no single one
        ("q=mg", vec![shop]),
        ("q=tsds", vec![tower]),
        ("q=ds", vec![tower]),
        ("q=wg", vec![]),
        ("q=𠮷㐂", vec![tower]),
        ("q=面馆 天山", vec![]),
        ("q=！", vec![]),
    ] {
        assert_eq!(sorted(listed_sites(&world, &world.office, query).await), sorted(expected), "{query}");
    }
    assert_eq!(listed_sites(&world, &world.stranger, "").await, [far]);
    assert_eq!(sorted(listed_sites(&world, &world.inspector, "").await), sorted(vec![shop, flat]));
    assert_eq!(listed_sites(&world, &world.admin, "").await.len(), 4);
    let outside = sites::query::detail(&world.ctx(&world.stranger, noon(NOW)), shop).await;
    assert_eq!(refused(outside), Code::NotFound);
    // the map shows those of the list that have a position
    let window: Bbox = "121.30,31.10,121.50,31.30".parse().unwrap();
    for zoom in [8.0, 14.0, 18.0] {
        let ctx = world.ctx(&world.office, noon(NOW));
        let map = sites::query::map(&ctx, &SiteFilter::default(), window, zoom).await.unwrap();
        let map: serde_json::Value = serde_json::from_str(&map).unwrap();
        let features = map["features"].as_array().unwrap();
        let n: i64 = features.iter().map(|f| f["properties"]["n"].as_i64().unwrap_or(1)).sum();
        assert_eq!((n, &map["without_position"]), (2, &1.into()), "{zoom}");
    }
});

db_test!(pages_of_sites_hold_every_one_once, |db| async {
    let world = World::new(&db).await;
    let add = async |i: u32| {
        let added = noon("2023-02-01") + TimeDelta::minutes(i.into());
        let name = format!("第{i}小吃店");
        let new = site(SiteKind::SmallUnit, &name, "仙霞路1号", COMMITTEE, at(HERE.0, HERE.1));
        sites::service::add(&world.ctx(&world.office, added), new).await.unwrap()
    };
    for i in 0..20 {
        add(i).await;
    }
    let ctx = world.ctx(&world.office, noon(NOW));
    for query in ["", "sort=oldest", "q=小吃"] {
        let filter: SiteFilter = pairs(query);
        let all = sites::query::list(&ctx, &filter, 100).await.unwrap();
        let expected: Vec<SiteId> = all.rows.iter().map(|r| r.id).collect();
        assert_eq!(expected.len(), if query.starts_with('q') { 20 } else { 23 });
        let step = async |cursor: Option<Cursor>| {
            let common = Common { cursor, ..filter.common.clone() };
            sites::query::list(&ctx, &SiteFilter { common, ..filter.clone() }, 7).await.unwrap()
        };
        let (mut forwards, mut page) = (Vec::new(), step(None).await);
        assert_eq!(page.previous, None);
        loop {
            forwards.extend(page.rows.iter().map(|r| r.id));
            let Some(next) = page.next else { break };
            page = step(Some(next)).await;
        }
        assert_eq!(forwards, expected, "{query}");
        let mut backwards: Vec<SiteId> = page.rows.iter().rev().map(|r| r.id).collect();
        while let Some(previous) = page.previous {
            page = step(Some(previous)).await;
            backwards.extend(page.rows.iter().rev().map(|r| r.id));
        }
        backwards.reverse();
        assert_eq!(backwards, expected, "{query} backwards");
    }
    // one that is added meanwhile moves nothing to another page
    let first = sites::query::list(&ctx, &SiteFilter::default(), 7).await.unwrap();
    add(99).await;
    let common = Common { cursor: first.next, ..Common::default() };
    let second = sites::query::list(&ctx, &SiteFilter { common, ..SiteFilter::default() }, 7).await.unwrap();
    assert!(second.rows.iter().all(|r| first.rows.iter().all(|f| f.id != r.id)));
});

db_test!(a_visit_begins_with_the_nearest_or_the_best_match, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let here = at(HERE.0, HERE.1).unwrap().point;
    let search = async |q: &str, near| -> Vec<SiteId> {
        let hits = sites::query::search(&ctx, q, near, 10).await.unwrap();
        hits.iter().map(|h| h.id).collect()
    };
    for (q, found) in [
        ("面馆", world.shop),
        ("lwmg", world.shop),
        ("LWM", world.shop),
        ("43号", world.flat),
        ("天山大厦", world.tower),
        ("㐂", world.tower),
    ] {
        assert!(search(q, None).await.contains(&found), "{q}");
    }
    assert_eq!(search("远方", None).await, [], "outside the own area");
    let near = sites::query::search(&ctx, "", Some(here), 10).await.unwrap();
    // what has no position comes last
    assert_eq!(near.iter().map(|h| h.id).collect::<Vec<_>>(), [world.shop, world.flat, world.tower]);
    assert_eq!(near[2].distance_m, None);
    assert!(near[0].distance_m.unwrap() < 1.0);
    assert!((90.0..101.0).contains(&near[1].distance_m.unwrap()), "{:?}", near[1].distance_m);
    assert_eq!(search("仙霞路", Some(here)).await, [world.shop, world.flat]);
    assert_eq!(sites::query::search(&ctx, "", Some(here), 1).await.unwrap().len(), 1);
});

db_test!(a_site_is_corrected_and_found_by_what_it_says_now, |db| async {
    let world = World::new(&db).await;
    let (office, shop) = (world.ctx(&world.office, noon(NOW)), world.shop);
    let row = async || site_row::Entity::find_by_id(shop.0).one(db.read()).await.unwrap().unwrap();
    let before = row().await;
    let command = ChangeSite {
        name: Some("𠮷㐂小吃店".into()),
        address: Some("  ".into()),
        contact_phone: Some("13912345678".into()),
        ..ChangeSite::default()
    };
    sites::service::change(&office, shop, command.clone()).await.unwrap();
    let after = row().await;
    assert_eq!((after.name.as_str(), after.contact_phone.as_deref()), ("𠮷㐂小吃店", Some("13912345678")));
    assert_eq!((&after.address, &after.contact_name), (&before.address, &before.contact_name), "blank stays");
    assert!(after.change_seq > before.change_seq, "tablets hear of it");
    assert_eq!(after.version, before.version + 1);
    // old words find it no more, new ones and their initials do
    assert_eq!(listed_sites(&world, &world.office, "q=面馆").await, []);
    assert_eq!(listed_sites(&world, &world.office, "q=小吃").await, [shop]);
    assert_eq!(after.pinyin, backend::initials::initials("𠮷㐂小吃店"));
    let found = sites::query::search(&office, &after.pinyin, None, 10).await.unwrap();
    assert!(found.iter().any(|hit| hit.id == shop), "{}", after.pinyin);
    // the same again changes nothing
    sites::service::change(&office, shop, command).await.unwrap();
    assert_eq!(row().await, after);
    // closed down: no longer offered for a visit, still in the register
    let closed = ChangeSite { status: Some(SiteStatus::ClosedDown), ..ChangeSite::default() };
    sites::service::change(&office, shop, closed.clone()).await.unwrap();
    assert_eq!(listed_sites(&world, &world.office, "status=closed_down").await, [shop]);
    assert!(sites::query::search(&office, "小吃", None, 10).await.unwrap().is_empty());
    // the log says which fields, and nobody's number
    let log = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("site.change"));
    let log = log.order_by_asc(audit_entry::Column::At).all(db.read()).await.unwrap();
    assert_eq!(log.len(), 2);
    assert!(log.iter().all(|line| !format!("{line:?}").contains("13912345678")));

    for (who, expected) in [(&world.leader, Code::Forbidden), (&world.stranger, Code::NotFound)] {
        let ctx = world.ctx(who, noon(NOW));
        assert_eq!(refused(sites::service::change(&ctx, shop, closed.clone()).await), expected);
    }
    let long = ChangeSite { name: Some("长".repeat(10_000)), ..ChangeSite::default() };
    assert_eq!(refused(sites::service::change(&office, shop, long).await), Code::Invalid);
});

db_test!(each_filter_of_the_visits_finds_what_it_says, |db| async {
    let world = World::new(&db).await;
    let shop = world
        .visit(world.shop, noon("2023-05-10"), |v| {
            v.hazards = vec![world.finding(noon("2023-05-10"))];
        })
        .await;
    let flat = world.visit(world.flat, noon("2023-05-20"), |v| v.outcome = Outcome::NotAtHome).await;
    let tower = world
        .visit(world.tower, noon("2023-06-01"), |v| {
            v.kind = InspectionKind::Special;
            v.campaign = Some("夏季消防专项".into());
        })
        .await;
    let far = world.visit(world.far_shop, noon("2023-06-02"), |_| ()).await;
    let site = format!("site={}", world.shop);
    let own = format!("inspector={}", world.office.user);
    let nobody = format!("inspector={}", world.leader.user);
    for (query, expected) in [
        ("", vec![tower, flat, shop]),
        ("sort=oldest", vec![shop, flat, tower]),
        ("kind=special", vec![tower]),
        ("kind=routine,recheck", vec![flat, shop]),
        ("outcome=not_at_home", vec![flat]),
        ("with_hazards=1", vec![shop]),
        ("from=2023-05-20&to=2023-05-31", vec![flat]),
        ("from=2023-06-02", vec![]),
        (site.as_str(), vec![shop]),
        (own.as_str(), vec![tower, flat, shop]),
        (nobody.as_str(), vec![]),
        ("q=面馆", vec![shop]),
        ("q=没有这家", vec![]),
    ] {
        assert_eq!(listed_visits(&world, &world.office, query).await, expected, "{query}");
    }
    assert_eq!(listed_visits(&world, &world.stranger, "").await, [far]);
    assert_eq!(listed_visits(&world, &world.inspector, "").await, [flat, shop]);
    let outside = inspections::query::detail(&world.ctx(&world.stranger, noon(NOW)), shop).await;
    assert_eq!(refused(outside), Code::NotFound);
    let seen = inspections::query::detail(&world.ctx(&world.inspector, noon(NOW)), shop).await.unwrap();
    assert_eq!(seen.hazards.len(), 1);
    // how often a place was visited lately
    let ctx = world.ctx(&world.office, noon(NOW));
    assert_eq!(sites::query::checks(&ctx, world.shop, noon("2023-06-05")).await.unwrap(), (1, 1));
    assert_eq!(sites::query::checks(&ctx, world.shop, noon("2023-07-20")).await.unwrap(), (0, 1));
    assert_eq!(sites::query::checks(&ctx, world.shop, noon("2023-09-20")).await.unwrap(), (0, 0));
    let page = inspections::query::list(
        &ctx,
        &InspectionFilter {
            common: Common { q: Some("仙霞路".into()), ..Common::default() },
            ..InspectionFilter::default()
        },
        1,
    )
    .await
    .unwrap();
    assert_eq!((page.rows.len(), page.total.n, page.next.is_some()), (1, 2, true));
});

db_test!(the_register_is_a_table_with_the_filter_of_the_list, |db| async {
    let world = World::new(&db).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let homes: SiteFilter = pairs("kind=household");
    let masked = books::table(&ctx, &homes).await;
    assert!(masked.contains(&world.flat.to_string()) && masked.contains("居民户,欧"), "{masked}");
    assert!(!masked.contains("欧阳") && !masked.contains("502室"), "{masked}");
    assert!(!masked.contains("老王面馆"), "no home");
    let in_full = tables::in_full(&ctx, &homes, "入户走访").await.unwrap();
    let in_full = in_full.try_collect::<Vec<String>>().await.unwrap().concat();
    assert!(in_full.contains("欧阳小明家") && in_full.contains("502室"), "{in_full}");
    let leader = world.ctx(&world.leader, noon(NOW));
    assert_eq!(refused(tables::in_full(&leader, &homes, "看看").await.map(drop)), Code::Forbidden);
});

db_test!(a_door_shows_what_was_found_there_also_when_it_is_over, |db| async {
    let world = World::new(&db).await;
    let day = noon("2023-06-05");
    let find = async |shop: bool| {
        world.find(day, |finding| finding.site = Some(if shop { world.shop } else { world.flat })).await
    };
    let (closed, open, elsewhere) = (find(true).await, find(true).await, find(false).await);
    for hazard in [closed, elsewhere] {
        world.close(day, hazard).await;
    }
    let page = sites::query::detail(&world.ctx(&world.office, noon(NOW)), world.shop).await.unwrap();
    assert_eq!(page.open_hazards.iter().map(|it| it.id).collect::<Vec<_>>(), [open]);
    assert_eq!(page.past_hazards.iter().map(|it| it.id).collect::<Vec<_>>(), [closed]);
    assert_eq!(page.hazards_total.n, 2);
});
