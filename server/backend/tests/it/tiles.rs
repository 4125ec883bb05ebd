//! Vector tiles: what they hold is what the lists hold, whoever looks, and they are known to be old after every change.

use backend::{
    hazards, inspections, sites,
    tiles::{self, Asked, ReadyTiles, Tiled},
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    fault::Code,
    geo::{Datum, MAX_ZOOM, Point, Tile, Wgs84},
    hazards::{HazardSummary, Severity},
    listing::{Filter, HazardFilter, InspectionFilter, SiteFilter},
};
use proptest::{prelude::*, sample::select, strategy::ValueTree, test_runner::TestRunner};
use std::collections::BTreeSet;

use crate::{
    counts::scattered,
    support::{
        tile::{Feature, features},
        world::{COMMITTEE, HERE, World, at, date, noon, refused},
    },
};

const NOW: &str = "2023-07-01";

fn filter<F: Filter>(query: &str) -> F {
    F::from_pairs(query.split('&').filter_map(|p| p.split_once('=')))
}

fn asked(tile: Tile, datum: Datum, heat: bool) -> Asked {
    Asked { tile, datum, heat }
}

/// The tile that shows a place on a map in WGS-84.
fn there((lon, lat): (f64, f64), zoom: u8) -> Asked {
    asked(Tile::showing(zoom, Point::new(lon, lat).unwrap(), Datum::Wgs84), Datum::Wgs84, false)
}

async fn drawn(world: &World, who: &Actor, query: &str, asked: &Asked) -> Vec<Feature> {
    let ctx = world.ctx(who, noon(NOW));
    features(&hazards::query::tile(&ctx, &filter(query), asked).await.unwrap())
}

async fn listed(world: &World, who: &Actor, query: &str) -> Vec<HazardSummary> {
    hazards::query::list(&world.ctx(who, noon(NOW)), &filter(query), 500).await.unwrap().rows
}

/// The tiles of a zoom that show these places, and all around them.
fn tiles_of(places: &[Point<Wgs84>], zoom: u8, datum: Datum) -> BTreeSet<(u32, u32)> {
    let mut tiles = BTreeSet::new();
    for place in places {
        let (x, y) = Tile::showing(zoom, *place, datum).column_row();
        for (dx, dy) in (-1..=1_i64).flat_map(|dx| (-1..=1_i64).map(move |dy| (dx, dy))) {
            let beside = u32::try_from(i64::from(x) + dx).ok().zip(u32::try_from(i64::from(y) + dy).ok());
            tiles.extend(beside.filter(|(x, y)| Tile::new(zoom, *x, *y).is_some()));
        }
    }
    tiles
}

db_test!(the_tiles_of_a_map_hold_what_the_list_holds, |db| async {
    let mut world = World::new(&db).await;
    scattered(&world, 40).await;
    let place = || {
        let asks = select(vec![
            "",
            "status=closed",
            "category=gas",
            "status=registered,assigned&category=fire",
            "overdue=1",
            "from=2023-05-01&to=2023-05-01",
            "month=2023-05",
            "area=310105008001",
            "area=310105008001&status=closed",
            "severity=general",
            "q=楼道",
        ]);
        (asks, 3_u8..=MAX_ZOOM, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>())
    };
    let mut runner = TestRunner::deterministic();
    let mut met = 0;
    for _ in 0..48 {
        let (query, zoom, gcj, heat, city, counted) = place().new_tree(&mut runner).unwrap().current();
        // so few are looked at one by one that the kept counts have to answer; they know no more than this
        let plain = ["", "status=closed", "category=gas", "status=registered,assigned&category=fire"];
        let counted = counted && zoom < 17 && plain.contains(&query);
        world.state.limits.map_rows = if counted { 2 } else { 20_000 };
        let datum = if gcj { Datum::Gcj02 } else { Datum::Wgs84 };
        let who = if city { &world.admin } else { &world.office };
        let case = format!("{query} at {zoom}, {datum}, heat {heat}, {}, {counted}", who.login);
        let rows = listed(&world, who, query).await;
        let places: Vec<Point<Wgs84>> = rows.iter().filter_map(|row| row.point).collect();
        assert!(!places.is_empty(), "{case}");
        let mut n = 0;
        for (x, y) in tiles_of(&places, zoom, datum) {
            let tile = Tile::new(zoom, x, y).unwrap();
            let here: Vec<&HazardSummary> = rows
                .iter()
                .filter(|row| row.point.is_some_and(|point| tile.place(point, datum).is_some()))
                .collect();
            let shown = drawn(&world, who, query, &asked(tile, datum, heat)).await;
            let own: u64 = shown.iter().map(Feature::n).sum();
            // a cluster stands where its middle is: on a map that is drawn askew over the squares perhaps on the tile beside
            assert!(gcj || own == here.len() as u64, "{own} of {} on {x}/{y}: {case}", here.len());
            let ids: BTreeSet<String> = here.iter().map(|row| row.id.to_string()).collect();
            for point in shown.iter().filter(|point| point.tags.contains_key("id")) {
                assert!(ids.contains(point.text("id").unwrap()), "{point:?}: {case}");
            }
            assert!(!heat || shown.iter().all(|point| point.tags.len() == 1), "{shown:?}: {case}");
            n += own;
        }
        assert_eq!(n, places.len() as u64, "{case}");
        met += n;
    }
    assert!(met > 500, "{met}");
});

db_test!(near_by_every_hazard_is_told_of, |db| async {
    let mut world = World::new(&db).await;
    let late = world
        .find(noon("2023-05-02"), |c| {
            c.severity = Severity::Major;
            c.due = Some(date("2023-05-05"));
        })
        .await;
    let rows = listed(&world, &world.office, "").await;
    let shown = drawn(&world, &world.office, "", &there(HERE, 18)).await;
    let [point] = &shown[..] else { panic!("{shown:?}") };
    assert_eq!(point.text("id"), Some(late.to_string().as_str()));
    assert_eq!(point.text("number"), Some(rows[0].number.as_str()));
    assert_eq!((point.text("status"), point.text("severity")), (Some("registered"), Some("major")));
    assert_eq!(point.text("title"), Some("楼道堆物堵塞疏散通道"));
    assert_eq!(point.tags.get("overdue"), Some(&true.into()));
    // at one door too many to be told apart are one cluster, and of heat only the number is said
    for _ in 0..3 {
        world.find(noon("2023-05-03"), |_| ()).await;
    }
    assert_eq!(drawn(&world, &world.office, "", &there(HERE, 18)).await.len(), 4);
    world.state.limits.map_rows = 2;
    for zoom in [10, 17] {
        let shown = drawn(&world, &world.office, "", &there(HERE, zoom)).await;
        let [cluster] = &shown[..] else { panic!("{shown:?}") };
        assert_eq!((cluster.n(), cluster.tags.get("cluster")), (4, Some(&true.into())));
    }
});

db_test!(visits_and_sites_have_tiles_too, |db| async {
    let world = World::new(&db).await;
    let visit = world.visit(world.shop, noon("2023-05-02"), |_| ()).await;
    world.visit(world.far_shop, noon("2023-05-02"), |_| ()).await;
    let ctx = world.ctx(&world.office, noon(NOW));
    let tile = inspections::query::tile(&ctx, &InspectionFilter::default(), &there(HERE, 18)).await.unwrap();
    let shown = features(&tile);
    let ids: Vec<Option<&str>> = shown.iter().map(|point| point.text("id")).collect();
    assert_eq!(ids, [Some(visit.to_string().as_str())]);
    for (zoom, query, n) in
        [(18, "", 1), (12, "", 2), (12, "kind=household", 1), (12, "status=closed_down", 0)]
    {
        let filter: SiteFilter = filter(query);
        let rows = sites::query::list(&ctx, &filter, 50).await.unwrap().rows;
        let shown = features(&sites::query::tile(&ctx, &filter, &there(HERE, zoom)).await.unwrap());
        assert_eq!(shown.iter().map(Feature::n).sum::<u64>(), n, "{query} at {zoom}: {shown:?}");
        // the tower has no position
        assert!(rows.iter().filter(|row| row.point.is_some()).count() as u64 >= n);
    }
    let far = there((121.42, 31.22), 18);
    assert_eq!(features(&sites::query::tile(&ctx, &SiteFilter::default(), &far).await.unwrap()), []);
});

db_test!(a_tile_shows_the_own_area_alone, |db| async {
    let world = World::new(&db).await;
    let near = world.find(noon("2023-05-02"), |_| ()).await;
    world.find(noon("2023-05-02"), |c| c.site = Some(world.far_shop)).await;
    let wide = there(HERE, 9);
    for (who, n) in [
        (&world.office, 1),
        (&world.inspector, 1),
        (&world.neighbour, 0),
        (&world.stranger, 1),
        (&world.admin, 2),
    ] {
        let shown = drawn(&world, who, "", &wide).await;
        assert_eq!(shown.iter().map(Feature::n).sum::<u64>(), n, "{}", who.login);
        let sees = shown.iter().any(|point| point.text("id") == Some(near.to_string().as_str()));
        assert!(!sees || who.login != world.stranger.login);
    }
    let ctx = world.ctx(&world.stranger, noon(NOW));
    let theirs: HazardFilter = filter(&format!("area={COMMITTEE}"));
    assert_eq!(refused(hazards::query::tile(&ctx, &theirs, &wide).await), Code::NotFound);
    assert_eq!(refused(tiles::mark(&ctx, &theirs).await), Code::NotFound);
});

async fn mark(world: &World, who: &Actor, query: &str, now: &str) -> Option<String> {
    tiles::mark(&world.ctx(who, noon(now)), &filter::<HazardFilter>(query)).await.unwrap()
}

db_test!(every_change_makes_the_tiles_of_its_area_old, |db| async {
    let world = World::new(&db).await;
    let look = async || {
        (
            mark(&world, &world.office, "", NOW).await.unwrap(),
            mark(&world, &world.inspector, "", NOW).await.unwrap(),
            mark(&world, &world.admin, "", NOW).await.unwrap(),
        )
    };
    let mut before = look().await;
    assert_eq!(look().await, before, "nothing has changed");
    let found = world.find(noon("2023-06-01"), |_| ()).await;
    for step in 0..5 {
        let after = look().await;
        assert!(before.0 != after.0 && before.1 != after.1 && before.2 != after.2, "step {step}: {after:?}");
        before = after;
        match step {
            0 => world.assign(noon("2023-06-02"), found).await,
            1 => world.rectify(noon("2023-06-03"), found).await,
            2 => {
                world.visit(world.shop, noon("2023-06-04"), |_| ()).await;
            }
            3 => {
                let more = crate::support::world::site(
                    domain::sites::SiteKind::SmallUnit,
                    "新开的店",
                    "仙霞路700弄9号",
                    COMMITTEE,
                    at(HERE.0, HERE.1),
                );
                sites::service::add(&world.ctx(&world.office, noon("2023-06-05")), more).await.unwrap();
            }
            _ => {}
        }
    }
    // elsewhere: the office keeps its tiles, the city does not
    world.find(noon("2023-06-06"), |c| c.site = Some(world.far_shop)).await;
    let after = look().await;
    assert_eq!((&after.0, &after.1), (&before.0, &before.1));
    assert_ne!(after.2, before.2);
    // what is overdue changes at midnight
    let next = (noon(NOW) + TimeDelta::days(1)).date_naive().to_string();
    assert_ne!(mark(&world, &world.office, "", &next).await, mark(&world, &world.office, "", NOW).await);
    // a part of the area is another tile
    let part = format!("area={COMMITTEE}");
    assert_ne!(mark(&world, &world.office, &part, NOW).await, mark(&world, &world.office, "", NOW).await);
    // what hangs on other records is looked at each time
    assert_eq!(mark(&world, &world.office, "gas_unit=1", NOW).await, None);
    assert!(!filter::<SiteFilter>("wanted_by=00000000-0000-0000-0000-000000000007").is_told_by_changes());
});

#[test]
fn a_tile_that_was_made_is_found_by_its_name_alone() {
    let ready = ReadyTiles::default();
    let name = |mark: &str| ReadyTiles::name("hazards", &HazardFilter::default(), &there(HERE, 12), mark);
    ready.keep(name("1"), vec![1, 2].into());
    assert_eq!(ready.get(&name("1")).as_deref(), Some(&[1, 2][..]));
    assert_eq!(ready.get(&name("2")), None);
}
