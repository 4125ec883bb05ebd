//! The transaction that a change is given.

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

use super::at_end::{AtEnd, Left};

/// Most values of statements that are carried out in one go: the connection keeps the text prepared.
const MOST_TOGETHER: usize = 2_000;

/// An open transaction in which data may be changed. Only [`super::Db::write`] makes one, so a
/// function that takes `&WriteTx` can only be called inside a change; what it does is stored, or
/// undone, together with the rest of that change.
///
/// It cannot be committed, rolled back or nested by whoever borrows it: answer `Err` to undo.
pub struct WriteTx {
    tx: DatabaseTransaction,
    left: Mutex<Left>,
}

impl WriteTx {
    pub(super) fn new(tx: DatabaseTransaction) -> Self {
        Self { tx, left: Mutex::default() }
    }

    /// The transaction, and what was left to its end.
    pub(super) fn into_parts(self) -> (DatabaseTransaction, Left) {
        (self.tx, self.left.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// What was left to the end since this was last asked.
    pub(super) fn take_left(&self) -> Left {
        std::mem::take(&mut *self.left.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Leaves work to the end of the transaction, where it is put together with what other changes leave: `add`
    /// changes what was left so far.
    pub fn at_end<T: AtEnd, R>(&self, add: impl FnOnce(&mut T) -> R) -> R {
        add(self.left.lock().unwrap_or_else(PoisonError::into_inner).of::<T>())
    }

    /// Carries out statements that need no answer, in order. On SQLite in one go: every statement would be a way to
    /// the connection's thread and back.
    pub async fn execute_all(&self, statements: Vec<Statement>) -> Result<(), DbErr> {
        let width = |s: &Statement| s.values.as_ref().map_or(0, |v| v.0.len());
        if !self.is_sqlite() || statements.iter().map(width).sum::<usize>() > MOST_TOGETHER {
            for statement in statements {
                self.tx.execute_raw(statement).await?;
            }
            return Ok(());
        }
        let mut text = String::new();
        let mut values = Vec::new();
        for statement in statements {
            if !text.is_empty() {
                text.push(';');
            }
            text.push_str(&statement.sql);
            values.extend(statement.values.into_iter().flat_map(|v| v.0));
        }
        if text.is_empty() {
            return Ok(());
        }
        self.tx.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, text, values)).await.map(drop)
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
