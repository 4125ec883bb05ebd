//! How the database finds hazards and visits for their lists, their maps and a page of one: of each there may be a million, and a
//! question that looks at all of them must not slip in, whatever is filtered by.

use backend::{hazards, inspections};
use domain::{
    actor::Actor,
    geo::Bbox,
    listing::{Filter, HazardFilter, InspectionFilter},
};
use sea_orm::Statement;

use crate::support::{
    TestDb,
    explain::{Tape, by_indexes_but, found_by_indexes},
    world::{COMMITTEE, SUBDISTRICT, World, noon},
};

const NOW: &str = "2023-07-01";
/// A window of some streets, and one over a city.
const WINDOWS: [[f64; 4]; 2] = [[121.39, 31.20, 121.41, 31.22], [120.8, 30.6, 122.2, 31.9]];

/// What people ask of the list of hazards, as its address has it.
fn of_hazards(world: &World) -> Vec<String> {
    let mut asked: Vec<String> = [
        "",
        "status=assigned",
        "status=registered,assigned,rectified",
        "status=closed&category=fire",
        "category=gas,lpg&from=2023-06-01&to=2023-06-30",
        "severity=major",
        "source=hotline",
        "three_kinds=1",
        "overdue=1",
        "overdue=1&sort=due",
        "due_soon=1",
        "extension=1",
        "gas_unit=1&from=2023-06-01&to=2023-06-30",
        "q=楼道",
        "q=消火栓前堆物&status=assigned",
        "no_position=1",
        "figure=closed&from=2023-06-01&to=2023-06-30",
        "figure=due&from=2023-06-01&to=2023-06-30",
        "figure=open_at_end&from=2023-06-01&to=2023-06-30",
        "figure=overdue_at_end&from=2023-06-01&to=2023-06-30",
        "figure=repeated&from=2023-06-01&to=2023-06-30",
    ]
    .map(str::to_owned)
    .into();
    asked.push(format!("area={COMMITTEE}&status=assigned"));
    asked.push(format!("assignee={}", world.inspector.user));
    asked.push(format!("site={}", world.shop));
    asked.push(format!("in_map=1&bbox={}", WINDOWS[0].map(|n| n.to_string()).join(",")));
    asked
}

/// … and of that of visits.
fn of_visits(world: &World) -> Vec<String> {
    let mut asked: Vec<String> = [
        "",
        "kind=special",
        "outcome=refused",
        "with_hazards=1",
        "from=2023-06-01&to=2023-06-30",
        "q=便利店",
    ]
    .map(str::to_owned)
    .into();
    asked.push(format!("area={COMMITTEE}"));
    asked.push(format!("inspector={}", world.inspector.user));
    asked.push(format!("site={}", world.shop));
    asked
}

fn filter<F: Filter>(query: &str) -> F {
    F::from_pairs(query.split('&').filter_map(|pair| pair.split_once('=')))
}

/// Everything that is asked of the database for them, of a city and of a subdistrict.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-05"), |_| ()).await;
    // what stays in memory is read now
    let office = world.ctx(&world.office, noon(NOW));
    hazards::query::list(&office, &HazardFilter::default(), 50).await.unwrap();
    tape.clear();
    for area in ["31", SUBDISTRICT] {
        let who = Actor { area: area.parse().unwrap(), ..world.office.clone() };
        let ctx = world.ctx(&who, noon(NOW));
        for query in of_hazards(&world) {
            hazards::query::list(&ctx, &filter(&query), 50).await.unwrap();
        }
        // a city has no list of visits by what came of them
        for query in of_visits(&world).iter().filter(|query| area == SUBDISTRICT || query.is_empty()) {
            inspections::query::list(&ctx, &filter::<InspectionFilter>(query), 50).await.unwrap();
        }
        for [west, south, east, north] in WINDOWS {
            let window = Bbox::new(west, south, east, north).unwrap();
            for zoom in [10.0, 16.0] {
                hazards::query::map(&ctx, &HazardFilter::default(), window, zoom).await.unwrap();
                inspections::query::map(&ctx, &InspectionFilter::default(), window, zoom).await.unwrap();
            }
        }
        hazards::query::detail(&ctx, hazard).await.unwrap();
    }
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT") || said.sql.starts_with("WITH"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() >= 2 * 40, "the watched database was not asked: {}", asked.len());
    // an index that gives the order is walked until the page is full; others hold only what few hazards and visits have; units
    // on the register of gas users are a list of its own
    let may =
        ["_2", "ix_hazard_unplaced", "ix_hazard_extension", "ix_inspection_unplaced", "VALUES CLAUSE", " u"];
    let check = |asked: &Statement, plan: &[String]| {
        if asked.sql.contains("WHERE 1 = 0") {
            return;
        }
        by_indexes_but(asked, plan, |step| {
            step.contains(" VIRTUAL TABLE ") || may.iter().any(|end| step.ends_with(end))
        });
    };
    found_by_indexes(test, &asked, check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_hazards_and_visits_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in ["ix_hazard_site (site_id=?", "ix_hazard_assignee", "ix_inspection_site"] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_hazards_and_visits_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
