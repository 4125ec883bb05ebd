//! Safety summaries: what they state, counted again in plain SQL and by a script of its own; their lives; their corrections; what is found behind the program's back.

mod announced;
mod beside;
mod borders;
mod corrections;
mod edited;
mod files;
mod freezing;
pub mod independent;
mod life;
mod links;
mod papers;
mod plans;
mod recount;
mod rows_table;
mod ways;
mod year;

use backend::db::Db;
use sea_orm::ConnectionTrait;

pub use crate::support::plain_sql::numbers;
pub use crate::support::summaries::{change, check, checked, issued, of, state, step, write_next};

/// Changes the database behind the program's back.
pub async fn tamper(db: &Db, sql: &str) {
    let sql = sql.to_owned();
    db.write(move |tx| Box::pin(async move { tx.execute_unprepared(&sql).await.map(drop) })).await.unwrap();
}
