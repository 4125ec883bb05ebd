//! One visit per door: everything of the programmes at a site, with what is due there.

use super::{devices, gas, stoves};
use crate::{
    campaigns,
    ctx::Ctx,
    error::{Error, Result},
    hazards::{self, service::find_site},
    inspections, plans, registers, sites,
};
use domain::{
    actor::Right,
    calendar::local_date,
    fault::Code,
    ids::{SiteId, TaskId},
    listing::{HazardFilter, Sort},
    programmes::{
        campaign::{Slot, slot_of, suggest},
        desk_views::{DoorPage, Slip, Tried},
        due::{DueSettings, KnownDoor, OpenHazard, OpenTask, due},
        views::DoorView,
    },
    sites::SiteKind,
};

/// Open hazards that are looked at.
const HAZARDS: u64 = 200;

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
    let campaigns = campaigns::wanting(ctx, site).await?;
    let tasks: Vec<OpenTask> = plans::waiting(ctx.db().read(), site, local_date(ctx.now))
        .await?
        .iter()
        .map(|row| OpenTask { id: TaskId(row.id), due: row.due })
        .collect();
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

/// The same with the visits that came to nothing, when to try next, and what the registers say of it.
pub async fn page(ctx: &Ctx, site: SiteId) -> Result<DoorPage> {
    let door = door(ctx, site).await?;
    let tried = tried(ctx, site).await?;
    let registers = registers::of_site(ctx, site).await?;
    Ok(DoorPage { door, next: (!tried.is_empty()).then(|| next(&tried)), tried, registers })
}

/// The slip that is left at a door that stayed shut.
pub async fn slip(ctx: &Ctx, site: SiteId) -> Result<Slip> {
    ctx.require(Right::RecordVisit)?;
    let site = sites::query::hit(ctx, site).await?;
    let tried = tried(ctx, site.id).await?;
    Ok(Slip { site, on: local_date(ctx.now), next: next(&tried), tried })
}

/// The visits that came to nothing, newest first, of a site that the actor sees.
async fn tried(ctx: &Ctx, site: SiteId) -> Result<Vec<Tried>> {
    let reference = ctx.state.reference().await?;
    let mut failed = inspections::query::failed_visits(ctx, &[site.0.into()]).await?;
    let tried = failed.remove(&site.0).unwrap_or_default().into_iter().map(|(visit, at, outcome)| Tried {
        visit,
        at,
        outcome,
        slot: slot_of(at, &reference.rules.calendar),
    });
    Ok(tried.collect())
}

/// The part of the week to try next.
fn next(tried: &[Tried]) -> Slot {
    let slots: Vec<_> = tried.iter().map(|visit| visit.slot).collect();
    suggest(&slots)
}
