//! What connections may do, what they see, and how they end.

use std::time::Duration;

use backend::db::Db;
use backend::entities::holiday;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, Statement};
use tokio::time::{sleep, timeout};

use super::{Gate, marks, write_mark};
use crate::support::TestDb;

db_test!(reading_connections_cannot_change_anything, |db| async {
    for sql in ["DELETE FROM holiday", "CREATE TABLE x (id integer)"] {
        assert!(db.read().execute_unprepared(sql).await.is_err(), "{sql}");
        let inside = db.snapshot(async |tx| tx.execute_unprepared(sql).await).await;
        assert!(inside.is_err(), "{sql}");
    }
});

db_test!(a_snapshot_does_not_see_what_is_written_meanwhile, |db| async {
    write_mark(&db, 1).await.unwrap();
    // in a task of its own: the future can be sent between threads
    let (seen, later) = tokio::spawn({
        let db = db.clone();
        async move {
            db.snapshot(async |tx| {
                let seen = holiday::Entity::find().count(tx).await?;
                write_mark(&db, 2).await?;
                Ok::<_, DbErr>((seen, holiday::Entity::find().count(tx).await?))
            })
            .await
            .unwrap()
        }
    })
    .await
    .unwrap();
    assert_eq!((seen, later), (1, 1));
    assert_eq!(marks(&db).await, [1, 2]);
});

db_test!(closing_waits_for_what_has_begun_and_takes_no_more, |db| async {
    let gate = Gate::shut(&db).await;
    // on SQLite also for what stands in the queue
    let waiting = async {
        if db.is_sqlite() {
            write_mark(&db, 1).await.unwrap();
        }
    };
    let close = async {
        sleep(Duration::from_millis(1)).await;
        db.close().await.unwrap();
    };
    tokio::join!(waiting, close, gate.open());
    db.close().await.unwrap();
    write_mark(&db, 2).await.unwrap_err();
    holiday::Entity::find().all(db.read()).await.unwrap_err();
});

/// A question that the connection's thread is busy with for a while.
const LONG: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) \
     SELECT count(*) FROM n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_comes_back_whatever_became_of_its_statement() {
    let test = TestDb::sqlite().await;
    let mut config = test.config.clone();
    config.readers = 1;
    let db = Db::connect(&config).await.unwrap();
    write_mark(&db, 1).await.unwrap();
    let ask = |sql: &str| Statement::from_string(sea_orm::DbBackend::Sqlite, sql);
    for _ in 0..5 {
        // refused
        db.read().query_all_raw(ask("SELECT * FROM nothing")).await.unwrap_err();
        db.read().execute_unprepared("nonsense").await.unwrap_err();
        // nobody waits any more
        let gone = timeout(Duration::from_millis(1), db.read().query_one_raw(ask(LONG))).await;
        assert!(gone.is_err(), "a million rows in a millisecond");
        assert_eq!(marks(&db).await, [1]);
    }
    // more at once than there are readers: they take turns
    let all = futures::future::join_all((0..20).map(|_| marks(&db))).await;
    assert!(all.iter().all(|seen| *seen == [1]));
    // a shut reader says so
    db.close().await.unwrap();
    let late = db.read().query_one_raw(ask("SELECT 1")).await;
    assert!(matches!(late, Err(DbErr::ConnectionAcquire(_))), "{late:?}");
    test.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_is_set_up_as_promised() {
    let test = TestDb::sqlite().await;
    let mut config = test.config.clone();
    config.durability = backend::db::Durability::Full;
    let db = Db::connect(&config).await.unwrap();
    let setting = async |db: &Db, pragma: &str, writing: bool| -> i64 {
        let ask = Statement::from_string(sea_orm::DbBackend::Sqlite, format!("PRAGMA {pragma}"));
        let row = if writing {
            db.write(|tx| Box::pin(async move { tx.query_one_raw(ask).await })).await
        } else {
            db.read().query_one_raw(ask).await
        };
        row.unwrap().unwrap().try_get_by_index(0).unwrap()
    };
    assert_eq!(setting(&db, "synchronous", true).await, 2);
    for writing in [true, false] {
        assert_eq!(setting(&db, "foreign_keys", writing).await, 1);
        assert_eq!(setting(&db, "busy_timeout", writing).await, 10_000);
    }
    assert_eq!(setting(&db, "cache_size", false).await, -4 * 1024);
    assert_eq!(setting(&db, "cache_size", true).await, -8 * 1024);
    assert_eq!(setting(&db, "query_only", false).await, 1);
    let ask = Statement::from_string(sea_orm::DbBackend::Sqlite, "PRAGMA journal_mode");
    let mode: String = db.read().query_one_raw(ask).await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(mode, "wal", "who reads waits for no writer");
    // a second handle on the same file sees what the first writes, and waits for its turn
    write_mark(&test, 1).await.unwrap();
    write_mark(&db, 2).await.unwrap();
    assert_eq!(marks(&test).await, [1, 2]);
    db.close().await.unwrap();

    config.url = "sqlite::memory:".to_owned();
    assert!(Db::connect(&config).await.is_err());
    config.url = "mysql://localhost/x".to_owned();
    assert!(Db::connect(&config).await.is_err());
    test.remove().await;
}
