//! The database: one way to read, one way to change.
//!
//! [`Db::read`] gives a connection that cannot change anything. [`Db::write`] is the only way to
//! change data: it takes a closure and answers when what the closure did is stored for good.
//! [`Db::snapshot`] reads several things as of one instant.
//!
//! On SQLite all changes go through one writer which stores whatever is waiting in one
//! transaction (see [`writer`]), so that a durable save costs a share of an fsync. On PostgreSQL
//! each change is a transaction of its own; READ COMMITTED with row locks (`lock_exclusive`, or the
//! lock an UPDATE takes) is enough for every change we make, and nothing is retried by itself.

mod at_end;
mod change;
mod options;
mod postgres;
mod readers;
mod sqlite;
mod write_tx;
mod writer;

use std::sync::Arc;

use futures::future::BoxFuture;
use migrations::{MigrationStatus, Migrator, MigratorTrait};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, IsolationLevel,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::watch;

pub use at_end::AtEnd;
pub use change::Alike;
pub use options::{DbConfig, Durability, without_credentials};
pub use readers::Readers;
pub use write_tx::WriteTx;

use change::{Each, Lone};
use readers::Ear;
use writer::Writer;

/// A handle on the database; clones share its connections.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    /// For single statements; refuses every change, on both databases.
    read: Readers,
    /// For several statements as of one instant: the driver's pool, which ends what was left open.
    snapshots: DatabaseConnection,
    /// One connection on SQLite, a pool on PostgreSQL.
    write: DatabaseConnection,
    /// Only on SQLite.
    writer: Option<Writer>,
    /// Counts the changes that this program has stored.
    stored: watch::Sender<u64>,
}

/// The ways to a database that was opened.
struct Opened {
    read: Readers,
    snapshots: DatabaseConnection,
    write: DatabaseConnection,
}

impl Db {
    /// Opens the database that `config.url` names. A missing SQLite file is created, its folder too;
    /// the schema is not touched, see [`Db::migrate_up`].
    ///
    /// # Errors
    /// When the URL is of neither database, the database cannot be opened, or the SQLite in this
    /// program is older than the release that mended the corruption of WAL files.
    pub async fn connect(config: &DbConfig) -> Result<Self, DbErr> {
        Self::of(Self::open(config, None).await?)
    }

    /// The same, and `seen` is told every statement with its values once it was carried out: for measuring what a
    /// piece of work asks of the database.
    ///
    /// # Errors
    /// As [`Db::connect`].
    pub async fn connect_watched(
        config: &DbConfig,
        seen: impl Fn(&Statement) + Send + Sync + 'static,
    ) -> Result<Self, DbErr> {
        let ear: Ear = Arc::new(seen);
        let mut opened = Self::open(config, Some(Arc::clone(&ear))).await?;
        for connection in [&mut opened.snapshots, &mut opened.write] {
            let ear = Arc::clone(&ear);
            connection.set_metric_callback(move |done| ear(done.statement));
        }
        Self::of(opened)
    }

    async fn open(config: &DbConfig, ear: Option<Ear>) -> Result<Opened, DbErr> {
        match config.url.split(':').next() {
            Some("sqlite") => sqlite::connect(config, ear).await,
            Some("postgres" | "postgresql") => postgres::connect(config, ear).await,
            _ => Err(DbErr::Custom("the database URL must begin with sqlite:// or postgres://".to_owned())),
        }
    }

    fn of(Opened { read, snapshots, write }: Opened) -> Result<Self, DbErr> {
        let is_sqlite = write.get_database_backend() == DbBackend::Sqlite;
        let writer = if is_sqlite { Some(Writer::start(write.clone())?) } else { None };
        Ok(Self { inner: Arc::new(Inner { read, snapshots, write, writer, stored: watch::Sender::new(0) }) })
    }

    /// Whether this is SQLite (else it is PostgreSQL).
    pub fn is_sqlite(&self) -> bool {
        self.inner.writer.is_some()
    }

    /// For reading. A statement that changes something fails.
    pub fn read(&self) -> &Readers {
        &self.inner.read
    }

    /// Changes data: runs `work` in a transaction, keeps what it did if it answers `Ok`, undoes it if
    /// it answers `Err` or panics, and returns its answer **after** the changes are stored durably.
    ///
    /// - A panic in `work` goes on in the caller; other changes do not notice.
    /// - When the caller stops waiting (its future is dropped), a change that has begun is still
    ///   carried through; one that has not may never run. It is never half done.
    /// - `work` must do nothing but talk to the database: on SQLite everybody else's changes wait
    ///   for it. Hash passwords and decode pictures before, write files before, send mail after.
    /// - Calling `write` inside `work` would wait for itself for ever: pass `tx` on instead.
    ///
    /// # Errors
    /// What `work` answered, or `E::from(DbErr)` when the transaction could not be begun or stored.
    pub async fn write<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: for<'a> FnOnce(&'a WriteTx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        let answer = match &self.inner.writer {
            Some(writer) => writer.submit(Lone::<F, T, E>::new(work)).await,
            None => postgres::write(self.inner.write.clone(), work).await,
        };
        self.tell(answer)
    }

    /// The same for changes that come often: on SQLite those of one kind that wait together are carried out together.
    ///
    /// # Errors
    /// What the change answered, or its error of a [`DbErr`] when the transaction could not be begun or stored.
    pub async fn write_alike<T: Alike>(&self, change: T) -> Result<T::Answer, T::Error> {
        let answer = match &self.inner.writer {
            Some(writer) => writer.submit(Each(change)).await,
            None => postgres::write(self.inner.write.clone(), move |tx| change.alone(tx)).await,
        };
        self.tell(answer)
    }

    /// Wakes who waits for changes, when there was one.
    fn tell<T, E>(&self, answer: Result<T, E>) -> Result<T, E> {
        if answer.is_ok() {
            self.inner.stored.send_modify(|n| *n = n.wrapping_add(1));
        }
        answer
    }

    /// Wakes whenever this program has stored a change, of whatever kind. It says neither what has changed nor anything of
    /// other servers on the same database: whoever hears it looks again.
    pub fn stored(&self) -> watch::Receiver<u64> {
        self.inner.stored.subscribe()
    }

    /// Reads as of one instant: all that `work` reads through `tx` fits together, whatever is
    /// written meanwhile.
    ///
    /// # Errors
    /// What `work` answered, or `E::from(DbErr)` when the transaction could not be begun.
    pub async fn snapshot<F, T, E>(&self, work: F) -> Result<T, E>
    where
        F: AsyncFnOnce(&DatabaseTransaction) -> Result<T, E>,
        E: From<DbErr>,
    {
        let tx = self.begin_snapshot().await?;
        let answer = work(&tx).await;
        tx.rollback().await?;
        answer
    }

    /// The same for reads that are more than one piece of work: whoever begins it ends it with `rollback`. Nobody waits for it,
    /// but on SQLite the log grows until it has ended.
    ///
    /// # Errors
    /// When the transaction could not be begun.
    pub async fn begin_snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = if self.is_sqlite() {
            TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..Default::default()
            }
        } else {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..Default::default()
            }
        };
        self.inner.snapshots.begin_with_options(options).await
    }

    /// Applies the next `steps` changes of the schema, or all: in one transaction, so that a failure
    /// leaves the schema as it was, and one process at a time.
    pub async fn migrate_up(&self, steps: Option<u32>) -> Result<(), DbErr> {
        let tx = self.begin_migration().await?;
        Migrator::up(&tx, steps).await?;
        tx.commit().await
    }

    /// Takes back the last `steps` changes of the schema, or all, with the data in them.
    pub async fn migrate_down(&self, steps: Option<u32>) -> Result<(), DbErr> {
        let tx = self.begin_migration().await?;
        Migrator::down(&tx, steps).await?;
        tx.commit().await
    }

    /// The changes of the schema, oldest first, and whether each is applied. Changes nothing.
    pub async fn migrations(&self) -> Result<Vec<(String, MigrationStatus)>, DbErr> {
        let list = Migrator::get_migration_with_status_read_only(self.read()).await?;
        Ok(list.iter().map(|change| (change.name().to_owned(), change.status())).collect())
    }

    async fn begin_migration(&self) -> Result<DatabaseTransaction, DbErr> {
        if self.is_sqlite() {
            sqlite::begin(&self.inner.write).await
        } else {
            postgres::begin_alone(&self.inner.write).await
        }
    }

    /// Renews the statistics by which the database picks its indexes: after a big import. On SQLite
    /// they serve connections opened afterwards.
    pub async fn analyze(&self) -> Result<(), DbErr> {
        self.inner.write.execute_unprepared("ANALYZE").await?;
        Ok(())
    }

    /// Gives the writer's connection other settings on SQLite, until [`Db::renew_writer`]: for loading a database.
    /// Outside of any change, because SQLite refuses some of them inside a transaction. Nothing to do on PostgreSQL.
    pub async fn set_writer(&self, pragmas: &str) -> Result<(), DbErr> {
        if self.is_sqlite() {
            self.inner.write.execute_unprepared(pragmas).await?;
        }
        Ok(())
    }

    /// Gives the writer a new connection on SQLite, with the settings of the configuration.
    pub async fn renew_writer(&self) -> Result<(), DbErr> {
        if self.is_sqlite() { sqlite::renew(&self.inner.write).await } else { Ok(()) }
    }

    /// On SQLite brings everything from the write-ahead log into the database file and empties the
    /// log, as far as readers allow. Nothing to do on PostgreSQL.
    pub async fn checkpoint(&self) -> Result<(), DbErr> {
        if self.is_sqlite() {
            let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
            self.inner.write.execute_unprepared(sql).await?;
        }
        Ok(())
    }

    /// Ends in good order: takes no more changes, carries through those that have begun (on SQLite also
    /// those that wait in the queue), closes the connections.
    /// Every later use of any clone fails, except that closing again does nothing.
    pub async fn close(&self) -> Result<(), DbErr> {
        if let Some(writer) = &self.inner.writer
            && !writer.finish().await
        {
            return Ok(());
        }
        self.inner.read.close().await?;
        self.inner.snapshots.close_by_ref().await?;
        self.checkpoint().await?;
        self.inner.write.close_by_ref().await
    }
}
