//! Changes of one kind that come at the same time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use backend::db::{Alike, Db, WriteTx};
use futures::future::BoxFuture;
use sea_orm::DbErr;
use tokio::time::sleep;

use super::{Gate, mark, marks, write_mark};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Plain,
    /// Cannot be carried out together with others.
    Alone,
    Refused,
    Panics,
}

struct Mark {
    n: u32,
    manner: Manner,
    /// Counts those that were carried out together.
    together: Arc<AtomicUsize>,
}

impl Mark {
    async fn put(&self, tx: &WriteTx) -> Result<u32, DbErr> {
        mark(tx, self.n).await?;
        match self.manner {
            Manner::Plain | Manner::Alone => Ok(self.n),
            Manner::Refused => Err(DbErr::Custom("refused".to_owned())),
            Manner::Panics => panic!("this panic is part of the test"),
        }
    }
}

impl Alike for Mark {
    type Answer = u32;
    type Error = DbErr;

    fn together<'a>(tx: &'a WriteTx, changes: &'a [Self]) -> BoxFuture<'a, Result<Vec<Option<u32>>, DbErr>> {
        Box::pin(async move {
            let mut answers = Vec::new();
            for change in changes {
                let alone = change.manner == Manner::Alone;
                answers.push(if alone { None } else { Some(change.put(tx).await?) });
            }
            for change in changes.iter().filter(|change| change.manner != Manner::Alone) {
                change.together.fetch_add(1, Ordering::SeqCst);
            }
            Ok(answers)
        })
    }

    fn alone(self, tx: &WriteTx) -> BoxFuture<'_, Result<u32, DbErr>> {
        Box::pin(async move { self.put(tx).await })
    }
}

/// Sends such changes at the same time. What each was told, `None` when it panicked, and how many were carried out
/// together.
async fn send(db: &Db, manners: &[Manner]) -> (Vec<Option<Result<u32, DbErr>>>, usize) {
    let together = Arc::new(AtomicUsize::new(0));
    let gate = Gate::shut(db).await;
    let sent: Vec<_> = (0..)
        .zip(manners)
        .map(|(n, manner)| {
            let (db, change) = (db.clone(), Mark { n, manner: *manner, together: Arc::clone(&together) });
            tokio::spawn(async move { db.write_alike(change).await })
        })
        .collect();
    sleep(Duration::from_millis(50)).await;
    gate.open().await;
    let mut answers = Vec::new();
    for one in sent {
        answers.push(one.await.ok());
    }
    (answers, together.load(Ordering::SeqCst))
}

db_test!(what_comes_together_is_carried_out_together, |db| async {
    let (answers, together) = send(&db, &[Manner::Plain; 6]).await;
    let answers: Vec<u32> = answers.into_iter().map(|answer| answer.unwrap().unwrap()).collect();
    assert_eq!(answers, [0, 1, 2, 3, 4, 5]);
    assert_eq!(marks(&db).await, [0, 1, 2, 3, 4, 5]);
    assert_eq!(together, if db.is_sqlite() { 6 } else { 0 });
});

db_test!(what_is_to_be_alone_does_not_keep_the_others_from_it, |db| async {
    let (answers, together) = send(&db, &[Manner::Plain, Manner::Alone, Manner::Plain, Manner::Alone]).await;
    assert!(answers.iter().all(|answer| matches!(answer, Some(Ok(_)))));
    assert_eq!(marks(&db).await, [0, 1, 2, 3]);
    assert_eq!(together, if db.is_sqlite() { 2 } else { 0 });
});

db_test!(one_that_cannot_be_stored_harms_no_other, |db| async {
    write_mark(&db, 2).await.unwrap();
    let (answers, together) = send(&db, &[Manner::Plain; 5]).await;
    for (n, answer) in answers.into_iter().enumerate() {
        let answer = answer.unwrap();
        // the one is told what the database says of it
        assert_eq!(answer.is_err_and(|error| error.sql_err().is_some()), n == 2);
    }
    assert_eq!(marks(&db).await, [0, 1, 2, 3, 4]);
    assert_eq!(together, 0);
});

db_test!(one_that_is_refused_or_panics_harms_no_other, |db| async {
    let manners = [Manner::Plain, Manner::Refused, Manner::Plain, Manner::Panics, Manner::Alone];
    let (answers, together) = send(&db, &manners).await;
    assert!(matches!(answers[0], Some(Ok(0))));
    let refused = answers[1].as_ref().unwrap().as_ref().unwrap_err();
    assert_eq!(refused.to_string(), "Custom Error: refused");
    assert!(matches!(answers[2], Some(Ok(2))));
    assert!(answers[3].is_none(), "the panic goes on in its caller");
    assert!(matches!(answers[4], Some(Ok(4))));
    assert_eq!(marks(&db).await, [0, 2, 4]);
    assert_eq!(together, 0);
});
