//! What a person may do about an entry, and what comes of it.

use super::entry::{Entry, Standing};
use crate::{
    actor::Actor,
    fault::{Code, Fault, FieldCode},
    hazards::{Change, HazardCommand, HazardState},
    ids::{EventId, SiteId},
    inspections::commands::VisitedSite,
    sync::{Body, Command},
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
        /// What to seal.
        body: Box<Body>,
    },
    /// The entry goes, its photos stay: they are a draft's again.
    Draft,
}

/// Carries a decision out.
///
/// # Errors
/// When it is none for this entry, or its note is missing.
pub fn decide(entry: &Entry, body: &Body, decision: Decision, with: &Choosing) -> Result<Decided, Fault> {
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
        Decision::AsNote => Decided::Replaced { body: Box::new(as_note(body, with)?) },
        Decision::Again => match again(body, entry.standing, with) {
            Some(body) => Decided::Replaced { body: Box::new(body) },
            None => {
                let mut entry = entry.clone();
                entry.again();
                Decided::Kept { entry: Box::new(entry) }
            }
        },
    })
}

fn as_note(body: &Body, with: &Choosing) -> Result<Body, Fault> {
    if let Command::Programme(form) = &body.command {
        let note =
            form.as_note(EventId(with.fresh), &with.note).ok_or_else(|| Fault::new(Code::WrongState))?;
        noted(with)?;
        return Ok(Body { command: Command::Programme(Box::new(note)), ..body.clone() });
    }
    let Command::ChangeHazard(change) = &body.command else { return Err(Fault::new(Code::WrongState)) };
    noted(with)?;
    let command =
        HazardCommand::AddNote { note: with.note.clone(), photos: change.command.photos().to_vec() };
    // a note fits whatever is there
    let note = Change { id: EventId(with.fresh), base_version: None, command, ..Change::clone(change) };
    Ok(Body { command: Command::ChangeHazard(Box::new(note)), ..body.clone() })
}

/// Whether there are words for a note.
fn noted(with: &Choosing) -> Result<(), Fault> {
    if with.note.trim().is_empty() { Err(Fault::field("note", FieldCode::Required)) } else { Ok(()) }
}

/// The same on what is there now; `None` when there is nothing to change about it.
fn again(body: &Body, standing: Standing, with: &Choosing) -> Option<Body> {
    match &body.command {
        Command::ChangeHazard(change) if standing == Standing::Conflict => {
            let change =
                Change { id: EventId(with.fresh), base_version: with.version, ..Change::clone(change) };
            Some(Body { command: Command::ChangeHazard(Box::new(change)), ..body.clone() })
        }
        Command::Programme(form) if standing == Standing::Conflict => {
            let form = form.based_on(EventId(with.fresh), with.version)?;
            Some(Body { command: Command::Programme(Box::new(form)), ..body.clone() })
        }
        _ => repointed(body, &with.merged),
    }
}

/// The command with the sites that take the place of merged ones; `None` when it names none of those. Only for what was
/// never sent, or was refused: the server finds the way by itself for the rest.
pub fn repointed(body: &Body, merged: &BTreeMap<SiteId, SiteId>) -> Option<Body> {
    let mut body = body.clone();
    let mut changed = false;
    let mut follow = |site: &mut SiteId| {
        // as many steps as there are merges: a circle ends too
        for _ in 0..merged.len() {
            let Some(into) = merged.get(site) else { break };
            *site = *into;
            changed = true;
        }
    };
    match &mut body.command {
        Command::SaveVisit(visit) => {
            if let VisitedSite::Known(site) = &mut visit.site {
                follow(site);
            }
            visit.hazards.iter_mut().filter_map(|hazard| hazard.site.as_mut()).for_each(&mut follow);
        }
        Command::RegisterHazard(hazard) => hazard.site.as_mut().into_iter().for_each(follow),
        Command::Programme(form) => form.site_mut().into_iter().for_each(follow),
        Command::ChangeHazard(_) | Command::AddSite(_) => {}
    }
    changed.then_some(body)
}
