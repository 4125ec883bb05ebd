//! Visits: the list by each of its filters, the map and its tiles.

use super::{
    Asked, CITY, DISTRICT, Order, PERIOD, STREETS, TOWN, Way, filter, grid, hold, now, of, paged, said, tile,
    way, window,
};
use crate::support::{
    TestDb,
    explain::Tape,
    world::{COMMITTEE, SUBDISTRICT, World, noon},
};
use backend::inspections;
use domain::listing::InspectionFilter;

/// An index of the database's own: of the keys.
const BY_KEY: &str = "sqlite_autoindex_inspection_2";

const BY_TIME: &str = "ix_inspection_subdistrict (subdistrict_code=?";

/// What belongs to one person or one site, of any area.
fn of_one(world: &World) -> Vec<Way> {
    vec![
        way(
            format!("inspector={}", world.office.user),
            "ix_inspection_inspector (inspector_id=?",
            Order::Index,
        ),
        way(format!("site={}", world.shop), "ix_inspection_site (site_id=?", Order::Index),
    ]
}

/// The list of a subdistrict and of what is picked out of it.
fn of_a_subdistrict(world: &World) -> Vec<Way> {
    use Order::{Index, Sorted};
    let mut ways = of_one(world);
    ways.extend([
        way("", BY_TIME, Index),
        way("sort=oldest", BY_TIME, Index),
        way("kind=special", BY_TIME, Index),
        way("kind=routine,recheck", BY_TIME, Index),
        way("outcome=not_at_home", BY_TIME, Index),
        way("with_hazards=1", BY_TIME, Index),
        way(PERIOD, "ix_inspection_subdistrict (subdistrict_code=? AND sort_key>? AND sort_key<?", Index),
        // by the sites that the words find
        way("q=面馆", BY_TIME, Index),
        way("no_position=1", "ix_inspection_unplaced (subdistrict_code=?", Sorted),
        way(format!("bbox={STREETS}&in_map=1"), BY_TIME, Index),
    ]);
    ways
}

/// Those of a district and of the city.
fn of_larger_areas(world: &World) -> [(&'static str, Vec<Way>); 2] {
    use Order::{Index, Sorted};
    let (mut city, mut district) = (of_one(world), of_one(world));
    city.extend([
        way("", BY_KEY, Index),
        way(PERIOD, "sqlite_autoindex_inspection_2 (sort_key>? AND sort_key<?)", Index),
        way("q=面馆", "ix_inspection_site (site_id=?", Sorted),
    ]);
    district.extend([
        way("", "ix_inspection_district (district_code=?", Index),
        way("kind=special", "ix_inspection_district (district_code=?", Index),
        way(PERIOD, "ix_inspection_district (district_code=? AND sort_key>? AND sort_key<?)", Index),
        way("q=面馆", "ix_inspection_district (district_code=?", Index),
    ]);
    [(CITY, city), (DISTRICT, district)]
}

/// Everything that is asked.
async fn asked(test: &TestDb) -> Vec<Asked> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    world.visit(world.shop, noon("2023-05-10"), |_| ()).await;
    world.state.reference().await.unwrap();
    let grid = grid();
    let mut asked = Vec::new();
    let smaller = [SUBDISTRICT, COMMITTEE, grid.as_str()].map(|area| (area, of_a_subdistrict(&world)));
    for (area, ways) in smaller.into_iter().chain(of_larger_areas(&world)) {
        let ctx = world.ctx(&of(&world, area), now());
        for Way { query, step, order } in paged(ways) {
            tape.clear();
            inspections::query::list(&ctx, &filter(&query), 50).await.unwrap();
            asked.push(Asked { told: format!("{query} in {area}"), step, order, said: said(&tape) });
        }
    }
    for area in [COMMITTEE, SUBDISTRICT, DISTRICT] {
        let ctx = world.ctx(&of(&world, area), now());
        let step = if area == DISTRICT { "ix_inspection_district (district_code=?" } else { BY_TIME };
        for query in ["", "kind=routine"] {
            let filter: InspectionFilter = filter(query);
            for (shown, zoom) in [(STREETS, 18_u8), (TOWN, 12)] {
                tape.clear();
                inspections::query::map(&ctx, &filter, window(shown), zoom.into()).await.unwrap();
                let told = format!("the map of {query} in {area} at {zoom}");
                asked.push(Asked { told, step, order: Order::Passed, said: said(&tape) });
                inspections::query::tile(&ctx, &filter, &tile(zoom)).await.unwrap();
                let told = format!("a tile of {query} in {area} at {zoom}");
                asked.push(Asked { told, step, order: Order::Passed, said: said(&tape) });
            }
        }
    }
    tape.end(db).await;
    asked
}

/// All of an index is passed where it holds few, or is in the order of the list.
fn may(step: &str) -> bool {
    [BY_KEY, "ix_inspection_unplaced"].iter().any(|index| step.ends_with(&format!(" INDEX {index}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_visits_by_indexes() {
    let test = TestDb::sqlite().await;
    hold(&test, &asked(&test).await, may).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_visits_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        hold(&test, &asked(&test).await, may).await;
        test.remove().await;
    }
}
