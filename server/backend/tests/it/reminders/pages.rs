//! The inbox and what people chose; and how the database finds it.

use super::{DUE, assigned, at, by_mail, choose, day, made, post::MailServer, run, world};
use backend::{
    ctx::Ctx,
    entities::{audit_entry, delivery, job, reminder},
    outgoing::Outgoing,
    queue,
    registers::orders,
    reminders::{deliveries, inbox, purge, settings},
};
use chrono::TimeDelta;
use domain::{
    actor::Actor,
    fault::Code,
    ids::EventId,
    reminders::{ReminderSettings, SaveSettings, views::DeliveryChoice},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use uuid::Uuid;

use crate::support::{
    TestDb, books,
    explain::{Tape, by_indexes_but, found_by_indexes, not_sorted},
    world::{World, date, noon, refused},
};

db_test!(everybody_reads_their_own_inbox, |db| async {
    let world = world(&db, Outgoing::default()).await;
    let hazards = [assigned(&world).await, assigned(&world).await, assigned(&world).await];
    day(&world, "2023-06-12").await;
    day(&world, DUE).await;
    let now = at(DUE, "12:00");
    let mut state = world.state.clone();
    state.limits.page_size = 4;
    let ctx = |who: &Actor| Ctx { state: state.clone(), ..world.ctx(who, now) };
    let own = ctx(&world.inspector);
    let first = inbox::list(&own, false, None).await.unwrap();
    assert_eq!((first.rows.len(), first.unread), (4, 6));
    assert_eq!(first.rows.iter().filter(|row| row.stage.as_str() == "due").count(), 3, "the newest first");
    assert!(first.rows.iter().all(|row| hazards.contains(&row.hazard) && !row.read));
    assert_eq!(first.rows[0].site_name.as_deref(), Some("老王面馆"));
    let second = inbox::list(&own, false, first.next).await.unwrap();
    assert_eq!((second.rows.len(), second.next), (2, None));
    // others have none of it, and cannot touch it
    let other = ctx(&world.neighbour);
    assert_eq!(inbox::list(&other, false, first.next).await.unwrap().rows.len(), 0);
    assert_eq!(inbox::mark(&other, vec![first.rows[0].id], true).await.unwrap(), 0);
    assert_eq!(inbox::mark_all(&other).await.unwrap(), 0);
    assert_eq!(inbox::unread(&own).await.unwrap(), 6);
    // read, unread, all
    assert_eq!(inbox::mark(&own, vec![first.rows[0].id, first.rows[1].id], true).await.unwrap(), 2);
    assert_eq!(inbox::mark(&own, vec![first.rows[0].id], true).await.unwrap(), 0, "it is read already");
    let unread = inbox::list(&own, true, None).await.unwrap();
    assert_eq!((unread.rows.len(), unread.unread), (4, 4));
    assert_eq!(inbox::mark(&own, vec![first.rows[0].id], false).await.unwrap(), 1);
    assert_eq!(inbox::mark_all(&own).await.unwrap(), 5);
    assert_eq!(inbox::unread(&own).await.unwrap(), 0);
    assert_eq!(refused(inbox::mark(&own, vec![], true).await), Code::Invalid);
    // whoever went to another area has nothing of the old one
    let moved = Actor { area: world.stranger.area.clone(), ..world.inspector.clone() };
    assert_eq!(inbox::list(&ctx(&moved), false, None).await.unwrap().rows.len(), 0);
    assert_eq!(delivery::Entity::find().count(db.read()).await.unwrap(), 0, "no way is set up");
});

db_test!(people_choose_for_themselves, |db| async {
    let world = world(&db, Outgoing::default()).await;
    let ctx = world.ctx(&world.inspector, noon(DUE));
    assert_eq!(settings::own(&ctx).await.unwrap(), ReminderSettings::default());
    let chosen =
        ReminderSettings { mail: Some(" a@b.example ".into()), by_mail: true, ..ReminderSettings::default() };
    let save = SaveSettings { id: EventId(Uuid::now_v7()), settings: chosen };
    settings::save(&ctx, save.clone()).await.unwrap();
    settings::save(&ctx, save).await.unwrap();
    let kept = settings::own(&ctx).await.unwrap();
    assert_eq!((kept.mail.as_deref(), kept.by_mail), (Some("a@b.example"), true));
    assert_eq!(
        settings::own(&world.ctx(&world.office, noon(DUE))).await.unwrap(),
        ReminderSettings::default()
    );
    let lines = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("reminder_setting.save"));
    let lines = lines.all(db.read()).await.unwrap();
    assert_eq!(lines.len(), 1, "the same save is the same");
    assert!(!lines[0].detail.to_string().contains('@'), "{}", lines[0].detail);
    let bad = ReminderSettings { by_mail: true, ..ReminderSettings::default() };
    let bad = SaveSettings { id: EventId(Uuid::now_v7()), settings: bad };
    assert_eq!(refused(settings::save(&ctx, bad).await), Code::Invalid);
});

db_test!(what_was_said_long_ago_is_forgotten_unless_it_is_needed, |db| async {
    let mail = MailServer::start().await;
    let world = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, ("21:00", "08:00")).await;
    let (closed, _open) = (assigned(&world).await, assigned(&world).await);
    day(&world, DUE).await;
    world.rectify(at(DUE, "09:00"), closed).await;
    world.review(&world.office, at(DUE, "10:00"), closed, true).await;
    let now = at(DUE, "12:00");
    assert_eq!(purge(&world.state, now).await.unwrap(), 0);
    assert_eq!(purge(&world.state, now + TimeDelta::days(181)).await.unwrap(), 1, "the message");
    assert_eq!(purge(&world.state, now + TimeDelta::days(366)).await.unwrap(), 1, "of the settled hazard");
    assert_eq!(reminder::Entity::find().count(db.read()).await.unwrap(), 1, "the rule needs the other");
    assert!(queue::purge(&world.state, now).await.unwrap() == 0);
    assert!(queue::purge(&world.state, now + queue::KEPT + TimeDelta::days(1)).await.unwrap() > 0);
    assert_eq!(job::Entity::find().count(db.read()).await.unwrap(), 0);
});

/// Everything that is asked while reminders are made, sent, read and watched.
async fn asked(test: &TestDb) -> Vec<Statement> {
    let (db, tape) = Tape::of(test).await;
    let mail = MailServer::start().await;
    let world: World = world(&db, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, ("21:00", "08:00")).await;
    assigned(&world).await;
    // its reply is late by then
    let order = books::new(books::order("1", world.shop));
    orders::save(&world.ctx(&world.office, noon("2023-06-02")), order).await.unwrap();
    world.state.reference().await.unwrap();
    tape.clear();
    day(&world, DUE).await;
    assert_eq!((made(&world).await.len(), mail.came().len()), (1, 1));
    let now = at(DUE, "23:30");
    let own = world.ctx(&world.inspector, now);
    let page = inbox::list(&own, true, None).await.unwrap();
    inbox::list(&own, false, page.rows.first().map(|row| row.id)).await.unwrap();
    let office = world.ctx(&world.office, now);
    let noted = inbox::list(&office, true, None).await.unwrap().orders;
    inbox::mark_orders(&office, noted.iter().map(|note| note.id).collect()).await.unwrap();
    let sent = deliveries::list(&office, DeliveryChoice::Day(date(DUE)), None).await.unwrap();
    deliveries::list(&office, DeliveryChoice::Day(date(DUE)), sent.rows.first().map(|row| row.id))
        .await
        .unwrap();
    deliveries::list(&office, DeliveryChoice::Trouble, None).await.unwrap();
    let admin = world.ctx(&world.admin, now);
    queue::number_set_aside(&admin).await.unwrap();
    queue::set_aside(&admin, None).await.unwrap();
    inbox::mark_all(&own).await.unwrap();
    purge(&world.state, now).await.unwrap();
    queue::purge(&world.state, now).await.unwrap();
    run(&world.state, now).await;
    let mut said = tape.end(db).await;
    let ours = ["reminder", "delivery", "job", "ix_hazard_open", "order_note", "FROM hotline_order"];
    let is_ours = |sql: &str| ours.iter().any(|word| sql.contains(word));
    // settings and accounts are read whole: some hundred rows, once for each job. `made` above is the test's own
    let whole = |sql: &str| sql.contains("FROM \"reminder_setting\"") && !sql.contains("WHERE");
    let asks = |sql: &str| ["SELECT", "UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word));
    let own = |sql: &str| sql.contains("ORDER BY \"reminder\".\"made_at\"");
    said.retain(|said| asks(&said.sql) && is_ours(&said.sql) && !whole(&said.sql) && !own(&said.sql));
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_finds_reminders_messages_and_work_by_indexes() {
    let test = TestDb::sqlite().await;
    let asked = asked(&test).await;
    assert!(asked.len() > 15, "the watched database was not asked");
    let check = |asked: &Statement, plan: &[String]| {
        // of that index all is asked for: it holds nothing else
        by_indexes_but(asked, plan, |step| step.ends_with(" INDEX ix_job_set_aside"));
        if asked.sql.contains("LIMIT") {
            not_sorted(asked, plan);
        }
    };
    let steps = found_by_indexes(&test, &asked, check).await;
    for index in [
        "ix_job_due",
        "ix_job_ended",
        "ix_job_set_aside",
        "ix_hazard_open (subdistrict_code=?",
        "ix_reminder_inbox (person_id=?",
        "ix_reminder_unread (person_id=?",
        "ix_reminder_made (made_at<?)",
        "ix_hotline_order_open (subdistrict_code=? AND due<?)",
        "ix_order_note_unread (person_id=?",
        "ix_order_note_made (made_at<?)",
        "ix_delivery_day (day=? AND area_code>? AND area_code<?)",
        "ix_delivery_trouble (area_code>? AND area_code<?)",
    ] {
        assert!(steps.contains(index), "{index} is not used:\n{steps}");
    }
    test.remove().await;
}
