//! What the pages of papers are given.

use super::{Document, PaperKind, PaperOf};
use crate::{
    area::AreaRef,
    fault::Fault,
    ids::{HazardId, PaperId, SiteId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSummary {
    /// Which.
    pub id: PaperId,
    /// What it is.
    pub kind: PaperKind,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// Where.
    pub area: AreaRef,
    /// Name of the site, masked for households.
    pub site_name: Option<String>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// By whom.
    pub issued_by: String,
}

/// A page of the list, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperPage {
    /// The rows.
    pub rows: Vec<PaperSummary>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// The person may edit templates.
    pub may_edit_templates: bool,
}

/// An issued paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDetail {
    /// The row as in the list.
    pub summary: PaperSummary,
    /// What it says.
    pub document: Document,
    /// SHA-256 of what it says.
    pub sha256: String,
    /// The code to type where no QR can be read.
    pub short_code: String,
    /// Its hazards with their numbers, in order.
    pub hazards: Vec<(HazardId, String)>,
    /// Its site.
    pub site: Option<SiteId>,
}

/// A paper as it would be if it were issued now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDraft {
    /// What it is made from.
    pub of: PaperOf,
    /// What it would say; the number comes with the issue.
    pub document: Document,
    /// Open hazards of the same party at the same site that could stand on it too: id, number, what is wrong.
    pub others: Vec<(HazardId, String, String)>,
    /// Why it cannot be issued: a character without a picture, a font that is not there.
    pub refusal: Option<Fault>,
    /// Its QR is to open its party's page and will not: this server has no address that a phone could open.
    pub code_only: bool,
}

/// The template in force for a kind of paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateView {
    /// Of what kind.
    pub kind: PaperKind,
    /// Of which subdistrict.
    pub area: AreaRef,
    /// 发文机关代字.
    pub mark: String,
    /// The text.
    pub body: String,
    /// Which version; none for the one that came with the program.
    pub version: Option<u32>,
    /// Who saved it, and when.
    pub saved: Option<(String, DateTime<Utc>)>,
    /// The placeholders that it may hold.
    pub placeholders: Vec<String>,
}

/// What a template makes of a record, before it is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePreview {
    /// What a paper would say.
    pub document: Document,
    /// It is made from a real record. There was none yet otherwise: everything is left blank.
    pub from_record: bool,
    /// Why no such paper could be issued: a character without a picture, a font that is not there.
    pub refusal: Option<Fault>,
}

/// The templates of a subdistrict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Templates {
    /// One for each kind.
    pub rows: Vec<TemplateView>,
    /// The person may change them.
    pub may_edit: bool,
}
