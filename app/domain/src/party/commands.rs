//! What the office asks for about links, and what a responsible party sends.

use super::{LinkScope, MAX_HAZARDS, MAX_PHOTOS, SubmissionKind};
use crate::{
    fault::{Fault, FieldCode, FieldFault},
    hazards::{HazardCommand, commands::check_day},
    ids::{EventId, FileId, HazardId, PartyLinkId, SubmissionId},
    text::Texts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Makes a link for a responsible party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeLink {
    /// The new link's id, made by the caller.
    pub id: PartyLinkId,
    /// What it opens.
    pub scope: LinkScope,
    /// The hazards of a notice; for an organisation one of its hazards, whose responsible party it is.
    pub hazards: Vec<HazardId>,
}

impl MakeLink {
    /// Checks what can be checked without the store.
    pub fn validate(&self) -> Result<(), Fault> {
        let most = match self.scope {
            LinkScope::Notice => MAX_HAZARDS,
            LinkScope::Company => 1,
        };
        let mut faults = Vec::new();
        if self.hazards.is_empty() {
            faults.push(FieldFault::new("hazard", FieldCode::Required));
        }
        if self.hazards.len() > most {
            faults.push(FieldFault::new("hazard", FieldCode::TooMany).with("max", most));
        }
        let mut seen = BTreeSet::new();
        if !self.hazards.iter().all(|hazard| seen.insert(hazard)) {
            faults.push(FieldFault::new("hazard", FieldCode::Duplicate));
        }
        Fault::check(faults)
    }
}

/// What a responsible party says of a hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sent {
    /// It is rectified; photos show it.
    Rectified {
        /// What was done.
        note: String,
    },
    /// It cannot be done in time.
    Extension {
        /// The day asked for.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
}

impl Sent {
    /// The kind.
    pub const fn kind(&self) -> SubmissionKind {
        match self {
            Self::Rectified { .. } => SubmissionKind::Rectified,
            Self::Extension { .. } => SubmissionKind::Extension,
        }
    }

    /// The words.
    pub fn words(&self) -> &str {
        match self {
            Self::Rectified { note } => note,
            Self::Extension { reason, .. } => reason,
        }
    }

    /// The day asked for.
    pub const fn until(&self) -> Option<NaiveDate> {
        match self {
            Self::Rectified { .. } => None,
            Self::Extension { until, .. } => Some(*until),
        }
    }

    /// The step that the office takes when it accepts this. The step is the office's own, so the words say whose they are.
    pub fn into_step(self, photos: Vec<FileId>) -> HazardCommand {
        let told = |words: String| format!("{PARTY_SAID}{words}");
        match self {
            Self::Rectified { note } => HazardCommand::Rectify { note: told(note), photos },
            Self::Extension { until, reason } => HazardCommand::AskExtension { until, reason: told(reason) },
        }
    }
}

/// Stands before the words of a party in an event, which is kept in Chinese like every other text of a record.
pub const PARTY_SAID: &str = "责任方自报：";

/// Sends something about one hazard of the notice. Photos come beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submit {
    /// Made by the page; the same form sent twice is one submission.
    pub id: SubmissionId,
    /// The hazard.
    pub hazard: HazardId,
    /// What is said of it.
    pub sent: Sent,
}

impl Submit {
    /// Checks what can be checked without the store. `photos` is how many came with it.
    pub fn validate(&self, photos: usize) -> Result<(), Fault> {
        let mut faults = Vec::new();
        match &self.sent {
            Sent::Rectified { note } => {
                Texts::new(&mut faults).paragraph("note", note);
                if photos == 0 {
                    faults.push(FieldFault::new("photos", FieldCode::PhotoNeeded));
                }
            }
            Sent::Extension { until, reason } => {
                check_day("until", *until, &mut faults);
                Texts::new(&mut faults).paragraph("reason", reason);
                if photos > 0 {
                    // the request that it becomes has no place for them
                    faults.push(FieldFault::new("photos", FieldCode::NotAllowed));
                }
            }
        }
        if photos > MAX_PHOTOS {
            faults.push(FieldFault::new("photos", FieldCode::TooMany).with("max", MAX_PHOTOS));
        }
        // room for the words that say whose they are, or what was taken in could never be accepted
        Fault::check(faults)?;
        let longer = self.sent.clone().into_step(Vec::new());
        longer.validate().map_err(|mut fault| {
            for field in &mut fault.fields {
                let shorter = |text: &String| {
                    let number: usize = text.parse().ok()?;
                    Some(number.saturating_sub(PARTY_SAID.chars().count()).to_string())
                };
                for key in ["max", "is"] {
                    if let Some(number) = field.args.get(key).and_then(shorter) {
                        field.args.insert(key.to_owned(), number);
                    }
                }
            }
            fault
        })
    }
}

/// The office's answer to something that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerSubmission {
    /// Made by the caller; becomes the id of the event when it is accepted.
    pub id: EventId,
    /// Carry it out, or send it back.
    pub accept: bool,
    /// What the party is told; must be said when it is sent back.
    #[serde(default)]
    pub note: Option<String>,
}

impl AnswerSubmission {
    /// Checks what can be checked without the store.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        let mut texts = Texts::new(&mut faults);
        if self.accept {
            texts.optional_paragraph("note", self.note.as_deref());
        } else {
            texts.paragraph("note", self.note.as_deref().unwrap_or_default());
        }
        Fault::check(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{hazards::Action, text::PARAGRAPH};
    use uuid::Uuid;

    fn hazard(n: u128) -> HazardId {
        HazardId(Uuid::from_u128(n))
    }

    fn faults(result: Result<(), Fault>) -> Vec<(String, FieldCode)> {
        let fields = result.err().map(|fault| fault.fields).unwrap_or_default();
        fields.into_iter().map(|f| (f.field, f.code)).collect()
    }

    #[test]
    fn a_link_names_its_hazards() {
        let many: Vec<_> = (0..=50).map(hazard).collect();
        for (scope, hazards, fault) in [
            (LinkScope::Notice, vec![hazard(1), hazard(2)], None),
            (LinkScope::Notice, many[..50].to_vec(), None),
            (LinkScope::Notice, many.clone(), Some(FieldCode::TooMany)),
            (LinkScope::Notice, vec![], Some(FieldCode::Required)),
            (LinkScope::Notice, vec![hazard(1), hazard(1)], Some(FieldCode::Duplicate)),
            (LinkScope::Company, vec![hazard(1)], None),
            (LinkScope::Company, vec![hazard(1), hazard(2)], Some(FieldCode::TooMany)),
        ] {
            let command = MakeLink { id: PartyLinkId(Uuid::nil()), scope, hazards };
            assert_eq!(faults(command.validate()).first().map(|f| f.1), fault, "{command:?}");
        }
    }

    fn submit(sent: Sent) -> Submit {
        Submit { id: SubmissionId(Uuid::nil()), hazard: hazard(1), sent }
    }

    #[test]
    fn a_report_of_rectification_needs_words_and_photos() {
        let rectified = |note: &str| submit(Sent::Rectified { note: note.into() });
        let long = PARAGRAPH - PARTY_SAID.chars().count();
        let (fits, too_long) = ("字".repeat(long), "字".repeat(long + 1));
        for (note, photos, expected) in [
            ("已清理", 1, vec![]),
            ("已清理", 0, vec![("photos", FieldCode::PhotoNeeded)]),
            ("已清理", 7, vec![("photos", FieldCode::TooMany)]),
            (" ", 1, vec![("note", FieldCode::Required)]),
            (fits.as_str(), 1, vec![]),
            (too_long.as_str(), 1, vec![("note", FieldCode::TooLong)]),
        ] {
            let expected: Vec<_> = expected.into_iter().map(|(f, c)| (f.to_owned(), c)).collect();
            assert_eq!(faults(rectified(note).validate(photos)), expected, "{photos} photos");
        }
    }

    #[test]
    fn a_later_deadline_needs_a_day_and_a_reason() {
        let ask = |until: &str, reason: &str| {
            submit(Sent::Extension { until: until.parse().expect("day"), reason: reason.into() })
        };
        assert_eq!(faults(ask("2023-07-01", "等配件").validate(0)), []);
        let with_photo = faults(ask("2023-07-01", "等配件").validate(1));
        assert_eq!(with_photo, [("photos".to_owned(), FieldCode::NotAllowed)]);
        assert_eq!(
            faults(ask("9999-07-01", " ").validate(0)),
            [("until".to_owned(), FieldCode::OutOfRange), ("reason".to_owned(), FieldCode::Required)]
        );
    }

    #[test]
    fn what_is_accepted_becomes_a_step_that_says_whose_words_these_are() {
        let step = Sent::Rectified { note: "已清理".into() }.into_step(vec![]);
        assert_eq!(step.action(), Action::Rectify);
        let HazardCommand::Rectify { note, .. } = step else { panic!("not a report") };
        assert_eq!(note, "责任方自报：已清理");
        let ask = Sent::Extension { until: "2023-07-01".parse().expect("day"), reason: "等".into() };
        assert_eq!(ask.into_step(vec![]).action(), Action::AskExtension);
    }

    #[test]
    fn sending_back_takes_words() {
        let answer = |accept, note: Option<&str>| AnswerSubmission {
            id: EventId(Uuid::nil()),
            accept,
            note: note.map(str::to_owned),
        };
        assert_eq!(faults(answer(true, None).validate()), []);
        assert_eq!(faults(answer(false, Some("照片看不清")).validate()), []);
        let refused = faults(answer(false, None).validate());
        assert_eq!(refused, [("note".to_owned(), FieldCode::Required)]);
    }
}
