//! What a person may do about an entry, and what comes of it.

use super::{
    entry::{Entry, Standing},
    sealed::{as_note, on_theirs, repointed},
};
use crate::{
    actor::Actor,
    fault::{Code, Fault, FieldCode},
    hazards::HazardState,
    ids::SiteId,
    sync::Command,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// How a conflict or refusal is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Mine is given up; its photos too.
    Drop,
    /// Mine is kept as a note to the record as it is now, with its photos.
    AsNote,
    /// The same step again, on the record as it is now.
    Again,
    /// Back into the form: the command leaves the outbox and becomes a draft again.
    Edit,
}

/// Whether an entry can still be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Editing {
    /// Yes: nobody has it, or it was refused.
    InPlace,
    /// Not now: it may have arrived. The same goes again, and then a correction can.
    NotYet,
    /// By a correction: a command of its own.
    Correction,
    /// A conflict is decided first.
    Decide,
}

impl Entry {
    /// Whether it can still be changed.
    pub const fn editing(&self) -> Editing {
        match self.standing {
            Standing::Waiting | Standing::Refused => Editing::InPlace,
            Standing::Unanswered => Editing::NotYet,
            Standing::Photos | Standing::Stored => Editing::Correction,
            Standing::Conflict => Editing::Decide,
        }
    }

    /// The photos of a stored record that the server does not take.
    fn has_lost_photos(&self) -> bool {
        self.standing == Standing::Photos && self.photos.iter().any(|photo| photo.fault.is_some())
    }

    /// Whether this decision is about such an entry at all.
    fn takes(&self, decision: Decision) -> bool {
        match decision {
            Decision::Drop => {
                matches!(self.standing, Standing::Waiting | Standing::Conflict | Standing::Refused)
                    || self.has_lost_photos()
            }
            Decision::AsNote => {
                self.chain.is_some() && matches!(self.standing, Standing::Conflict | Standing::Refused)
            }
            Decision::Again => matches!(self.standing, Standing::Conflict | Standing::Refused),
            Decision::Edit => {
                matches!(self.standing, Standing::Waiting | Standing::Conflict | Standing::Refused)
            }
        }
    }
}

/// The decisions that a person can take. `theirs` is the hazard as the server has it, of a conflict: the same step again
/// makes sense only where it is possible in that state.
pub fn choices(
    entry: &Entry,
    command: &Command,
    theirs: Option<&HazardState>,
    actor: &Actor,
) -> Vec<Decision> {
    let possible = |decision| match (decision, theirs, command) {
        (Decision::Again, Some(state), Command::ChangeHazard(change)) => {
            state.permits(change.command.action(), actor).is_ok()
        }
        _ => true,
    };
    [Decision::Again, Decision::AsNote, Decision::Edit, Decision::Drop]
        .into_iter()
        .filter(|decision| entry.takes(*decision) && possible(*decision))
        .collect()
}

/// What deciding needs besides the entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choosing {
    /// An id that was never used: other content is another command.
    pub fresh: Uuid,
    /// The version of the record as the server has it, of a conflict.
    pub version: Option<u32>,
    /// The words of [`Decision::AsNote`].
    pub note: String,
    /// Sites that were merged into others.
    pub merged: BTreeMap<SiteId, SiteId>,
}

/// What comes of a decision.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "decided", rename_all = "snake_case")]
pub enum Decided {
    /// The entry goes, with its photos.
    Dropped,
    /// The entry stays, like this.
    Kept {
        /// As it is now.
        entry: Box<Entry>,
    },
    /// This is sealed in its place, with its photos and at its place in the order.
    Replaced {
        /// The text to seal.
        body: String,
    },
    /// The entry goes, its photos stay: they are a draft's again.
    Draft,
}

/// Carries a decision out about an entry and its sealed text.
///
/// # Errors
/// When it is none for this entry, its note is missing, or the text cannot be read.
pub fn decide(entry: &Entry, body: &str, decision: Decision, with: &Choosing) -> Result<Decided, Fault> {
    if !entry.takes(decision) {
        return Err(Fault::new(Code::WrongState));
    }
    Ok(match decision {
        Decision::Drop if entry.has_lost_photos() => {
            let mut entry = entry.clone();
            entry.give_up_photos();
            Decided::Kept { entry: Box::new(entry) }
        }
        Decision::Drop => Decided::Dropped,
        Decision::Edit => Decided::Draft,
        Decision::AsNote => {
            if with.note.trim().is_empty() {
                return Err(Fault::field("note", FieldCode::Required));
            }
            let note = as_note(body, with).map_err(unreadable)?;
            Decided::Replaced { body: note.ok_or_else(|| Fault::new(Code::WrongState))? }
        }
        Decision::Again => match again(entry, body, with).map_err(unreadable)? {
            Some(body) => Decided::Replaced { body },
            None => {
                let mut entry = entry.clone();
                entry.again();
                Decided::Kept { entry: Box::new(entry) }
            }
        },
    })
}

/// The same on what is there now; `None` when there is nothing to change about it.
fn again(entry: &Entry, body: &str, with: &Choosing) -> Result<Option<String>, serde_json::Error> {
    if entry.standing == Standing::Conflict
        && let Some(step) = on_theirs(body, with)?
    {
        return Ok(Some(step));
    }
    repointed(body, &with.merged)
}

/// What was sealed here cannot be read here: no person can mend that.
fn unreadable(_: serde_json::Error) -> Fault {
    Fault::new(Code::Internal)
}
