//! How often somebody may try, counted by all servers on a database together.
//!
//! What is counted is a row: the time at which it will be as if nobody had tried. An attempt moves that time on by its share of a
//! minute and is refused when it would lie more than a minute ahead (the generic cell rate algorithm), so that one statement both
//! counts and decides, and of two servers the second sees what the first has counted. The row's id is a hash: neither the address
//! nor the name can be read back from it.

use crate::{
    ctx::State,
    db::{Db, WriteTx},
    error::{Error, Result},
    listing::Sql,
};
use chrono::{DateTime, Utc};
use domain::ids::named;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// What is counted in, milliseconds.
const MINUTE: i64 = 60_000;

/// What is counted, and how often a minute it may happen.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    id: Uuid,
    /// Milliseconds of the minute that one attempt takes up.
    share: i64,
}

impl Counted {
    /// `what` names what is tried, `by` who or what tries; `per_minute` of at least 1.
    pub fn new(what: &str, by: &str, per_minute: u32) -> Self {
        let share = (MINUTE / i64::from(per_minute.max(1))).max(1);
        Self { id: named(&format!("attempt|{what}|{by}")), share }
    }
}

/// Counts an attempt under each of these, up to the first that has had too many. Answers how many seconds to wait then.
pub async fn count(db: &Db, now: DateTime<Utc>, counted: Vec<Counted>) -> Result<Option<u64>> {
    let now = now.timestamp_millis();
    db.write(move |tx| {
        Box::pin(async move {
            for one in counted {
                if let Some(wait) = step(tx, now, one).await? {
                    return Ok(Some(wait));
                }
            }
            Ok::<_, Error>(None)
        })
    })
    .await
}

async fn step(tx: &WriteTx, now: i64, Counted { id, share }: Counted) -> Result<Option<u64>> {
    // the latest time from which one attempt more still ends within the minute
    let latest = now + MINUTE - share;
    let mut sql = Sql::new("INSERT INTO attempt (id, free_at)");
    sql.bind(" VALUES (?, ?)", [id.into(), (now + share).into()]);
    sql.bind(
        " ON CONFLICT (id) DO UPDATE SET free_at = CASE WHEN attempt.free_at > ? THEN attempt.free_at + ? \
         ELSE excluded.free_at END",
        [now.into(), share.into()],
    );
    sql.bind(" WHERE attempt.free_at <= ? RETURNING free_at", [latest.into()]);
    if sql.one(tx).await?.is_some() {
        return Ok(None);
    }
    let mut asked = Sql::new("SELECT free_at FROM attempt");
    asked.bind(" WHERE id = ?", [id.into()]);
    let wait = asked.number(tx).await? - latest;
    Ok(Some(wait.max(0).cast_unsigned() / 1_000 + 1))
}

/// Forgets what is as if nobody had tried. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let now = now.timestamp_millis();
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut sql = Sql::new("DELETE FROM attempt");
                sql.bind(" WHERE free_at <= ?", [now.into()]);
                let gone = tx.execute_raw(sql.statement(tx.get_database_backend())).await?;
                Ok(gone.rows_affected())
            })
        })
        .await
}
