//! What lists, maps and pages are given about hazards.

use super::{
    assignment_views::Away,
    lifecycle::Action,
    state::{Category, EventKind, HazardState, Severity, Source, Status},
};
use crate::{
    actor::Role,
    area::AreaRef,
    fault::Fault,
    geo::{Point, Wgs84},
    ids::{FileId, HazardId, InspectionId, SiteId, UserId},
    listing::Key,
    people::PersonRef,
    photos::{AwaitedPhoto, PhotoView},
    wire,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardSummary {
    /// Which.
    pub id: HazardId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub description: String,
    /// Where at the site.
    pub location: String,
    /// Category.
    pub category: Category,
    /// Severity.
    pub severity: Severity,
    /// Where it stands.
    pub status: Status,
    /// Open and past its effective deadline at the time of the answer.
    pub overdue: bool,
    /// When it was found.
    #[serde(serialize_with = "wire::instant")]
    pub found_at: DateTime<Utc>,
    /// The deadline in force.
    #[serde(serialize_with = "wire::day")]
    pub effective_due: NaiveDate,
    /// When it was closed.
    #[serde(serialize_with = "wire::instant_if_any")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Rectified on the spot.
    pub on_the_spot: bool,
    /// How often a review sent it back.
    pub returned_count: u32,
    /// A request for a later deadline waits.
    pub extension_pending: bool,
    /// Name of the site, masked for households.
    pub site_name: Option<String>,
    /// Address of the site, to the building for households.
    pub address: Option<String>,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Who is to see it rectified.
    pub assignee: Option<String>,
    /// Where it is.
    pub point: Option<Point<Wgs84>>,
    /// Its place in the order of the list.
    pub key: Key,
}

#[cfg(test)]
impl HazardSummary {
    /// The assigned fire hazard `n` of a committee: tests say what they need otherwise.
    pub(crate) fn example(n: u8) -> HazardSummary {
        HazardSummary {
            id: HazardId(uuid::Uuid::from_u128(n.into())),
            number: format!("310105008-2023-{n:06}"),
            description: "楼道堆物".into(),
            location: String::new(),
            category: Category::Fire,
            severity: Severity::General,
            status: Status::Assigned,
            overdue: false,
            found_at: DateTime::UNIX_EPOCH,
            effective_due: NaiveDate::default(),
            closed_at: None,
            on_the_spot: false,
            returned_count: 0,
            extension_pending: false,
            site_name: None,
            address: None,
            area: AreaRef { code: "310105008001".parse().expect("a code"), name: "第一居委会".into() },
            assignee: None,
            point: None,
            key: Key { due: None, sort_key: n.into() },
        }
    }
}

/// One event of the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventView {
    /// From 1.
    pub seq: u32,
    /// What happened.
    pub kind: EventKind,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// Server time.
    pub server_at: DateTime<Utc>,
    /// The device's time, when it differs by more than a minute.
    pub device_at: Option<DateTime<Utc>>,
    /// Where it stood before.
    pub from: Option<Status>,
    /// Where it stood after.
    pub to: Status,
    /// Remark.
    pub note: Option<String>,
    /// What the kind adds; see [`super::lifecycle`].
    pub data: serde_json::Value,
    /// Names of people that `data` refers to, by id.
    pub names: Vec<(UserId, String)>,
    /// Photos it brought.
    pub photos: Vec<FileId>,
}

/// A button of the hazard page, and why it cannot be pressed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActionState {
    /// Which.
    pub action: Action,
    /// Empty: it may be pressed now.
    pub refusal: Option<Fault>,
}

/// Another hazard, named on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedHazard {
    /// Which.
    pub id: HazardId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub description: String,
}

/// Everything the page of one hazard shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HazardDetail {
    /// The row as in a list.
    pub summary: HazardSummary,
    /// The state that decides the next steps.
    pub state: HazardState,
    /// Source.
    pub source: Source,
    /// Second-level category.
    pub subcategory: Option<String>,
    /// The clause it offends.
    pub clause: Option<String>,
    /// When it was registered.
    pub registered_at: DateTime<Utc>,
    /// Responsible person or firm, masked.
    pub party_name: Option<String>,
    /// Their phone, masked.
    pub party_phone: Option<String>,
    /// The person may reveal the masked values, with a reason.
    pub may_reveal: bool,
    /// Site.
    pub site: Option<SiteId>,
    /// Visit that found it.
    pub inspection: Option<InspectionId>,
    /// Who registered it, who rectified it, who closed it.
    pub reporter: String,
    /// Who reported the rectification.
    pub rectified_by: Option<String>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// Who gave the first of the two words of a major one.
    pub first_reviewer: Option<String>,
    /// The first record, of a duplicate: id and number.
    pub duplicate_of: Option<(HazardId, String)>,
    /// The records that were merged with this one as its duplicates, each with its own history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub merged: Vec<NamedHazard>,
    /// Open hazards of its site and category, of which it may be a second record; empty when this person merges nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<NamedHazard>,
    /// Radius of the position in metres.
    pub accuracy_m: Option<f64>,
    /// Photos of the finding.
    pub photos_before: Vec<PhotoView>,
    /// Photos of the rectified state.
    pub photos_after: Vec<PhotoView>,
    /// Photos that are still on their way from a tablet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub awaited: Vec<AwaitedPhoto>,
    /// The timeline, oldest first.
    pub events: Vec<EventView>,
    /// Every button, with the reason why it may not be pressed.
    pub actions: Vec<ActionState>,
    /// Whom it can be assigned to; empty when this person may not assign.
    pub assignees: Vec<PersonRef>,
    /// Those of them who are away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<Away>,
    /// Whom a rule proposes; one of `assignees`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<UserId>,
}
