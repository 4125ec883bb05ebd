//! Checked and issued summaries: each says what was frozen and what its steps say (also who checked and issued it, and when), the rows
//! behind are those that were frozen, and no number of a series is missing.

use super::{AT_ONCE, Broken, Report, What};
use crate::{
    content::sha256_of,
    db::Db,
    entities::{summary, summary_content, summary_counter, summary_event},
    error::Result,
    listing::Sql,
    summary::{frozen_digest, is_beside_as_frozen, is_found_as_frozen},
};
use chrono::{DateTime, Utc};
use domain::summary::{
    SafetySummary,
    lifecycle::{SummaryAction, SummaryStatus},
    record::{Body, Content},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Looks at every one and every series.
pub(super) async fn verify(db: &Db, report: &mut Report) -> Result<()> {
    let mut last = -1_i64;
    // for what was issued a number was drawn, whatever its status says now
    let judged = Condition::any()
        .add(summary::Column::Status.ne(SummaryStatus::Draft.as_str()))
        .add(summary::Column::Seq.is_not_null());
    loop {
        let rows = summary::Entity::find()
            .filter(summary::Column::SortKey.gt(last))
            .filter(judged.clone())
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
    let (Some((content, figures)), Some(sha256), Some(freeze)) =
        (said.and_then(|said| Some((said.content?, said.body))), &row.content_sha256, row.freeze_id)
    else {
        return Ok(Some(What::SummaryChanged));
    };
    if sha256_of(content.as_bytes()) != *sha256 || !is_signed(db, row, sha256).await? {
        return Ok(Some(What::SummaryChanged));
    }
    let read = (serde_json::from_str::<Content>(&content), serde_json::from_str::<SafetySummary>(&figures));
    let (content, figures) = match read {
        (Ok(content), Ok(figures)) => (content, figures),
        (Err(error), _) | (_, Err(error)) => return Ok(Some(What::Unreadable(error.to_string()))),
    };
    if !is_of(row, &content.body, &figures) {
        return Ok(Some(What::SummaryChanged));
    }
    let as_frozen = frozen_digest(db, freeze).await? == content.rows_sha256
        && is_found_as_frozen(db, freeze).await?
        && is_beside_as_frozen(db, freeze, content.beside_sha256.as_deref()).await?;
    Ok((!as_frozen).then_some(What::FrozenRowsChanged))
}

/// Whether its last steps are those of whoever checked and issued it, of that time and of this very content.
async fn is_signed(db: &Db, row: &summary::Model, sha256: &str) -> Result<bool> {
    // the issue follows the check at once: whatever comes between makes a draft again
    let issued = row.status == SummaryStatus::Issued.as_str();
    let checked = row.version - i32::from(issued);
    let steps = summary_event::Entity::find()
        .filter(summary_event::Column::SummaryId.eq(row.id))
        .filter(summary_event::Column::Version.gte(checked))
        .all(db.read())
        .await?;
    let is_step = |action: SummaryAction, version: i32, by: Option<Uuid>, at: Option<DateTime<Utc>>| {
        steps.iter().any(|step| {
            (step.action.as_str(), step.version) == (action.as_str(), version)
                && (step.actor_id, Some(step.at)) == (by, at)
                && step.content_sha256.as_deref() == Some(sha256)
        })
    };
    let is_checked = is_step(SummaryAction::Check, checked, row.checked_by, row.checked_at);
    let (by, at) = (row.issued_by, row.issued_at);
    let is_issued = is_step(SummaryAction::Issue, row.version, by, at) && has_its_number(row);
    let is_unissued = by.is_none() && at.is_none() && row.number.is_none();
    Ok(is_checked && if issued { is_issued } else { is_unissued })
}

/// Whether the number that papers print is the one that was drawn.
fn has_its_number(row: &summary::Model) -> bool {
    let (Some(number), Some(year), Some(seq)) = (&row.number, row.year, row.seq) else { return false };
    number.ends_with(&format!("〔{year}〕{seq}号"))
}

/// Whether the row, and the figures that a correction is held against, are those of what was hashed.
fn is_of(row: &summary::Model, body: &Body, figures: &SafetySummary) -> bool {
    let (area, period, as_of, same) = match body {
        Body::Summary(summary) => (&summary.area, summary.period, summary.as_of, **summary == *figures),
        Body::Correction(correction) => {
            let value = |figure| figures.line(figure).map(|line| line.now);
            let same = correction.figures.iter().all(|change| value(change.figure) == change.after);
            (&correction.area, correction.period, correction.as_of, same)
        }
    };
    same && row.area_code == area.code.as_str() && row.period == period.to_string() && row.as_of == as_of
}
