//! The page of one site.

use super::{columns, read, twins::twins};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards, inspections,
    listing::{Conditions, Sql, cap, total},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Right,
    fault::Code,
    hazards::{HazardSummary, Status},
    ids::{SiteId, sort_key_floor},
    inspections::Outcome,
    listing::{HazardFilter, InspectionFilter, Sort, Total},
    privacy::{mask_name, mask_phone},
    sites::SiteDetail,
};
use uuid::Uuid;

/// Open hazards, past ones and visits that a page shows, of each.
const SHOWN: u64 = 20;

/// Everything the page of a site shows. One outside the person's area is not found.
pub async fn detail(ctx: &Ctx, id: SiteId) -> Result<SiteDetail> {
    let reference = ctx.state.reference().await?;
    let mut this = Conditions::default();
    this.add("s.id = ?", [id.0.into()]);
    let mut sql =
        Sql::new(format!("SELECT {}, s.contact_name, s.contact_phone, s.merged_into FROM site s", columns()));
    sql.filter(&this);
    let Some(row) = sql.one(ctx.db().read()).await? else { return Err(Error::code(Code::NotFound)) };
    let summary = read(&row, &reference.areas)?;
    if !ctx.actor.area.contains(&summary.area.code) {
        return Err(Error::code(Code::NotFound));
    }
    let contact_name: Option<String> = row.try_get_by_index(12)?;
    let contact_phone: Option<String> = row.try_get_by_index(13)?;
    let (checks_30, checks_90) = checks(ctx, id, ctx.now).await?;
    let visits = InspectionFilter { site: Some(id), ..InspectionFilter::default() };
    let personal = contact_name.is_some()
        || contact_phone.is_some()
        || summary.kind == domain::sites::SiteKind::Household;
    Ok(SiteDetail {
        contact_name: contact_name.as_deref().map(mask_name),
        contact_phone: contact_phone.as_deref().map(mask_phone),
        may_reveal: ctx.actor.role.has(Right::Reveal) && personal,
        checks_30,
        checks_90,
        open_hazards: open_hazards(ctx, id).await?,
        past_hazards: hazards_in(ctx, id, Status::past().collect()).await?,
        visits: inspections::query::first(ctx, &visits, SHOWN).await?,
        hazards_total: hazards_total(ctx, id).await?,
        merged_into: row.try_get_by_index::<Option<Uuid>>(14)?.map(SiteId),
        twins: twins(ctx, id).await?,
        summary,
    })
}

/// The open hazards of a site, newest first; at most twenty.
pub(crate) async fn open_hazards(ctx: &Ctx, id: SiteId) -> Result<Vec<HazardSummary>> {
    hazards_in(ctx, id, Status::open().collect()).await
}

async fn hazards_in(ctx: &Ctx, id: SiteId, status: Vec<Status>) -> Result<Vec<HazardSummary>> {
    let filter = HazardFilter { status, site: Some(id), ..HazardFilter::default() };
    hazards::query::first(ctx, &filter, Sort::Newest, SHOWN).await
}

async fn hazards_total(ctx: &Ctx, id: SiteId) -> Result<Total> {
    let most = ctx.state.limits.total_cap;
    let mut sql = Sql::new("SELECT count(*) FROM (SELECT 1 FROM hazard h WHERE ");
    sql.bind("h.site_id = ? LIMIT ?) c", [id.0.into(), cap(most.saturating_add(1))]);
    Ok(total(sql.number(ctx.db().read()).await?, most))
}

/// How often a site was checked in the 30 and the 90 days before `at`, by anyone. Failed attempts do not count.
pub async fn checks(ctx: &Ctx, id: SiteId, at: DateTime<Utc>) -> Result<(u32, u32)> {
    let floor = |days| sort_key_floor(at - TimeDelta::days(days));
    let mut sql = Sql::default();
    sql.bind(
        "SELECT count(*), COALESCE(sum(CASE WHEN i.sort_key >= ? THEN 1 ELSE 0 END), 0) FROM inspection i \
         WHERE i.site_id = ? AND i.sort_key >= ? AND i.outcome = ?",
        [floor(30).into(), id.0.into(), floor(90).into(), Outcome::Done.as_str().into()],
    );
    let Some(row) = sql.one(ctx.db().read()).await? else { return Ok((0, 0)) };
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((number(row.try_get_by_index(1)?), number(row.try_get_by_index(0)?)))
}
