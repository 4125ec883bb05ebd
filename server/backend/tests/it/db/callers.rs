//! What an answer means to whoever waits for it, and what becomes of a change when nobody does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backend::db::Db;
use backend::entities::holiday;
use futures::future::join_all;
use sea_orm::{DbErr, EntityTrait, PaginatorTrait};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::{ATTEMPTS, Gate, mark, marks, queued, write_mark};
use crate::support::TestDb;

const SOON: Duration = Duration::from_secs(10);

db_test!(an_answer_means_that_it_is_stored, |db| async {
    let work = (0..40).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            write_mark(&db, n).await.unwrap();
            assert!(marks(&db).await.contains(&n));
        })
    });
    for done in join_all(work).await {
        done.unwrap();
    }
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answer_before_the_group_is_stored() {
    TestDb::sqlite()
        .await
        .tell(async |db: Db| {
            for n in 0..ATTEMPTS {
                let answered = Arc::new(AtomicBool::new(false));
                let gate = Gate::shut(&db).await;
                let mut first = Box::pin(async {
                    write_mark(&db, n).await.unwrap();
                    answered.store(true, Ordering::SeqCst);
                });
                queued(&mut first).await;
                let (reading, first_answered) = (db.clone(), answered.clone());
                let mut second = Box::pin(db.write(move |tx| {
                    Box::pin(async move {
                        // inside the same transaction it sees what no reader sees yet
                        let here = holiday::Entity::find().count(tx).await?;
                        let outside = holiday::Entity::find().count(reading.read()).await?;
                        sleep(Duration::from_millis(50)).await;
                        Ok::<_, DbErr>((here > outside, first_answered.load(Ordering::SeqCst)))
                    })
                }));
                queued(&mut second).await;
                gate.open().await;
                let ((), second) = tokio::join!(first, second);
                if let (true, answered) = second.unwrap() {
                    assert!(!answered);
                    return;
                }
            }
            panic!("never were both in one group");
        })
        .await;
}

db_test!(a_change_begun_is_carried_through_when_the_caller_leaves, |db| async {
    let (begin, begun) = oneshot::channel();
    let (go, gone) = oneshot::channel::<()>();
    let caller = tokio::spawn({
        let db = db.clone();
        async move {
            db.write(|tx| {
                Box::pin(async move {
                    mark(tx, 1).await?;
                    begin.send(()).unwrap();
                    gone.await.unwrap();
                    mark(tx, 2).await
                })
            })
            .await
        }
    });
    begun.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go.send(()).unwrap();
    timeout(SOON, async {
        while marks(&db).await != [1, 2] {
            sleep(Duration::from_millis(10)).await;
        }
    })
    .await
    .unwrap();
    write_mark(&db, 3).await.unwrap();
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_not_begun_is_dropped_with_its_caller() {
    TestDb::sqlite()
        .await
        .tell(async |db: Db| {
            let gate = Gate::shut(&db).await;
            assert!(timeout(Duration::from_millis(50), write_mark(&db, 1)).await.is_err());
            gate.open().await;
            write_mark(&db, 2).await.unwrap();
            assert_eq!(marks(&db).await, [2]);
        })
        .await;
}
