//! What the database itself says about its schema.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement};

/// Kept by the migration tool, not by us.
const TOOL_TABLE: &str = "seaql_migrations";

/// Type as the database names it, and whether NULL is allowed.
pub type Columns = BTreeMap<String, (String, bool)>;

async fn ask(db: &impl ConnectionTrait, sqlite: &str, postgres: &str) -> Vec<QueryResult> {
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Sqlite { sqlite } else { postgres };
    db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap()
}

fn texts(rows: &[QueryResult]) -> BTreeSet<String> {
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

/// Our tables, without those that the full-text search keeps behind its own.
pub async fn tables(db: &impl ConnectionTrait) -> BTreeSet<String> {
    let rows = ask(
        db,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
         AND name NOT LIKE 'sqlite_%'",
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .await;
    let mut tables = texts(&rows);
    tables.remove(TOOL_TABLE);
    tables
}

/// Everything in the schema that has a name, with its definition where the database shows it.
pub async fn everything(db: &impl ConnectionTrait) -> BTreeSet<String> {
    texts(
        &ask(
            db,
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
             WHERE tbl_name <> 'seaql_migrations' AND name NOT LIKE 'sqlite_%'",
            "SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable
                 || ' ' || coalesce(column_default, '')
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'seaql_migrations'
             UNION ALL
             SELECT 'index ' || indexdef FROM pg_indexes
             WHERE schemaname = 'public' AND tablename <> 'seaql_migrations'
             UNION ALL
             SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
             FROM pg_constraint WHERE connamespace = 'public'::regnamespace
                 AND conrelid <> 'seaql_migrations'::regclass",
        )
        .await,
    )
}

/// The indexes made by `CREATE INDEX`, as (table, index).
pub async fn indexes(db: &impl ConnectionTrait) -> BTreeSet<(String, String)> {
    ask(
        db,
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "SELECT tablename::text, indexname::text FROM pg_indexes WHERE schemaname = 'public'
         AND indexname NOT IN (SELECT conname FROM pg_constraint)",
    )
    .await
    .iter()
    .map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()))
    .collect()
}

/// The columns of one table.
pub async fn columns(db: &impl ConnectionTrait, table: &str) -> Columns {
    ask(
        db,
        &format!("SELECT name, type, \"notnull\" = 0 FROM pragma_table_info('{table}')"),
        &format!(
            "SELECT column_name::text, data_type::text, is_nullable = 'YES'
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '{table}'"
        ),
    )
    .await
    .iter()
    .map(|row| {
        let name = row.try_get_by_index(0).unwrap();
        let kind = row.try_get_by_index(1).unwrap();
        (name, (kind, row.try_get_by_index(2).unwrap()))
    })
    .collect()
}
