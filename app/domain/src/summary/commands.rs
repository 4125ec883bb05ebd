//! What is asked of summaries.

use super::{
    FigureRef, Lang, SummaryPeriod,
    lifecycle::SummaryAction,
    text::{Part, Topic, parse_parts},
};
use crate::{
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    ids::{EventId, SummaryId},
    text::Texts,
};
use serde::{Deserialize, Serialize};

/// Drafts a summary. There is one of a period and area; the same command is accepted again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftSummary {
    /// The summary, named by whoever asks.
    pub id: SummaryId,
    /// The area.
    pub area: AreaCode,
    /// P.
    pub period: SummaryPeriod,
}

/// Drafts the correction of an issued one. There is one draft of a correction at a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftCorrection {
    /// The correction, named by whoever asks.
    pub id: SummaryId,
    /// The issued one, or the correction issued last.
    pub of: SummaryId,
}

/// A step in the life of a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryChange {
    /// This change, made by the caller: the same id with the same content is accepted again.
    pub id: EventId,
    /// Which.
    pub summary: SummaryId,
    /// The version that the person was looking at.
    pub base_version: u32,
    /// What to do.
    pub command: SummaryCommand,
}

/// What to do with a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SummaryCommand {
    /// Puts words in place of a paragraph.
    Edit(EditParagraph),
    /// Back to the generated paragraph.
    Restore {
        /// In which language.
        lang: Lang,
        /// Which.
        topic: Topic,
    },
    /// Computes the figures anew, as of now.
    Recompute {},
    /// Checks it.
    Check {
        /// Remark.
        #[serde(default)]
        note: Option<String>,
    },
    /// Sends it back.
    SendBack {
        /// Why.
        reason: String,
    },
    /// Issues it.
    Issue {
        /// The content hash that the person was looking at.
        sha256: String,
    },
}

/// Longest paragraph in the edited form, in characters: a figure of a campaign names it by its id, and the paragraph of a city's
/// year holds four for each of its campaigns.
pub const EDITED: usize = 20_000;

/// Words in place of a paragraph, as the edited form writes them: figures as `{{查出隐患}}` or `{{found}}` ([`parse_parts`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditParagraph {
    /// In which language.
    pub lang: Lang,
    /// Which.
    pub topic: Topic,
    /// The words; nothing leaves the paragraph out.
    pub text: String,
    /// Figures of the paragraph that are left out on purpose. Any other that is missing is taken for an accident.
    #[serde(default)]
    pub left_out: Vec<FigureRef>,
}

impl EditParagraph {
    /// The words and references, as far as that can be checked without the summary; the rest is
    /// [`check_edit`](super::text::check_edit)'s.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the field `text`.
    pub fn parts(&self) -> Result<Vec<Part>, Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).optional_lines("text", &self.text, EDITED);
        Fault::check(faults)?;
        parse_parts(&self.text).map_err(Fault::fields)
    }
}

impl SummaryCommand {
    /// The kind of step.
    pub const fn action(&self) -> SummaryAction {
        match self {
            Self::Edit(_) | Self::Restore { .. } => SummaryAction::Edit,
            Self::Recompute {} => SummaryAction::Recompute,
            Self::Check { .. } => SummaryAction::Check,
            Self::SendBack { .. } => SummaryAction::SendBack,
            Self::Issue { .. } => SummaryAction::Issue,
        }
    }

    /// Checks what can be checked without the record.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        match self {
            Self::Edit(edit) => return edit.parts().map(|_| ()),
            Self::Restore { .. } | Self::Recompute {} => {}
            Self::Check { note } => {
                Texts::new(&mut faults).optional_paragraph("note", note.as_deref());
            }
            Self::SendBack { reason } => {
                Texts::new(&mut faults).paragraph("reason", reason);
            }
            Self::Issue { sha256 } => {
                if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
                    faults.push(FieldFault::new("sha256", FieldCode::Malformed));
                }
            }
        }
        Fault::check(faults)
    }
}
