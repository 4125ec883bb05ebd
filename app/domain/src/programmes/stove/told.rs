//! The JSON of a step in the life of an appliance, side by side; why, see `hazards::told`.

use super::{GoneReason, Hose, Replacement, StoveCommand, StoveSurvey};
use crate::{
    ids::FileId,
    inspections::{Outcome, Signature},
    text_enum,
    word::need,
};
use chrono::NaiveDate;
use serde::Deserialize;

text_enum! {
    /// The words of [`StoveCommand`].
    Word {
        /// As [`StoveCommand::Survey`].
        Survey = "survey",
        /// As [`StoveCommand::Plan`].
        Plan = "plan",
        /// As [`StoveCommand::Replace`].
        Replace = "replace",
        /// As [`StoveCommand::Accept`].
        Accept = "accept",
        /// As [`StoveCommand::SendBack`].
        SendBack = "send_back",
        /// As [`StoveCommand::Attempt`].
        Attempt = "attempt",
        /// As [`StoveCommand::ReplaceHose`].
        ReplaceHose = "replace_hose",
        /// As [`StoveCommand::Remove`].
        Remove = "remove",
        /// As [`StoveCommand::AddNote`].
        AddNote = "add_note",
    }
}

/// A [`StoveCommand`] with the fields of all of them.
#[derive(Deserialize)]
pub(super) struct ToldCommand {
    #[serde(rename = "do")]
    word: Word,
    survey: Option<Box<StoveSurvey>>,
    note: Option<String>,
    photos: Option<Vec<FileId>>,
    on: Option<NaiveDate>,
    replacement: Option<Box<Replacement>>,
    signature: Option<Signature>,
    reason: Option<String>,
    outcome: Option<Outcome>,
    hose: Option<Hose>,
}

impl TryFrom<ToldCommand> for StoveCommand {
    type Error = String;

    fn try_from(told: ToldCommand) -> Result<Self, String> {
        let ToldCommand { word, survey, note, photos, on, replacement, signature, reason, outcome, hose } =
            told;
        Ok(match word {
            Word::Survey => {
                Self::Survey { survey: need(survey, "survey")?, note, photos: photos.unwrap_or_default() }
            }
            Word::Plan => Self::Plan { on: need(on, "on")?, note },
            Word::Replace => {
                Self::Replace { replacement: need(replacement, "replacement")?, signature, note }
            }
            Word::Accept => Self::Accept { signature, note },
            Word::SendBack => Self::SendBack { reason: need(reason, "reason")? },
            Word::Attempt => Self::Attempt { outcome: need(outcome, "outcome")?, note },
            Word::ReplaceHose => {
                Self::ReplaceHose { hose: need(hose, "hose")?, note, photos: need(photos, "photos")? }
            }
            Word::Remove => {
                let reason = need(reason, "reason")?.parse::<GoneReason>().map_err(|no| no.to_string())?;
                Self::Remove { reason, note: need(note, "note")? }
            }
            Word::AddNote => Self::AddNote { note: need(note, "note")?, photos: photos.unwrap_or_default() },
        })
    }
}
