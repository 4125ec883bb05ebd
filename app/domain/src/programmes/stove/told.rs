//! The JSON of a step in the life of an appliance, side by side; why, see `hazards::told`.

use super::{GoneReason, Hose, Replacement, StoveAction, StoveCommand, StoveSurvey};
use crate::{
    ids::FileId,
    inspections::{Outcome, Signature},
    word::need,
};
use chrono::NaiveDate;
use serde::Deserialize;

/// A [`StoveCommand`] with the fields of all of them; its word is that of the [`StoveAction`], so that no step can be left out here.
#[derive(Deserialize)]
pub(super) struct ToldCommand {
    #[serde(rename = "do")]
    action: StoveAction,
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
        let ToldCommand { action, survey, note, photos, on, replacement, signature, reason, outcome, hose } =
            told;
        Ok(match action {
            StoveAction::Survey => {
                Self::Survey { survey: need(survey, "survey")?, note, photos: photos.unwrap_or_default() }
            }
            StoveAction::Plan => Self::Plan { on: need(on, "on")?, note },
            StoveAction::Replace => {
                Self::Replace { replacement: need(replacement, "replacement")?, signature, note }
            }
            StoveAction::Accept => Self::Accept { signature, note },
            StoveAction::SendBack => Self::SendBack { reason: need(reason, "reason")? },
            StoveAction::LookAgain => Self::LookAgain { reason: need(reason, "reason")? },
            StoveAction::Attempt => Self::Attempt { outcome: need(outcome, "outcome")?, note },
            StoveAction::ReplaceHose => {
                Self::ReplaceHose { hose: need(hose, "hose")?, note, photos: need(photos, "photos")? }
            }
            StoveAction::Remove => {
                let reason = need(reason, "reason")?.parse::<GoneReason>().map_err(|no| no.to_string())?;
                Self::Remove { reason, note: need(note, "note")? }
            }
            StoveAction::AddNote => {
                Self::AddNote { note: need(note, "note")?, photos: photos.unwrap_or_default() }
            }
        })
    }
}
