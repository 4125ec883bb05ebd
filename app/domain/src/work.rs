//! Work that waits in the database and is done without anybody asking for it, as an administrator sees it.

use crate::{ids::JobId, text_enum};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a job is about.
    WorkKind {
        /// Makes the reminders of a subdistrict's day.
        Remind = "remind",
        /// Sends a message.
        Deliver = "deliver",
        /// Drafts the summary of a period.
        DraftSummary = "draft_summary",
        /// Looks at what changed in the rows of an issued summary.
        LookAtSummary = "look_at_summary",
        /// Tells others that a summary was issued.
        AnnounceSummary = "announce_summary",
    }
}

/// Work that was tried often enough and is not taken up again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAsideRow {
    /// Which.
    pub id: JobId,
    /// What it is about.
    pub kind: WorkKind,
    /// Of what, in codes: names no person.
    pub key: String,
    /// How often it was begun.
    pub attempts: u32,
    /// What came of the last attempt.
    pub reason: Option<String>,
    /// When it was set aside.
    pub at: DateTime<Utc>,
}

/// A page of work that was set aside, the last first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAsidePage {
    /// The work.
    pub rows: Vec<SetAsideRow>,
    /// The last one shown, when there are more.
    pub next: Option<JobId>,
}
