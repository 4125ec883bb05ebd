//! The JSON of a step in the life of a hazard, side by side: serde would first read it into memory as a whole to look for
//! the word, and the code of every type in it would be in the browser's program once more for that.

use super::{Action, Category, FiveElements, HazardCommand, Position, ReviewItem, Severity, VoidReason};
use crate::{
    ids::{FileId, HazardId, SiteId, UserId},
    word::need,
};
use chrono::NaiveDate;
use serde::Deserialize;

/// A [`HazardCommand`] with the fields of all of them; its word is that of the [`Action`], so that no step can be left out here.
#[derive(Deserialize)]
pub(super) struct ToldCommand {
    #[serde(rename = "do")]
    action: Action,
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
        Ok(match told.action {
            Action::Assign => Self::Assign { assignee: need(told.assignee, "assignee")?, note: told.note },
            Action::TakeOver => Self::TakeOver { reason: need(told.reason, "reason")? },
            Action::Rectify => Self::Rectify { note: need(told.note, "note")?, photos },
            Action::Review => Self::Review { items: need(told.items, "items")?, note: told.note, photos },
            Action::AskExtension => {
                Self::AskExtension { until: need(told.until, "until")?, reason: need(told.reason, "reason")? }
            }
            Action::DecideExtension => {
                Self::DecideExtension { grant: need(told.grant, "grant")?, note: told.note }
            }
            Action::Transfer => {
                Self::Transfer { to: need(told.to, "to")?, reason: need(told.reason, "reason")? }
            }
            Action::AnswerTransfer => Self::AnswerTransfer {
                rectified: need(told.rectified, "rectified")?,
                note: need(told.note, "note")?,
                photos,
            },
            Action::Void => Self::Void {
                reason: need(told.reason, "reason")?.parse::<VoidReason>().map_err(|no| no.to_string())?,
                duplicate_of: told.duplicate_of,
                note: need(told.note, "note")?,
            },
            Action::Split => Self::Split { reason: need(told.reason, "reason")? },
            Action::Reopen => {
                Self::Reopen { reason: need(told.reason, "reason")?, due: need(told.due, "due")? }
            }
            Action::SetFiveElements => Self::SetFiveElements { elements: need(told.elements, "elements")? },
            Action::AddNote => Self::AddNote { note: need(told.note, "note")?, photos },
            Action::Correct => Self::Correct {
                description: need(told.description, "description")?,
                location: told.location.unwrap_or_default(),
                clause: told.clause,
                reason: need(told.reason, "reason")?,
            },
            Action::Reclassify => Self::Reclassify {
                category: told.category,
                severity: told.severity,
                site: told.site,
                position: told.position,
                reason: need(told.reason, "reason")?,
            },
        })
    }
}
