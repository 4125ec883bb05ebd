//! How the database finds what a tablet takes along. Every tablet asks every few minutes, and the tables are the largest
//! there are: a question that looks at all rows must not slip in.

use super::*;
use crate::support::{
    TestDb, books,
    gear::{cylinder, lpg, unsafe_stove},
    world::{COMMITTEE, HERE, SUBDISTRICT, at as point, site},
};
use backend::{
    db::Db,
    sync::{gear, query, tasks},
};
use domain::{programmes::device::DeviceKind, sites::SiteKind};
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use std::sync::{Arc, Mutex};

/// What is told of a database's way to the answer, a line for each step.
pub async fn plan(db: &Db, asked: &Statement) -> Vec<String> {
    let mut explain = asked.clone();
    let column = if db.is_sqlite() {
        explain.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        3
    } else {
        explain.sql.insert_str(0, "EXPLAIN ");
        0
    };
    let rows = if db.is_sqlite() {
        db.read().query_all_raw(explain).await.unwrap()
    } else {
        // of a few rows PostgreSQL reads all of them, unless there is another way and this one is closed
        db.snapshot(async |tx| {
            tx.execute_unprepared("SET LOCAL enable_seqscan = off").await?;
            tx.query_all_raw(explain).await
        })
        .await
        .unwrap()
    };
    rows.iter().map(|row: &QueryResult| row.try_get_by_index(column).unwrap()).collect()
}

/// The steps that look at all rows of a table. What a query has made itself is read as a whole.
pub fn whole_tables(plan: &[String]) -> Vec<&String> {
    let own = |name: &str| {
        plan.iter()
            .any(|step| step == &format!("CO-ROUTINE {name}") || step == &format!("MATERIALIZE {name}"))
    };
    let whole = |step: &&String| match step.strip_prefix("SCAN ") {
        Some(of) => !own(of),
        None => step.contains("Seq Scan"),
    };
    plan.iter().filter(whole).collect()
}

/// Everything that is asked of the database while tablets of a committee, a subdistrict and a grid take along what there
/// is and what is new.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let tape = Arc::new(Mutex::new(Vec::<Statement>::new()));
    let ear = Arc::clone(&tape);
    let db =
        Db::connect_watched(&test.config, move |said| ear.lock().unwrap().push(said.clone())).await.unwrap();
    let world = World::new(&db).await;
    let found = world.find(at(9), |_| ()).await;
    world.assign(at(10), found).await;
    world.visit(world.shop, at(9), |visit| visit.outcome = Visited::NotAtHome).await;
    world.stove(world.shop, at(9), unsafe_stove("2020-01-01")).await;
    world.planned(DeviceKind::SmokeDetector, world.shop, at(9)).await;
    world.gas_save(at(9), lpg(world.shop, vec![cylinder("QP-0001", "2022-01-01")])).await;
    let office = world.ctx(&world.office, at(9));
    backend::plans::service::save(&office, books::new(books::plan(SUBDISTRICT))).await.unwrap();
    backend::plans::make(&world.state, at(9)).await.unwrap();
    books::start(&office, books::campaign("夏季消防专项", SUBDISTRICT)).await;
    let grid = format!("{COMMITTEE}01");
    let new = site(SiteKind::SmallUnit, "网格里的店", "路9号", &grid, point(HERE.0, HERE.1));
    backend::sites::service::add(&world.ctx(&world.office, at(9)), new).await.unwrap();
    let ctx = |area: &str| {
        let who = Actor { area: area.parse().unwrap(), ..world.inspector.clone() };
        world.ctx(&who, at(20))
    };
    // what stays in memory is read now
    query::changes(&ctx(SUBDISTRICT), 0).await.unwrap();
    tape.lock().unwrap().clear();
    for area in [COMMITTEE, SUBDISTRICT, grid.as_str()] {
        let ctx = ctx(area);
        assert!(!query::sites(&ctx, None).await.unwrap().items.is_empty(), "{area}");
        query::hazards(&ctx, None).await.unwrap();
        gear::stoves(&ctx, None).await.unwrap();
        gear::detectors(&ctx, None).await.unwrap();
        gear::gas_users(&ctx, None).await.unwrap();
        tasks::tasks(&ctx, None).await.unwrap();
        tasks::targets(&ctx, None).await.unwrap();
        assert!(!query::changes(&ctx, 0).await.unwrap().sites.is_empty(), "{area}");
    }
    db.close().await.unwrap();
    let said = tape.lock().unwrap();
    said.iter().filter(|said| said.sql.starts_with("SELECT")).cloned().collect()
}

/// SQLite knows by now that the tables of this test are tiny, and reads those as a whole. The plans are to be those of
/// tables that it knows nothing of; a change of the schema makes every connection look at what it knows again.
pub const FORGET: &str =
    "ANALYZE; DELETE FROM sqlite_stat1; CREATE TABLE aside (x INTEGER); DROP TABLE aside";

async fn found_by_indexes(test: &TestDb) -> String {
    let mut steps = Vec::new();
    let asked = asked(test).await;
    if test.is_sqlite() {
        test.write(|tx| Box::pin(async move { tx.execute_unprepared(FORGET).await })).await.unwrap();
    }
    assert!(asked.len() > 3 * 10, "the watched database was not asked");
    for asked in asked {
        let plan = plan(test, &asked).await;
        assert_eq!(whole_tables(&plan), Vec::<&String>::new(), "{}\n{plan:#?}", asked.sql);
        if asked.sql.ends_with("LIMIT ?") {
            let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
            assert!(!sorted, "the index gives the order: {}\n{plan:#?}", asked.sql);
        }
        steps.extend(plan);
    }
    steps.join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_what_a_tablet_takes_along_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = found_by_indexes(&test).await;
    for index in [
        "ix_site_committee (committee_code=? AND sort_key>?)",
        "ix_site_subdistrict (subdistrict_code=? AND sort_key>?)",
        "ix_site_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_hazard_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_stove_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_device_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_task_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_campaign_target_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_task_open_change (subdistrict_code=? AND change_seq>?)",
        "ix_campaign_target_open_change (subdistrict_code=? AND change_seq>?)",
        "ix_stove_committee (committee_code=? AND sort_key>?)",
        "ix_stove_subdistrict (subdistrict_code=? AND sort_key>?)",
        "ix_hazard_open (subdistrict_code=? AND committee_code=? AND sort_key>?)",
        "ix_inspection_site (site_id=? AND sort_key>?)",
        "ix_file_hazard (hazard_id=?)",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_what_a_tablet_takes_along_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        found_by_indexes(&test).await;
        test.remove().await;
    }
}
