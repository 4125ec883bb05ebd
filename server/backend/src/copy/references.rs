//! Foreign keys, out of the way while rows come in the order of their keys, and back afterwards: a site may be merged into one
//! that comes later, and a device and its successor name each other.
//!
//! On PostgreSQL the constraints are dropped in the change that begins the copy and made again, over all rows, in the one
//! that ends it; in between their definitions lie with the progress. On SQLite they are switched off for the connection
//! that writes, and all of them are looked at in the end.

use crate::{
    db::{Db, WriteTx},
    error::{Error, Result},
    listing::Sql,
};
use sea_orm::ConnectionTrait;

/// Of the connection that writes, on SQLite.
const OFF: &str = "PRAGMA foreign_keys = OFF";

/// Drops the constraints and answers their definitions, each as table and text; nothing on SQLite.
pub(super) async fn put_aside(tx: &WriteTx) -> Result<Vec<(String, String)>> {
    if tx.is_sqlite() {
        return Ok(Vec::new());
    }
    let sql = Sql::new(
        "SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint \
         WHERE contype = 'f' AND connamespace = 'public'::regnamespace ORDER BY 1, 2",
    );
    let mut all = Vec::new();
    for row in sql.all(tx).await? {
        let (table, name): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let definition: String = row.try_get_by_index(2)?;
        tx.execute_unprepared(&format!("ALTER TABLE {table} DROP CONSTRAINT \"{name}\"")).await?;
        all.push((table, format!("\"{name}\" {definition}")));
    }
    Ok(all)
}

/// Lets rows come in any order, until [`Db::renew_writer`]; nothing to do on PostgreSQL.
pub(super) async fn switch_off(db: &Db) -> Result<()> {
    Ok(db.set_writer(OFF).await?)
}

/// Makes the constraints again, or looks at all that SQLite has. An error when a row names one that is not there.
pub(super) async fn put_back(tx: &WriteTx, aside: &[(String, String)]) -> Result<()> {
    if tx.is_sqlite() {
        let sql = Sql::new("SELECT DISTINCT \"table\" FROM pragma_foreign_key_check LIMIT 1");
        return match sql.one(tx).await? {
            None => Ok(()),
            Some(row) => {
                let table: String = row.try_get_by_index(0)?;
                Err(Error::internal(format!("a row of {table} names one that is not there")))
            }
        };
    }
    for (table, definition) in aside {
        tx.execute_unprepared(&format!("ALTER TABLE {table} ADD CONSTRAINT {definition}")).await?;
    }
    Ok(())
}
