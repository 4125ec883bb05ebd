//! The JSON of a step in the life of a hazard, side by side: serde would first read it into memory as a whole to look for
//! the word, and the code of every type in it would be in the browser's program once more for that.

use super::{Category, FiveElements, HazardCommand, Position, ReviewItem, Severity, VoidReason};
use crate::{
    ids::{FileId, HazardId, SiteId, UserId},
    text_enum,
    word::need,
};
use chrono::NaiveDate;
use serde::Deserialize;

text_enum! {
    /// The words of [`HazardCommand`].
    Word {
        /// As [`HazardCommand::Assign`].
        Assign = "assign",
        /// As [`HazardCommand::TakeOver`].
        TakeOver = "take_over",
        /// As [`HazardCommand::Rectify`].
        Rectify = "rectify",
        /// As [`HazardCommand::Review`].
        Review = "review",
        /// As [`HazardCommand::AskExtension`].
        AskExtension = "ask_extension",
        /// As [`HazardCommand::DecideExtension`].
        DecideExtension = "decide_extension",
        /// As [`HazardCommand::Transfer`].
        Transfer = "transfer",
        /// As [`HazardCommand::AnswerTransfer`].
        AnswerTransfer = "answer_transfer",
        /// As [`HazardCommand::Void`].
        Void = "void",
        /// As [`HazardCommand::Split`].
        Split = "split",
        /// As [`HazardCommand::Reopen`].
        Reopen = "reopen",
        /// As [`HazardCommand::SetFiveElements`].
        SetFiveElements = "set_five_elements",
        /// As [`HazardCommand::AddNote`].
        AddNote = "add_note",
        /// As [`HazardCommand::Correct`].
        Correct = "correct",
        /// As [`HazardCommand::Reclassify`].
        Reclassify = "reclassify",
    }
}

/// A [`HazardCommand`] with the fields of all of them.
#[derive(Deserialize)]
pub(super) struct ToldCommand {
    #[serde(rename = "do")]
    word: Word,
    assignee: Option<UserId>,
    note: Option<String>,
    reason: Option<String>,
    photos: Option<Vec<FileId>>,
    items: Option<Vec<ReviewItem>>,
    until: Option<NaiveDate>,
    grant: Option<bool>,
    to: Option<String>,
    rectified: Option<bool>,
    duplicate_of: Option<HazardId>,
    due: Option<NaiveDate>,
    elements: Option<FiveElements>,
    description: Option<String>,
    location: Option<String>,
    clause: Option<String>,
    category: Option<Category>,
    severity: Option<Severity>,
    site: Option<SiteId>,
    position: Option<Position>,
}

impl TryFrom<ToldCommand> for HazardCommand {
    type Error = String;

    fn try_from(told: ToldCommand) -> Result<Self, String> {
        let photos = told.photos.unwrap_or_default();
        Ok(match told.word {
            Word::Assign => Self::Assign { assignee: need(told.assignee, "assignee")?, note: told.note },
            Word::TakeOver => Self::TakeOver { reason: need(told.reason, "reason")? },
            Word::Rectify => Self::Rectify { note: need(told.note, "note")?, photos },
            Word::Review => Self::Review { items: need(told.items, "items")?, note: told.note, photos },
            Word::AskExtension => {
                Self::AskExtension { until: need(told.until, "until")?, reason: need(told.reason, "reason")? }
            }
            Word::DecideExtension => {
                Self::DecideExtension { grant: need(told.grant, "grant")?, note: told.note }
            }
            Word::Transfer => {
                Self::Transfer { to: need(told.to, "to")?, reason: need(told.reason, "reason")? }
            }
            Word::AnswerTransfer => Self::AnswerTransfer {
                rectified: need(told.rectified, "rectified")?,
                note: need(told.note, "note")?,
                photos,
            },
            Word::Void => Self::Void {
                reason: need(told.reason, "reason")?.parse::<VoidReason>().map_err(|no| no.to_string())?,
                duplicate_of: told.duplicate_of,
                note: need(told.note, "note")?,
            },
            Word::Split => Self::Split { reason: need(told.reason, "reason")? },
            Word::Reopen => {
                Self::Reopen { reason: need(told.reason, "reason")?, due: need(told.due, "due")? }
            }
            Word::SetFiveElements => Self::SetFiveElements { elements: need(told.elements, "elements")? },
            Word::AddNote => Self::AddNote { note: need(told.note, "note")?, photos },
            Word::Correct => Self::Correct {
                description: need(told.description, "description")?,
                location: told.location.unwrap_or_default(),
                clause: told.clause,
                reason: need(told.reason, "reason")?,
            },
            Word::Reclassify => Self::Reclassify {
                category: told.category,
                severity: told.severity,
                site: told.site,
                position: told.position,
                reason: need(told.reason, "reason")?,
            },
        })
    }
}
