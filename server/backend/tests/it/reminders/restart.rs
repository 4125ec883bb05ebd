//! A server that is killed in the middle of it: none is sent twice, and none is skipped.

use super::{
    DUE, assigned, at, by_mail, choose, made,
    post::{MailServer, Mood},
    run,
};
use backend::{
    ctx::{Limits, State},
    db::Db,
    entities::delivery,
    queue::LEASE,
    reminders::work,
    storage::Storage,
};
use chrono::{DateTime, Utc};
use sea_orm::EntityTrait;
use std::{collections::BTreeMap, time::Duration};

use crate::support::{TestDb, world::World};

/// A server of its own on the database of the test.
pub(super) async fn server(test: &TestDb, mail: &MailServer) -> State {
    let db = Db::connect(&test.config).await.unwrap();
    State::new(db, Storage::in_memory(), Limits::default()).with_outgoing(by_mail(mail))
}

/// A server does all there is to do and is killed as soon as that is so.
pub(super) async fn kill(state: &State, now: DateTime<Utc>, when: impl Fn() -> bool) {
    let killed = state.clone();
    let task = tokio::spawn(async move { while work(&killed, now).await.unwrap() {} });
    for _ in 0..500 {
        if when() {
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came to that");
}

async fn states(world: &World) -> BTreeMap<String, String> {
    let rows = delivery::Entity::find().all(world.state.db.read()).await.unwrap();
    rows.into_iter().map(|row| (super::name(world, row.person_id), row.state)).collect()
}

/// Three people are to be told. The server is killed while it waits for the answer to the first mail.
async fn killed_while_sending(test: &TestDb) {
    let mail = MailServer::start().await;
    let world = super::world(test, by_mail(&mail)).await;
    for who in [&world.inspector, &world.office, &world.colleague] {
        choose(&world, who, true, ("21:00", "08:00")).await;
    }
    assigned(&world).await;
    // to be assigned: the office is told
    world.find(at("2023-06-01", "12:00"), |c| c.due = Some(DUE.parse().unwrap())).await;
    run(&world.state, at(DUE, "08:00")).await;
    let made = made(&world).await.len();
    assert_eq!(made, 3);

    let now = at(DUE, "08:30");
    mail.moods([Mood::Silent]);
    let first = server(test, &mail).await;
    kill(&first, now, || mail.number() == 1).await;

    // another one starts at once: it tells the others, and leaves what the dead one may be at
    let second = server(test, &mail).await;
    run(&second, now).await;
    run(&second, now + LEASE).await;
    run(&second, now + LEASE * 20).await;
    let mut told: Vec<String> = mail.came().into_iter().map(|mail| mail.to).collect();
    told.sort();
    let all = ["colleague@office.example", "inspector@office.example", "office@office.example"];
    assert_eq!(told, all, "each once, also the one that nobody heard the answer to");
    let mut became: Vec<String> = states(&world).await.into_values().collect();
    became.sort();
    assert_eq!(became, ["sent", "sent", "unclear"], "and that one is said to be so");
    assert_eq!(super::made(&world).await.len(), made);
    for state in [first, second] {
        state.db.close().await.unwrap();
    }
}

/// The server is killed after it has taken the work and before anything was handed over: all of it is done later.
async fn killed_before_sending(test: &TestDb) {
    let mail = MailServer::start().await;
    let world = super::world(test, by_mail(&mail)).await;
    choose(&world, &world.inspector, true, ("21:00", "08:00")).await;
    assigned(&world).await;
    let now: DateTime<Utc> = at(DUE, "08:00");
    backend::reminders::begin_day(&world.state, now).await.unwrap();
    // dies with the job that makes the reminders in hand
    backend::queue::take(&world.state.db, now).await.unwrap().unwrap();
    let second = server(test, &mail).await;
    run(&second, now).await;
    assert_eq!(made(&world).await.len(), 0, "somebody may be at it");
    run(&second, now + LEASE).await;
    assert_eq!(made(&world).await.len(), 1);
    // and the next with the message in hand
    let now = at(DUE, "08:30");
    backend::queue::take(&world.state.db, now).await.unwrap().unwrap();
    let third = server(test, &mail).await;
    run(&third, now + LEASE).await;
    assert_eq!(mail.came().len(), 1);
    assert_eq!(states(&world).await.into_values().collect::<Vec<_>>(), ["sent"]);
    for state in [second, third] {
        state.db.close().await.unwrap();
    }
}

/// Several servers at once, each with all of the work.
async fn several_at_once(test: &TestDb) {
    let mail = MailServer::start().await;
    let world = super::world(test, by_mail(&mail)).await;
    for who in [&world.inspector, &world.office, &world.colleague, &world.leader] {
        choose(&world, who, true, ("21:00", "08:00")).await;
    }
    for _ in 0..5 {
        assigned(&world).await;
    }
    let (a, b) = (server(test, &mail).await, server(test, &mail).await);
    for now in [at("2023-06-25", "08:00"), at("2023-06-25", "08:30"), at("2023-06-25", "09:00")] {
        tokio::join!(run(&a, now), run(&b, now), run(&world.state, now));
    }
    // five to the inspector, to each of the office and to the leader
    assert_eq!(made(&world).await.len(), 20);
    let mut told: Vec<String> = mail.came().into_iter().map(|mail| mail.to).collect();
    told.sort();
    let all = ["colleague", "inspector", "leader", "office"].map(|who| format!("{who}@office.example"));
    assert_eq!(told, all, "one digest each");
    assert!(states(&world).await.values().all(|state| state == "sent"));
    for state in [a, b] {
        state.db.close().await.unwrap();
    }
}

on_both!(killed_while_sending killed_before_sending several_at_once);
