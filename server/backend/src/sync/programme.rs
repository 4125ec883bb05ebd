//! A form of the programmes that a tablet sends: made ready as the services want it, then carried out.

use super::step::{Made, follow};
use crate::{
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    error::{Error, Result},
    programmes::{devices, gas, stoves},
    reference::Reference,
    registers::{self, fires, orders, penalties},
};
use domain::{
    calendar::local_date,
    fault::Code,
    ids::{DetectorId, FileId, GasUserId, SiteId, StoveId},
    programmes::{
        ProgrammeCommand,
        device::{self, DeviceChange},
        register::{FireIncident, Penalty},
        stove::{self, StoveChange},
    },
    sync::{Theirs, Verdict},
};
use std::sync::Arc;

/// A form that was checked and is ready to be carried out.
pub(super) enum Ready {
    Survey(Box<stoves::service::Ready>),
    Stove(Box<StoveChange>, Arc<Reference>),
    Plan(Box<devices::service::Ready>),
    Device(Box<DeviceChange>, Arc<Reference>),
    GasUser(Box<gas::service::Ready>),
    Penalty(Box<registers::Ready<Penalty>>),
    Order(Box<orders::Dated>),
    Fire(Box<registers::Ready<FireIncident>>),
}

impl Ready {
    /// Checks a form by itself, and finds its site: the one that a merged one was merged into.
    pub async fn new(ctx: &Ctx, mut form: ProgrammeCommand) -> Result<Self> {
        ctx.require(form.right())?;
        form.validate(ctx.now)?;
        if let Some(site) = form.site_mut() {
            *site = follow(ctx, *site).await?;
        }
        Ok(match form {
            ProgrammeCommand::SurveyStove(survey) => {
                Self::Survey(Box::new(stoves::service::prepare(ctx, *survey).await?))
            }
            ProgrammeCommand::ChangeStove(change) => Self::Stove(change, ctx.state.reference().await?),
            ProgrammeCommand::PlanDevice(plan) => {
                Self::Plan(Box::new(devices::service::prepare(ctx, *plan).await?))
            }
            ProgrammeCommand::ChangeDevice(change) => Self::Device(change, ctx.state.reference().await?),
            ProgrammeCommand::SaveGasUnit(unit) => {
                Self::GasUser(Box::new(gas::service::prepare(ctx, gas::service::Save::Unit(unit)).await?))
            }
            ProgrammeCommand::SaveLpgUser(user) => {
                Self::GasUser(Box::new(gas::service::prepare(ctx, gas::service::Save::Lpg(user)).await?))
            }
            ProgrammeCommand::EnterPenalty(keep) => {
                Self::Penalty(Box::new(penalties::prepare(ctx, *keep).await?))
            }
            ProgrammeCommand::EnterOrder(keep) => Self::Order(Box::new(orders::prepare(ctx, *keep).await?)),
            ProgrammeCommand::EnterFire(keep) => Self::Fire(Box::new(fires::prepare(ctx, *keep).await?)),
        })
    }

    /// Carries it out inside the caller's change, which has claimed its id and those of its photos.
    pub async fn store(self, tx: &WriteTx, ctx: &Ctx, arrival: &Arrival) -> Result<Made> {
        let done = Made::Hazards(Vec::new());
        match self {
            Self::Survey(ready) => {
                stoves::service::store_new(tx, ctx, *ready, arrival).await?;
                Ok(done)
            }
            Self::Stove(change, reference) => stove_step(tx, ctx, &reference, *change, arrival).await,
            Self::Plan(ready) => {
                devices::service::store_new(tx, ctx, *ready, arrival).await?;
                Ok(done)
            }
            Self::Device(change, reference) => device_step(tx, ctx, &reference, *change, arrival).await,
            Self::GasUser(ready) => {
                let saved = gas::service::store(tx, ctx, *ready, arrival).await?;
                Ok(if saved.is_some() { done } else { Made::Conflict })
            }
            Self::Penalty(ready) => {
                penalties::store(tx, ctx, *ready, arrival).await?;
                Ok(done)
            }
            Self::Order(dated) => {
                orders::store(tx, ctx, *dated, arrival).await?;
                Ok(done)
            }
            Self::Fire(ready) => {
                fires::store(tx, ctx, *ready, arrival).await?;
                Ok(done)
            }
        }
    }
}

async fn stove_step(
    tx: &WriteTx,
    ctx: &Ctx,
    reference: &Reference,
    change: StoveChange,
    arrival: &Arrival,
) -> Result<Made> {
    let found = stoves::service::Locked::take(tx, change.stove.0).await?;
    let found = found.ok_or_else(|| Error::code(Code::NotFound))?;
    if !ctx.actor.area.contains(&found.state.area) {
        return Err(Error::code(Code::OutsideArea));
    }
    if found.has_step(tx, change.id, arrival).await? {
        return Ok(Made::Hazards(Vec::new()));
    }
    let since = found.since(tx, change.base_version).await?;
    match stove::judge(&change, &found.state, &since, &ctx.actor, local_date(ctx.now)) {
        Verdict::Apply => {
            stoves::service::step(tx, ctx, reference, found, change, arrival).await?;
            Ok(Made::Hazards(Vec::new()))
        }
        Verdict::Conflict => Ok(Made::Conflict),
        Verdict::Refuse(fault) => Err(fault.into()),
    }
}

async fn device_step(
    tx: &WriteTx,
    ctx: &Ctx,
    reference: &Reference,
    change: DeviceChange,
    arrival: &Arrival,
) -> Result<Made> {
    let found = devices::service::Locked::take(tx, change.device.0).await?;
    let found = found.ok_or_else(|| Error::code(Code::NotFound))?;
    if !ctx.actor.area.contains(&found.state.area) {
        return Err(Error::code(Code::OutsideArea));
    }
    if found.has_step(tx, change.id, arrival).await? {
        return Ok(Made::Hazards(Vec::new()));
    }
    let since = found.since(tx, change.base_version).await?;
    match device::judge(&change, &found.state, &since, &ctx.actor) {
        Verdict::Apply => {
            devices::service::step(tx, ctx, reference, found, change, arrival).await?;
            Ok(Made::Hazards(Vec::new()))
        }
        Verdict::Conflict => Ok(Made::Conflict),
        Verdict::Refuse(fault) => Err(fault.into()),
    }
}

/// The record that a form may meet a conflict about.
#[derive(Clone, Copy, Debug)]
pub(super) enum About {
    Stove(StoveId),
    Device(DetectorId),
    /// The entry of a site, which may be another one than the form names.
    GasUser(GasUserId, SiteId),
}

impl About {
    pub fn of(form: &ProgrammeCommand) -> Option<Self> {
        match form {
            ProgrammeCommand::ChangeStove(change) => Some(Self::Stove(change.stove)),
            ProgrammeCommand::ChangeDevice(change) => Some(Self::Device(change.device)),
            ProgrammeCommand::SaveGasUnit(unit) => Some(Self::GasUser(unit.unit, unit.site)),
            ProgrammeCommand::SaveLpgUser(user) => Some(Self::GasUser(user.user, user.site)),
            // what is made new meets nobody's change
            ProgrammeCommand::SurveyStove(_)
            | ProgrammeCommand::PlanDevice(_)
            | ProgrammeCommand::EnterPenalty(_)
            | ProgrammeCommand::EnterOrder(_)
            | ProgrammeCommand::EnterFire(_) => None,
        }
    }

    /// The record as it is now.
    pub async fn theirs(self, ctx: &Ctx) -> Result<Theirs> {
        Ok(match self {
            Self::Stove(id) => Theirs::Stove(Box::new(stoves::query::detail(ctx, id).await?)),
            Self::Device(id) => Theirs::Device(Box::new(devices::query::detail(ctx, id).await?)),
            Self::GasUser(id, site) => {
                let site = follow(ctx, site).await?;
                let there = gas::service::of_site(ctx.db().read(), site).await?;
                let id = there.map_or(id, |row| GasUserId(row.id));
                Theirs::GasUser(Box::new(gas::query::detail(ctx, id).await?))
            }
        })
    }
}

/// The photos that a form brings: without the proofs of earlier saves, which it names again.
pub(super) async fn brought(
    ctx: &Ctx,
    form: &ProgrammeCommand,
    mut named: Vec<FileId>,
) -> Result<Vec<FileId>> {
    let ProgrammeCommand::SaveLpgUser(user) = form else { return Ok(named) };
    if let Some(entry) = gas::service::of_site(ctx.db().read(), user.site).await? {
        let known = gas::service::known_photos(ctx.db().read(), GasUserId(entry.id), &named).await?;
        named.retain(|photo| !known.contains(photo));
    }
    Ok(named)
}
