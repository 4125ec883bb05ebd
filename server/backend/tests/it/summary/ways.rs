//! How the database finds the figures of a summary: what a city asks of a million hazards and of hundreds of thousands of visits, stoves
//! and alarms is read from indexes, and asked in as many statements as of one subdistrict.

use backend::summary::service;
use domain::{
    actor::Actor,
    hazards::{Category, Severity},
};
use sea_orm::Statement;

use crate::support::{
    TestDb,
    explain::{Tape, found_by_indexes},
    world::{SUBDISTRICT, World, date, noon},
};

/// What the summary of a half-year asks of the database: of a city where every row is read, as a check does; of a subdistrict; and of a
/// city whose subdistricts may be kept, the first time and when one of them has moved.
async fn asked(test: &TestDb) -> Vec<Vec<Statement>> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let closed = world.find(noon("2023-06-05"), |command| command.category = Category::Gas).await;
    world.close(noon("2023-06-10"), closed).await;
    world.reopen(noon("2023-07-06"), closed, date("2023-08-01")).await;
    world.find(noon("2023-07-10"), |command| command.severity = Severity::Major).await;
    let mut all = Vec::new();
    for (area, keeps) in [("31", false), (SUBDISTRICT, true), ("31", true), ("31", true)] {
        let who = Actor { area: area.parse().unwrap(), ..world.office.clone() };
        let mut ctx = world.ctx(&who, noon("2024-01-05"));
        if !keeps {
            ctx.state = ctx.state.keeping_no_sums();
        }
        world.find(noon("2023-07-11"), |_| ()).await;
        // what stays in memory is read now
        ctx.state.reference().await.unwrap();
        tape.clear();
        service::compute(&ctx, &who.area, "2023-H2".parse().unwrap()).await.unwrap();
        let mut said = tape.take();
        said.retain(|said| said.sql.starts_with("SELECT") || said.sql.starts_with("WITH"));
        all.push(said);
    }
    tape.end(db).await;
    all
}

/// The steps to the figures of all of them, none of which passes the rows of hazards or visits.
async fn steps(test: &TestDb) -> String {
    let all = asked(test).await;
    let numbers: Vec<usize> = all.iter().map(Vec::len).collect();
    assert!(
        numbers[0] > 10 && numbers[0] <= numbers[1] + 1,
        "a city asks as often as a subdistrict, and how its alarms are best counted: {numbers:?}"
    );
    let check = |asked: &Statement, plan: &[String]| {
        for table in ["hazard", "inspection"] {
            let whole = format!("Seq Scan on {table} ");
            let passed = plan
                .iter()
                .find(|step| ["SCAN h", "SCAN i"].contains(&step.as_str()) || step.contains(&whole));
            assert_eq!(passed, None, "{}\n{plan:#?}", asked.sql);
        }
    };
    found_by_indexes(test, &all.concat(), check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_the_figures_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        // found in the period: of a city in the order of time, by the index behind a UNIQUE constraint; and site by site
        "sqlite_autoindex_hazard_2 (sort_key>? AND sort_key<?)",
        "ix_hazard_site (site_id>?)",
        "ix_hazard_subdistrict (subdistrict_code=? AND sort_key>? AND sort_key<?)",
        // open at the end of any of the periods
        "ix_hazard_subdistrict (subdistrict_code=? AND sort_key<?)",
        "ix_hazard_reopened (subdistrict_code=?)",
        "ix_hazard_major (subdistrict_code=? AND sort_key<?)",
        // counted without a row
        "COVERING INDEX ix_inspection_subdistrict (subdistrict_code=? AND sort_key>? AND sort_key<?)",
        "SCAN t USING COVERING INDEX ix_stove_subdistrict_status",
        "SCAN t USING COVERING INDEX ix_device_subdistrict_kind",
        "COVERING INDEX ix_stove_subdistrict_status (subdistrict_code=?)",
        "COVERING INDEX ix_device_subdistrict_kind (subdistrict_code=? AND kind=?)",
        // the few sites with several devices
        "SCAN t USING COVERING INDEX ix_device_site",
        "SEARCH t USING INDEX ix_device_site (site_id=?)",
        // where devices stood at the end, and the few events of a new hose
        "COVERING INDEX ix_device_subdistrict_kind (subdistrict_code=?)",
        "COVERING INDEX ix_stove_event_new_hose (server_at>? AND server_at<?)",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_the_figures_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
