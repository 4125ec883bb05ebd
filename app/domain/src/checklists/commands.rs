//! What is done to checklists beside the edits of a draft.

use super::{ChecklistDraft, check::check_label, edit::tidied, is_key};
use crate::{
    fault::{Fault, FieldCode, FieldFault},
    ids::EventId,
    inspections::checklist::Label,
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Begins the draft of the next version of a checklist, or of a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginDraft {
    /// This command, made by the caller; it becomes the id of the version, too.
    pub id: EventId,
    /// The checklist's code.
    pub code: String,
    /// The title of a new checklist; `None` begins with what is in force.
    #[serde(default)]
    pub title: Option<Label>,
}

impl BeginDraft {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        if let Some(title) = &self.title {
            if !is_key(&self.code) {
                let code = if self.code.is_empty() { FieldCode::Required } else { FieldCode::Malformed };
                faults.push(FieldFault::new("code", code));
            }
            check_label("title", title, &mut faults);
        }
        Fault::check(faults)
    }

    /// The draft of a new checklist, which asks nothing yet.
    pub fn blank(&self) -> Option<ChecklistDraft> {
        let title = self.title.as_ref().map(tidied)?;
        Some(ChecklistDraft { title, ..ChecklistDraft::default() })
    }
}

/// Publishes a draft: it is the version in force from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishDraft {
    /// This command, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// The checklist's code.
    pub code: String,
    /// The revision that the person was looking at.
    pub revision: u32,
    /// Why: the document, the decision.
    pub reason: String,
}

impl PublishDraft {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        check_reason(&self.reason)
    }
}

/// Throws a draft away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiscardDraft {
    /// This command, made by the caller.
    pub id: EventId,
    /// The checklist's code.
    pub code: String,
    /// The revision that the person was looking at.
    pub revision: u32,
}

/// Takes a checklist out of use: no visit begins by it any more. Publishing a next version brings it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetireChecklist {
    /// This command, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// The checklist's code.
    pub code: String,
    /// The version in force that the person was looking at.
    pub version: u32,
    /// Why.
    pub reason: String,
}

impl RetireChecklist {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        check_reason(&self.reason)
    }
}

fn check_reason(reason: &str) -> Result<(), Fault> {
    let mut faults = Vec::new();
    Texts::new(&mut faults).paragraph("reason", reason);
    Fault::check(faults)
}
