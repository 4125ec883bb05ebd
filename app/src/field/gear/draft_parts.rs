//! What each form asks for.

use super::{
    attempt::AttemptDraft,
    device_draft::{InstallDraft, ListDraft},
    gas_draft::{LpgDraft, UnitDraft},
    stove_draft::{DayDraft, GoneDraft, HoseDraft, ReplaceDraft, SurveyDraft},
};
use domain::{
    ids::{DetectorId, StoveId},
    programmes::{
        device::{DeviceAction, DeviceState},
        stove::{StoveAction, StoveState},
    },
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The sheet of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// What is seen of an appliance.
    Survey(SurveyDraft),
    /// The day agreed on.
    Day(DayDraft),
    /// What takes an appliance's place.
    Replace(Box<ReplaceDraft>),
    /// A new hose.
    Hose(HoseDraft),
    /// Why it is not there any more.
    Gone(GoneDraft),
    /// Nothing but the remark.
    Note,
    /// Which device is to hang there.
    List(ListDraft),
    /// A device in its place.
    Install(Box<InstallDraft>),
    /// A small unit.
    Unit(UnitDraft),
    /// A user of cylinders.
    Lpg(LpgDraft),
    /// Nobody let us in.
    Attempt(AttemptDraft),
}

impl Sheet {
    /// The sheet of a step of an appliance, filled in from what is known of it; `None` for what is not done at the door.
    pub fn of_stove(action: StoveAction, stove: &StoveState, new_id: &dyn Fn() -> Uuid) -> Option<Self> {
        Some(match action {
            StoveAction::Survey => Self::Survey(SurveyDraft::of(&stove.survey)),
            StoveAction::Plan => Self::Day(DayDraft::default()),
            StoveAction::Replace => {
                let supply = stove.survey.supply.or(stove.survey.fuel);
                Self::Replace(Box::new(ReplaceDraft::new(StoveId(new_id()), supply)))
            }
            StoveAction::ReplaceHose => Self::Hose(HoseDraft::default()),
            StoveAction::Remove => Self::Gone(GoneDraft::default()),
            StoveAction::AddNote => Self::Note,
            StoveAction::Accept | StoveAction::SendBack | StoveAction::LookAgain | StoveAction::Attempt => {
                return None;
            }
        })
    }

    /// The same of a device.
    pub fn of_device(action: DeviceAction, device: &DeviceState, new_id: &dyn Fn() -> Uuid) -> Option<Self> {
        let successor = || DetectorId(new_id());
        Some(match action {
            DeviceAction::Install => Self::Install(Box::new(InstallDraft::new(device.kind, successor()))),
            DeviceAction::Replace => {
                let old = device.installation.as_ref();
                Self::Install(Box::new(InstallDraft::in_place_of(device.kind, successor(), old)))
            }
            DeviceAction::ReportFault | DeviceAction::Repair | DeviceAction::AddNote => Self::Note,
            DeviceAction::Accept | DeviceAction::SendBack | DeviceAction::Retire | DeviceAction::Attempt => {
                return None;
            }
        })
    }
}
