//! SQLite: one connection that writes, several that cannot.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::{
    DbConfig, Durability, Opened,
    readers::{Ear, Readers},
};

/// Releases from 3.7.0 up to 3.51.2 may corrupt a WAL file when a reset meets a checkpoint
/// (<https://www.sqlite.org/releaselog/3_51_3.html>).
const OLDEST_SOUND: (u32, u32, u32) = (3, 51, 3);

/// The write-ahead log is cut back to this after a checkpoint, bytes.
const LOG_KEPT: &str = "67108864";

/// Pages in the log at which the writer brings them into the file: 40 MiB. A page that changes with every save is then
/// written there once for some hundred saves; reading the whole log after a crash takes a fraction of a second.
const LOG_PAGES: &str = "10000";

/// Texts that the writer keeps prepared, more than the driver would: statements that go together make texts of their own,
/// and making a long one ready takes longer than carrying it out.
const STATEMENTS: usize = 256;

/// Page cache of a connection for snapshots, MiB: what is read there is long, and read once.
const SNAPSHOT_CACHE_MIB: u32 = 4;

/// A connection that reads is closed, and its cache given back, when nobody has needed it for so long.
const KEPT: Duration = Duration::from_mins(1);

/// Opens the file; a missing one is created.
pub(super) async fn connect(config: &DbConfig, ear: Option<Ear>) -> Result<Opened, DbErr> {
    let file = SqliteConnectOptions::from_str(&config.url)
        .map_err(|error| DbErr::Custom(format!("the database URL: {error}")))?;
    if config.url.contains(":memory:") || config.url.contains("mode=memory") {
        return Err(DbErr::Custom(
            "a SQLite database in memory exists once per connection: give a file".to_owned(),
        ));
    }
    create_folder(file.get_filename())?;
    // the writer first: it creates the file and switches it to WAL
    let write = Database::connect(options(config, Use::Write)).await?;
    check_version(&write).await?;
    let snapshots = Database::connect(options(config, Use::Snapshots)).await?;
    let reading = settings(config, Use::Read, file).disable_statement_logging();
    let read = Readers::sqlite(reading, config.readers.max(1), waiting(config), KEPT, ear);
    Ok(Opened { read, snapshots, write })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    Read,
    Snapshots,
    Write,
}

fn waiting(config: &DbConfig) -> Duration {
    Duration::from_secs(config.wait_seconds.into())
}

/// The driver's pool for a use.
fn options(config: &DbConfig, purpose: Use) -> ConnectOptions {
    let (most, least, idle) = match purpose {
        // a connection to a file does not grow stale: keep it, with its prepared statements
        Use::Write => (1, 1, None),
        Use::Read | Use::Snapshots => (config.readers.max(1), 0, Some(KEPT)),
    };
    let mut options = ConnectOptions::new(&config.url);
    let config = config.clone();
    options
        .max_connections(most)
        .min_connections(least)
        .acquire_timeout(waiting(&config))
        .idle_timeout(idle)
        .max_lifetime(None)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |file| settings(&config, purpose, file));
    options
}

/// What a connection is told when it is opened.
fn settings(config: &DbConfig, purpose: Use, file: SqliteConnectOptions) -> SqliteConnectOptions {
    let cache_mib = match purpose {
        Use::Read => config.reader_cache_mib,
        Use::Snapshots => config.reader_cache_mib.min(SNAPSHOT_CACHE_MIB),
        Use::Write => config.writer_cache_mib,
    };
    let mmap_bytes = u64::from(config.mmap_mib) * 1024 * 1024;
    let synchronous = match config.durability {
        Durability::Full => SqliteSynchronous::Full,
        Durability::Normal => SqliteSynchronous::Normal,
        Durability::Off => SqliteSynchronous::Off,
    };
    let file = file
        .foreign_keys(true)
        .busy_timeout(waiting(config))
        .pragma("cache_size", format!("-{}", u64::from(cache_mib) * 1024))
        .pragma("mmap_size", mmap_bytes.to_string())
        .pragma("temp_store", "MEMORY")
        // an index made for one question would cost more than all of our questions
        .pragma("automatic_index", "OFF");
    match purpose {
        Use::Read | Use::Snapshots => file.pragma("query_only", "ON"),
        Use::Write => file
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .pragma("wal_autocheckpoint", LOG_PAGES)
            .pragma("journal_size_limit", LOG_KEPT)
            .statement_cache_capacity(STATEMENTS)
            .synchronous(synchronous)
            .optimize_on_close(true, None),
    }
}

/// Begins a transaction that holds the write lock from the start: a transaction that first reads
/// and then wants to write could be refused half way.
pub(super) async fn begin(write: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    write
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        })
        .await
}

/// Replaces the one connection that writes.
pub(super) async fn renew(write: &DatabaseConnection) -> Result<(), DbErr> {
    let closed = match write.get_sqlite_connection_pool().acquire().await {
        Ok(connection) => connection.close().await,
        Err(error) => Err(error),
    };
    closed.map_err(|error| DbErr::Custom(format!("the writer's connection could not be renewed: {error}")))
}

fn create_folder(file: &Path) -> Result<(), DbErr> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .map_err(|error| DbErr::Custom(format!("{}: {error}", folder.display()))),
        _ => Ok(()),
    }
}

async fn check_version(connection: &DatabaseConnection) -> Result<(), DbErr> {
    let ask = Statement::from_string(connection.get_database_backend(), "SELECT sqlite_version()");
    let version: String = match connection.query_one_raw(ask).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => String::new(),
    };
    if is_sound(&version) {
        Ok(())
    } else {
        let (major, minor, patch) = OLDEST_SOUND;
        Err(DbErr::Custom(format!(
            "SQLite {version} may damage its write-ahead log; {major}.{minor}.{patch} or newer is needed"
        )))
    }
}

fn is_sound(version: &str) -> bool {
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) >= OLDEST_SOUND
}

#[cfg(test)]
mod tests {
    use super::is_sound;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_sound("3.51.3"));
        assert!(is_sound("3.100.0"));
        assert!(is_sound("4.0"));
        assert!(!is_sound("3.51.2"));
        assert!(!is_sound("3.9.9"));
        assert!(!is_sound(""));
    }
}
