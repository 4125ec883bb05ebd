//! The JSON of a step in the life of a device, side by side; why, see `hazards::told`.

use super::{DeviceAction, DeviceCommand, Installation};
use crate::{
    ids::{DetectorId, FileId},
    inspections::{Outcome, Signature},
    word::need,
};
use serde::Deserialize;

/// A [`DeviceCommand`] with the fields of all of them; its word is that of the [`DeviceAction`], so that no step can be left out here.
#[derive(Deserialize)]
pub(super) struct ToldCommand {
    #[serde(rename = "do")]
    action: DeviceAction,
    installation: Option<Box<Installation>>,
    signature: Option<Signature>,
    note: Option<String>,
    reason: Option<String>,
    photos: Option<Vec<FileId>>,
    successor: Option<DetectorId>,
    outcome: Option<Outcome>,
}

impl TryFrom<ToldCommand> for DeviceCommand {
    type Error = String;

    fn try_from(told: ToldCommand) -> Result<Self, String> {
        let ToldCommand { action, installation, signature, note, reason, photos, successor, outcome } = told;
        let photos = photos.unwrap_or_default();
        Ok(match action {
            DeviceAction::Install => {
                Self::Install { installation: need(installation, "installation")?, signature }
            }
            DeviceAction::Accept => Self::Accept { note },
            DeviceAction::SendBack => Self::SendBack { reason: need(reason, "reason")? },
            DeviceAction::ReportFault => Self::ReportFault { note: need(note, "note")?, photos },
            DeviceAction::Repair => Self::Repair { note: need(note, "note")? },
            DeviceAction::Replace => Self::Replace {
                successor: need(successor, "successor")?,
                installation: need(installation, "installation")?,
                signature,
            },
            DeviceAction::Retire => Self::Retire { reason: need(reason, "reason")? },
            DeviceAction::Attempt => Self::Attempt { outcome: need(outcome, "outcome")?, note },
            DeviceAction::AddNote => Self::AddNote { note: need(note, "note")?, photos },
        })
    }
}
