//! A database for each test.

pub mod books;
pub mod bucket;
pub mod catalogue;
pub mod explain;
pub mod gate;
pub mod gear;
pub mod plain_sql;
mod postgres;
pub mod rescue_file;
pub mod seed;
mod sqlite;
pub mod summaries;
pub mod tablet;
pub mod tile;
pub mod workbook;
pub mod world;

use std::ops::Deref;
use std::panic::AssertUnwindSafe;

use backend::db::{Db, DbConfig, Durability};
use futures::FutureExt;

/// Declares one test that runs on both databases, as `name::sqlite` and `name::postgres`:
///
/// ```ignore
/// db_test!(a_hazard_gets_a_number, |db| async {
///     let town = seed::town(&db).await;
///     …
/// });
/// ```
///
/// `db` is a [`Db`] on a migrated, empty database that is removed afterwards.
macro_rules! db_test {
    ($(#[$meta:meta])* $name:ident, |$db:ident| $story:expr) => {
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn story($db: ::backend::db::Db) {
                $story.await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                let db = $crate::support::TestDb::sqlite().await;
                db.tell(story).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = $crate::support::TestDb::postgres().await {
                    db.tell(story).await;
                }
            }
        }
    };
}

/// A database of one test. [`TestDb::tell`] runs the test and removes the database.
pub struct TestDb {
    db: Db,
    /// How the test's database was opened; to open it again.
    pub config: DbConfig,
    place: Place,
}

enum Place {
    Sqlite(tempfile::TempDir),
    Postgres(postgres::Owned),
}

impl TestDb {
    /// A migrated SQLite database.
    pub async fn sqlite() -> Self {
        Self::on_sqlite(true).await
    }

    /// A migrated PostgreSQL database. `None`, with a note, when there is no server to test with.
    pub async fn postgres() -> Option<Self> {
        Self::on_postgres(true).await
    }

    /// A SQLite database without any table.
    pub async fn bare_sqlite() -> Self {
        Self::on_sqlite(false).await
    }

    /// A PostgreSQL database without any table.
    pub async fn bare_postgres() -> Option<Self> {
        Self::on_postgres(false).await
    }

    async fn on_sqlite(migrated: bool) -> Self {
        let folder = sqlite::folder(migrated).await;
        let url = sqlite::url(&folder.path().join(sqlite::FILE));
        Self::open(url, Place::Sqlite(folder)).await
    }

    async fn on_postgres(migrated: bool) -> Option<Self> {
        let Ok(server) = std::env::var("TEST_DATABASE_URL") else {
            println!("not run: TEST_DATABASE_URL is not set");
            return None;
        };
        let owned = postgres::Owned::create(&server, migrated).await;
        Some(Self::open(owned.url(), Place::Postgres(owned)).await)
    }

    async fn open(url: String, place: Place) -> Self {
        let config = DbConfig {
            url,
            // a test need not outlive a power cut
            durability: Durability::Off,
            ..DbConfig::default()
        };
        let db = Db::connect(&config).await.unwrap();
        Self { db, config, place }
    }

    /// Runs the test's story and removes the database, also when the story fails.
    pub async fn tell<F: Future<Output = ()>>(self, story: impl FnOnce(Db) -> F) {
        let told = AssertUnwindSafe(story(self.db.clone())).catch_unwind().await;
        self.remove().await;
        if let Err(failure) = told {
            std::panic::resume_unwind(failure);
        }
    }

    /// Closes and removes the database.
    pub async fn remove(self) {
        self.db.close().await.unwrap();
        match self.place {
            Place::Sqlite(folder) => folder.close().unwrap(),
            Place::Postgres(owned) => owned.drop().await,
        }
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Opens `url`, applies all migrations and closes it again: the template that tests copy.
async fn make_template(url: String) {
    let config = DbConfig { url, durability: Durability::Off, ..DbConfig::default() };
    let db = Db::connect(&config).await.unwrap();
    db.migrate_up(None).await.unwrap();
    db.close().await.unwrap();
}
