//! One visit per door: everything of the programmes at a site, with what is due there.

use super::{devices, gas, stoves};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards::{self, service::find_site},
    inspections,
    listing::Sql,
};
use domain::{
    fault::Code,
    ids::{CampaignId, SiteId, TaskId},
    inspections::Outcome,
    listing::{HazardFilter, InspectionFilter, Sort},
    programmes::{
        campaign::{CampaignStatus, slot_of, suggest},
        desk_views::{DoorPage, Tried},
        due::{DueSettings, KnownDoor, OpenHazard, OpenTarget, OpenTask, due},
        views::DoorView,
    },
    sites::SiteKind,
};
use sea_orm::QueryResult;

/// Open hazards that are looked at.
const HAZARDS: u64 = 200;

/// Failed visits that are looked at.
const TRIED: u64 = 20;

/// Everything of the programmes at a site, the due on top. One outside the person's area is not found.
pub async fn door(ctx: &Ctx, site: SiteId) -> Result<DoorView> {
    let found = match find_site(ctx, "site", Some(site)).await {
        Err(Error::Fault(_)) => None,
        found => found?,
    };
    let found = found.ok_or_else(|| Error::code(Code::NotFound))?;
    let kind: SiteKind = found.kind.parse()?;
    let (stoves, rows) = stoves::query::of_site(ctx, site).await?.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
    let mut devices = Vec::new();
    let mut device_rows = Vec::new();
    for it in devices::query::of_site(ctx, site).await? {
        devices.push((it.state, it.told));
        device_rows.push(it.summary);
    }
    let entry = gas::query::of_site(ctx, site).await?;
    let (unit, lpg, gas) = match entry {
        Some((unit, lpg, summary)) => (unit, lpg, Some(summary)),
        None => (None, None, None),
    };
    let open = HazardFilter { status: hazards::query::open(), site: Some(site), ..HazardFilter::default() };
    let hazards: Vec<OpenHazard> = hazards::query::first(ctx, &open, Sort::Newest, HAZARDS)
        .await?
        .iter()
        .map(|row| OpenHazard { id: row.id, status: row.status, due: row.effective_due })
        .collect();
    let (campaigns, tasks) = (campaigns(ctx, site).await?, tasks(ctx, site).await?);
    let known = KnownDoor {
        hazards: &hazards,
        campaigns: &campaigns,
        tasks: &tasks,
        ..KnownDoor::of(kind, &stoves, &devices, unit.as_ref(), lpg.as_ref())
    };
    let settings = DueSettings {
        expiring_months: ctx.state.limits.expiring_months,
        silent_hours: ctx.state.limits.silent_hours,
    };
    Ok(DoorView { due: due(known, ctx.now, settings), stoves: rows, devices: device_rows, gas })
}

/// The running campaigns on whose list a site is.
async fn campaigns(ctx: &Ctx, site: SiteId) -> Result<Vec<OpenTarget>> {
    let mut sql = Sql::new(
        "SELECT c.id, c.to_day, t.standing FROM campaign_target t JOIN campaign c ON c.id = t.campaign_id WHERE ",
    );
    let running = CampaignStatus::Running.as_str();
    sql.bind("t.site_id = ? AND c.status = ?", [site.0.into(), running.into()]);
    let target = |row: &QueryResult| {
        Ok(OpenTarget {
            id: CampaignId(row.try_get_by_index(0)?),
            ends: row.try_get_by_index(1)?,
            standing: row.try_get_by_index::<String>(2)?.parse()?,
        })
    };
    sql.all(ctx.db().read()).await?.iter().map(target).collect()
}

/// The open tasks of a site.
async fn tasks(ctx: &Ctx, site: SiteId) -> Result<Vec<OpenTask>> {
    let mut sql = Sql::new("SELECT k.id, k.due FROM task k WHERE ");
    sql.bind("k.site_id = ? AND k.done_by IS NULL ORDER BY k.due", [site.0.into()]);
    let task = |row: &QueryResult| {
        Ok(OpenTask { id: TaskId(row.try_get_by_index(0)?), due: row.try_get_by_index(1)? })
    };
    sql.all(ctx.db().read()).await?.iter().map(task).collect()
}

/// The same with the visits that came to nothing, and when to try next.
pub async fn page(ctx: &Ctx, site: SiteId) -> Result<DoorPage> {
    let door = door(ctx, site).await?;
    let reference = ctx.state.reference().await?;
    let failed = Outcome::ALL.iter().copied().filter(|outcome| *outcome != Outcome::Done).collect();
    let filter = InspectionFilter { site: Some(site), outcome: failed, ..InspectionFilter::default() };
    let tried: Vec<Tried> = inspections::query::first(ctx, &filter, TRIED)
        .await?
        .into_iter()
        .map(|visit| Tried {
            visit: visit.id,
            at: visit.started_at,
            outcome: visit.outcome,
            slot: slot_of(visit.started_at, &reference.rules.calendar),
        })
        .collect();
    let slots: Vec<_> = tried.iter().map(|visit| visit.slot).collect();
    Ok(DoorPage { door, next: (!slots.is_empty()).then(|| suggest(&slots)), tried })
}
