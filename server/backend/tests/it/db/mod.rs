//! Reading and changing data: many sides at once, answers, connections.

mod alike;
mod callers;
mod connections;
mod groups;

use std::time::Duration;

use backend::db::{Db, WriteTx};
use backend::entities::holiday;
use chrono::NaiveDate;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait};
use tokio::sync::oneshot;
use tokio::time::timeout;

/// A group is cut after some milliseconds: on a busy machine two changes sent together are stored
/// apart now and then.
const ATTEMPTS: u32 = 100;

/// Inserts the `n`th day after 2023-01-01: a row that is easy to tell from others.
async fn mark(tx: &WriteTx, n: u32) -> Result<(), DbErr> {
    let day = NaiveDate::from_ymd_opt(2023, 1, 1).unwrap() + chrono::Days::new(n.into());
    let row =
        holiday::ActiveModel { day: Set(day), kind: Set("holiday".to_owned()), name: Set(n.to_string()) };
    row.insert(tx).await.map(|_| ())
}

async fn marks(db: &Db) -> Vec<u32> {
    let rows = holiday::Entity::find().all(db.read()).await.unwrap();
    let mut found: Vec<u32> = rows.iter().map(|row| row.name.parse().unwrap()).collect();
    found.sort_unstable();
    found
}

async fn write_mark(db: &Db, n: u32) -> Result<(), DbErr> {
    db.write(move |tx| Box::pin(mark(tx, n))).await
}

/// Sends the change, behind a shut [`Gate`].
async fn queued(change: &mut (impl Future + Unpin)) {
    assert!(timeout(Duration::from_millis(5), change).await.is_err());
}

/// A change that has begun and waits. On SQLite it holds the writer, so that all that is sent
/// meanwhile becomes one group.
pub(crate) struct Gate {
    open: oneshot::Sender<()>,
    change: tokio::task::JoinHandle<Result<(), DbErr>>,
}

impl Gate {
    pub(crate) async fn shut(db: &Db) -> Self {
        let (open, opened) = oneshot::channel::<()>();
        let (begin, begun) = oneshot::channel();
        let db = db.clone();
        let change = tokio::spawn(async move {
            db.write(|_| {
                Box::pin(async move {
                    begin.send(()).unwrap();
                    let _ = opened.await;
                    Ok(())
                })
            })
            .await
        });
        begun.await.unwrap();
        Self { open, change }
    }

    pub(crate) async fn open(self) {
        self.open.send(()).unwrap();
        self.change.await.unwrap().unwrap();
    }
}
