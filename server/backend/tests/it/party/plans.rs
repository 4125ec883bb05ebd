//! How the database finds what parties and the office ask for: strangers ask too, and the tables are large.

use super::*;
use crate::support::{
    TestDb,
    explain::{Tape, by_indexes, found_by_indexes},
};
use sea_orm::Statement;

async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let world = World::new(&db).await;
    let hazard = world.find(noon("2023-06-01"), |c| c.party_name = Some(COMPANY.into())).await;
    let notice = notice_of(&world, vec![hazard]).await;
    let company = make(&world, &world.office, LinkScope::Company, vec![hazard]).await.unwrap();
    send(&world, &notice, rectified(hazard), vec![picture(1).await]).await.unwrap();
    let office = world.ctx(&world.office, now());
    let inspector = world.ctx(&world.inspector, now());
    // what stays in memory is read now
    party::query::waiting(&office, None).await.unwrap();
    tape.clear();
    open(&world, &notice, now()).await.unwrap();
    door::notice(&world.state, &company.token, Some(0), now()).await.unwrap();
    party::query::desk(&office, hazard).await.unwrap();
    for ctx in [&office, &inspector] {
        party::query::waiting(ctx, Some(0)).await.unwrap();
        party::query::number_waiting(ctx).await.unwrap();
        query::supervised(ctx, false, Some(i64::MAX)).await.unwrap();
    }
    let mut said = tape.end(db).await;
    said.retain(|said| said.sql.starts_with("SELECT"));
    said
}

async fn steps(test: &TestDb) -> String {
    let asked = asked(test).await;
    assert!(asked.len() > 10, "the watched database was not asked");
    found_by_indexes(test, &asked, by_indexes).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_them_by_indexes() {
    let test = TestDb::sqlite().await;
    let steps = steps(&test).await;
    for index in [
        "sqlite_autoindex_party_link_",
        "ix_party_link_hazard_hazard (hazard_id=?)",
        "ix_party_link_organisation (subdistrict_code=? AND organisation=?)",
        "ix_party_submission_hazard (hazard_id=?)",
        "ix_party_submission_waiting (subdistrict_code=? AND sort_key>?)",
        "ix_party_photo_submission (submission_id=?)",
        "ix_hazard_party (subdistrict_code=? AND party_name=? AND sort_key>?)",
        "ix_hazard_major (subdistrict_code=? AND sort_key<?)",
    ] {
        assert!(steps.contains(index), "{index}\n{steps}");
    }
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_finds_them_by_indexes() {
    if let Some(test) = TestDb::postgres().await {
        steps(&test).await;
        test.remove().await;
    }
}
