//! Issued papers: each says what was frozen, and no number of a series is missing.

use super::{AT_ONCE, Broken, Report, What};
use crate::{
    content::sha256_of,
    db::Db,
    entities::{paper, paper_counter},
    error::Result,
    listing::Sql,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// Looks at every paper and every series.
pub(super) async fn verify(db: &Db, report: &mut Report) -> Result<()> {
    let mut last = -1_i64;
    loop {
        let rows = paper::Entity::find()
            .filter(paper::Column::SortKey.gt(last))
            .order_by_asc(paper::Column::SortKey)
            .limit(AT_ONCE)
            .all(db.read())
            .await?;
        let Some(end) = rows.last() else { break };
        last = end.sort_key;
        report.papers += rows.len() as u64;
        let changed = rows.into_iter().filter(|row| sha256_of(row.content.as_bytes()) != row.content_sha256);
        report.broken.extend(changed.map(|row| Broken {
            number: row.number,
            seq: None,
            what: What::PaperChanged,
        }));
    }
    for series in paper_counter::Entity::find().all(db.read()).await? {
        let mut sql = Sql::new("SELECT seq FROM paper WHERE ");
        sql.bind(
            "subdistrict_code = ? AND kind = ? AND year = ?",
            [series.subdistrict_code.as_str().into(), series.kind.as_str().into(), series.year.into()],
        );
        let found = sql.all(db.read()).await?;
        let there =
            found.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect::<Result<BTreeSet<i32>>>()?;
        let missing = (1..=series.last_seq).filter(|seq| !there.contains(seq));
        report.broken.extend(missing.map(|seq| Broken {
            number: format!("{} {} {}", series.subdistrict_code, series.kind, series.year),
            seq: None,
            what: What::NumberMissing(seq.into()),
        }));
    }
    Ok(())
}
