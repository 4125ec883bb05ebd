//! PostgreSQL: a migrated database is made once per schema and copied for each test.
//!
//! Several test processes run at once. Session-level advisory locks, which the server gives back by
//! itself when a process dies, keep them apart and tell a database in use from one left behind.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use tokio::sync::OnceCell;
use uuid::Uuid;

const TEST_PREFIX: &str = "xunan_test_";
const TEMPLATE_PREFIX: &str = "xunan_template_";
/// Shared by whoever copies a template, exclusive for whoever makes one.
const TEMPLATE_LOCK: &str = "xunan_template";

static LEFTOVERS: OnceCell<()> = OnceCell::const_new();

/// A database that belongs to one test.
pub struct Owned {
    /// One connection, which holds the lock on the name as long as the test runs.
    server: DatabaseConnection,
    server_url: String,
    name: String,
}

impl Owned {
    pub async fn create(server_url: &str, migrated: bool) -> Self {
        let server = connect(server_url).await;
        LEFTOVERS.get_or_init(|| drop_leftovers(&server)).await;
        let name = format!("{TEST_PREFIX}{}", Uuid::now_v7().simple());
        // the lock before the name exists: nobody may take the database for a leftover
        lock(&server, "pg_advisory_lock", &name).await;
        let owned = Self { server, server_url: server_url.to_owned(), name };
        if migrated {
            owned.copy_template().await;
        } else {
            run(&owned.server, &format!("CREATE DATABASE {}", owned.name)).await;
        }
        owned
    }

    pub fn url(&self) -> String {
        with_database(&self.server_url, &self.name)
    }

    pub async fn drop(self) {
        run(&self.server, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        self.server.close().await.unwrap();
    }

    async fn copy_template(&self) {
        let template = format!("{TEMPLATE_PREFIX}{}", migrations::fingerprint());
        let server = &self.server;
        loop {
            lock(server, "pg_advisory_lock_shared", TEMPLATE_LOCK).await;
            let ready = exists(server, &template).await;
            if ready {
                let name = &self.name;
                run(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
            }
            lock(server, "pg_advisory_unlock_shared", TEMPLATE_LOCK).await;
            if ready {
                return;
            }
            lock(server, "pg_advisory_lock", TEMPLATE_LOCK).await;
            if !exists(server, &template).await {
                self.make_template(&template).await;
            }
            lock(server, "pg_advisory_unlock", TEMPLATE_LOCK).await;
        }
    }

    async fn make_template(&self, template: &str) {
        for old in names(&self.server, TEMPLATE_PREFIX).await {
            run(&self.server, &format!("DROP DATABASE {old} WITH (FORCE)")).await;
        }
        let draft = format!("{TEMPLATE_PREFIX}draft");
        run(&self.server, &format!("CREATE DATABASE {draft}")).await;
        super::make_template(with_database(&self.server_url, &draft)).await;
        // a complete template or none, even if this process is killed
        run(&self.server, &format!("ALTER DATABASE {draft} RENAME TO {template}")).await;
    }
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).idle_timeout(None).max_lifetime(None).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}

/// Databases whose test process is gone.
async fn drop_leftovers(server: &DatabaseConnection) {
    for name in names(server, TEST_PREFIX).await {
        if lock(server, "pg_try_advisory_lock", &name).await {
            run(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            lock(server, "pg_advisory_unlock", &name).await;
        }
    }
}

/// Calls one of the advisory lock functions with the lock named `name`. What it answers, if it does.
async fn lock(server: &DatabaseConnection, function: &str, name: &str) -> bool {
    let sql = format!("SELECT {function}(hashtextextended($1, 0))");
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()]);
    let row = server.query_one_raw(ask).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap_or(true)
}

async fn names(server: &DatabaseConnection, prefix: &str) -> Vec<String> {
    let sql = "SELECT datname::text FROM pg_database WHERE starts_with(datname::text, $1)";
    let ask = Statement::from_sql_and_values(DbBackend::Postgres, sql, [prefix.into()]);
    let rows = server.query_all_raw(ask).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn exists(server: &DatabaseConnection, name: &str) -> bool {
    names(server, name).await.iter().any(|found| found == name)
}

async fn run(server: &DatabaseConnection, sql: &str) {
    server.execute_unprepared(sql).await.unwrap();
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(b, q)| (b, Some(q)));
    let host_end = base.find("://").map_or(0, |at| at + 3);
    let base = base[host_end..].find('/').map_or(base, |slash| &base[..host_end + slash]);
    match query {
        Some(query) => format!("{base}/{name}?{query}"),
        None => format!("{base}/{name}"),
    }
}
