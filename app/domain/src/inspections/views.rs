//! What lists, maps and pages are given about visits.

use super::{Answers, Checklist, InspectionKind, Nature, Outcome, Signature};
use crate::{
    area::AreaRef,
    geo::{Point, Wgs84},
    hazards::{Category, HazardSummary, Severity},
    ids::{CampaignId, ChecklistVersionId, HazardId, InspectionId, SiteId, StandardId},
    listing::Key,
    photos::{AwaitedPhoto, PhotoView},
    programmes::campaign::CampaignChoice,
    rules::Rise,
    sites::{SiteHit, SiteKind},
    sync::{Doubt, LastAnswers},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionSummary {
    /// Which.
    pub id: InspectionId,
    /// Kind.
    pub kind: InspectionKind,
    /// Nature.
    pub nature: Nature,
    /// How it ended.
    pub outcome: Outcome,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The site.
    pub site: SiteId,
    /// Its kind.
    pub site_kind: SiteKind,
    /// Its name, masked for households.
    pub site_name: String,
    /// Its address, to the building for households.
    pub address: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Who.
    pub inspector: String,
    /// Findings.
    pub hazard_count: u32,
    /// Where: the position of the visit, else of the site.
    pub point: Option<Point<Wgs84>>,
    /// Its place in the order of the list.
    pub key: Key,
}

/// Everything the page of one visit shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InspectionDetail {
    /// The row as in a list.
    pub summary: InspectionSummary,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// Campaign of a special one.
    pub campaign: Option<String>,
    /// Which it is, when it is in the register.
    #[serde(default)]
    pub campaign_id: Option<CampaignId>,
    /// 检查码.
    pub check_code: Option<String>,
    /// Remark.
    pub note: Option<String>,
    /// The checklist that was followed: title in Chinese and English, version, items.
    pub checklist: Option<(String, String, u32, Checklist)>,
    /// The answers.
    pub answers: Answers,
    /// What was found.
    pub hazards: Vec<HazardSummary>,
    /// Photos of the visit itself and of its answers.
    pub photos: Vec<PhotoView>,
    /// Photos that are still on their way from a tablet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awaited: Vec<AwaitedPhoto>,
    /// Signature of whoever was met, as far as this person may see it ([`Signature::shown`]).
    #[serde(default)]
    pub signature: Option<Signature>,
    /// How sure its times are, when they come from a tablet whose clock was off.
    #[serde(default)]
    pub time_doubt: Option<Doubt>,
    /// What the device's own clock said at saving.
    #[serde(default)]
    pub device_at: Option<DateTime<Utc>>,
}

/// A checklist that can be followed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChecklistChoice {
    /// Which version.
    pub id: ChecklistVersionId,
    /// Its number, from 1; 0 from a server that did not say.
    #[serde(default)]
    pub version: u32,
    /// No longer in force: it is there for visits that were begun by it, and no new one begins by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// Title in Chinese.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// The kinds of site it is made for; any when empty.
    pub site_kinds: Vec<SiteKind>,
    /// Its items.
    pub checklist: Checklist,
}

/// An entry of the standard hazard library 标准隐患库 that is in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StandardEntry {
    /// Which.
    pub id: StandardId,
    /// Code, as checklists refer to it.
    pub code: String,
    /// The buildings that the clause is about; any when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rise: Option<Rise>,
    /// Category.
    pub category: Category,
    /// Default severity.
    pub severity: Severity,
    /// Text in Chinese.
    pub text_zh: String,
    /// Text in English.
    pub text_en: String,
    /// Clause, as papers cite it.
    pub clause: String,
    /// Days until the deadline if found today, from the entry or the rule table: the last day.
    pub due: chrono::NaiveDate,
}

/// What a new visit starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitForm {
    /// The chosen site, if one was chosen.
    pub site: Option<SiteHit>,
    /// How often it was checked in the last 30 days, by anyone.
    pub checks_30: u32,
    /// … in the last 90 days.
    pub checks_90: u32,
    /// Its open hazards.
    pub open_hazards: Vec<HazardSummary>,
    /// The checklists in force, those for this kind of site first.
    pub checklists: Vec<ChecklistChoice>,
    /// The hazard library in force.
    pub standards: Vec<StandardEntry>,
    /// What was answered at the site's last finished visit, for "as last time".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastAnswers>,
    /// The campaigns that run where the person works.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<CampaignChoice>,
    /// The visit that forms tell of which this person fills in behind the site's door today
    /// ([`at_door`](super::door::at_door)), unless it has its checklist: then the next one is a visit of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_door: Option<InspectionId>,
}

/// The answer to saving a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedVisit {
    /// Which.
    pub id: InspectionId,
    /// The hazards with the numbers they were given.
    pub hazards: Vec<(HazardId, String)>,
    /// It was there already: the same command came again.
    pub repeated: bool,
}
