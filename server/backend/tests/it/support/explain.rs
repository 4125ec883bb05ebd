//! The way that a database takes to an answer: a question that looks at all rows of a large table must not slip in.

use super::TestDb;
use backend::db::Db;
use sea_orm::{ConnectionTrait, QueryResult, Statement};
use std::sync::{Arc, Mutex};

/// Everything that is asked of a database.
pub struct Tape(Arc<Mutex<Vec<Statement>>>);

impl Tape {
    /// Opens the test's database once more, and listens.
    pub async fn of(test: &TestDb) -> (Db, Self) {
        let said = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&said);
        let listen = move |said: &Statement| ear.lock().unwrap().push(said.clone());
        (Db::connect_watched(&test.config, listen).await.unwrap(), Self(said))
    }

    /// Forgets what has been asked so far, while the test made its records.
    pub fn clear(&self) {
        self.0.lock().unwrap().clear();
    }

    /// What has been asked since; it is forgotten.
    pub fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Closes the database: what has been asked since.
    pub async fn end(self, db: Db) -> Vec<Statement> {
        db.close().await.unwrap();
        self.take()
    }
}

/// What is told of a database's way to the answer, a line for each step.
async fn plan(db: &Db, asked: &Statement) -> Vec<String> {
    let mut explain = asked.clone();
    let column = if db.is_sqlite() {
        explain.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        3
    } else {
        explain.sql.insert_str(0, "EXPLAIN ");
        0
    };
    let rows = if db.is_sqlite() {
        db.read().query_all_raw(explain).await.unwrap()
    } else {
        // of a few rows PostgreSQL reads all of them, unless there is another way and this one is closed
        db.snapshot(async |tx| {
            tx.execute_unprepared("SET LOCAL enable_seqscan = off").await?;
            tx.query_all_raw(explain).await
        })
        .await
        .unwrap()
    };
    rows.iter().map(|row: &QueryResult| row.try_get_by_index(column).unwrap()).collect()
}

/// Whether rows of that name are none of a table: what the question has made itself, or what it has brought as values.
fn is_own(plan: &[String], name: &str) -> bool {
    let brought = ["CONSTANT ROW", "CONSTANT ROWS", "VALUES CLAUSE"];
    brought.iter().any(|rows| name.ends_with(rows))
        || plan
            .iter()
            .any(|step| step == &format!("CO-ROUTINE {name}") || step == &format!("MATERIALIZE {name}"))
}

/// The steps that look at all rows of a table. What a query has made itself is read as a whole, and so is what words find
/// in the search index.
fn whole_tables(plan: &[String]) -> Vec<&String> {
    let matched =
        |name: &str| name.split_once(" VIRTUAL TABLE INDEX ").is_some_and(|(_, how)| how.contains(":M"));
    let whole = |step: &&String| match step.strip_prefix("SCAN ") {
        Some(of) => !is_own(plan, of) && !matched(of),
        None => step.contains("Seq Scan"),
    };
    plan.iter().filter(whole).collect()
}

/// The ways to these answers, a line for each step, as for tables of which nothing is known. `check` is given each question
/// with its way; [`by_indexes`] is what most of them have to meet.
pub async fn found_by_indexes(db: &Db, asked: &[Statement], check: impl Fn(&Statement, &[String])) -> String {
    forget(db).await;
    let mut steps = Vec::new();
    for asked in asked {
        let plan = plan(db, asked).await;
        check(asked, &plan);
        steps.extend(plan);
    }
    steps.join("\n")
}

/// No step of the way to this answer looks at all rows of a table.
pub fn by_indexes(asked: &Statement, plan: &[String]) {
    by_indexes_but(asked, plan, |_| false);
}

/// The same, but for the steps that may: because what they pass is the answer itself, or what the question has made.
pub fn by_indexes_but(asked: &Statement, plan: &[String], may: impl Fn(&str) -> bool) {
    let whole: Vec<_> = whole_tables(plan).into_iter().filter(|step| !may(step)).collect();
    assert_eq!(whole, Vec::<&String>::new(), "{}\n{plan:#?}", asked.sql);
}

/// The rows come in the order of an index.
pub fn not_sorted(asked: &Statement, plan: &[String]) {
    let sorted = plan.iter().any(|step| step.contains("TEMP B-TREE"));
    assert!(!sorted, "the index gives the order: {}\n{plan:#?}", asked.sql);
}

/// What is put in order are rows that the question has made itself, a few of each range of an index, never those of a table.
pub fn sorts_its_own(asked: &Statement, plan: &[String]) {
    for (at, step) in plan.iter().enumerate() {
        if step.contains("TEMP B-TREE") && step.contains("ORDER BY") {
            let read =
                plan[..at].iter().rev().find(|step| step.starts_with("SCAN ") || step.starts_with("SEARCH "));
            let own = read.and_then(|step| step.strip_prefix("SCAN ")).is_some_and(|name| is_own(plan, name));
            assert!(own, "{read:?} is sorted: {}\n{plan:#?}", asked.sql);
        }
    }
}

/// SQLite knows at the end of a test that its tables are tiny, and reads those as a whole. The plans are to be those of
/// tables that it knows nothing of; a change of the schema makes every connection look at what it knows again.
const FORGET: &str = "ANALYZE; DELETE FROM sqlite_stat1; CREATE TABLE aside (x INTEGER); DROP TABLE aside";

/// Makes SQLite plan as for tables that it knows nothing of.
async fn forget(db: &Db) {
    if db.is_sqlite() {
        db.write(|tx| Box::pin(async move { tx.execute_unprepared(FORGET).await })).await.unwrap();
    }
}
