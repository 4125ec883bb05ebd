//! Checked and issued summaries: each says what was frozen and what its step says, the rows behind are those that were frozen, and
//! no number of a series is missing.

use super::{AT_ONCE, Broken, Report, What};
use crate::{
    content::sha256_of,
    db::Db,
    entities::{summary, summary_content, summary_counter, summary_event},
    error::Result,
    listing::Sql,
    summary::{frozen_digest, is_beside_as_frozen, is_found_as_frozen},
};
use domain::summary::{lifecycle::SummaryStatus, record::Content};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;

/// Looks at every one and every series.
pub(super) async fn verify(db: &Db, report: &mut Report) -> Result<()> {
    let mut last = -1_i64;
    loop {
        let rows = summary::Entity::find()
            .filter(summary::Column::SortKey.gt(last))
            .filter(summary::Column::Status.ne(SummaryStatus::Draft.as_str()))
            .order_by_asc(summary::Column::SortKey)
            .limit(AT_ONCE)
            .all(db.read())
            .await?;
        let Some(end) = rows.last() else { break };
        last = end.sort_key;
        for row in &rows {
            report.summaries += 1;
            if let Some(what) = check(db, row).await? {
                let number =
                    row.number.clone().unwrap_or_else(|| format!("{} {}", row.area_code, row.period));
                report.broken.push(Broken { number, seq: None, what });
            }
        }
    }
    for series in summary_counter::Entity::find().all(db.read()).await? {
        let mut sql = Sql::new("SELECT seq FROM summary WHERE ");
        sql.bind("series = ? AND year = ?", [series.series.as_str().into(), series.year.into()]);
        let found = sql.all(db.read()).await?;
        let there =
            found.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect::<Result<BTreeSet<i32>>>()?;
        let missing = (1..=series.last_seq).filter(|seq| !there.contains(seq));
        report.broken.extend(missing.map(|seq| Broken {
            number: format!("{} {}", series.series, series.year),
            seq: None,
            what: What::NumberMissing(seq.into()),
        }));
    }
    Ok(())
}

/// What does not fit at one.
async fn check(db: &Db, row: &summary::Model) -> Result<Option<What>> {
    let said = summary_content::Entity::find_by_id(row.id).one(db.read()).await?;
    let (Some(content), Some(sha256), Some(freeze)) =
        (said.and_then(|said| said.content), &row.content_sha256, row.freeze_id)
    else {
        return Ok(Some(What::SummaryChanged));
    };
    let step = summary_event::Entity::find()
        .filter(summary_event::Column::SummaryId.eq(row.id))
        .filter(summary_event::Column::Version.eq(row.version))
        .one(db.read())
        .await?;
    let told = step.and_then(|step| step.content_sha256);
    if sha256_of(content.as_bytes()) != *sha256 || told.as_ref() != Some(sha256) {
        return Ok(Some(What::SummaryChanged));
    }
    let content: Content = match serde_json::from_str(&content) {
        Ok(content) => content,
        Err(error) => return Ok(Some(What::Unreadable(error.to_string()))),
    };
    let as_frozen = frozen_digest(db, freeze).await? == content.rows_sha256
        && is_found_as_frozen(db, freeze).await?
        && is_beside_as_frozen(db, freeze, content.beside_sha256.as_deref()).await?;
    Ok((!as_frozen).then_some(What::FrozenRowsChanged))
}
