//! The connections that read.
//!
//! On SQLite they are lent from here and not from the driver's pool. After every statement the pool asks the connection
//! whether it is still alive: a task and a second way to the connection's thread and back, which takes as long as a small
//! statement does. A connection to a file does not die. Only where whoever asked went away before the answer is it waited
//! for, because its thread may still be at work.
//!
//! Each holds memory, its page cache above all: one that nobody has needed for a while is closed.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::sea_query::Values;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{
    self, AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Sqlite, SqliteConnection,
};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement,
};
use sea_query_sqlx::SqlxValues;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use tokio::time::{Instant, sleep, timeout};

/// Is told every statement once it was carried out.
pub(super) type Ear = Arc<dyn Fn(&Statement) + Send + Sync>;

/// For reading: each statement by itself, on a connection that cannot change anything.
pub struct Readers(Ways);

enum Ways {
    Sqlite(Arc<Lender>),
    Postgres(DatabaseConnection),
}

impl Readers {
    /// At most so many connections to a SQLite file, opened when they are needed; who finds none free waits so long, and
    /// one that nobody has needed is `kept` for so long.
    pub(super) fn sqlite(
        settings: SqliteConnectOptions,
        most: u32,
        wait: Duration,
        kept: Duration,
        ear: Option<Ear>,
    ) -> Self {
        let places = Arc::new(Semaphore::new(most as usize));
        let lender = Arc::new(Lender { settings, free: Mutex::default(), places, most, wait, ear });
        tokio::spawn(close_idle(Arc::downgrade(&lender), kept));
        Self(Ways::Sqlite(lender))
    }

    /// Those of a pool, which cannot change anything.
    pub(super) fn postgres(pool: DatabaseConnection) -> Self {
        Self(Ways::Postgres(pool))
    }

    /// Which database this is.
    pub fn get_database_backend(&self) -> DbBackend {
        match &self.0 {
            Ways::Sqlite(_) => DbBackend::Sqlite,
            Ways::Postgres(_) => DbBackend::Postgres,
        }
    }

    /// Waits for what is being read and closes the connections; every later statement fails. Closing again does nothing.
    pub(super) async fn close(&self) -> Result<(), DbErr> {
        match &self.0 {
            Ways::Sqlite(lender) => lender.close().await,
            Ways::Postgres(pool) => pool.close_by_ref().await,
        }
    }
}

#[async_trait]
impl ConnectionTrait for Readers {
    fn get_database_backend(&self) -> DbBackend {
        Readers::get_database_backend(self)
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Ways::Postgres(pool) => pool.execute_raw(stmt).await,
            Ways::Sqlite(lender) => {
                let (mut loan, said) = (lender.lend().await?, lender.said(&stmt));
                let answer = asked(stmt).execute(loan.connection()).await;
                loan.end(answer.is_ok(), said);
                answer.map(ExecResult::from).map_err(not_done)
            }
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match &self.0 {
            Ways::Postgres(pool) => pool.execute_unprepared(sql).await,
            Ways::Sqlite(lender) => {
                let mut loan = lender.lend().await?;
                let answer = loan.connection().execute(AssertSqlSafe(sql.to_owned())).await;
                loan.end(answer.is_ok(), None);
                answer.map(ExecResult::from).map_err(not_done)
            }
        }
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        match &self.0 {
            Ways::Postgres(pool) => pool.query_one_raw(stmt).await,
            Ways::Sqlite(lender) => {
                let (mut loan, said) = (lender.lend().await?, lender.said(&stmt));
                let answer = asked(stmt).fetch_optional(loan.connection()).await;
                loan.end(answer.is_ok(), said);
                answer.map(|row| row.map(QueryResult::from)).map_err(not_read)
            }
        }
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match &self.0 {
            Ways::Postgres(pool) => pool.query_all_raw(stmt).await,
            Ways::Sqlite(lender) => {
                let (mut loan, said) = (lender.lend().await?, lender.said(&stmt));
                let answer = asked(stmt).fetch_all(loan.connection()).await;
                loan.end(answer.is_ok(), said);
                answer.map(|rows| rows.into_iter().map(QueryResult::from).collect()).map_err(not_read)
            }
        }
    }
}

/// The statement as the driver takes it.
fn asked(statement: Statement) -> Query<'static, Sqlite, SqlxValues> {
    let values = statement.values.unwrap_or_else(|| Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql), SqlxValues(values))
}

fn not_done(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(Arc::new(error)))
}

fn not_read(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(Arc::new(error)))
}

fn closed() -> DbErr {
    DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lends connections to a file.
struct Lender {
    settings: SqliteConnectOptions,
    /// Those that nobody has. The one that came back last goes out first: its memory holds what is asked for now.
    free: Mutex<Vec<Free>>,
    /// A permit for each connection that may be out.
    places: Arc<Semaphore>,
    most: u32,
    wait: Duration,
    ear: Option<Ear>,
}

/// A connection that nobody has.
struct Free {
    connection: SqliteConnection,
    since: Instant,
}

impl Lender {
    async fn lend(self: &Arc<Self>) -> Result<Loan, DbErr> {
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => place,
            Err(TryAcquireError::Closed) => return Err(closed()),
            Err(TryAcquireError::NoPermits) => {
                match timeout(self.wait, Arc::clone(&self.places).acquire_owned()).await {
                    Ok(Ok(place)) => place,
                    Ok(Err(_)) => return Err(closed()),
                    Err(_) => return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
                }
            }
        };
        let known = locked(&self.free).pop();
        let connection = match known {
            Some(Free { connection, .. }) => connection,
            None => {
                let opened = self.settings.connect().await;
                opened.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))?
            }
        };
        let connection = Some(connection);
        Ok(Loan { lender: Arc::clone(self), connection, place: Some(place), answered: false })
    }

    /// Nobody has this one any more.
    fn take_back(&self, connection: SqliteConnection) {
        locked(&self.free).push(Free { connection, since: Instant::now() });
    }

    /// Those that nobody has needed for so long.
    fn take_idle(&self, kept: Duration) -> Vec<Free> {
        let mut free = locked(&self.free);
        let idle = free.partition_point(|free| free.since.elapsed() >= kept);
        free.drain(..idle).collect()
    }

    /// What is to be told of a statement that is about to be given away.
    fn said(&self, statement: &Statement) -> Option<Statement> {
        self.ear.is_some().then(|| statement.clone())
    }

    async fn close(&self) -> Result<(), DbErr> {
        // an error means that it is closed
        let Ok(_all) = self.places.acquire_many(self.most).await else { return Ok(()) };
        self.places.close();
        let free = std::mem::take(&mut *locked(&self.free));
        for Free { connection, .. } in free {
            let ended = connection.close().await;
            ended.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))?;
        }
        Ok(())
    }
}

/// Closes the connections that nobody has needed for so long.
async fn close_idle(lender: Weak<Lender>, kept: Duration) {
    loop {
        sleep(kept).await;
        let Some(lender) = lender.upgrade() else { return };
        // whoever closes the lender waits for this place too
        let _place = match Arc::clone(&lender.places).try_acquire_owned() {
            Ok(place) => place,
            Err(TryAcquireError::NoPermits) => continue,
            Err(TryAcquireError::Closed) => return,
        };
        for Free { connection, .. } in lender.take_idle(kept) {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a connection that nobody needed did not end well");
            }
        }
    }
}

/// A connection that is out; it goes back when this is dropped.
struct Loan {
    lender: Arc<Lender>,
    /// Always there until then.
    connection: Option<SqliteConnection>,
    place: Option<OwnedSemaphorePermit>,
    /// The statement came to its end, and well.
    answered: bool,
}

impl Loan {
    fn connection(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("only dropping takes it away")
    }

    /// The statement has come to its end.
    fn end(&mut self, well: bool, said: Option<Statement>) {
        self.answered = well;
        if let (Some(ear), Some(said)) = (&self.lender.ear, said) {
            ear(&said);
        }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        let (Some(mut connection), place) = (self.connection.take(), self.place.take()) else { return };
        if self.answered {
            self.lender.take_back(connection);
            return;
        }
        // refused, or whoever asked has gone away: it counts as out until its thread says that it listens again
        let lender = Arc::clone(&self.lender);
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if connection.ping().await.is_ok() {
                    lender.take_back(connection);
                }
                drop(place);
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_nobody_needs_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteConnectOptions::new().filename(folder.path().join("x.db")).create_if_missing(true);
        let (wait, kept) = (Duration::from_secs(10), Duration::from_millis(20));
        let readers = Readers::sqlite(file, 2, wait, kept, None);
        let Ways::Sqlite(lender) = &readers.0 else { panic!("not SQLite") };
        // and opened again
        for _ in 0..2 {
            let ask = Statement::from_string(DbBackend::Sqlite, "SELECT 1");
            assert!(readers.query_one_raw(ask).await.unwrap().is_some());
            let all_closed = async {
                while !locked(&lender.free).is_empty() {
                    sleep(kept).await;
                }
            };
            timeout(wait, all_closed).await.unwrap();
        }
        readers.close().await.unwrap();
    }
}
