//! Work that breaks off whoever does it: the rest goes on, and it ends where an administrator sees it.

use super::{DUE, assigned, at, by_mail, choose, made, post::MailServer, run, world};
use backend::{
    ctx::{Limits, State},
    db::Db,
    entities::{audit_entry, delivery, job},
    queue::{self, LEASE, NewJob},
    reminders::{begin_day, set_aside, work},
    storage::Storage,
};
use domain::{
    fault::Code,
    ids::JobId,
    reminders::retry::{MOST_ATTEMPTS, wait},
    work::WorkKind,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use uuid::Uuid;

use crate::support::{
    TestDb,
    world::{World, refused},
};

/// The question for the hazards of which something is owed.
const OWED: &str = "h.closed_at IS NULL AND h.voided_at IS NULL AND h.subdistrict_code";

/// Making reminders has a defect; whatever else waits is done all the same, and it itself is tried some times.
async fn a_defect_is_a_failed_attempt_of_one_job(test: &TestDb) {
    let db = Db::connect(&test.config).await.unwrap();
    let world = World::new(&db).await;
    assigned(&world).await;
    let watch = |asked: &Statement| assert!(!asked.sql.contains(OWED), "a defect");
    let broken = Db::connect_watched(&test.config, watch).await.unwrap();
    let state = State::new(broken, Storage::in_memory(), Limits::default());
    let mut now = at(DUE, "08:00");
    let jobs = begin_day(&state, now).await.unwrap().unwrap();
    let other = NewJob {
        kind: WorkKind::Deliver,
        key: "of nothing".into(),
        payload: serde_json::json!({"delivery": Uuid::now_v7()}),
        at: now,
    };
    db.write(move |tx| Box::pin(async move { queue::add(tx, now, vec![other]).await })).await.unwrap();
    let rows = async |state: &str| {
        let rows = job::Entity::find().filter(job::Column::State.eq(state));
        rows.all(db.read()).await.unwrap()
    };
    for attempt in 1..=MOST_ATTEMPTS {
        while work(&state, now).await.unwrap() {}
        if attempt == 1 {
            let waiting = rows("waiting").await;
            assert_eq!((waiting.len() as u64, rows("done").await.len()), (jobs, 1), "the other one is done");
            assert!(waiting.iter().all(|row| row.attempts == 1 && row.lease.is_none()));
        }
        now += wait(attempt);
    }
    let failed = rows("failed").await;
    assert_eq!((failed.len() as u64, rows("waiting").await.len()), (jobs, 0));
    assert!(failed[0].last_error.as_deref().unwrap().starts_with("internal error "));
    // where an administrator sees it, a page at a time, and nobody else
    let mut ctx = world.ctx(&world.admin, now);
    assert_eq!(queue::number_set_aside(&ctx).await.unwrap(), jobs);
    ctx.state.limits.page_size = 1;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = queue::set_aside(&ctx, after).await.unwrap();
        seen.extend(page.rows.iter().map(|row| (row.kind, row.attempts, row.id)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen.len() as u64, jobs);
    assert!(seen.iter().all(|row| (row.0, row.1) == (WorkKind::Remind, MOST_ATTEMPTS)));
    seen.sort_by_key(|row| row.2);
    seen.dedup_by_key(|row| row.2);
    assert_eq!(seen.len() as u64, jobs, "none twice");
    let (_, _, first) = seen[0];
    for who in [&world.office, &world.leader, &world.inspector] {
        assert_eq!(refused(queue::set_aside(&world.ctx(who, now), None).await), Code::Forbidden);
        assert_eq!(refused(set_aside::again(&world.ctx(who, now), first).await), Code::Forbidden);
    }
    assert_eq!(rows("failed").await.len() as u64, jobs, "whoever may not changes nothing");
    // the defect is mended: each is done when it is tried again, and not before
    let mended = State::new(db.clone(), Storage::in_memory(), Limits::default());
    while work(&mended, now).await.unwrap() {}
    assert_eq!(rows("failed").await.len() as u64, jobs);
    for (_, _, id) in &seen {
        set_aside::again(&ctx, *id).await.unwrap();
        assert_eq!(refused(set_aside::again(&ctx, *id).await), Code::Stale, "it waits already");
    }
    let waiting = rows("waiting").await;
    assert_eq!(waiting.len() as u64, jobs);
    let anew = |row: &job::Model| {
        (row.attempts, row.lease, row.ended_at, row.last_error.as_deref(), row.due_at)
            == (0, None, None, None, now)
    };
    assert!(waiting.iter().all(anew), "{waiting:?}");
    assert_eq!(queue::number_set_aside(&ctx).await.unwrap(), 0);
    while work(&mended, now).await.unwrap() {}
    assert_eq!((rows("failed").await.len(), rows("waiting").await.len()), (0, 0));
    assert!(!made(&world).await.is_empty(), "the reminders of that day");
    assert_eq!(refused(set_aside::again(&ctx, first).await), Code::Stale, "it is done");
    assert_eq!(refused(set_aside::again(&ctx, JobId(Uuid::now_v7())).await), Code::NotFound);
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("job.again"));
    assert_eq!(lines.count(db.read()).await.unwrap(), jobs);
    state.db.close().await.unwrap();
    db.close().await.unwrap();
}

/// Whoever begins this message dies of it: it is not begun for ever.
async fn what_kills_its_server_is_set_aside(test: &TestDb) {
    let mail = MailServer::start().await;
    let db = Db::connect(&test.config).await.unwrap();
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, ("21:00", "08:00")).await;
    assigned(&world).await;
    run(&world.state, at(DUE, "08:00")).await;
    assert_eq!(made(&world).await.len(), 1);
    let mut now = at(DUE, "08:30");
    for attempt in 1..=MOST_ATTEMPTS {
        let job = queue::take(&db, now).await.unwrap().unwrap();
        assert_eq!((job.attempts, job.is_over()), (attempt, false));
        now += LEASE;
    }
    run(&world.state, now).await;
    run(&world.state, now + LEASE * 9).await;
    assert_eq!(mail.number(), 0, "it was not begun once more");
    let message = delivery::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!(message.state, "failed", "the office sees it too, and may have it sent again");
    let page = queue::set_aside(&world.ctx(&world.admin, now), None).await.unwrap();
    assert_eq!((page.rows.len(), page.rows[0].kind, page.next), (1, WorkKind::Deliver, None));
    assert_eq!(page.rows[0].reason, message.reason);
    // tried again it is sent, once
    set_aside::again(&world.ctx(&world.admin, now), page.rows[0].id).await.unwrap();
    run(&world.state, now).await;
    run(&world.state, now + LEASE * 9).await;
    assert_eq!(mail.came().len(), 1);
    let message = delivery::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((message.state.as_str(), message.reason), ("sent", None));
    assert!(queue::set_aside(&world.ctx(&world.admin, now), None).await.unwrap().rows.is_empty());
    db.close().await.unwrap();
}

on_both!(a_defect_is_a_failed_attempt_of_one_job what_kills_its_server_is_set_aside);
