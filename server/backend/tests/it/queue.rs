//! Jobs: none twice, none lost, whoever dies meanwhile.

use backend::{
    db::Db,
    entities::job,
    error::Error,
    queue::{self, Job, LEASE, NewJob},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    reminders::retry::{MOST_ATTEMPTS, wait},
    work::WorkKind,
};
use sea_orm::{EntityTrait, PaginatorTrait};
use std::{collections::BTreeSet, time::Duration};

use crate::support::world::noon;

fn new(key: &str, at: DateTime<Utc>) -> NewJob {
    NewJob { kind: WorkKind::Remind, key: key.into(), payload: serde_json::json!({"key": key}), at }
}

async fn add(db: &Db, jobs: Vec<NewJob>, now: DateTime<Utc>) -> u64 {
    db.write(move |tx| Box::pin(async move { queue::add(tx, now, jobs).await })).await.unwrap()
}

async fn done(db: &Db, job: Job, now: DateTime<Utc>) -> bool {
    db.write(move |tx| Box::pin(async move { queue::done(tx, &job, now).await })).await.unwrap()
}

async fn failed(db: &Db, job: Job, now: DateTime<Utc>) -> bool {
    db.write(move |tx| Box::pin(async move { queue::failed(tx, &job, now, "no line\nat all").await }))
        .await
        .unwrap()
}

fn key(job: &Job) -> String {
    job.payload["key"].as_str().unwrap().to_owned()
}

db_test!(a_job_is_there_once_and_done_once, |db| async {
    let now = noon("2023-06-15");
    let later = now + TimeDelta::hours(1);
    assert_eq!(
        add(&db, vec![new("b", now), new("a", now - TimeDelta::hours(1)), new("c", later)], now).await,
        3
    );
    assert_eq!(add(&db, vec![new("a", now), new("d", later)], now).await, 1, "a is there already");
    let a = queue::take(&db, now).await.unwrap().unwrap();
    let b = queue::take(&db, now).await.unwrap().unwrap();
    assert_eq!((key(&a).as_str(), key(&b).as_str(), a.attempts), ("a", "b", 1), "the longest waiting first");
    assert!(queue::take(&db, now).await.unwrap().is_none(), "the others are not due");
    assert!(done(&db, a.clone(), now).await);
    assert!(!done(&db, a, now).await, "it has ended");
    assert_eq!(add(&db, vec![new("a", now)], now).await, 0, "also what is done is not done again");
    assert!(done(&db, b, now).await);
    assert!(queue::take(&db, now + LEASE).await.unwrap().is_none());
});

db_test!(a_job_whose_server_died_is_taken_again, |db| async {
    let now = noon("2023-06-15");
    add(&db, vec![new("a", now)], now).await;
    let dead = queue::take(&db, now).await.unwrap().unwrap();
    let before = now + LEASE - TimeDelta::seconds(1);
    assert!(queue::take(&db, before).await.unwrap().is_none(), "it may be at work still");
    let again = queue::take(&db, now + LEASE).await.unwrap().unwrap();
    assert_eq!((again.id, again.attempts), (dead.id, 2));
    // the one that was thought dead comes back: the job is not its own any more
    assert!(!done(&db, dead.clone(), now + LEASE).await);
    assert!(!failed(&db, dead, now + LEASE).await);
    assert!(done(&db, again, now + LEASE).await);
});

db_test!(a_job_that_takes_long_stays_whose_it_is, |db| async {
    let now = noon("2023-06-15");
    add(&db, vec![new("a", now)], now).await;
    let job = queue::take(&db, now).await.unwrap().unwrap();
    let every = Duration::from_millis(20);
    let until = async {
        loop {
            let row = job::Entity::find().one(db.read()).await.unwrap().unwrap();
            if row.due_at > now + LEASE {
                return row.due_at;
            }
            tokio::time::sleep(every).await;
        }
    };
    let ends = queue::holding(&db, &job, now, every, until).await;
    assert!(ends < now + LEASE * 2, "{ends}");
    assert!(queue::take(&db, now + LEASE).await.unwrap().is_none(), "its first lease would have ended");
    let again = queue::take(&db, now + LEASE * 2).await.unwrap().unwrap();
    // what another has taken is not renewed
    let row = || async { job::Entity::find().one(db.read()).await.unwrap().unwrap() };
    let theirs = row().await;
    queue::holding(&db, &job, now + LEASE * 9, every, tokio::time::sleep(every * 4)).await;
    assert_eq!(row().await, theirs);
    assert!(done(&db, again, now).await);
});

db_test!(what_fails_waits_longer_each_time_and_ends, |db| async {
    let mut now = noon("2023-06-15");
    add(&db, vec![new("a", now)], now).await;
    for attempt in 1..=MOST_ATTEMPTS {
        let job = queue::take(&db, now).await.unwrap().unwrap();
        assert_eq!((job.attempts, job.is_last()), (attempt, attempt == MOST_ATTEMPTS));
        assert!(failed(&db, job, now).await);
        let early = now + wait(attempt) - TimeDelta::milliseconds(1);
        assert!(queue::take(&db, early).await.unwrap().is_none(), "{attempt}");
        now += wait(attempt);
    }
    assert!(queue::take(&db, now + TimeDelta::days(9)).await.unwrap().is_none());
    let row = job::Entity::find().one(db.read()).await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.last_error.as_deref()), ("failed", Some("no line at all")));
});

db_test!(servers_that_take_at_once_take_different_jobs, |db| async {
    let now = noon("2023-06-15");
    let jobs = (0..40).map(|i| new(&format!("{i:02}"), now)).collect();
    add(&db, jobs, now).await;
    let server = async || {
        let mut taken = Vec::new();
        while let Some(job) = queue::take(&db, now).await.unwrap() {
            taken.push(key(&job));
            assert!(done(&db, job, now).await);
        }
        taken
    };
    let (a, b, c) = tokio::join!(server(), server(), server());
    let all: Vec<String> = [a, b, c].concat();
    assert_eq!(all.len(), 40);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 40, "none twice");
});

db_test!(a_job_goes_with_the_change_that_made_it, |db| async {
    let now = noon("2023-06-15");
    let undone = db
        .write(move |tx| {
            Box::pin(async move {
                queue::add(tx, now, vec![new("a", now)]).await?;
                Err::<(), _>(Error::code(domain::fault::Code::Stale))
            })
        })
        .await;
    assert!(undone.is_err());
    assert_eq!(job::Entity::find().count(db.read()).await.unwrap(), 0);
});
