//! Saving a visit: one command with everything that was found, saved in one go.

use super::{Answers, InspectionKind, Nature, Outcome, Signature};
use crate::{
    calendar::local_date,
    fault::{Fault, FieldCode, FieldFault},
    hazards::{
        Position, RegisterHazard,
        commands::{CLOCK_TOLERANCE, check_day},
    },
    ids::{CampaignId, ChecklistVersionId, FileId, InspectionId, SiteId},
    photos::MAX_PER_COMMAND,
    sites::AddSite,
    text::Texts,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The site of a visit: a known one or one added with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VisitedSite {
    /// In the register.
    Known(SiteId),
    /// New.
    New(Box<AddSite>),
}

impl VisitedSite {
    /// Its id.
    pub fn id(&self) -> SiteId {
        match self {
            Self::Known(id) => *id,
            Self::New(site) => site.id,
        }
    }
}

/// Saves one visit with its findings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaveVisit {
    /// Made by the caller; the same id with the same content is accepted again.
    pub id: InspectionId,
    /// Where.
    pub site: VisitedSite,
    /// Routine, special or recheck.
    pub kind: InspectionKind,
    /// In which capacity.
    pub nature: Nature,
    /// How it ended.
    pub outcome: Outcome,
    /// The campaign of a special one.
    #[serde(default)]
    pub campaign: Option<String>,
    /// Which campaign that is, when it is in the register; its title goes without saying then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<CampaignId>,
    /// 检查码 or the filed plan's number, for an administrative check.
    #[serde(default)]
    pub check_code: Option<String>,
    /// The version of the checklist that was followed.
    #[serde(default)]
    pub checklist: Option<ChecklistVersionId>,
    /// The answers.
    #[serde(default)]
    pub answers: Answers,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// The device's time at saving.
    #[serde(default)]
    pub device_at: Option<DateTime<Utc>>,
    /// Where the inspector stood.
    #[serde(default)]
    pub position: Option<Position>,
    /// Remark.
    #[serde(default)]
    pub note: Option<String>,
    /// Photos of the visit itself.
    #[serde(default)]
    pub photos: Vec<FileId>,
    /// What was found.
    #[serde(default)]
    pub hazards: Vec<RegisterHazard>,
    /// The signature of whoever was met, or its refusal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// Most findings of one visit.
pub const MAX_HAZARDS: usize = 50;

impl SaveVisit {
    /// Checks what can be checked without the store. `now` is the server's time.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults)
            .optional_line("campaign", self.campaign.as_deref())
            .optional_line("check_code", self.check_code.as_deref())
            .optional_paragraph("note", self.note.as_deref());
        let blank = |text: &Option<String>| text.as_deref().is_none_or(|t| t.trim().is_empty());
        if self.kind == InspectionKind::Special && blank(&self.campaign) && self.campaign_id.is_none() {
            faults.push(FieldFault::new("campaign", FieldCode::Required));
        }
        if self.kind != InspectionKind::Special && self.campaign_id.is_some() {
            faults.push(FieldFault::new("campaign_id", FieldCode::NotAllowed));
        }
        if self.nature == Nature::AdministrativeCheck && blank(&self.check_code) {
            faults.push(FieldFault::new("check_code", FieldCode::Required));
        }
        if self.outcome != Outcome::Done && !self.hazards.is_empty() {
            faults.push(FieldFault::new("outcome", FieldCode::NotAllowed));
        }
        if self.started_at > now + CLOCK_TOLERANCE {
            faults.push(FieldFault::new("started_at", FieldCode::InFuture));
        }
        for (field, at) in [
            ("started_at", Some(self.started_at)),
            ("finished_at", Some(self.finished_at)),
            ("device_at", self.device_at),
        ] {
            if let Some(at) = at {
                check_day(field, local_date(at), &mut faults);
            }
        }
        if self.finished_at < self.started_at {
            faults.push(
                FieldFault::new("finished_at", FieldCode::NotLater)
                    .with("than", self.started_at.to_rfc3339()),
            );
        }
        if self.photos.len() > MAX_PER_COMMAND {
            faults.push(FieldFault::new("photos", FieldCode::TooMany).with("max", MAX_PER_COMMAND));
        }
        if self.hazards.len() > MAX_HAZARDS {
            faults.push(FieldFault::new("hazards", FieldCode::TooMany).with("max", MAX_HAZARDS));
        }
        faults.extend(self.signature.iter().flat_map(Signature::check));
        let under = |outer: String, fault: Result<(), Fault>, faults: &mut Vec<FieldFault>| {
            if let Err(fault) = fault {
                faults.extend(fault.fields.into_iter().map(|f| f.under(&outer)));
            }
        };
        if let VisitedSite::New(site) = &self.site {
            under("site".into(), site.validate(), &mut faults);
        }
        for (i, hazard) in self.hazards.iter().enumerate().take(MAX_HAZARDS) {
            under(format!("hazards[{i}]"), hazard.validate(now), &mut faults);
            if self.hazards[..i].iter().any(|h| h.id == hazard.id) {
                faults.push(FieldFault::new(format!("hazards[{i}].id"), FieldCode::Duplicate));
            }
            if hazard.site.is_some_and(|site| site != self.site.id()) {
                faults.push(FieldFault::new(format!("hazards[{i}].site"), FieldCode::NotAllowed));
            }
        }
        Fault::check(faults)
    }
}
