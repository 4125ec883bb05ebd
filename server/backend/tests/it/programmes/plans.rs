//! How the database finds the long lists of households and gear, and counts the wave: of each there may be a hundred thousand,
//! and a question that looks at all rows must not slip in.

use super::day;
use crate::support::{
    TestDb,
    explain::{Tape, by_indexes_but, found_by_indexes, not_sorted},
    gear::unsafe_stove,
    world::{SUBDISTRICT, World},
};
use backend::{
    programmes::{devices, stoves, wave},
    sites,
};
use domain::{
    actor::Actor,
    listing::{Common, SiteFilter, Sort},
    programmes::{
        device::{DeviceKind, DeviceStatus},
        filters::{DeviceFilter, StoveFilter},
        gear::Life,
    },
    sites::SiteKind,
};
use sea_orm::Statement;

/// Everything that is asked of the database for the lists and the wave, of a city and of a subdistrict.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    world.stove(world.shop, day(), unsafe_stove("2020-01-01")).await;
    world.planned(DeviceKind::SmokeDetector, world.shop, day()).await;
    // what stays in memory is read now
    let office = world.ctx(&world.office, day());
    stoves::query::list(&office, &StoveFilter::default(), 50).await.unwrap();
    tape.clear();
    for area in ["31", SUBDISTRICT] {
        let who = Actor { area: area.parse().unwrap(), ..world.office.clone() };
        let ctx = world.ctx(&who, day());
        for life in [Life::Expired, Life::Expiring, Life::Good, Life::Unknown] {
            let common = Common { sort: Some(Sort::Due), ..Common::default() };
            let filter = StoveFilter { common, life: Some(life), ..StoveFilter::default() };
            stoves::query::list(&ctx, &filter, 50).await.unwrap();
        }
        let kind = vec![DeviceKind::SmokeDetector];
        let status = vec![DeviceStatus::Planned];
        let filter = DeviceFilter { kind, status, ..DeviceFilter::default() };
        devices::query::list(&ctx, &filter, 50).await.unwrap();
        devices::query::list(&ctx, &DeviceFilter::alarming(), 50).await.unwrap();
        let filter = SiteFilter { kind: vec![SiteKind::Household], ..SiteFilter::default() };
        sites::query::list(&ctx, &filter, 50).await.unwrap();
        wave::expiry_wave(&ctx, None, None, 24).await.unwrap();
    }
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT"));
    said
}

/// The steps, none of which passes a whole table or index, unless all that a partial index holds is asked for.
async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() >= 2 * 10, "the watched database was not asked");
    let check = |asked: &Statement, plan: &[String]| {
        // the wave counts all that is in use; sites without a position, merged ones and devices that are alarming are few
        let is_wave = asked.sql.contains("group_concat");
        let few: &[&str] = if is_wave {
            &["ix_stove_expiry", "ix_device_expiry"]
        } else {
            &["ix_site_unplaced", "ix_site_merged", "ix_device_telemetry_alarm"]
        };
        by_indexes_but(asked, plan, |step| {
            few.iter().any(|index| step.ends_with(&format!(" INDEX {index}")))
        });
        if is_wave {
            not_sorted(asked, plan);
        }
    };
    found_by_indexes(test, &asked, check).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_long_lists_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        "ix_stove_due (<expr>",
        "COVERING INDEX ix_stove_subdistrict_due (subdistrict_code=? AND <expr>",
        "ix_stove_expiry (subdistrict_code=?",
        "ix_device_expiry (subdistrict_code=?",
        "ix_device_kind (kind=? AND status=?)",
        "ix_device_subdistrict_kind (subdistrict_code=? AND kind=? AND status=?)",
        "ix_device_site (site_id=?)",
        "ix_device_telemetry_alarm",
        "ix_site_kind (kind=?)",
        "ix_site_subdistrict_kind (subdistrict_code=? AND kind=?)",
        "ix_site_unplaced",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_long_lists_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
