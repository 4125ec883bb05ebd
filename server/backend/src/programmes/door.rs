//! One visit per door: everything of the programmes at a site, with what is due there.

use super::{devices, gas, stoves};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    hazards::{self, service::find_site},
};
use domain::{
    fault::Code,
    ids::SiteId,
    listing::{HazardFilter, Sort},
    programmes::{
        due::{DueSettings, KnownDoor, OpenHazard, due},
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
    let known = KnownDoor {
        hazards: &hazards,
        ..KnownDoor::of(kind, &stoves, &devices, unit.as_ref(), lpg.as_ref())
    };
    let settings = DueSettings {
        expiring_months: ctx.state.limits.expiring_months,
        silent_hours: ctx.state.limits.silent_hours,
    };
    Ok(DoorView { due: due(known, ctx.now, settings), stoves: rows, devices: device_rows, gas })
}
