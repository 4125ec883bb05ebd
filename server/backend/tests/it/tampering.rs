//! What was changed behind the program's back is found, and said of the right hazard.

use backend::{
    audit::verify::{What, verify},
    db::Db,
};
use chrono::TimeDelta;
use domain::{hazards::VoidReason, ids::HazardId, programmes::device::DeviceKind};
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{
    gear,
    world::{World, date, noon},
};

/// Three hazards, the second with the longest life; it is the one that is tampered with.
async fn lives(world: &World) -> HazardId {
    world.find(noon("2023-05-01"), |_| ()).await;
    let id = world.find(noon("2023-05-02"), |_| ()).await;
    world.close(noon("2023-05-03"), id).await;
    world.reopen(noon("2023-05-04"), id, date("2023-08-01")).await;
    world.close(noon("2023-05-05"), id).await;
    let other = world.find(noon("2023-05-06"), |_| ()).await;
    world.void(noon("2023-05-06") + TimeDelta::hours(1), other, VoidReason::FalseAlarm, None).await;
    id
}

async fn run(db: &Db, sql: &str) {
    let sql = sql.to_owned();
    db.write(move |tx| {
        Box::pin(async move {
            let statement = Statement::from_string(tx.get_database_backend(), sql);
            tx.execute_raw(statement).await.map(drop)
        })
    })
    .await
    .unwrap();
}

/// What is found after each of these changes, as `(event, what)`.
async fn found_after(db: &Db, statements: &[&str]) -> Vec<(Option<u32>, What)> {
    let world = World::new(db).await;
    lives(&world).await;
    let clean = verify(db, |_, _| ()).await.unwrap();
    assert_eq!((clean.hazards, clean.broken.as_slice()), (3, &[][..]));
    for sql in statements {
        run(db, &sql.replace("{it}", "(SELECT id FROM hazard WHERE seq = 2)")).await;
    }
    let report = verify(db, |_, _| ()).await.unwrap();
    for broken in &report.broken {
        assert!(broken.number.ends_with("-000002") || broken.seq.is_none(), "{broken:?}");
    }
    report.broken.into_iter().map(|b| (b.seq, b.what)).collect()
}

db_test!(an_edited_event, |db| async {
    let found = found_after(
        &db,
        &[
            "UPDATE hazard_event SET note = '从未整改' WHERE hazard_id = {it} AND kind = 'rectified' AND seq = 3",
        ],
    );
    assert_eq!(found.await, [(Some(3), What::EventChanged)]);
});

db_test!(an_event_at_another_time, |db| async {
    let found = found_after(
        &db,
        &[
            "UPDATE hazard_event SET server_at = '2023-05-03T00:00:00.000Z' WHERE hazard_id = {it} AND seq = 2",
        ],
    );
    assert_eq!(found.await, [(Some(2), What::EventChanged)]);
});

db_test!(an_event_taken_out_of_the_middle, |db| async {
    let found = found_after(&db, &["DELETE FROM hazard_event WHERE hazard_id = {it} AND seq = 4"]).await;
    assert!(found.contains(&(Some(5), What::EventMissing)), "{found:?}");
});

db_test!(the_last_event_taken_away, |db| async {
    let found = found_after(
        &db,
        &["DELETE FROM hazard_event WHERE hazard_id = {it} AND seq = (SELECT event_count FROM hazard WHERE seq = 2)"],
    )
    .await;
    assert!(found.iter().any(|(_, what)| *what == What::EndMissing), "{found:?}");
});

db_test!(two_events_that_change_places, |db| async {
    let found = found_after(
        &db,
        &[
            "UPDATE hazard_event SET seq = 99 WHERE hazard_id = {it} AND seq = 2",
            "UPDATE hazard_event SET seq = 2 WHERE hazard_id = {it} AND seq = 3",
            "UPDATE hazard_event SET seq = 3 WHERE hazard_id = {it} AND seq = 99",
        ],
    )
    .await;
    assert!(found.iter().any(|(seq, _)| *seq == Some(2)), "{found:?}");
});

db_test!(an_event_that_follows_another_than_it_says, |db| async {
    let found =
        found_after(&db, &["UPDATE hazard_event SET prev_hash = hash WHERE hazard_id = {it} AND seq = 2"])
            .await;
    assert!(found.contains(&(Some(2), What::ChainBroken)), "{found:?}");
});

db_test!(a_record_that_is_not_what_its_events_say, |db| async {
    for edit in [
        "status = 'registered'",
        "effective_due = '2029-01-01'",
        "description = '没有隐患'",
        "closed_at = NULL",
    ] {
        let sql = format!("UPDATE hazard SET {edit} WHERE seq = 2");
        let before = "CREATE TABLE kept AS SELECT * FROM hazard WHERE seq = 2";
        // put back afterwards, so that each change is looked at alone
        let columns = edit.split(' ').next().unwrap();
        let back = format!("UPDATE hazard SET {columns} = (SELECT {columns} FROM kept) WHERE seq = 2");
        if edit.starts_with("status") {
            assert_eq!(found_after(&db, &[before, &sql]).await, [(None, What::RecordChanged)], "{edit}");
        } else {
            run(&db, &sql).await;
            let report = verify(&db, |_, _| ()).await.unwrap();
            assert_eq!(report.broken.len(), 1, "{edit}");
            assert_eq!(report.broken[0].what, What::RecordChanged, "{edit}");
        }
        run(&db, &back).await;
        assert_eq!(verify(&db, |_, _| ()).await.unwrap().broken, [], "{edit} put back");
    }
});

db_test!(a_record_that_is_gone_with_its_events, |db| async {
    let found = found_after(
        &db,
        &["DELETE FROM hazard_event WHERE hazard_id = {it}", "DELETE FROM hazard WHERE seq = 2"],
    );
    assert_eq!(found.await, [(None, What::NumberMissing(2))]);
});

db_test!(a_stove_or_device_that_is_not_what_its_events_say, |db| async {
    let world = World::new(&db).await;
    let stove = world.stove(world.shop, noon("2023-05-01"), gear::unsafe_stove("2010-01-01")).await;
    world.replace_stove(stove, noon("2023-05-02"), "2023-05-01").await;
    let alarm = world.planned(DeviceKind::GasAlarm, world.shop, noon("2023-05-01")).await;
    world.put_in_service(alarm, noon("2023-05-02"), "GA-0001").await;
    let report = verify(&db, |_, _| ()).await.unwrap();
    assert_eq!((report.lives, report.events, report.broken.as_slice()), (3, 8, &[][..]));
    run(&db, "UPDATE stove SET accepted_at = NULL WHERE status = 'accepted'").await;
    run(&db, "UPDATE device_event SET note = '已验收合格' WHERE seq = 3").await;
    let mut found: Vec<(String, Option<u32>, What)> =
        verify(&db, |_, _| ()).await.unwrap().broken.into_iter().map(|b| (b.number, b.seq, b.what)).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(
        found,
        [
            (format!("device {alarm}"), Some(3), What::EventChanged),
            (format!("stove {stove}"), None, What::RecordChanged),
        ]
    );
});
