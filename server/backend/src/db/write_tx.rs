//! The transaction that a change is given.

use sea_orm::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use std::sync::{Mutex, MutexGuard, PoisonError};
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
    /// Statements that go along with the next one, on SQLite.
    waiting: Mutex<Vec<Statement>>,
}

impl WriteTx {
    pub(super) fn new(tx: DatabaseTransaction) -> Self {
        Self { tx, left: Mutex::default(), waiting: Mutex::default() }
    }

    /// The transaction itself, to be ended.
    pub(super) fn into_inner(self) -> DatabaseTransaction {
        self.tx
    }

    /// What was left to the end since this was last asked.
    pub(super) fn take_left(&self) -> Left {
        std::mem::take(&mut *locked(&self.left))
    }

    /// Leaves work to the end of the transaction, where it is put together with what other changes leave: `add`
    /// changes what was left so far.
    pub fn at_end<T: AtEnd, R>(&self, add: impl FnOnce(&mut T) -> R) -> R {
        add(locked(&self.left).of::<T>())
    }

    /// Carries out statements that need no answer, in order and before whatever is asked next. On SQLite they go along
    /// with that: every statement would be a way to the connection's thread and back, which takes longer than most
    /// statements. So what is wrong with one of them is said by the next, or when the change ends.
    pub async fn execute_all(&self, statements: Vec<Statement>) -> Result<(), DbErr> {
        self.wait_with(statements);
        let may_wait = self.is_sqlite() && width(&locked(&self.waiting)) <= MOST_TOGETHER;
        if may_wait { Ok(()) } else { self.flush().await }
    }

    /// What statements answer, the rows of the first before those of the second. On SQLite in one go.
    pub async fn ask_all(&self, statements: Vec<Statement>) -> Result<Vec<QueryResult>, DbErr> {
        let mut rows = Vec::new();
        for statement in self.behind_waiting(statements) {
            rows.extend(self.tx.query_all_raw(statement).await?);
        }
        Ok(rows)
    }

    /// Lets statements go along with the next one.
    pub(super) fn wait_with(&self, statements: Vec<Statement>) {
        locked(&self.waiting).extend(statements);
    }

    /// Carries out what waits for the next statement.
    pub(super) async fn flush(&self) -> Result<(), DbErr> {
        for statement in self.behind_waiting(Vec::new()) {
            self.tx.execute_raw(statement).await?;
        }
        Ok(())
    }

    /// Forgets what waits for the next statement. Answers whether a statement of that text did.
    pub(super) fn forget(&self, sql: &str) -> bool {
        std::mem::take(&mut *locked(&self.waiting)).iter().any(|statement| statement.sql == sql)
    }

    /// What is to be carried out now: what has waited, then these.
    fn behind_waiting(&self, statements: Vec<Statement>) -> Vec<Statement> {
        let mut all = std::mem::take(&mut *locked(&self.waiting));
        all.extend(statements);
        if self.is_sqlite() { together(all) } else { all }
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
        // apart: the answer counts the rows of this one
        self.flush().await?;
        self.tx.execute_raw(stmt).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.tx.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, stmt: Statement) -> Result<Option<QueryResult>, DbErr> {
        let mut row = None;
        for statement in self.behind_waiting(vec![stmt]) {
            row = self.tx.query_one_raw(statement).await?;
        }
        Ok(row)
    }

    async fn query_all_raw(&self, stmt: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.ask_all(vec![stmt]).await
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How many values the statements have.
fn width(statements: &[Statement]) -> usize {
    statements.iter().map(|s| s.values.as_ref().map_or(0, |v| v.0.len())).sum()
}

/// One statement for SQLite out of several; several where it would be long.
fn together(statements: Vec<Statement>) -> Vec<Statement> {
    if statements.len() < 2 || width(&statements) > MOST_TOGETHER {
        return statements;
    }
    let mut text = String::with_capacity(statements.iter().map(|s| s.sql.len() + 1).sum());
    let mut values = Vec::with_capacity(width(&statements));
    for statement in statements {
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(&statement.sql);
        values.extend(statement.values.into_iter().flat_map(|v| v.0));
    }
    vec![Statement::from_sql_and_values(DbBackend::Sqlite, text, values)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_statements_go_together() {
        let statement = |sql: &str, n: usize| {
            Statement::from_sql_and_values(DbBackend::Sqlite, sql, vec![sea_orm::Value::from(1); n])
        };
        let few = together(vec![statement("A ?", 1), statement("B", 0), statement("C ?,?", 2)]);
        assert_eq!(few.len(), 1);
        assert_eq!(few[0].sql, "A ?;B;C ?,?");
        assert_eq!(width(&few), 3);
        assert_eq!(together(vec![statement("A", MOST_TOGETHER), statement("B", 1)]).len(), 2);
        assert!(together(Vec::new()).is_empty());
    }
}
