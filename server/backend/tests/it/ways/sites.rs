//! Sites: the list by each of its filters, the map and its tiles, and the search that starts a visit.

use super::{
    Asked, CITY, DISTRICT, Order, PERIOD, STREETS, Way, filter, grid, hold, now, of, paged, said, tile, way,
    window,
};
use crate::support::{
    TestDb,
    explain::Tape,
    world::{COMMITTEE, HERE, SUBDISTRICT, World},
};
use backend::sites;
use domain::{geo::Point, listing::SiteFilter};

/// What words find in the search index.
const BY_WORDS: &str = "f VIRTUAL TABLE INDEX";

const BY_PLACE: &str = "ix_site_subdistrict_point (subdistrict_code=? AND lon>? AND lon<?)";

fn in_streets() -> String {
    format!("bbox={STREETS}&in_map=1")
}

/// The list of a subdistrict by each filter.
fn of_a_subdistrict() -> Vec<Way> {
    use Order::{Index, Sorted};
    let by_time = "ix_site_subdistrict (subdistrict_code=?";
    vec![
        way("", "COVERING INDEX ix_site_subdistrict (subdistrict_code=?", Index),
        way("sort=oldest", "COVERING INDEX ix_site_subdistrict (subdistrict_code=?", Index),
        way(
            "kind=household",
            "COVERING INDEX ix_site_subdistrict_kind (subdistrict_code=? AND kind=?",
            Index,
        ),
        way("kind=household,building", by_time, Index),
        way("status=closed_down", by_time, Index),
        way("with_open_hazards=1", "ix_hazard_site (site_id=?)", Index),
        way("twins=1", "ix_site_address_key (subdistrict_code=? AND address_key=?)", Index),
        way(PERIOD, "ix_site_subdistrict (subdistrict_code=? AND sort_key>? AND sort_key<?)", Index),
        way("q=面馆", BY_WORDS, Index),
        way("q=面馆&kind=small_unit", BY_WORDS, Index),
        way("no_position=1", "ix_site_unplaced (subdistrict_code=?", Sorted),
        way(in_streets(), BY_PLACE, Sorted),
    ]
}

/// That of a committee, or of a grid, which is picked out of it.
fn of_a_committee() -> Vec<Way> {
    use Order::{Index, Sorted};
    let by_time = "ix_site_committee (committee_code=?";
    vec![
        way("", by_time, Index),
        way("kind=household", by_time, Index),
        way("kind=household,building&sort=oldest", by_time, Index),
        way("with_open_hazards=1", by_time, Index),
        way("twins=1", by_time, Index),
        way(PERIOD, "ix_site_committee (committee_code=? AND sort_key>? AND sort_key<?)", Index),
        way("q=面馆", BY_WORDS, Index),
        way("no_position=1", "ix_site_unplaced (subdistrict_code=?", Sorted),
        way(in_streets(), by_time, Index),
    ]
}

/// Those of a district and of the city.
fn of_larger_areas() -> [(&'static str, Vec<Way>); 2] {
    use Order::{Index, Sorted};
    let both = || {
        vec![
            way("kind=household", "COVERING INDEX ix_site_kind (kind=?", Index),
            way("kind=household,building", "COVERING INDEX ix_site_kind (kind=?", Sorted),
            way("q=面馆", BY_WORDS, Index),
            way(in_streets(), BY_PLACE, Sorted),
        ]
    };
    let (mut city, mut district) = (both(), both());
    city.extend([
        way("", "COVERING INDEX sqlite_autoindex_site_2", Index),
        way(PERIOD, "sqlite_autoindex_site_2 (sort_key>? AND sort_key<?)", Index),
    ]);
    district.extend([
        way("", "ix_site_district (district_code=?", Index),
        way("status=closed_down", "ix_site_district (district_code=?", Index),
        way(PERIOD, "ix_site_district (district_code=? AND sort_key>? AND sort_key<?)", Index),
    ]);
    [(CITY, city), (DISTRICT, district)]
}

/// Everything that is asked.
async fn asked(test: &TestDb) -> Vec<Asked> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    world.state.reference().await.unwrap();
    let grid = grid();
    let mut asked = Vec::new();
    let smaller =
        [(SUBDISTRICT, of_a_subdistrict()), (COMMITTEE, of_a_committee()), (grid.as_str(), of_a_committee())];
    for (area, ways) in smaller.into_iter().chain(of_larger_areas()) {
        let ctx = world.ctx(&of(&world, area), now());
        for Way { query, step, order } in paged(ways) {
            tape.clear();
            sites::query::list(&ctx, &filter(&query), 50).await.unwrap();
            asked.push(Asked { told: format!("{query} in {area}"), step, order, said: said(&tape) });
        }
    }
    asked.extend(places(&world, &tape).await);
    tape.end(db).await;
    asked
}

/// Maps of some streets and their tiles, and what a visit begins with.
async fn places(world: &World, tape: &Tape) -> Vec<Asked> {
    let here = Point::new(HERE.0, HERE.1).unwrap();
    let grid = grid();
    let mut asked = Vec::new();
    for (area, by_place, by_time) in [
        (grid.as_str(), "ix_site_committee (", "ix_site_committee ("),
        (COMMITTEE, "ix_site_committee (", "ix_site_committee ("),
        (SUBDISTRICT, BY_PLACE, "ix_site_subdistrict ("),
        (DISTRICT, BY_PLACE, "ix_site_district ("),
        (CITY, BY_PLACE, "sqlite_autoindex_site_2"),
    ] {
        let ctx = world.ctx(&of(world, area), now());
        let mut ask = |what: &str, step, order| {
            asked.push(Asked { told: format!("{what} in {area}"), step, order, said: said(tape) });
        };
        for query in ["", "kind=household"] {
            let filter: SiteFilter = filter(query);
            tape.clear();
            sites::query::map(&ctx, &filter, window(STREETS), 18.0).await.unwrap();
            ask("the map", by_place, Order::Passed);
            sites::query::tile(&ctx, &filter, &tile(17)).await.unwrap();
            ask("a tile", by_place, Order::Passed);
        }
        sites::query::search(&ctx, "", Some(here), 1).await.unwrap();
        ask("what is near", BY_PLACE, Order::Passed);
        sites::query::search(&ctx, "面馆", Some(here), 1).await.unwrap();
        ask("the nearest of a name", BY_WORDS, Order::Index);
        sites::query::search(&ctx, "", None, 10).await.unwrap();
        ask("the newest", by_time, Order::Index);
    }
    asked
}

/// The few without a position and the few that were merged; and the keys, which are in the order of the list.
fn may(step: &str) -> bool {
    let few = ["sqlite_autoindex_site_2", "ix_site_unplaced", "ix_site_merged"];
    few.iter().any(|index| step.ends_with(&format!(" INDEX {index}")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_sites_by_indexes() {
    let test = TestDb::sqlite().await;
    hold(&test, &asked(&test).await, may).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_sites_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        hold(&test, &asked(&test).await, may).await;
        test.remove().await;
    }
}
