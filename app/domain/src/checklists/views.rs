//! What the pages of checklists are given.

use super::ChecklistDraft;
use crate::{
    fault::FieldFault,
    inspections::{ChecklistChoice, checklist::Label, views::StandardEntry},
    rules::views::CitingItem,
    sites::SiteKind,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A checklist in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistRow {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: Label,
    /// The kinds of site it is made for; any when empty.
    pub site_kinds: Vec<SiteKind>,
    /// The newest version; `None`: nothing was published yet.
    pub version: Option<u32>,
    /// How many items that has.
    pub items: u32,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// Visits may begin by it.
    pub active: bool,
    /// Somebody works on the next version.
    pub draft: Option<Done>,
    /// How many of its items cite an entry of the library that has changed or ended.
    pub citing: u32,
}

/// A page of checklists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistPage {
    /// By code.
    pub rows: Vec<ChecklistRow>,
    /// The code behind which the next page begins.
    pub next: Option<String>,
    /// The person may edit them.
    pub may_keep: bool,
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Which.
    pub id: Uuid,
    /// Its number.
    pub version: u32,
    /// How many items it has.
    pub items: u32,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
    /// By whom and why; `None`: it came with the program.
    pub why: Option<(String, String)>,
}

/// That a checklist was retired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retired {
    /// By whom and when.
    pub done: Done,
    /// Why.
    pub reason: String,
}

/// Everything the page of one checklist shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChecklistDetail {
    /// Its code.
    pub code: String,
    /// Its title.
    pub title: Label,
    /// The kinds of site it is made for; any when empty.
    pub site_kinds: Vec<SiteKind>,
    /// Visits may begin by it.
    pub active: bool,
    /// Its newest version.
    pub newest: u32,
    /// Its versions, the newest first.
    pub versions: Vec<VersionRow>,
    /// The version before which the next page begins.
    pub next: Option<u32>,
    /// Who retired it, while it is.
    pub retired: Option<Retired>,
    /// Somebody works on the next version.
    pub draft: Option<Done>,
    /// Its items that cite an entry of the library which has changed or ended.
    pub citing: Vec<CitingItem>,
    /// The person may edit it.
    pub may_keep: bool,
}

/// Everything the editor shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftDetail {
    /// The checklist's code.
    pub code: String,
    /// The version that is in force, from which this one comes.
    pub newest: Option<u32>,
    /// Counts the edits: what the next one is based on.
    pub revision: u32,
    /// The draft.
    pub draft: ChecklistDraft,
    /// What is wrong with it.
    pub faults: Vec<FieldFault>,
    /// The library in force.
    pub standards: Vec<StandardEntry>,
    /// The last edit.
    pub edited: Done,
}

/// A version, or the draft, as a visit shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChecklistPreview {
    /// The checklist's code.
    pub code: String,
    /// It is the draft.
    pub draft: bool,
    /// As visits are given it.
    pub choice: ChecklistChoice,
}
