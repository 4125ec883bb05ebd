//! The table of sessions, as the session library wants it.

use async_trait::async_trait;
use backend::{db::Db, entities::session};
use chrono::{DateTime, Utc};
use moka::sync::Cache;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, Set, sea_query::Expr};
use sha2::{Digest, Sha256};
use std::{fmt, time::Duration};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// How long a session is remembered after it was read. A page is followed at once by the requests for its map, its
/// photos and its next page; another process may end a session, so not for longer. What a form leaves in its session for the
/// page that follows must not be missed by a server that has just read it: see [`as_it_is`].
const REMEMBERED: Duration = Duration::from_secs(1);

/// Most sessions remembered.
const MOST_REMEMBERED: u64 = 10_000;

tokio::task_local! {
    /// Whether the request that is being answered wants its session as it is now.
    static AS_IT_IS: bool;
}

/// Answers a request that wants its session as it is now, or is content with what was read within the last second. It makes a
/// difference only where other servers may have changed it.
pub async fn as_it_is<T>(wanted: bool, answer: impl Future<Output = T>) -> T {
    AS_IT_IS.scope(wanted, answer).await
}

/// Sessions in the database. The table holds the SHA-256 of the id in the cookie: who reads the table, or a copy
/// of it, cannot become anybody.
#[derive(Clone)]
pub struct DbSessionStore {
    db: Db,
    recent: Cache<Id, Record>,
}

impl DbSessionStore {
    /// The sessions of a database.
    pub fn new(db: Db) -> Self {
        let recent = Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(REMEMBERED).build();
        Self { db, recent }
    }

    /// Removes what has expired; how many there were.
    pub async fn purge(&self, now: DateTime<Utc>) -> std::result::Result<u64, DbErr> {
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let expired = session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now));
                    Ok(expired.exec(tx).await?.rows_affected)
                })
            })
            .await
    }
}

impl fmt::Debug for DbSessionStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DbSessionStore")
    }
}

fn key(id: &Id) -> String {
    use fmt::Write;
    Sha256::digest(id.to_string()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // writing into a String cannot fail
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn failed(error: DbErr) -> Error {
    Error::Backend(error.to_string())
}

fn data(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|e| Error::Encode(e.to_string()))
}

fn expiry(record: &Record) -> Result<DateTime<Utc>> {
    let seconds = record.expiry_date.unix_timestamp();
    DateTime::from_timestamp(seconds, 0).ok_or_else(|| Error::Encode(format!("expiry {seconds}")))
}

#[async_trait]
impl SessionStore for DbSessionStore {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // an id of 128 random bits that is there already would be refused by the primary key
        let row = session::ActiveModel {
            id: Set(key(&record.id)),
            data: Set(data(record)?),
            expires_at: Set(expiry(record)?),
        };
        self.db
            .write(move |tx| {
                Box::pin(
                    async move { session::Entity::insert(row).exec_without_returning(tx).await.map(drop) },
                )
            })
            .await
            .map_err(failed)
    }

    /// Only what is there: a request that began before somebody signed out must not bring the session back.
    async fn save(&self, record: &Record) -> Result<()> {
        let (id, data, expires_at) = (key(&record.id), data(record)?, expiry(record)?);
        let saved = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    session::Entity::update_many()
                        .col_expr(session::Column::Data, Expr::value(data))
                        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at))
                        .filter(session::Column::Id.eq(id))
                        .exec(tx)
                        .await
                        .map(drop)
                })
            })
            .await;
        self.recent.invalidate(&record.id);
        saved.map_err(failed)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let now = OffsetDateTime::now_utc();
        // on SQLite there is one server, and what it changes it forgets
        let may_lag = self.db.is_sqlite() || !AS_IT_IS.try_with(|wanted| *wanted).unwrap_or(false);
        if may_lag && let Some(record) = self.recent.get(id).filter(|record| record.expiry_date > now) {
            return Ok(Some(record));
        }
        let row = session::Entity::find_by_id(key(id)).one(self.db.read()).await.map_err(failed)?;
        let Some(row) = row.filter(|row| row.expires_at > Utc::now()) else { return Ok(None) };
        let expiry_date = OffsetDateTime::from_unix_timestamp(row.expires_at.timestamp())
            .map_err(|e| Error::Decode(e.to_string()))?;
        let data = serde_json::from_str(&row.data).map_err(|e| Error::Decode(e.to_string()))?;
        let record = Record { id: *id, data, expiry_date };
        self.recent.insert(*id, record.clone());
        Ok(Some(record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let key = key(id);
        let deleted = self
            .db
            .write(move |tx| {
                Box::pin(async move { session::Entity::delete_by_id(key).exec(tx).await.map(drop) })
            })
            .await;
        self.recent.invalidate(id);
        deleted.map_err(failed)
    }
}
