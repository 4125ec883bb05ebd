//! Changes from many sides at once: nothing lost, nothing double, nothing half done.

use std::sync::Arc;
use std::time::Duration;

use backend::db::{Db, WriteTx};
use backend::entities::{hazard, hazard_counter, holiday};
use futures::future::join_all;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, Statement};
use tokio::sync::{Notify, Semaphore};
use tokio::time::{sleep, timeout};

use super::{ATTEMPTS, Gate, mark, marks, queued, write_mark};
use crate::support::{TestDb, seed};

/// The next number of 2023, as the hazard service takes it.
async fn next_seq(tx: &WriteTx) -> Result<i32, DbErr> {
    let row = hazard_counter::ActiveModel {
        subdistrict_code: Set(seed::SUBDISTRICT.to_owned()),
        year: Set(2023),
        last_seq: Set(1),
    };
    let last = (hazard_counter::Entity, hazard_counter::Column::LastSeq);
    let key = [hazard_counter::Column::SubdistrictCode, hazard_counter::Column::Year];
    let next =
        OnConflict::columns(key).value(hazard_counter::Column::LastSeq, Expr::col(last).add(1)).to_owned();
    let counter = hazard_counter::Entity::insert(row).on_conflict(next).exec_with_returning(tx).await?;
    Ok(counter.last_seq)
}

db_test!(numbers_are_gap_free_under_32_writers, |db| async {
    const WRITERS: i32 = 32;
    const EACH: i32 = 12;
    let town = Arc::new(seed::town(&db).await);
    let done = Arc::new(Notify::new());

    // a reader beside them: at every instant there are as many hazards as numbers given out
    let reader = tokio::spawn({
        let (db, done) = (db.clone(), done.clone());
        async move {
            let (mut looks, mut before) = (0, 0);
            while timeout(Duration::ZERO, done.notified()).await.is_err() {
                let (hazards, last) = db
                    .snapshot(async |tx| {
                        let hazards = hazard::Entity::find().count(tx).await?;
                        let counter = hazard_counter::Entity::find().one(tx).await?;
                        Ok::<_, DbErr>((hazards, counter.map_or(0, |c| c.last_seq)))
                    })
                    .await
                    .unwrap();
                assert_eq!(i64::try_from(hazards).unwrap(), i64::from(last));
                assert!(last >= before);
                before = last;
                looks += 1;
            }
            looks
        }
    });
    let writers = (0..WRITERS).map(|writer| {
        let (db, town) = (db.clone(), town.clone());
        tokio::spawn(async move {
            let mut given = Vec::new();
            for i in 0..EACH {
                let town = town.clone();
                let fails = (writer + i) % 5 == 0;
                let answer = db
                    .write(move |tx| {
                        Box::pin(async move {
                            let seq = next_seq(tx).await?;
                            seed::insert_hazard(tx, seed::hazard(&town, seq)).await?;
                            // the number of a change that fails goes to another
                            if fails { Err(DbErr::Custom("refused".to_owned())) } else { Ok(seq) }
                        })
                    })
                    .await;
                match answer {
                    Ok(seq) => given.push(seq),
                    Err(error) => assert!(fails, "{error}"),
                }
            }
            given
        })
    });
    let mut given: Vec<i32> = join_all(writers).await.into_iter().flat_map(Result::unwrap).collect();
    done.notify_one();
    assert!(reader.await.unwrap() > 0);

    given.sort_unstable();
    let expected: Vec<i32> = (1..=i32::try_from(given.len()).unwrap()).collect();
    assert_eq!(given, expected);
    assert!(given.len() > 250);
    let mut stored: Vec<i32> =
        hazard::Entity::find().all(db.read()).await.unwrap().iter().map(|row| row.seq).collect();
    stored.sort_unstable();
    assert_eq!(stored, expected);
});

db_test!(a_change_that_fails_does_not_harm_its_neighbours, |db| async {
    let gate = Gate::shut(&db).await;
    let changes = (0..20).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(move |tx| {
                Box::pin(async move {
                    mark(tx, n).await?;
                    match n % 4 {
                        1 => Err(DbErr::Custom("refused".to_owned())),
                        // fails in the database
                        2 => mark(tx, n).await,
                        _ => Ok(()),
                    }
                })
            })
            .await
        })
    });
    let changes: Vec<_> = changes.collect();
    sleep(Duration::from_millis(50)).await;
    gate.open().await;
    for (n, change) in changes.into_iter().enumerate() {
        let answer = change.await.unwrap();
        match n % 4 {
            1 => assert_eq!(answer.unwrap_err().to_string(), "Custom Error: refused"),
            2 => assert!(answer.unwrap_err().sql_err().is_some()),
            _ => answer.unwrap(),
        }
    }
    let expected: Vec<u32> = (0..20).filter(|n| n % 4 == 0 || n % 4 == 3).collect();
    assert_eq!(marks(&db).await, expected);
});

db_test!(a_change_that_is_refused_before_it_asks_leaves_the_others, |db| async {
    let gate = Gate::shut(&db).await;
    let changes = (0..6).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(move |tx| {
                Box::pin(async move {
                    if n % 2 == 0 {
                        return Err(DbErr::Custom("refused".to_owned()));
                    }
                    mark(tx, n).await
                })
            })
            .await
        })
    });
    let changes: Vec<_> = changes.collect();
    sleep(Duration::from_millis(50)).await;
    gate.open().await;
    for (n, change) in changes.into_iter().enumerate() {
        assert_eq!(change.await.unwrap().is_err(), n % 2 == 0);
    }
    assert_eq!(marks(&db).await, [1, 3, 5]);
});

db_test!(what_has_not_been_carried_out_yet_belongs_to_its_change, |db| async {
    let changes = (0..4).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(move |tx| {
                Box::pin(async move {
                    let sql = format!(
                        "INSERT INTO holiday (day, kind, name) VALUES ('2023-03-0{}', 'holiday', '{n}')",
                        n + 1
                    );
                    let insert = Statement::from_string(tx.get_database_backend(), sql);
                    tx.execute_all(vec![insert.clone()]).await?;
                    // a question sees what waits before it
                    assert!(holiday::Entity::find().count(tx).await? > 0);
                    // and nothing asks behind this
                    let again = if n % 2 == 0 { vec![] } else { vec![insert] };
                    tx.execute_all(again).await
                })
            })
            .await
        })
    });
    let changes: Vec<_> = changes.collect();
    for (n, change) in changes.into_iter().enumerate() {
        match change.await.unwrap() {
            Ok(()) => assert_eq!(n % 2, 0),
            Err(error) => assert!(n % 2 == 1 && error.sql_err().is_some(), "{error}"),
        }
    }
    assert_eq!(marks(&db).await, [0, 2]);
});

db_test!(a_panic_goes_to_its_caller_only, |db| async {
    let gate = Gate::shut(&db).await;
    let changes = (0..9).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            db.write(move |tx| {
                Box::pin(async move {
                    mark(tx, n).await?;
                    assert!(n % 3 != 1, "this panic is part of the test");
                    Ok::<_, DbErr>(())
                })
            })
            .await
        })
    });
    let changes: Vec<_> = changes.collect();
    sleep(Duration::from_millis(50)).await;
    gate.open().await;
    for (n, change) in changes.into_iter().enumerate() {
        assert_eq!(change.await.is_err_and(|e| e.is_panic()), n % 3 == 1);
    }
    // alone, outside a group, too
    let alone = db.clone();
    let panicked = tokio::spawn(async move {
        alone
            .write(|_| -> futures::future::BoxFuture<'_, Result<(), DbErr>> { panic!("part of the test") })
            .await
    });
    assert!(panicked.await.unwrap_err().is_panic());
    write_mark(&db, 10).await.unwrap();
    assert_eq!(marks(&db).await, [0, 2, 3, 5, 6, 8, 10]);
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_writer_survives_a_transaction_that_the_database_ended() {
    TestDb::sqlite()
        .await
        .tell(async |db: Db| {
            // what SQLite does by itself when the disk is full
            let end = async |db: &Db| {
                db.write(|tx| Box::pin(async move { tx.execute_unprepared("ROLLBACK").await.map(|_| ()) }))
                    .await
                    .map_err(|error: DbErr| error.to_string())
            };
            end(&db).await.unwrap_err();
            write_mark(&db, 1).await.unwrap();

            for n in 2..ATTEMPTS {
                let gate = Gate::shut(&db).await;
                let mut before = Box::pin(write_mark(&db, n));
                queued(&mut before).await;
                let mut ending = Box::pin(end(&db));
                queued(&mut ending).await;
                gate.open().await;
                let (ended, before) = tokio::join!(ending, before);
                ended.unwrap_err();
                // what stood in the same transaction is gone, and its caller is told so
                assert_eq!(marks(&db).await.contains(&n), before.is_ok());
                if before.is_err() {
                    return write_mark(&db, n).await.unwrap();
                }
            }
            panic!("never were both in one group");
        })
        .await;
}

db_test!(more_changes_than_the_queue_holds, |db| async {
    let gate = Arc::new(Semaphore::new(0));
    let work = (0..600).map(|n| {
        let (db, gate) = (db.clone(), gate.clone());
        tokio::spawn(async move {
            gate.acquire().await.unwrap().forget();
            write_mark(&db, n).await
        })
    });
    let work: Vec<_> = work.collect();
    gate.add_permits(600);
    for done in join_all(work).await {
        done.unwrap().unwrap();
    }
    assert_eq!(marks(&db).await.len(), 600);
});
