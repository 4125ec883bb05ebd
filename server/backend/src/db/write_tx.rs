//! The transaction that a change is given.

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use uuid::Uuid;

/// An open transaction in which data may be changed. Only [`super::Db::write`] makes one, so a
/// function that takes `&WriteTx` can only be called inside a change; what it does is stored, or
/// undone, together with the rest of that change.
///
/// It cannot be committed, rolled back or nested by whoever borrows it: answer `Err` to undo.
pub struct WriteTx {
    tx: DatabaseTransaction,
}

impl WriteTx {
    pub(super) fn new(tx: DatabaseTransaction) -> Self {
        Self { tx }
    }

    pub(super) fn into_inner(self) -> DatabaseTransaction {
        self.tx
    }

    /// Whether this is SQLite (else it is PostgreSQL).
    pub fn is_sqlite(&self) -> bool {
        self.tx.get_database_backend() == DbBackend::Sqlite
    }

    /// Waits for other changes that claim the same id, until the end of this one: whoever looks then whether a
    /// record of that id is there sees what a twin of this command has stored. SQLite has one writer and needs
    /// no wait.
    pub async fn claim(&self, id: Uuid) -> Result<(), DbErr> {
        if self.is_sqlite() {
            return Ok(());
        }
        let (high, low) = id.as_u64_pair();
        // ids differ in both halves; two that meet here all the same only wait for each other
        let key = (high ^ low).cast_signed();
        let sql = "SELECT pg_advisory_xact_lock($1)";
        let lock = Statement::from_sql_and_values(DbBackend::Postgres, sql, [key.into()]);
        self.tx.execute_raw(lock).await.map(drop)
    }
}

#[async_trait]
impl ConnectionTrait for WriteTx {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    async fn execute_raw(&self, stmt: Statement) -> Result<ExecResult, DbErr> {
        self.tx.execute_raw(stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.tx.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.tx.query_one_raw(stmt).await
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tx.query_all_raw(stmt).await
    }
}
