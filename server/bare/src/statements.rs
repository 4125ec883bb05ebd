//! Listening to what is sent to the database, and sending it again.

use crate::Result;
use backend::db::{Readers, WriteTx};
use sea_orm::{ConnectionTrait, Statement};
use std::sync::{Arc, Mutex, PoisonError};

/// Statements in the order in which they were carried out.
#[derive(Clone, Default)]
pub struct Recorder(Arc<Mutex<Option<Vec<Statement>>>>);

impl Recorder {
    /// What the database calls.
    pub fn ear(&self) -> impl Fn(&Statement) + Send + Sync + 'static {
        let tape = Arc::clone(&self.0);
        move |statement| {
            if let Some(tape) = tape.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                tape.push(statement.clone());
            }
        }
    }

    /// The statements that `work` sends. Nothing else must use the database meanwhile.
    pub async fn record<T>(&self, work: impl Future<Output = Result<T>>) -> Result<(T, Vec<Statement>)> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Vec::new());
        let answer = work.await;
        let tape = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok((answer?, tape.unwrap_or_default()))
    }
}

/// Sends statements again and fetches all their rows, without looking at what is in them.
pub async fn fetch(db: &Readers, statements: &[Statement]) -> Result<()> {
    for statement in statements {
        std::hint::black_box(db.query_all_raw(statement.clone()).await?);
    }
    Ok(())
}

/// The same inside a change.
pub async fn carry_out(tx: &WriteTx, statements: &[Statement]) -> std::result::Result<(), sea_orm::DbErr> {
    for statement in statements {
        std::hint::black_box(tx.query_all_raw(statement.clone()).await?);
    }
    Ok(())
}
