//! How the database finds what a tablet takes along. Every tablet asks every few minutes, and the tables are the largest
//! there are: a question that looks at all rows must not slip in.

use super::*;
use crate::support::{
    TestDb, books,
    explain::{Tape, by_indexes, found_by_indexes, not_sorted},
    gear::{cylinder, lpg, unsafe_stove},
    world::{COMMITTEE, HERE, SUBDISTRICT, at as point, site},
};
use backend::sync::{gear, query, tasks};
use domain::{programmes::device::DeviceKind, sites::SiteKind};
use sea_orm::Statement;

/// Everything that is asked of the database while tablets of a committee, a subdistrict and a grid take along what there
/// is and what is new.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
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
    tape.clear();
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
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() > 3 * 10, "the watched database was not asked");
    let check = |asked: &Statement, plan: &[String]| {
        by_indexes(asked, plan);
        if asked.sql.ends_with("LIMIT ?") {
            not_sorted(asked, plan);
        }
    };
    found_by_indexes(test, &asked, check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_what_a_tablet_takes_along_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        "ix_site_committee (committee_code=? AND sort_key>?)",
        "ix_site_subdistrict (subdistrict_code=? AND sort_key>?)",
        "ix_site_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_hazard_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_stove_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_device_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_task_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_campaign_target_change (subdistrict_code=? AND change_seq>? AND change_seq<?)",
        "ix_inspection_failed (site_id=?)",
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
        steps(&test).await;
        test.remove().await;
    }
}
