//! Sites and hazards as a tablet keeps them, with what belongs to each.

use crate::{
    areas::Areas,
    ctx::Ctx,
    error::Result,
    hazards::{query::Whole, rows::state},
    inspections::query::{failed_visits, last_answers, last_visits},
    listing::{Sql, places, point},
};
use chrono::TimeDelta;
use domain::{
    area::AreaCode,
    ids::{FileId, SiteId, sort_key_floor},
    inspections::Outcome,
    photos::PhotoKind,
    sync::{FailedVisit, FieldHazard, FieldSite},
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What [`site`] reads, in its order.
pub(super) const SITE: &str =
    "s.id, s.kind, s.name, s.address, s.pinyin, s.area_code, s.lon, s.lat, s.sort_key";

fn site(row: &QueryResult, areas: &Areas) -> Result<FieldSite> {
    let area: AreaCode = row.try_get_by_index::<String>(5)?.parse()?;
    Ok(FieldSite {
        id: SiteId(row.try_get_by_index(0)?),
        kind: row.try_get_by_index::<String>(1)?.parse()?,
        name: row.try_get_by_index(2)?,
        address: row.try_get_by_index(3)?,
        pinyin: row.try_get_by_index(4)?,
        area: areas.named(&area),
        point: point(row.try_get_by_index(6)?, row.try_get_by_index(7)?),
        checks: (0, 0),
        last: None,
        last_visit: None,
        tried: None,
        key: row.try_get_by_index(8)?,
    })
}

/// Sites with how often they were checked, what was answered the last time, how the last visit ended and which ones came to
/// nothing.
pub(super) async fn sites(ctx: &Ctx, rows: &[QueryResult]) -> Result<Vec<FieldSite>> {
    let reference = ctx.state.reference().await?;
    let mut sites = rows.iter().map(|row| site(row, &reference.areas)).collect::<Result<Vec<_>>>()?;
    let ids: Vec<Value> = sites.iter().map(|site| site.id.0.into()).collect();
    let mut checks = checks(ctx, &ids).await?;
    let mut answers = last_answers(ctx, &ids).await?;
    let mut visits = last_visits(ctx, &ids).await?;
    let mut failed = failed_visits(ctx, &ids).await?;
    for site in &mut sites {
        site.checks = checks.remove(&site.id.0).unwrap_or_default();
        site.last = answers.remove(&site.id.0);
        site.last_visit = visits.remove(&site.id.0);
        let tried = failed.remove(&site.id.0).unwrap_or_default();
        site.tried = Some(tried.into_iter().map(|(id, at, _)| FailedVisit { id, at }).collect());
    }
    Ok(sites)
}

/// Visits carried out in the 30 and the 90 days before now.
async fn checks(ctx: &Ctx, sites: &[Value]) -> Result<BTreeMap<Uuid, (u32, u32)>> {
    if sites.is_empty() {
        return Ok(BTreeMap::new());
    }
    let floor = |days| sort_key_floor(ctx.now - TimeDelta::days(days));
    let mut sql = Sql::new("SELECT i.site_id, count(*), ");
    sql.bind("sum(CASE WHEN i.sort_key >= ? THEN 1 ELSE 0 END) FROM inspection i ", [floor(30).into()]);
    sql.bind(&format!("WHERE i.site_id IN ({}) ", places(sites.len())), sites.iter().cloned());
    let done = Outcome::Done.as_str().into();
    sql.bind("AND i.sort_key >= ? AND i.outcome = ? GROUP BY i.site_id", [floor(90).into(), done]);
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let one = |row: &QueryResult| {
        let counts = (number(row.try_get_by_index(2)?), number(row.try_get_by_index(1)?));
        Ok((row.try_get_by_index(0)?, counts))
    };
    sql.all(ctx.db().read()).await?.iter().map(one).collect()
}

/// Open hazards with their photos and what was said last.
pub(super) async fn hazards(ctx: &Ctx, found: Vec<Whole>) -> Result<Vec<FieldHazard>> {
    let ids: Vec<Value> = found.iter().map(|whole| whole.row.id.into()).collect();
    let mut photos = photos(ctx, &ids).await?;
    let mut notes = last_notes(ctx, &ids).await?;
    let one = |whole: Whole| {
        let Whole { row, summary } = whole;
        let (photos_before, photos_after) = photos.remove(&row.id).unwrap_or_default();
        Ok(FieldHazard {
            state: state(&row)?,
            site: row.site_id.map(SiteId),
            photos_before,
            photos_after,
            last_note: notes.remove(&row.id),
            key: row.sort_key,
            clause: row.clause,
            summary,
        })
    };
    found.into_iter().map(one).collect()
}

/// Photos of the finding and of the result.
async fn photos(ctx: &Ctx, hazards: &[Value]) -> Result<BTreeMap<Uuid, (Vec<FileId>, Vec<FileId>)>> {
    let mut all: BTreeMap<Uuid, (Vec<FileId>, Vec<FileId>)> = BTreeMap::new();
    if hazards.is_empty() {
        return Ok(all);
    }
    let mut sql = Sql::new("SELECT f.hazard_id, f.id, f.kind FROM file f WHERE ");
    sql.bind(&format!("f.hazard_id IN ({})", places(hazards.len())), hazards.iter().cloned());
    sql.push(" ORDER BY f.id");
    for row in sql.all(ctx.db().read()).await? {
        let of = all.entry(row.try_get_by_index(0)?).or_default();
        let photo = FileId(row.try_get_by_index(1)?);
        match row.try_get_by_index::<String>(2)?.parse::<PhotoKind>()? {
            PhotoKind::After => of.1.push(photo),
            PhotoKind::Before | PhotoKind::Visit => of.0.push(photo),
        }
    }
    Ok(all)
}

/// What was said at the last step that said something.
async fn last_notes(ctx: &Ctx, hazards: &[Value]) -> Result<BTreeMap<Uuid, String>> {
    if hazards.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut sql = Sql::new("SELECT e.hazard_id, e.note FROM hazard_event e WHERE ");
    sql.bind(&format!("e.hazard_id IN ({})", places(hazards.len())), hazards.iter().cloned());
    sql.push(" AND e.note IS NOT NULL ORDER BY e.hazard_id, e.seq");
    let rows = sql.all(ctx.db().read()).await?;
    // of one hazard the last stays
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}
