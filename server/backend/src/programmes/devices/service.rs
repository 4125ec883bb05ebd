//! Putting devices on their list and the steps of their lives.

use super::{rows, store};
use crate::{
    audit,
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    entities::device,
    error::{Error, Result},
    files::service::{Named, Owner, attach},
    hazards::service::find_site,
    programmes::{
        chained::Said,
        life::{AtDoor, Codes, Doing, check_visit, entry, tidied, tidied_option},
        locked, vendors,
    },
    reference::{Reference, load::fixed_id},
};
use domain::{
    actor::Right,
    area::AreaCode,
    fault::{Code, Fault, FieldCode},
    ids::{DetectorId, EventId, FileId, SiteId},
    photos::PhotoKind,
    programmes::{
        device::{
            DeviceChange, DeviceCommand, DeviceEventKind, DeviceState, DeviceStatus, Installation,
            PlanDevice, Serial, lifecycle,
        },
        gear::Usage,
    },
    sites::SiteKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The answer to putting a device on the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedDevice {
    /// As it stands now; the receipt as it may be shown.
    pub state: DeviceState,
    /// It was there already: the same command came again.
    pub repeated: bool,
}

/// Puts a device on the list of its programme. The same id with the same content is accepted again.
pub async fn plan(ctx: &Ctx, command: PlanDevice) -> Result<SavedDevice> {
    ctx.require(Right::PlanWork)?;
    command.validate()?;
    let arrival = Arrival::straight(&command)?;
    let ready = prepare(ctx, command).await?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(ready.command.id.0).await?;
            store_new(tx, &ctx, ready, &arrival).await
        })
    })
    .await
}

/// A device for the list that is ready to be written.
pub(crate) struct Ready {
    command: PlanDevice,
    usage: Usage,
    area: AreaCode,
}

/// Makes a device for the list, which was checked by itself, ready to be written.
pub(crate) async fn prepare(ctx: &Ctx, command: PlanDevice) -> Result<Ready> {
    let site = find_site(ctx, "site", Some(command.site)).await?;
    let site = site.ok_or_else(|| Fault::field("site", FieldCode::Required))?;
    let usage = Usage::at(site.kind.parse::<SiteKind>()?);
    Ok(Ready { usage, area: site.area_code.parse()?, command })
}

/// Writes a device that was made ready, inside the caller's change, which has claimed its id.
pub(crate) async fn store_new(
    tx: &WriteTx,
    ctx: &Ctx,
    ready: Ready,
    arrival: &Arrival,
) -> Result<SavedDevice> {
    let Ready { command, usage, area } = ready;
    if let Some(row) = device::Entity::find_by_id(command.id.0).one(tx).await? {
        return repeated(ctx, &row, &arrival.content_sha256);
    }
    let step = lifecycle::plan(&command, area.clone(), usage, &ctx.actor, ctx.now);
    let doing = Doing {
        id: EventId(Uuid::now_v7()),
        ctx,
        device_at: arrival.tablet.as_ref().map(|tablet| tablet.device_at),
        visit: None,
        photos: &[],
        position: None,
        content_sha256: None,
    };
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    store::insert(tx, &step.state, &said, &doing, &arrival.content_sha256).await?;
    let detail = serde_json::json!({"kind": command.kind});
    audit::write(tx, ctx, [entry("device", "plan", command.id.0, &area, detail)]);
    Ok(SavedDevice { state: step.state, repeated: false })
}

fn repeated(ctx: &Ctx, row: &device::Model, content: &str) -> Result<SavedDevice> {
    let state = rows::state(row)?;
    if row.content_sha256 == content && ctx.actor.area.contains(&state.area) {
        Ok(SavedDevice { state: state.shown(ctx.actor.role.has(Right::Reveal)), repeated: true })
    } else {
        Err(Error::code(Code::ContentConflict))
    }
}

/// Carries out one step; answers the state afterwards, the receipt as it may be shown. Of two people who do the same step
/// at once, or take the same serial number, one wins and the other is told; the same command sent again is accepted again.
pub async fn change(ctx: &Ctx, change: DeviceChange) -> Result<DeviceState> {
    carry_out(ctx, change, Ends::Nothing).await
}

/// Says in a note what was done about an alarm, a fault or a battery that the device has told of: from then on that is over.
pub async fn seen_to(ctx: &Ctx, id: EventId, device: DetectorId, note: String) -> Result<DeviceState> {
    let command = DeviceCommand::AddNote { note, photos: Vec::new() };
    let change = DeviceChange {
        id,
        device,
        visit: None,
        base_version: None,
        device_at: None,
        position: None,
        command,
    };
    carry_out(ctx, change, Ends::WhatItTold).await
}

/// What ends with a step besides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    Nothing,
    /// What the device has told of itself.
    WhatItTold,
}

async fn carry_out(ctx: &Ctx, change: DeviceChange, ends: Ends) -> Result<DeviceState> {
    change.validate(ctx.now)?;
    let arrival = Arrival::straight(&change)?;
    let reference = ctx.state.reference().await?;
    let sees_lines = ctx.actor.role.has(Right::Reveal);
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    let state = db
        .write(move |tx| {
            Box::pin(async move {
                let device = change.device.0;
                if ends == Ends::WhatItTold {
                    // as who brings its next words
                    tx.claim(device).await?;
                }
                let found = Locked::take(tx, device).await?;
                let found = found.filter(|found| ctx.actor.area.contains(&found.state.area));
                let found = found.ok_or_else(|| Error::code(Code::NotFound))?;
                if found.has_step(tx, change.id, &arrival).await? {
                    return Ok(found.state);
                }
                let state = &found.state;
                state.permits(change.command.action(), &ctx.actor)?;
                if change.base_version.is_some_and(|version| version != state.version) {
                    return Err(Error::from(Fault::new(Code::Stale).with("state", state.status)));
                }
                let state = step(tx, &ctx, &reference, found, change, &arrival).await?;
                if ends == Ends::WhatItTold {
                    vendors::call_off(tx, device).await?;
                }
                Ok(state)
            })
        })
        .await?;
    Ok(state.shown(sees_lines))
}

/// A device that was taken for one change.
pub(crate) type Locked = locked::Locked<device::Model>;

/// The device in use that has a serial number. Whoever asks has the number until the end of this transaction: of two who
/// take it at once the second finds the first.
async fn holder(tx: &WriteTx, serial: &Serial) -> Result<Option<DetectorId>> {
    tx.claim(fixed_id("serial", serial.as_str())).await?;
    let live = DeviceStatus::ALL.iter().filter(|status| status.is_live()).map(|status| status.as_str());
    let id: Option<Uuid> = device::Entity::find()
        .select_only()
        .column(device::Column::Id)
        .filter(device::Column::Serial.eq(serial.as_str()))
        .filter(device::Column::Status.is_in(live))
        .into_tuple()
        .one(tx)
        .await?;
    Ok(id.map(DetectorId))
}

fn tidy_installation(it: &mut Installation) {
    tidied_option(&mut it.maker);
    tidied_option(&mut it.model);
    [&mut it.place, &mut it.installer].into_iter().for_each(tidied);
}

/// Carries out a step on a device that was taken, whatever version the step was based on.
pub(crate) async fn step(
    tx: &WriteTx,
    ctx: &Ctx,
    reference: &Reference,
    found: Locked,
    mut change: DeviceChange,
    arrival: &Arrival,
) -> Result<DeviceState> {
    let Locked { row, state } = found;
    let failed = match &change.command {
        DeviceCommand::Attempt { outcome, .. } => Some(*outcome),
        _ => None,
    };
    let door = AtDoor { visit: change.visit, site: row.site_id, position: change.position, failed };
    change.visit = check_visit(tx, ctx, door, arrival).await?;
    match &mut change.command {
        DeviceCommand::Install { installation, .. } => tidy_installation(installation),
        DeviceCommand::Replace { successor, installation, .. } => {
            tidy_installation(installation);
            tx.claim(successor.0).await?;
            if device::Entity::find_by_id(successor.0).one(tx).await?.is_some() {
                return Err(Fault::field("successor", FieldCode::Duplicate).into());
            }
        }
        _ => {}
    }
    let holder = match change.command.takes() {
        Some(serial) => holder(tx, serial).await?,
        None => None,
    };
    let step = state.step(&change.command, &ctx.actor, ctx.now, &reference.gear.lives, holder)?;
    let photos: Vec<FileId> = change.command.photos().to_vec();
    let doing = Doing {
        id: change.id,
        ctx,
        device_at: change.device_at,
        visit: change.visit,
        photos: &photos,
        position: change.position,
        content_sha256: Some(arrival.content_sha256.clone()),
    };
    let said = Said { kind: step.kind.as_str(), note: step.note.as_deref(), data: &step.data };
    let mut shows = change.device;
    if let Some(successor) = &step.successor {
        // the old one names it, so it comes first
        let data = serde_json::json!({
            "replaces": successor.replaces,
            "serial": successor.installation.as_ref().map(|it| &it.serial),
        });
        let hung = Said { kind: DeviceEventKind::Installed.as_str(), note: None, data: &data };
        store::insert(tx, successor, &hung, &Doing::following(ctx), &arrival.content_sha256).await?;
        shows = successor.id;
    }
    store::update(tx, row, &step.state, &said, &doing).await?;
    let (field, kind) = match &change.command {
        DeviceCommand::Install { .. } | DeviceCommand::Replace { .. } => {
            ("installation.photos", PhotoKind::After)
        }
        DeviceCommand::ReportFault { .. } => ("photos", PhotoKind::Before),
        _ => ("photos", PhotoKind::Visit),
    };
    let named = Named { field, ids: &photos, kind: Some(kind) };
    attach(tx, ctx, arrival, named, Owner::Device(shows), &state.area).await?;
    let detail = serde_json::json!({"from": state.status, "to": step.state.status});
    let action = change.command.action().as_str();
    audit::write(tx, ctx, [entry("device", action, change.device.0, &state.area, detail)]);
    Ok(step.state)
}

/// Brings the devices of a site to the one that it was merged into, also into its committee. Each says so, as an event of its own.
pub(crate) async fn merged(
    tx: &WriteTx,
    ctx: &Ctx,
    from: SiteId,
    (into, area): (SiteId, &AreaCode),
) -> Result<()> {
    let data = serde_json::json!({"merged_from": from});
    for mut row in of_sites(tx, &[from.0]).await? {
        row.site_id = into.0;
        bring(tx, ctx, row, area, &data).await?;
    }
    Ok(())
}

/// Brings the devices of sites along that have moved into another committee of their subdistrict. Each says so, as an event of
/// its own.
pub(crate) async fn moved(tx: &WriteTx, ctx: &Ctx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    let data = serde_json::json!({"moved_to": area});
    for row in of_sites(tx, sites).await? {
        bring(tx, ctx, row, area, &data).await?;
    }
    Ok(())
}

async fn of_sites(tx: &WriteTx, sites: &[Uuid]) -> Result<Vec<device::Model>> {
    let found = device::Entity::find()
        .filter(device::Column::SiteId.is_in(sites.iter().copied()))
        .order_by_asc(device::Column::Id);
    Ok(found.all(tx).await?)
}

async fn bring(
    tx: &WriteTx,
    ctx: &Ctx,
    mut row: device::Model,
    area: &AreaCode,
    data: &serde_json::Value,
) -> Result<()> {
    row.area_code = area.to_string();
    row.committee_code = Codes::of(area)?.committee;
    let mut state = rows::state(&row)?;
    state.version += 1;
    let said = Said { kind: DeviceEventKind::Noted.as_str(), note: None, data };
    store::update(tx, row, &state, &said, &Doing::following(ctx)).await
}
