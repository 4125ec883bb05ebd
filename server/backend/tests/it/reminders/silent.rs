//! A server for mail that keeps the line and says nothing: what has surely not left is sent later, what may have left is called so.

use super::{
    DUE, assigned, at, by_mail, choose, made,
    post::{MailServer, Mood, Silence},
    restart::{kill, server},
    run, states, world,
};
use backend::{
    db::Db,
    entities::delivery,
    outgoing::Outgoing,
    queue::LEASE,
    reminders::{deliveries, work},
};
use domain::{
    ids::DeliveryId,
    reminders::{
        retry::wait,
        views::{DeliveryChoice, DeliveryRow},
    },
};
use sea_orm::EntityTrait;
use std::time::Duration;

use crate::support::{
    TestDb,
    world::{World, date},
};

/// Why, as the office reads it.
const NO_ANSWER: &str = "the server for mail does not answer";

/// The mail of this test, which waits for an answer so long only.
fn impatient(mail: &MailServer, patience: Duration) -> Outgoing {
    let mut outgoing = by_mail(mail);
    outgoing.mail = outgoing.mail.map(|mailer| mailer.with_patience(patience));
    outgoing
}

/// The inspector is to be told of one hazard, at half past eight.
async fn one_to_tell(db: &Db, outgoing: Outgoing) -> World {
    let world = world(db, outgoing).await;
    choose(&world, &world.inspector, true, ("21:00", "08:00")).await;
    assigned(&world).await;
    run(&world.state, at(DUE, "08:00")).await;
    assert_eq!(made(&world).await.len(), 1);
    world
}

/// The message as the office sees it, and how many are in trouble.
async fn seen(world: &World) -> (DeliveryRow, u64) {
    let office = world.ctx(&world.office, at(DUE, "23:00"));
    let mut page = deliveries::list(&office, DeliveryChoice::Day(date(DUE)), None).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    (page.rows.remove(0), page.trouble)
}

/// The line is open and no word comes: nothing was said of the mail, so it is tried again.
async fn no_word_at_all(test: &TestDb) {
    let mail = MailServer::start().await;
    let world = one_to_tell(test, impatient(&mail, Duration::from_secs(1))).await;
    mail.silences([Silence::AtOnce, Silence::AtOnce]);
    let mut now = at(DUE, "08:30");
    for attempt in 1..=2 {
        run(&world.state, now).await;
        assert_eq!((mail.called(), mail.begun()), (attempt, 0));
        let (row, trouble) = seen(&world).await;
        assert_eq!((row.state.as_str(), row.reason.as_deref(), trouble), ("waiting", Some(NO_ANSWER), 0));
        now += wait(attempt as u32);
    }
    let patient = server(test, &mail).await;
    run(&patient, now).await;
    run(&patient, now + LEASE * 20).await;
    assert_eq!((mail.begun(), mail.came().len()), (1, 1), "once, when it answers");
    assert_eq!(states(&world).await, ["sent"]);
    patient.db.close().await.unwrap();
}

/// It has all of the mail and does not say so: nobody knows, and nothing is sent twice.
async fn no_word_of_what_it_has(test: &TestDb) {
    let mail = MailServer::start().await;
    // long enough for the mail to arrive
    let world = one_to_tell(test, impatient(&mail, Duration::from_secs(3))).await;
    mail.moods([Mood::Silent]);
    let now = at(DUE, "08:30");
    run(&world.state, now).await;
    let (row, trouble) = seen(&world).await;
    assert_eq!((row.state.as_str(), row.reason.as_deref(), trouble), ("unclear", Some(NO_ANSWER), 1));
    for later in [now + LEASE, now + wait(1), now + LEASE * 99] {
        run(&world.state, later).await;
    }
    assert_eq!((mail.called(), mail.came().len()), (1, 1), "not by itself");
    assert_eq!(states(&world).await, ["unclear"]);
}

/// The server is killed while it waits for the first word: no doubt is left, and another one sends it.
async fn killed_before_the_first_word(test: &TestDb) {
    let mail = MailServer::start().await;
    let world = one_to_tell(test, by_mail(&mail)).await;
    mail.silences([Silence::AtOnce]);
    let now = at(DUE, "08:30");
    let first = server(test, &mail).await;
    kill(&first, now, || mail.called() == 1).await;
    assert_eq!(states(&world).await, ["waiting"], "it does not count as handed over");
    let second = server(test, &mail).await;
    assert!(!work(&second, now).await.unwrap(), "somebody may be at it");
    run(&second, now + LEASE).await;
    run(&second, now + LEASE * 20).await;
    assert_eq!((mail.begun(), mail.came().len()), (1, 1));
    assert_eq!(states(&world).await, ["sent"]);
    for state in [first, second] {
        state.db.close().await.unwrap();
    }
}

/// The server is killed between the open line and the mail. It counts as handed over and did not arrive: that is said to be unclear,
/// nothing is sent by itself, and the office has it sent.
async fn killed_between_line_and_mail(test: &TestDb) {
    let mail = MailServer::start().await;
    let world = one_to_tell(test, by_mail(&mail)).await;
    mail.silences([Silence::AtMail]);
    let now = at(DUE, "08:30");
    let first = server(test, &mail).await;
    kill(&first, now, || mail.begun() == 1).await;
    assert_eq!(states(&world).await, ["sending"]);
    let second = server(test, &mail).await;
    for later in [now, now + LEASE, now + LEASE * 20] {
        run(&second, later).await;
    }
    assert_eq!((mail.called(), mail.came().len()), (1, 0), "nothing is sent twice, whether it came or not");
    let (row, trouble) = seen(&world).await;
    assert_eq!((row.state.as_str(), trouble), ("unclear", 1));
    assert_eq!(row.reason.as_deref(), Some("the server stopped meanwhile"));
    // nothing is lost: it is in the inbox, and the office decides
    let now = now + LEASE * 20;
    let only = delivery::Entity::find().one(world.state.db.read()).await.unwrap().unwrap();
    deliveries::again(&world.ctx(&world.office, now), DeliveryId(only.id)).await.unwrap();
    run(&second, now).await;
    run(&second, now + LEASE * 20).await;
    assert_eq!(mail.came().len(), 1);
    assert_eq!(states(&world).await, ["sent"]);
    for state in [first, second] {
        state.db.close().await.unwrap();
    }
}

on_both!(no_word_at_all no_word_of_what_it_has killed_before_the_first_word killed_between_line_and_mail);
