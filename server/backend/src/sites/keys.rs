//! The keys by which duplicate sites are found: made at every save, and for rows that have none yet when the program starts.

use crate::{
    db::{Db, WriteTx},
    error::Result,
    listing::{Sql, cap},
    reference::load::fixed_id,
};
use domain::sites::{address_key, name_key, whole_address};
use sea_orm::Value;

/// Rows in one change.
const BATCH: u64 = 1_000;

/// The keys of a site's address and name.
pub struct Keys {
    /// Of the address with building and room.
    pub address: Option<String>,
    /// Of the name.
    pub name: Option<String>,
}

/// The keys of a site.
pub fn keys(name: &str, address: &str, building: Option<&str>, room: Option<&str>) -> Keys {
    let whole = whole_address(address, building, room);
    Keys { address: Some(address_key(&whole)), name: Some(name_key(name)) }
}

/// A site without keys.
struct Unkeyed {
    sort_key: i64,
    name: String,
    address: String,
    building: Option<String>,
    room: Option<String>,
}

/// Makes the keys that are missing: after an update of the program, once. In small changes, so that nobody waits, and what
/// is interrupted goes on with the next start. Answers how many.
pub async fn ensure(db: &Db) -> Result<u64> {
    let mut made = 0;
    loop {
        let rows = unkeyed(db).await?;
        if rows.is_empty() {
            return Ok(made);
        }
        made += rows.len() as u64;
        db.write(move |tx| Box::pin(async move { fill(tx, &rows).await })).await?;
    }
}

async fn unkeyed(db: &Db) -> Result<Vec<Unkeyed>> {
    let mut sql =
        Sql::new("SELECT sort_key, name, address, building, room FROM site WHERE address_key IS NULL");
    sql.bind(" ORDER BY sort_key LIMIT ?", [cap(BATCH)]);
    let rows = sql.all(db.read()).await?;
    rows.iter()
        .map(|row| {
            Ok(Unkeyed {
                sort_key: row.try_get_by_index(0)?,
                name: row.try_get_by_index(1)?,
                address: row.try_get_by_index(2)?,
                building: row.try_get_by_index(3)?,
                room: row.try_get_by_index(4)?,
            })
        })
        .collect()
}

async fn fill(tx: &WriteTx, rows: &[Unkeyed]) -> Result<()> {
    // two servers that start at once would hold each other up, each with rows that the other waits for
    tx.claim(fixed_id("site", "keys")).await?;
    // PostgreSQL takes the types of a list of values from its first row
    let first =
        if tx.is_sqlite() { "(?,?,?)" } else { "(CAST(? AS bigint), CAST(? AS text), CAST(? AS text))" };
    let tuples: Vec<&str> =
        std::iter::once(first).chain(std::iter::repeat("(?,?,?)")).take(rows.len()).collect();
    let values = rows.iter().flat_map(|row| {
        let made = keys(&row.name, &row.address, row.building.as_deref(), row.room.as_deref());
        [Value::from(row.sort_key), made.address.into(), made.name.into()]
    });
    let mut sql = Sql::default();
    sql.bind(&format!("WITH made (k, a, n) AS (VALUES {}) ", tuples.join(",")), values);
    // a save meanwhile has made its own
    sql.push(
        "UPDATE site SET address_key = made.a, name_key = made.n FROM made \
         WHERE site.sort_key = made.k AND site.address_key IS NULL",
    );
    sql.run(tx).await
}
