//! The transaction that a change is given.

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};

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
