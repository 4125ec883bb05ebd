//! Counting all hazards anew, after an update of the program whose rules count otherwise than those by which the counters were kept.

use super::{query::hazard_facts, store::Deltas};
use crate::{
    db::{Db, WriteTx},
    entities::hazard,
    error::Result,
    listing::{Sql, cap},
    reference::load::fixed_id,
};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// Hazards that are in memory at a time.
const AT_ONCE: u64 = 1_000;

/// Counts everything anew when a change of the schema has asked for it: it cannot do so itself, because a script cannot ask the
/// program's rules, so it leaves a row of no area and no year in `year_figure`. In one change: nobody sees half of it, or adds to
/// it. Answers how many hazards were counted.
pub async fn ensure(db: &Db) -> Result<u64> {
    if !is_asked_for(db.read()).await? {
        return Ok(0);
    }
    db.write(|tx| Box::pin(async move { count(tx).await })).await
}

async fn is_asked_for(on: &impl ConnectionTrait) -> Result<bool> {
    let asked = Sql::new("SELECT count(*) FROM year_figure WHERE area_code = '' AND year = 0");
    Ok(asked.number(on).await? > 0)
}

async fn count(tx: &WriteTx) -> Result<u64> {
    // of two servers that start at once the second finds it done
    tx.claim(fixed_id("figures", "recount")).await?;
    if !is_asked_for(tx).await? {
        return Ok(0);
    }
    if !tx.is_sqlite() {
        // granted when nobody is left who has changed a hazard and not yet the counters
        tx.execute_unprepared("LOCK TABLE hazard IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    tx.execute_unprepared("DELETE FROM month_figure").await?;
    tx.execute_unprepared("DELETE FROM year_figure").await?;
    let mut sums = Deltas::default();
    let (mut counted, mut last) = (0, i64::MIN);
    loop {
        let mut sql = Sql::new("SELECT h.* FROM hazard h");
        sql.bind(" WHERE h.sort_key > ? ORDER BY h.sort_key LIMIT ?", [last.into(), cap(AT_ONCE)]);
        let rows = sql.all(tx).await?;
        let found: Vec<hazard::Model> =
            rows.iter().map(|row| hazard::Model::from_query_result(row, "")).collect::<Result<_, _>>()?;
        let Some(end) = found.last() else { break };
        last = end.sort_key;
        counted += found.len() as u64;
        for (row, facts) in found.iter().zip(hazard_facts(tx, &found).await?) {
            sums.change(&row.area_code.parse()?, None, Some(&facts));
        }
    }
    sums.write(tx).await?;
    Ok(counted)
}
