//! What was answered the last time, how the last visit ended, and which ones came to nothing.

use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Sql, places},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::{ChecklistVersionId, InspectionId},
    inspections::{AnswerValue, Answers, Outcome},
    programmes::campaign::slots::LOOKED_AT,
    sync::{LastAnswers, LastVisit},
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The newest visit `i` to the site `s` among those that follow; the caller says which, and closes the bracket.
const LAST: &str = " inspection i ON i.site_id = s.id AND i.sort_key = \
     (SELECT v.sort_key FROM inspection v WHERE v.site_id = s.id ";

/// From the sites to their visits: SQLite is told, or what it knows of a young table could send it the other way.
fn join(ctx: &Ctx) -> &'static str {
    if ctx.db().is_sqlite() { " CROSS JOIN" } else { " JOIN" }
}

/// The answers of the last visit to each site that was carried out by a checklist.
pub(crate) async fn last_answers(ctx: &Ctx, sites: &[Value]) -> Result<BTreeMap<Uuid, LastAnswers>> {
    if sites.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = Sql::new("SELECT i.site_id, i.started_at, i.checklist_version_id, i.answers FROM site s");
    sql.push(join(ctx));
    sql.push(LAST);
    sql.bind("AND v.outcome = ? AND v.checklist_version_id IS NOT NULL ", [Outcome::Done.as_str().into()]);
    sql.push("ORDER BY v.sort_key DESC LIMIT 1) ");
    sql.bind(&format!("WHERE s.id IN ({})", places(sites.len())), sites.iter().cloned());
    let one = |row: &QueryResult| {
        let answers: Answers = serde_json::from_value(row.try_get_by_index(3)?)?;
        let last = LastAnswers {
            at: row.try_get_by_index::<DateTime<Utc>>(1)?,
            checklist: ChecklistVersionId(row.try_get_by_index(2)?),
            // photos stay with their visit
            values: answers
                .into_iter()
                .filter(|(_, answer)| answer.value != AnswerValue::Photo)
                .map(|(key, answer)| (key, answer.value))
                .collect(),
        };
        Ok((row.try_get_by_index(0)?, last))
    };
    sql.all(ctx.db().read()).await?.iter().map(one).collect()
}

/// The last visit to each site, however it ended, with the failed attempts since one was carried out.
pub(crate) async fn last_visits(ctx: &Ctx, sites: &[Value]) -> Result<BTreeMap<Uuid, LastVisit>> {
    if sites.is_empty() {
        return Ok(BTreeMap::new());
    }
    // every question goes along the visits of one site from the newest one on, and not beyond the last that was carried out
    let mut sql = Sql::new(
        "SELECT i.site_id, i.id, i.started_at, i.outcome, (SELECT count(*) FROM inspection f \
         WHERE f.site_id = i.site_id AND f.sort_key > COALESCE((SELECT d.sort_key FROM inspection d \
         WHERE d.site_id = i.site_id ",
    );
    // nobody has sent what has no fingerprint: forms of its door have told of it
    sql.bind(
        "AND d.outcome = ? ORDER BY d.sort_key DESC LIMIT 1), -1)), \
         CASE WHEN i.content_sha256 = '' THEN 1 ELSE 0 END FROM site s",
        [Outcome::Done.as_str().into()],
    );
    sql.push(join(ctx));
    sql.push(LAST);
    sql.push("ORDER BY v.sort_key DESC LIMIT 1) ");
    sql.bind(&format!("WHERE s.id IN ({})", places(sites.len())), sites.iter().cloned());
    let one = |row: &QueryResult| {
        let last = LastVisit {
            id: InspectionId(row.try_get_by_index(1)?),
            at: row.try_get_by_index::<DateTime<Utc>>(2)?,
            outcome: row.try_get_by_index::<String>(3)?.parse()?,
            failed: u32::try_from(row.try_get_by_index::<i64>(4)?).unwrap_or(u32::MAX),
            told: row.try_get_by_index::<i32>(5)? == 1,
        };
        Ok((row.try_get_by_index(0)?, last))
    };
    sql.all(ctx.db().read()).await?.iter().map(one).collect()
}

/// The visits to each site that came to nothing, newest first, as far as they count for when to come again: which one, when it
/// began and how it ended. Pages and tablets suggest from the same ones.
pub(crate) async fn failed_visits(
    ctx: &Ctx,
    sites: &[Value],
) -> Result<BTreeMap<Uuid, Vec<(InspectionId, DateTime<Utc>, Outcome)>>> {
    let mut all: BTreeMap<Uuid, Vec<_>> = BTreeMap::new();
    if sites.is_empty() {
        return Ok(all);
    }
    let mut sql = Sql::new("SELECT i.site_id, i.id, i.started_at, i.outcome FROM inspection i");
    if ctx.db().is_sqlite() {
        sql.push(" INDEXED BY ix_inspection_failed");
    }
    sql.bind(&format!(" WHERE i.site_id IN ({})", places(sites.len())), sites.iter().cloned());
    // as the index says it
    sql.push(&format!(" AND i.outcome <> '{}'", Outcome::Done.as_str()));
    sql.push(" ORDER BY i.site_id, i.sort_key DESC");
    for row in sql.all(ctx.db().read()).await? {
        let outcome: Outcome = row.try_get_by_index::<String>(3)?.parse()?;
        let visit = (InspectionId(row.try_get_by_index(1)?), row.try_get_by_index(2)?, outcome);
        let of_site = all.entry(row.try_get_by_index(0)?).or_default();
        if of_site.len() < LOOKED_AT {
            of_site.push(visit);
        }
    }
    Ok(all)
}
