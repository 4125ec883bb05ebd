//! What is frozen: figures, text, the rows behind each figure, and one hash over all of it.

use super::{
    FigureRef, Lang, SafetySummary, WholeLists,
    correction::Correction,
    text::{Edits, SectionText, compose},
};
use crate::{area::AreaCode, ids::SummaryId, text_enum};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What is appended to the mark of the subdistrict's papers for the numbers of summaries: 仙霞安结〔2023〕6号. Numbers are those of
/// [`PaperNumber`](crate::papers::PaperNumber): by mark and year, without gaps.
pub const SERIES: &str = "安结";

/// What is checked and issued. The files are made of it, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The figures.
    pub body: Body,
    /// The text of every language, generated and edited alike, with references in place of digits. Generated text is kept
    /// too: a later program may generate another.
    pub text: BTreeMap<Lang, Vec<SectionText>>,
    /// [`rows_digest`] of the rows behind the figures.
    pub rows_sha256: String,
    /// [`BesideDigest`](super::beside::BesideDigest) of the rows beside them; `None` of a correction, and of what was checked before
    /// they were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside_sha256: Option<String>,
    /// The lists that its papers cut, whole; `None` when none is that long, of a correction, and of what was checked before they were
    /// kept: so the files of that one stay what they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lists: Option<WholeLists>,
}

/// A summary, or the correction of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// 安全工作小结.
    Summary(Box<SafetySummary>),
    /// 更正说明.
    Correction(Box<Correction>),
}

impl Content {
    /// The content of a summary with its text as edited.
    pub fn of(summary: SafetySummary, edits: &Edits, rows_sha256: String) -> Self {
        let text = Lang::ALL.iter().map(|lang| (*lang, compose(&summary, *lang, edits))).collect();
        Self { body: Body::Summary(Box::new(summary)), text, rows_sha256, beside_sha256: None, lists: None }
    }

    /// The content of a correction; its text follows from its lines.
    pub fn of_correction(correction: Correction, rows_sha256: String) -> Self {
        let body = Body::Correction(Box::new(correction));
        Self { body, text: BTreeMap::new(), rows_sha256, beside_sha256: None, lists: None }
    }

    /// The same with the hash of the rows beside its figures.
    pub fn with_beside(self, sha256: String) -> Self {
        Self { beside_sha256: Some(sha256), ..self }
    }

    /// The same with the lists that its papers cut.
    pub fn with_lists(self, lists: Option<WholeLists>) -> Self {
        Self { lists, ..self }
    }

    /// The canonical form: JSON with keys in declaration order, maps in the order of their keys, whole numbers only. The
    /// record keeps exactly these bytes.
    pub fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a summary has no map with other than text keys")
    }

    /// SHA-256, in hex, of the canonical form.
    pub fn sha256(&self) -> String {
        format!("{:x}", Sha256::digest(self.canonical()))
    }
}

/// An issued summary or correction, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedSummary {
    /// Which.
    pub id: SummaryId,
    /// Its number.
    pub number: String,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Who drafted or wrote, who checked, who issued it, by name, as the paper prints them.
    pub writers: Vec<String>,
    /// Who checked it.
    pub checked_by: String,
    /// Who issued it.
    pub issued_by: String,
    /// What it says.
    pub content: Content,
    /// [`Content::sha256`].
    pub sha256: String,
}

text_enum! {
    /// What a row behind a figure is.
    RowKind {
        /// Hazard.
        Hazard = "hazard",
        /// Visit.
        Inspection = "inspection",
        /// Stove or water heater.
        Stove = "stove",
        /// Alarm, detector, charger.
        Device = "device",
        /// User of gas.
        GasUser = "gas_user",
        /// Target of a campaign; its id is that of the site.
        CampaignTarget = "campaign_target",
        /// Hotline order.
        Order = "order",
        /// Penalty.
        Penalty = "penalty",
        /// Fire.
        Fire = "fire",
        /// Target of the year.
        YearTarget = "year_target",
        /// A re-visit of the relapse sample; its id is that of the hazard.
        Relapse = "relapse",
        /// A committee that has, or had, users of cylinders; its id is the number of its code.
        Committee = "committee",
    }
}

impl RowKind {
    /// Whether it says nothing that other rows do not say: a committee is without cylinders by its users.
    pub const fn is_derived(self) -> bool {
        matches!(self, Self::Committee)
    }
}

impl RowKey {
    /// The code of a committee, of which the id is the number.
    pub fn area(self) -> Option<AreaCode> {
        let committee = self.kind == RowKind::Committee;
        committee.then(|| self.id.as_u128().to_string().parse().ok()).flatten()
    }

    /// That of a committee.
    pub fn committee(area: &AreaCode) -> Self {
        // digits are a number of at most fourteen places
        let number = area.as_str().parse().unwrap_or_default();
        Self { kind: RowKind::Committee, id: Uuid::from_u128(number) }
    }
}

/// What the values of rows are called that say nothing by themselves: areas by their code, places and campaigns by their id.
pub type Names = BTreeMap<String, String>;

text_enum! {
    /// What is frozen of a row: what decides in which figures it counts, and nothing personal. Instants and days are
    /// written as RFC 3339 and `YYYY-MM-DD`, enums by their words, amounts in fen.
    RowField {
        /// Committee or grid.
        Area = "area",
        /// Kind of visit, device, appliance, order.
        Kind = "kind",
        /// Category.
        Category = "category",
        /// Severity.
        Severity = "severity",
        /// Source.
        Source = "source",
        /// Site, by its id.
        Site = "site",
        /// When it was found, received, surveyed, decided, when it burnt.
        HappenedAt = "happened_at",
        /// Original deadline.
        OriginalDue = "original_due",
        /// Deadline in force.
        EffectiveDue = "effective_due",
        /// The closing that holds, the acceptance, the reply, the move.
        DoneAt = "done_at",
        /// Rectified on the spot: `true`.
        OnTheSpot = "on_the_spot",
        /// How its first review ended: `true`, `false`.
        FirstReview = "first_review",
        /// Why it was declared void.
        Voided = "voided",
        /// Removed from the register: when.
        EndedAt = "ended_at",
        /// Outcome of a visit or re-visit.
        Outcome = "outcome",
        /// Fine or loss.
        Amount = "amount",
        /// Campaign, by its id.
        Campaign = "campaign",
        /// Number that a target reached.
        Reached = "reached",
        /// The figures that count it. Of a correction: a row may count elsewhere while it says the same, when another row or
        /// something that belongs to it has changed.
        Figures = "figures",
    }
}

/// Names a row. Rows are kept in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowKey {
    /// What it is.
    pub kind: RowKind,
    /// Which.
    pub id: Uuid,
}

/// One row behind the figures of a summary, as it was at T.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRow {
    /// Which.
    pub key: RowKey,
    /// What people call it: its number, or the name of its kind with its day.
    pub label: String,
    /// Where.
    pub area: AreaCode,
    /// What decides in which figures it counts.
    pub fields: BTreeMap<RowField, String>,
    /// The figures that counted it; a rate, when it stands in the numerator, and its base ([`FigureRef::base`]).
    pub figures: BTreeSet<FigureRef>,
}

/// SHA-256, in hex, over the rows in the order of their keys, one line of canonical JSON each. Rows come one by one, so that a
/// city's year needs no memory.
pub fn rows_digest<'a>(rows: impl IntoIterator<Item = &'a FrozenRow>) -> String {
    let mut digest = RowsDigest::default();
    rows.into_iter().for_each(|row| digest.add(row));
    digest.finish()
}

/// The same for rows that are not kept together.
#[derive(Clone, Default)]
pub struct RowsDigest(Sha256);

impl RowsDigest {
    /// The next row, in the order of keys.
    pub fn add(&mut self, row: &FrozenRow) {
        self.0.update(serde_json::to_vec(row).expect("a row has no map with other than text keys"));
        self.0.update(b"\n");
    }

    /// The hash of all.
    pub fn finish(self) -> String {
        format!("{:x}", self.0.finalize())
    }
}
