//! The JSON of a step in the life of a device, side by side; why, see `hazards::told`.

use super::{DeviceCommand, Installation};
use crate::{
    ids::{DetectorId, FileId},
    inspections::{Outcome, Signature},
    text_enum,
    word::need,
};
use serde::Deserialize;

text_enum! {
    /// The words of [`DeviceCommand`].
    Word {
        /// As [`DeviceCommand::Install`].
        Install = "install",
        /// As [`DeviceCommand::Accept`].
        Accept = "accept",
        /// As [`DeviceCommand::SendBack`].
        SendBack = "send_back",
        /// As [`DeviceCommand::ReportFault`].
        ReportFault = "report_fault",
        /// As [`DeviceCommand::Repair`].
        Repair = "repair",
        /// As [`DeviceCommand::Replace`].
        Replace = "replace",
        /// As [`DeviceCommand::Retire`].
        Retire = "retire",
        /// As [`DeviceCommand::Attempt`].
        Attempt = "attempt",
        /// As [`DeviceCommand::AddNote`].
        AddNote = "add_note",
    }
}

/// A [`DeviceCommand`] with the fields of all of them.
#[derive(Deserialize)]
pub(super) struct ToldCommand {
    #[serde(rename = "do")]
    word: Word,
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
        let ToldCommand { word, installation, signature, note, reason, photos, successor, outcome } = told;
        let photos = photos.unwrap_or_default();
        Ok(match word {
            Word::Install => Self::Install { installation: need(installation, "installation")?, signature },
            Word::Accept => Self::Accept { note },
            Word::SendBack => Self::SendBack { reason: need(reason, "reason")? },
            Word::ReportFault => Self::ReportFault { note: need(note, "note")?, photos },
            Word::Repair => Self::Repair { note: need(note, "note")? },
            Word::Replace => Self::Replace {
                successor: need(successor, "successor")?,
                installation: need(installation, "installation")?,
                signature,
            },
            Word::Retire => Self::Retire { reason: need(reason, "reason")? },
            Word::Attempt => Self::Attempt { outcome: need(outcome, "outcome")?, note },
            Word::AddNote => Self::AddNote { note: need(note, "note")?, photos },
        })
    }
}
