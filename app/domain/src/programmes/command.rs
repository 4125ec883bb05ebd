//! What a tablet sends of the programmes: one thing saved in the field, in the envelope of [`crate::sync`]. Each form of a
//! visit is a command of its own that names the visit ([`crate::inspections::door`]), so that what one of them meets holds
//! up no other.

use super::{
    Keep,
    device::{DeviceChange, DeviceCommand, PlanDevice},
    gas::{SaveGasUnit, SaveLpgUser},
    register::{FireIncident, HotlineOrder, Penalty, right_to},
    register_views::RegisterKind,
    stove::{SaveStoveSurvey, StoveChange, StoveCommand},
};
use crate::{
    actor::Right,
    fault::{Fault, FieldCode},
    ids::{FileId, InspectionId, SiteId},
    json,
    sync::{Clock, Doubt, kept},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::Error as _};
use serde_json::value::RawValue;
use uuid::Uuid;

/// One thing saved in the field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "form", content = "content", rename_all = "snake_case", try_from = "ToldForm")]
pub enum ProgrammeCommand {
    /// An appliance that the register does not have yet.
    SurveyStove(Box<SaveStoveSurvey>),
    /// A step in the life of an appliance; names the version it was based on.
    ChangeStove(Box<StoveChange>),
    /// A device for the list.
    PlanDevice(Box<PlanDevice>),
    /// A step in the life of a device; names the version it was based on.
    ChangeDevice(Box<DeviceChange>),
    /// A small unit that uses gas.
    SaveGasUnit(Box<SaveGasUnit>),
    /// A user of cylinders.
    SaveLpgUser(Box<SaveLpgUser>),
    /// A penalty that the register does not have yet. The three registers are entered in the field and changed at the desk.
    EnterPenalty(Box<Keep<Penalty>>),
    /// A new hotline order.
    EnterOrder(Box<Keep<HotlineOrder>>),
    /// A new fire incident.
    EnterFire(Box<Keep<FireIncident>>),
}

/// The JSON of a [`ProgrammeCommand`], side by side, as with [`crate::sync::Body`].
#[derive(Deserialize)]
struct ToldForm {
    form: String,
    content: Box<RawValue>,
}

impl TryFrom<ToldForm> for ProgrammeCommand {
    type Error = serde_json::Error;

    fn try_from(told: ToldForm) -> Result<Self, Self::Error> {
        let content = told.content.get();
        Ok(match told.form.as_str() {
            kinds::SURVEY_STOVE => Self::SurveyStove(json::read(content)?),
            kinds::CHANGE_STOVE => Self::ChangeStove(json::read(content)?),
            kinds::PLAN_DEVICE => Self::PlanDevice(json::read(content)?),
            kinds::CHANGE_DEVICE => Self::ChangeDevice(json::read(content)?),
            kinds::SAVE_GAS_UNIT => Self::SaveGasUnit(json::read(content)?),
            kinds::SAVE_LPG_USER => Self::SaveLpgUser(json::read(content)?),
            kinds::ENTER_PENALTY => Self::EnterPenalty(json::read(content)?),
            kinds::ENTER_ORDER => Self::EnterOrder(json::read(content)?),
            kinds::ENTER_FIRE => Self::EnterFire(json::read(content)?),
            _ => return Err(serde_json::Error::custom("a form of an unknown kind")),
        })
    }
}

/// The words by which the forms are told apart.
pub(crate) mod kinds {
    pub const SURVEY_STOVE: &str = "survey_stove";
    pub const CHANGE_STOVE: &str = "change_stove";
    pub const PLAN_DEVICE: &str = "plan_device";
    pub const CHANGE_DEVICE: &str = "change_device";
    pub const SAVE_GAS_UNIT: &str = "save_gas_unit";
    pub const SAVE_LPG_USER: &str = "save_lpg_user";
    pub const ENTER_PENALTY: &str = "enter_penalty";
    pub const ENTER_ORDER: &str = "enter_order";
    pub const ENTER_FIRE: &str = "enter_fire";
}

impl ProgrammeCommand {
    /// The id made on the tablet: that of the appliance, the step, the device, the save of an entry.
    pub fn id(&self) -> Uuid {
        match self {
            Self::SurveyStove(survey) => survey.id.0,
            Self::ChangeStove(change) => change.id.0,
            Self::PlanDevice(plan) => plan.id.0,
            Self::ChangeDevice(change) => change.id.0,
            Self::SaveGasUnit(unit) => unit.id.0,
            Self::SaveLpgUser(user) => user.id.0,
            Self::EnterPenalty(keep) => keep.id.0,
            Self::EnterOrder(keep) => keep.id.0,
            Self::EnterFire(keep) => keep.id.0,
        }
    }

    /// The word of its kind: in receipts, ledgers and logs.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SurveyStove(_) => kinds::SURVEY_STOVE,
            Self::ChangeStove(_) => kinds::CHANGE_STOVE,
            Self::PlanDevice(_) => kinds::PLAN_DEVICE,
            Self::ChangeDevice(_) => kinds::CHANGE_DEVICE,
            Self::SaveGasUnit(_) => kinds::SAVE_GAS_UNIT,
            Self::SaveLpgUser(_) => kinds::SAVE_LPG_USER,
            Self::EnterPenalty(_) => kinds::ENTER_PENALTY,
            Self::EnterOrder(_) => kinds::ENTER_ORDER,
            Self::EnterFire(_) => kinds::ENTER_FIRE,
        }
    }

    /// The register that it makes an entry of.
    pub const fn register(&self) -> Option<RegisterKind> {
        match self {
            Self::EnterPenalty(_) => Some(RegisterKind::Penalty),
            Self::EnterOrder(_) => Some(RegisterKind::Order),
            Self::EnterFire(_) => Some(RegisterKind::Fire),
            _ => None,
        }
    }

    /// The right it takes.
    pub fn right(&self) -> Right {
        match self {
            Self::SurveyStove(_) | Self::SaveGasUnit(_) | Self::SaveLpgUser(_) => Right::Survey,
            Self::PlanDevice(_) => Right::PlanWork,
            Self::ChangeStove(change) => change.command.action().right(),
            Self::ChangeDevice(change) => change.command.action().right(),
            Self::EnterPenalty(keep) => right_to(keep),
            Self::EnterOrder(keep) => right_to(keep),
            Self::EnterFire(keep) => right_to(keep),
        }
    }

    /// Every photo it names, each once.
    pub fn photos(&self) -> Vec<FileId> {
        let mut all = match self {
            Self::SurveyStove(survey) => survey.photos.clone(),
            Self::ChangeStove(change) => change.command.photos(),
            Self::PlanDevice(_) | Self::EnterPenalty(_) | Self::EnterOrder(_) | Self::EnterFire(_) => {
                Vec::new()
            }
            Self::ChangeDevice(change) => change.command.photos().to_vec(),
            Self::SaveGasUnit(unit) => unit.photos.clone(),
            Self::SaveLpgUser(user) => user.photos(),
        };
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The visit during which it was done. An entry of a register is about what happened, whoever goes there.
    pub fn visit(&self) -> Option<InspectionId> {
        match self {
            Self::SurveyStove(survey) => survey.visit,
            Self::ChangeStove(change) => change.visit,
            Self::PlanDevice(_) | Self::EnterPenalty(_) | Self::EnterOrder(_) | Self::EnterFire(_) => None,
            Self::ChangeDevice(change) => change.visit,
            Self::SaveGasUnit(unit) => unit.visit,
            Self::SaveLpgUser(user) => user.visit,
        }
    }

    /// Nobody was let in: the step of an attempt.
    fn is_attempt(&self) -> bool {
        match self {
            Self::ChangeStove(change) => matches!(change.command, StoveCommand::Attempt { .. }),
            Self::ChangeDevice(change) => matches!(change.command, DeviceCommand::Attempt { .. }),
            _ => false,
        }
    }

    /// The visit that it tells of by itself: it was filled in behind the door, so somebody was there. An attempt tells of
    /// none: how it ended only its visit says.
    pub fn tells_of(&self) -> Option<InspectionId> {
        self.visit().filter(|_| !self.is_attempt())
    }

    /// The appliance or device whose step it is: its steps go in the order in which they were taken.
    pub fn step_of(&self) -> Option<Uuid> {
        match self {
            Self::ChangeStove(change) => Some(change.stove.0),
            Self::ChangeDevice(change) => Some(change.device.0),
            _ => None,
        }
    }

    /// The site that it names.
    pub fn site(&self) -> Option<SiteId> {
        match self {
            Self::SurveyStove(survey) => Some(survey.site),
            Self::PlanDevice(plan) => Some(plan.site),
            Self::SaveGasUnit(unit) => Some(unit.site),
            Self::SaveLpgUser(user) => Some(user.site),
            Self::EnterPenalty(keep) => keep.record.site,
            Self::EnterOrder(keep) => keep.record.site,
            Self::EnterFire(keep) => keep.record.site,
            Self::ChangeStove(_) | Self::ChangeDevice(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn site_mut(&mut self) -> Option<&mut SiteId> {
        match self {
            Self::SurveyStove(survey) => Some(&mut survey.site),
            Self::PlanDevice(plan) => Some(&mut plan.site),
            Self::SaveGasUnit(unit) => Some(&mut unit.site),
            Self::SaveLpgUser(user) => Some(&mut user.site),
            Self::EnterPenalty(keep) => keep.record.site.as_mut(),
            Self::EnterOrder(keep) => keep.record.site.as_mut(),
            Self::EnterFire(keep) => keep.record.site.as_mut(),
            Self::ChangeStove(_) | Self::ChangeDevice(_) => None,
        }
    }

    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        match self {
            Self::SurveyStove(survey) => survey.validate(now),
            Self::ChangeStove(change) => change.validate(now),
            Self::PlanDevice(plan) => plan.validate(),
            Self::ChangeDevice(change) => change.validate(now),
            Self::SaveGasUnit(unit) => unit.validate(now),
            Self::SaveLpgUser(user) => user.validate(now),
            Self::EnterPenalty(keep) => check_new(keep).and_then(|()| keep.record.validate(now)),
            Self::EnterOrder(keep) => check_new(keep).and_then(|()| keep.record.validate(now)),
            Self::EnterFire(keep) => check_new(keep).and_then(|()| keep.record.validate(now)),
        }
    }

    /// Brings every time in it to server time and answers how sure the least sure of them is. The device's own time
    /// `device_at` is kept beside them. Days that were read from a plate or a slip stay as they were read.
    pub fn date(&mut self, clock: &Clock, device_at: DateTime<Utc>) -> Doubt {
        let seen = |at: &mut DateTime<Utc>| {
            let told = clock.server_time(*at);
            *at = told.at;
            told.doubt
        };
        let written = |at: &mut DateTime<Utc>| {
            let told = clock.written(*at);
            *at = told.at;
            told.doubt
        };
        // a step happens when the server hears of it: order and deadlines are the server's
        match self {
            Self::SurveyStove(survey) => seen(&mut survey.surveyed_at),
            Self::SaveGasUnit(unit) => seen(&mut unit.surveyed_at),
            Self::ChangeStove(change) => {
                change.device_at = Some(kept(device_at));
                clock.server_time(device_at).doubt
            }
            Self::ChangeDevice(change) => {
                change.device_at = Some(kept(device_at));
                clock.server_time(device_at).doubt
            }
            Self::EnterFire(keep) => written(&mut keep.record.at),
            Self::EnterOrder(keep) => {
                let received = written(&mut keep.record.received_at);
                keep.record.replied_at.as_mut().map_or(received, |at| written(at).max(received))
            }
            Self::PlanDevice(_) | Self::SaveLpgUser(_) | Self::EnterPenalty(_) => {
                clock.server_time(device_at).doubt
            }
        }
    }
}

/// A tablet enters what is new. It takes no entries along, so it knows no version of one.
fn check_new<T>(keep: &Keep<T>) -> Result<(), Fault> {
    if keep.is_new() { Ok(()) } else { Err(Fault::field("base_version", FieldCode::NotAllowed)) }
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
