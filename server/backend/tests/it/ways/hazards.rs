//! Hazards: the list by each of its filters, the queues of the desk, the map and its tiles.

use super::{
    Asked, CITY, DISTRICT, Order, PERIOD, STREETS, TOWN, Way, filter, grid, hold, now, of, paged, said, tile,
    way, window,
};
use crate::support::{
    TestDb,
    explain::Tape,
    world::{COMMITTEE, SUBDISTRICT, World, noon},
};
use backend::{ctx::Ctx, hazards};
use chrono::TimeDelta;
use domain::{desk::queue::Queue, listing::HazardFilter};
use sea_orm::Statement;
use uuid::Uuid;

/// An index of the database's own: of the keys, of the numbers, of the sequences.
const BY_KEY: &str = "sqlite_autoindex_hazard_2";

/// What the index of the filters finds is read from it alone.
const BY_FILTER: &str = "COVERING INDEX ix_hazard_subdistrict_filter (subdistrict_code=?";

/// The list of a subdistrict or a committee by each filter.
fn filters(world: &World) -> Vec<Way> {
    use Order::{Index, Merged, Passed, Sorted};
    let by_status_and_category =
        "COVERING INDEX ix_hazard_subdistrict_filter (subdistrict_code=? AND status=? AND category=?";
    let by_status = "COVERING INDEX ix_hazard_subdistrict_filter (subdistrict_code=? AND status=?)";
    let assignee = format!("assignee={}", world.inspector.user);
    let campaign = Uuid::nil();
    vec![
        way("", "ix_hazard_subdistrict (subdistrict_code=?", Index),
        way("sort=oldest", "ix_hazard_subdistrict (subdistrict_code=?", Index),
        way("status=registered", by_status_and_category, Merged),
        way("status=registered,closed&sort=oldest", by_status_and_category, Merged),
        way("category=fire", by_status_and_category, Merged),
        way("status=closed&category=fire", by_status_and_category, Index),
        way(PERIOD, "ix_hazard_subdistrict (subdistrict_code=? AND sort_key>? AND sort_key<?)", Index),
        way(
            format!("status=closed&{PERIOD}"),
            "filter (subdistrict_code=? AND status=? AND category=? AND sort_key>? AND sort_key<?)",
            Merged,
        ),
        way("severity=major", BY_FILTER, Passed),
        way("overdue=1", by_status, Passed),
        way("overdue=1&sort=due", by_status, Passed),
        way("due_soon=1", by_status, Passed),
        way(format!("bbox={STREETS}&in_map=1"), BY_FILTER, Passed),
        // nothing gives the order of deadlines: what the index of the filters holds is sorted, and no row is read for it
        way("sort=due", BY_FILTER, Sorted),
        way("status=registered&sort=due", by_status, Sorted),
        way("status=registered&category=fire&sort=due", by_status_and_category, Sorted),
        // few, found by indexes of their own
        way(assignee.clone(), "ix_hazard_assignee (assignee_id=?)", Sorted),
        way(format!("{assignee}&status=assigned"), "ix_hazard_assignee (assignee_id=? AND status=?", Index),
        way(
            format!("{assignee}&overdue=1&sort=due"),
            "ix_hazard_assignee (assignee_id=? AND status=?)",
            Sorted,
        ),
        way(format!("site={}", world.shop), "ix_hazard_site (site_id=?", Index),
        way(format!("campaign={campaign}"), "ix_inspection_campaign (campaign_id=?)", Sorted),
        way("extension=1", "ix_hazard_extension (subdistrict_code=?", Sorted),
        way("no_position=1", "ix_hazard_unplaced (subdistrict_code=?", Sorted),
        way("q=楼道", "f VIRTUAL TABLE INDEX", Index),
        way("q=楼道&status=closed", "f VIRTUAL TABLE INDEX", Index),
        way("q=310105008-2023-000001", "sqlite_autoindex_hazard_3 (number=?)", Index),
        way("q=2023-000001", "sqlite_autoindex_hazard_4 (subdistrict_code=? AND year=? AND seq=?)", Index),
    ]
}

/// The list of a district and of the city, where other indexes answer.
fn of_larger_areas() -> [(&'static str, Vec<Way>); 2] {
    use Order::{Index, Merged, Passed};
    let both = || {
        let by_filter = "COVERING INDEX ix_hazard_filter (status=? AND category=?";
        vec![
            way("status=registered", by_filter, Merged),
            way("category=fire", by_filter, Merged),
            way("status=closed&category=fire&sort=oldest", by_filter, Index),
            way(
                format!("bbox={STREETS}&in_map=1"),
                "COVERING INDEX ix_hazard_cell (cell>? AND cell<?)",
                Passed,
            ),
            way("q=楼道", "f VIRTUAL TABLE INDEX", Index),
        ]
    };
    let (mut city, mut district) = (both(), both());
    city.extend([
        way("", BY_KEY, Index),
        way(PERIOD, "sqlite_autoindex_hazard_2 (sort_key>? AND sort_key<?)", Index),
        way("overdue=1", "COVERING INDEX ix_hazard_filter (status=?)", Passed),
    ]);
    district.extend([
        way("", "ix_hazard_district (district_code=?", Index),
        way(PERIOD, "ix_hazard_district (district_code=? AND sort_key>? AND sort_key<?)", Index),
        way(
            "overdue=1",
            "COVERING INDEX ix_hazard_subdistrict_filter (subdistrict_code>? AND subdistrict_code<?)",
            Passed,
        ),
    ]);
    [(CITY, city), (DISTRICT, district)]
}

/// What is asked of the database for a list.
async fn listed(ctx: &Ctx, tape: &Tape, filter: &HazardFilter) -> Vec<Statement> {
    tape.clear();
    hazards::query::list(ctx, filter, 50).await.unwrap();
    said(tape)
}

/// Everything that is asked.
async fn asked(test: &TestDb) -> Vec<Asked> {
    let (db, tape) = Tape::of(test).await;
    let mut world = World::new(&db).await;
    for minute in 0..4 {
        world.find(noon("2023-05-01") + TimeDelta::minutes(minute), |_| ()).await;
    }
    // what stays in memory is read now
    world.state.reference().await.unwrap();
    let mut asked = lists(&world, &tape).await;
    asked.extend(queues(&world, &tape).await);
    // so few are looked at that the counts of the squares answer, or only the newest are shown
    world.state.limits.map_rows = 2;
    asked.extend(maps(&world, &tape).await);
    tape.end(db).await;
    asked
}

/// The lists by each filter.
async fn lists(world: &World, tape: &Tape) -> Vec<Asked> {
    let mut areas = vec![(SUBDISTRICT, filters(world)), (COMMITTEE, filters(world))];
    areas.extend(of_larger_areas());
    let mut asked = Vec::new();
    for (area, ways) in areas {
        let ctx = world.ctx(&of(world, area), now());
        for Way { query, step, order } in paged(ways) {
            let said = listed(&ctx, tape, &filter(&query)).await;
            asked.push(Asked { told: format!("{query} in {area}"), step, order, said });
        }
    }
    // a grid is picked out of its subdistrict: the same index finds it, but rows have to be looked at
    let ctx = world.ctx(&of(world, &grid()), now());
    for Way { query, order, .. } in paged(filters(world)) {
        let said = listed(&ctx, tape, &filter(&query)).await;
        asked.push(Asked { told: format!("{query} in a grid"), step: "", order, said });
    }
    asked
}

/// The lists that the queues of the desk open, each in its order.
async fn queues(world: &World, tape: &Tape) -> Vec<Asked> {
    let mut asked = Vec::new();
    for area in [COMMITTEE, SUBDISTRICT, CITY] {
        let ctx = world.ctx(&of(world, area), now());
        for queue in Queue::ALL {
            let (step, order) = match queue {
                Queue::ToAssign | Queue::ToReview => ("filter (", Order::Merged),
                Queue::Overdue | Queue::DueSoon | Queue::Major => ("filter (", Order::Passed),
                Queue::Transferred => ("filter (", Order::Sorted),
                Queue::Extensions => ("ix_hazard_extension", Order::Sorted),
            };
            let said = listed(&ctx, tape, &queue.filter()).await;
            asked.push(Asked { told: format!("{queue} in {area}"), step, order, said });
        }
    }
    asked
}

/// Maps and tiles.
async fn maps(world: &World, tape: &Tape) -> Vec<Asked> {
    let (by_cell, by_count) = (
        "COVERING INDEX ix_hazard_cell (cell>? AND cell<?)",
        "SEARCH m USING PRIMARY KEY (level=? AND category=? AND cell>? AND cell<?)",
    );
    let mut asked = Vec::new();
    for (area, query, streets, town) in [
        (COMMITTEE, "", BY_FILTER, BY_FILTER),
        (COMMITTEE, "overdue=1", BY_FILTER, BY_FILTER),
        (SUBDISTRICT, "", by_cell, by_count),
        (SUBDISTRICT, "status=registered&category=fire", by_cell, by_count),
        (SUBDISTRICT, "overdue=1", by_cell, BY_FILTER),
        (SUBDISTRICT, PERIOD, by_cell, BY_FILTER),
        (SUBDISTRICT, "q=楼道", "f VIRTUAL TABLE INDEX", "f VIRTUAL TABLE INDEX"),
        (DISTRICT, "", by_cell, by_count),
        (CITY, "", by_cell, by_count),
        (CITY, "status=registered", by_cell, by_count),
        (CITY, "overdue=1", by_cell, by_cell),
        (CITY, PERIOD, by_cell, by_cell),
    ] {
        let ctx = world.ctx(&of(world, area), now());
        let filter: HazardFilter = filter(query);
        for (shown, zoom, step) in [(STREETS, 18_u8, streets), (TOWN, 12, town)] {
            tape.clear();
            hazards::query::map(&ctx, &filter, window(shown), zoom.into()).await.unwrap();
            let told = format!("the map of {query} in {area} at {zoom}");
            asked.push(Asked { told, step, order: Order::Passed, said: said(tape) });
            hazards::query::tile(&ctx, &filter, &tile(zoom)).await.unwrap();
            let told = format!("a tile of {query} in {area} at {zoom}");
            asked.push(Asked { told, step: "", order: Order::Passed, said: said(tape) });
        }
    }
    asked
}

/// All of an index is passed where it holds few, or is in the order of the list; and the few counters of numbers are.
fn may(step: &str) -> bool {
    let few = [BY_KEY, "ix_hazard_unplaced", "ix_hazard_extension"];
    few.iter().any(|index| step.ends_with(&format!(" INDEX {index}")))
        || step == "SCAN c"
        || step.contains("hazard_counter")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_hazards_by_indexes() {
    let test = TestDb::sqlite().await;
    hold(&test, &asked(&test).await, may).await;
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_hazards_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        hold(&test, &asked(&test).await, may).await;
        test.remove().await;
    }
}
