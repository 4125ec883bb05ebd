//! Safety summaries: what they state, counted again in plain SQL and by a script of its own; their lives; their corrections; what is found behind the program's back.

mod announced;
mod corrections;
mod edited;
mod files;
mod independent;
mod life;
mod links;
mod papers;
mod plans;
mod recount;
mod ways;
mod year;

use backend::db::Db;
use sea_orm::{ConnectionTrait, Statement};

pub use crate::support::summaries::{change, check, checked, issued, of, state, step, write_next};

/// The numbers of the first row.
pub async fn numbers(db: &Db, sql: &str) -> Vec<i64> {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    (0..row.column_names().len()).map(|i| row.try_get_by_index(i).unwrap()).collect()
}

/// Changes the database behind the program's back.
pub async fn tamper(db: &Db, sql: &str) {
    let sql = sql.to_owned();
    db.write(move |tx| Box::pin(async move { tx.execute_unprepared(&sql).await.map(drop) })).await.unwrap();
}
