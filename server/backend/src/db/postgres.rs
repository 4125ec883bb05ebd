//! PostgreSQL: a pool that reads and a pool that writes.

use std::time::Duration;

use futures::future::BoxFuture;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr, RuntimeErr,
    TransactionTrait,
};
use tracing::Instrument;

use super::{
    DbConfig, Opened, WriteTx,
    at_end::store,
    readers::{Ear, Readers},
};

/// Key of the advisory lock under which the schema is changed ("xunan" in ASCII).
const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(517366243694)";

/// Opens a pool for reading, snapshots too, and one for writing.
pub(super) async fn connect(config: &DbConfig, ear: Option<Ear>) -> Result<Opened, DbErr> {
    let options = |connections: u32| {
        let mut options = ConnectOptions::new(&config.url);
        options
            .max_connections(connections.max(1))
            .acquire_timeout(Duration::from_secs(config.wait_seconds.into()))
            .set_application_name("xunan")
            // a server that was restarted is noticed, without a round trip before each statement
            .test_before_acquire_if_idle_for(Duration::from_secs(30))
            .sqlx_logging(false);
        options
    };
    let mut reading = options(config.readers);
    // as strict as SQLite's readers: a change outside `Db::write` fails here too
    reading.map_sqlx_postgres_opts(|o| o.options([("default_transaction_read_only", "on")]));
    let mut read = Database::connect(reading).await?;
    let write = Database::connect(options(config.writers)).await?;
    if let Some(ear) = ear {
        read.set_metric_callback(move |done| ear(done.statement));
    }
    Ok(Opened { snapshots: read.clone(), read: Readers::postgres(read), write })
}

/// Begins a transaction that excludes every other process that changes the schema.
pub(super) async fn begin_alone(write: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let tx = write.begin().await?;
    tx.execute_unprepared(MIGRATION_LOCK).await?;
    Ok(tx)
}

/// See [`super::Db::write`]. The work runs in a task of its own, so that it is carried through even
/// when the caller stops waiting, as on SQLite.
pub(super) async fn write<F, T, E>(write: DatabaseConnection, work: F) -> Result<T, E>
where
    F: for<'a> FnOnce(&'a WriteTx) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    let change = async move {
        let tx = WriteTx::new(write.begin().await?);
        let answer = work(&tx).await;
        match answer {
            Ok(value) => {
                let left = tx.take_left();
                store(tx, left).await?;
                Ok(value)
            }
            Err(refusal) => {
                if let Err(error) = tx.into_inner().rollback().await {
                    tracing::warn!(%error, "a refused change could not be rolled back at once");
                }
                Err(refusal)
            }
        }
    };
    match tokio::spawn(change.in_current_span()).await {
        Ok(answer) => answer,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(E::from(DbErr::Conn(RuntimeErr::Internal("the program is stopping".to_owned())))),
        },
    }
}
