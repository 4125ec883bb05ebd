//! The plain SQL that figures are counted again with: what the two databases say differently, said alike.

use backend::db::Db;
use sea_orm::{ConnectionTrait, QueryResult, Statement};

/// A moment as text of the local calendar, to the millisecond. Such a text stands in order with those of other moments and of days:
/// what is at least the text of a day is not before its beginning.
pub fn moment(db: &Db, column: &str) -> String {
    if db.is_sqlite() {
        format!("strftime('%Y-%m-%d %H:%M:%f', {column}, '+8 hours')")
    } else {
        format!("to_char({column} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI:SS.MS')")
    }
}

/// A day as text.
pub fn day(db: &Db, column: &str) -> String {
    if db.is_sqlite() { column.to_owned() } else { format!("to_char({column}, 'YYYY-MM-DD')") }
}

/// The number of a day in its year, of the text of a day.
pub fn day_of_year(db: &Db, text: &str) -> String {
    if db.is_sqlite() {
        format!("CAST(strftime('%j', {text}) AS INTEGER)")
    } else {
        format!("CAST(to_char(CAST({text} AS date), 'DDD') AS bigint)")
    }
}

/// How many rows of a group meet a condition.
pub fn sum(condition: &str) -> String {
    format!("SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)")
}

/// All rows of a statement.
pub async fn rows(db: &Db, sql: &str) -> Vec<QueryResult> {
    db.read().query_all_raw(Statement::from_string(db.read().get_database_backend(), sql)).await.unwrap()
}

/// The numbers of its first row.
pub async fn numbers(db: &Db, sql: &str) -> Vec<i64> {
    let statement = Statement::from_string(db.read().get_database_backend(), sql);
    let row = db.read().query_one_raw(statement).await.unwrap().unwrap();
    (0..row.column_names().len()).map(|i| row.try_get_by_index(i).unwrap()).collect()
}

/// The first of them.
pub async fn number(db: &Db, sql: &str) -> i64 {
    numbers(db, sql).await[0]
}
