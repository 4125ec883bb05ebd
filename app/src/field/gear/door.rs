//! Everything of the programmes at one door: what the server knew when it was taken along, with what is saved here laid
//! over it, so that nobody is offered to do twice what was done offline.

use crate::field::{bridge::Saved, pending, to_visit::Wanted};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Actor,
    area::AreaCode,
    ids::SiteId,
    order,
    programmes::{
        ProgrammeCommand,
        device::{self, DeviceState, Telemetry},
        due::{DueItem, DueSettings, KnownDoor, OpenHazard, due},
        gas::{GasUnit, LpgUser},
        gear::{LifeRules, Usage},
        stove::{StoveState, lifecycle},
    },
    sites::SiteKind,
    sync::{Command, FieldGasUser},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The kinds of the other commands.
const OTHERS: [&str; 4] = ["save_visit", "register_hazard", "change_hazard", "add_site"];

/// A form that is saved here.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// What it says.
    pub form: ProgrammeCommand,
    /// When it was saved, by the server's clock as far as it is known.
    pub at: DateTime<Utc>,
    /// The server does not know it yet.
    pub unknown: bool,
}

/// The forms that [count](Saved::counts) here, the oldest first. The device's clock is so far `ahead` of the server's.
pub fn forms(outbox: &[Saved], ahead: TimeDelta) -> Vec<Waiting> {
    let mut forms: Vec<Waiting> = outbox
        .iter()
        .filter(|saved| !OTHERS.contains(&saved.kind.as_str()) && saved.counts())
        .filter_map(|saved| match pending::body(saved)?.command {
            Command::Programme(form) => {
                Some(Waiting { form: *form, at: saved.saved_at - ahead, unknown: !saved.is_confirmed() })
            }
            _ => None,
        })
        .collect();
    order::by_key(&mut forms, |waiting| (waiting.at, waiting.form.id()));
    forms
}

/// Where the door is, and who stands before it.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The site.
    pub site: SiteId,
    /// Its area.
    pub area: &'a AreaCode,
    /// A home or a business.
    pub usage: Usage,
    /// Who.
    pub actor: &'a Actor,
    /// How long gear may serve.
    pub rules: &'a LifeRules,
}

/// What is behind a door.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Door {
    /// Its appliances.
    pub stoves: Vec<StoveState>,
    /// Its devices, with what they had told.
    pub devices: Vec<(DeviceState, Telemetry)>,
    /// Its entry on the register of gas users.
    pub gas: Option<FieldGasUser>,
    /// The records about which something is saved here that the server does not know yet.
    pub waiting: BTreeSet<Uuid>,
}

impl Door {
    /// As it is once what is saved here has been sent. A step that is not possible any more changes nothing: the server
    /// will say so.
    pub fn after(mut self, forms: &[Waiting], around: &Around<'_>) -> Self {
        for waiting in forms {
            if let Some(record) = self.take(waiting, around)
                && waiting.unknown
            {
                self.waiting.insert(record);
            }
        }
        self
    }

    /// Takes a form in, and says which record it is about.
    fn take(&mut self, waiting: &Waiting, around: &Around<'_>) -> Option<Uuid> {
        let Waiting { form, at, unknown } = waiting;
        let told = |base, version| pending::is_told(*unknown, base, version);
        match form {
            // the feed may have brought it a moment ago
            ProgrammeCommand::SurveyStove(survey) if survey.site == around.site => {
                if !self.stoves.iter().any(|stove| stove.id == survey.id) {
                    let (area, usage) = (around.area.clone(), around.usage);
                    let step = lifecycle::survey(survey, area, usage, around.actor, around.rules);
                    self.stoves.push(step.state);
                }
                Some(survey.id.0)
            }
            ProgrammeCommand::PlanDevice(plan) if plan.site == around.site => {
                if !self.devices.iter().any(|(device, _)| device.id == plan.id) {
                    let (area, usage) = (around.area.clone(), around.usage);
                    let step = device::plan(plan, area, usage, around.actor, *at);
                    self.devices.push((step.state, Telemetry::default()));
                }
                Some(plan.id.0)
            }
            ProgrammeCommand::ChangeStove(change) => {
                let state = self.stoves.iter_mut().find(|stove| stove.id == change.stove)?;
                if told(change.base_version, state.version) {
                    return None;
                }
                *state = state.step(&change.command, around.actor, *at, around.rules).ok()?.state;
                Some(change.stove.0)
            }
            ProgrammeCommand::ChangeDevice(change) => {
                let (state, _) = self.devices.iter_mut().find(|(device, _)| device.id == change.device)?;
                if told(change.base_version, state.version) {
                    return None;
                }
                let step = state.step(&change.command, around.actor, *at, around.rules, None).ok()?;
                *state = step.state;
                let record = step.successor.as_ref().map_or(change.device, |successor| successor.id);
                self.devices.extend(step.successor.map(|successor| (*successor, Telemetry::default())));
                Some(record.0)
            }
            ProgrammeCommand::SaveGasUnit(unit) if unit.site == around.site => {
                let before = unit.base_version.unwrap_or(0);
                if told(Some(before), self.version()) {
                    return None;
                }
                let entry = self.entry(unit.unit, around.site, before + 1);
                entry.unit = Some(GasUnit { id: entry.id, surveyed_at: *at, ..unit.unit(before) });
                Some(entry.id.0)
            }
            ProgrammeCommand::SaveLpgUser(user) if user.site == around.site => {
                let before = user.base_version.unwrap_or(0);
                if told(Some(before), self.version()) {
                    return None;
                }
                let entry = self.entry(user.user, around.site, before + 1);
                entry.lpg = Some(LpgUser { id: entry.id, ..user.user(before) });
                Some(entry.id.0)
            }
            _ => None,
        }
    }

    /// The version of the site's entry on the register of gas users; 0 without one.
    fn version(&self) -> u32 {
        self.gas.as_ref().map_or(0, |entry| entry.version)
    }

    /// The entry of the site, which has one however it is used.
    fn entry(&mut self, id: domain::ids::GasUserId, site: SiteId, version: u32) -> &mut FieldGasUser {
        let new = FieldGasUser { id, site, unit: None, lpg: None, version, key: 0 };
        let entry = self.gas.get_or_insert(new);
        entry.version = version;
        entry
    }

    /// What is due here, the most urgent first: with the open hazards of the site, and what tasks and campaigns want of it.
    pub fn due(
        &self,
        kind: SiteKind,
        hazards: &[OpenHazard],
        wanted: &Wanted,
        now: DateTime<Utc>,
    ) -> Vec<DueItem> {
        let unit = self.gas.as_ref().and_then(|entry| entry.unit.as_ref());
        let lpg = self.gas.as_ref().and_then(|entry| entry.lpg.as_ref());
        let (campaigns, tasks) = (wanted.targets(), wanted.tasks());
        let (campaigns, tasks) = (campaigns.as_slice(), tasks.as_slice());
        let known = KnownDoor {
            hazards,
            campaigns,
            tasks,
            ..KnownDoor::of(kind, &self.stoves, &self.devices, unit, lpg)
        };
        due(known, now, DueSettings::default())
    }
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;
