//! A migration as SQL text for both databases.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// What stands in a script between braces, on SQLite and on PostgreSQL.
///
/// SQLite tables are `STRICT`, so a value of the wrong type is refused there as on PostgreSQL.
/// A time on SQLite is RFC 3339 text in UTC with at most milliseconds: it sorts as text.
const WORDS: &[(&str, &str, &str)] = &[
    ("{uuid}", "BLOB", "uuid"),
    ("{text}", "TEXT", "text"),
    ("{bool}", "INTEGER", "boolean"),
    ("{small}", "INTEGER", "smallint"),
    ("{int}", "INTEGER", "integer"),
    ("{big}", "INTEGER", "bigint"),
    ("{float}", "REAL", "double precision"),
    ("{date}", "TEXT", "date"),
    ("{time}", "TEXT", "timestamp with time zone"),
    ("{json}", "TEXT", "jsonb"),
    // the end of an ordinary table
    (") {table}", ") STRICT", ")"),
    // the end of a small table that is only ever read by its key, stored in the order of the key
    (") {keyed}", ") STRICT, WITHOUT ROWID", ")"),
];

/// SQL to run on each of the two databases.
#[derive(Clone, Copy, Hash)]
pub(crate) enum Sql {
    /// One text with the placeholders of [`WORDS`].
    Both(&'static str),
    /// Where the databases have nothing in common.
    Each { sqlite: &'static str, postgres: &'static str },
    /// Several, in this order.
    All(&'static [Sql]),
}

impl Sql {
    fn render(self, backend: DbBackend) -> String {
        let sqlite = backend == DbBackend::Sqlite;
        match self {
            Self::Both(text) => WORDS.iter().fold(text.to_owned(), |text, (word, lite, pg)| {
                text.replace(word, if sqlite { lite } else { pg })
            }),
            Self::Each { sqlite: text, .. } if sqlite => text.to_owned(),
            Self::Each { postgres, .. } => postgres.to_owned(),
            Self::All(parts) => parts.iter().map(|part| part.render(backend)).collect::<Vec<_>>().join("\n"),
        }
    }
}

/// One migration: what it does and how it is taken back.
#[derive(Clone, Copy, Hash)]
pub(crate) struct Script {
    /// `module_path!()` of the migration's file; its last part is the name kept in the database.
    pub module: &'static str,
    pub up: Sql,
    pub down: Sql,
}

impl MigrationName for Script {
    fn name(&self) -> &str {
        self.module.rsplit(':').next().unwrap_or(self.module)
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Script {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.down).await
    }

    // without this a failing script would leave half of its tables behind on SQLite
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

async fn run(manager: &SchemaManager<'_>, sql: Sql) -> Result<(), DbErr> {
    let text = sql.render(manager.get_database_backend());
    manager.get_connection().execute_unprepared(&text).await.map(|_| ())
}
