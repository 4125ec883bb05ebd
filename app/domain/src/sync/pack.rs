//! What a tablet takes along.

use super::DeviceId;
use crate::{
    area::AreaRef,
    calendar::{SpecialDay, WorkCalendar},
    geo::{Point, Wgs84},
    hazards::{HazardState, HazardSummary},
    ids::{
        CampaignId, ChecklistVersionId, DetectorId, FileId, GasUserId, HazardId, InspectionId, PlanId,
        SiteId, StandardId, StoveId, TaskId,
    },
    inspections::{
        ChecklistChoice, Outcome, checklist::AnswerKey, checklist::AnswerValue, views::StandardEntry,
    },
    people::Me,
    period::Period,
    programmes::{
        campaign::{CampaignChoice, Standing},
        device::{DeviceState, Telemetry},
        gas::{ClassRules, GasUnit, LpgUser},
        gear::LifeRules,
        stove::StoveState,
    },
    sites::SiteKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// `POST /api/v1/field/device`: the tablet says who it is; asked at every "get ready".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterDevice {
    /// Which.
    pub device: DeviceId,
    /// A name that a person recognises it by ("Android · Chrome").
    pub label: String,
    /// [`super::API_VERSION`] of its program.
    pub api: u32,
    /// Its clock.
    pub sent_at: DateTime<Utc>,
}

/// The answer: who works on it and with which key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Registered {
    /// The tablet.
    pub device: DeviceId,
    /// The person.
    pub me: Me,
    /// 256 bits, base64: encrypts what this person keeps on this tablet. The same at every asking, so that work left
    /// at sign-out can be read again by the same person after signing in, and by nobody else; the office reads a rescue
    /// file with it.
    pub key: String,
    /// Where the change feed stands: what is loaded afterwards is at least as new.
    pub seq: i64,
    /// Server time.
    pub now: DateTime<Utc>,
    /// Minutes without a touch after which the tablet locks.
    pub idle_minutes: u32,
    /// Most unsent hours before the ledger turns red.
    pub late_hours: u32,
}

/// A site on the tablet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldSite {
    /// Which.
    pub id: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Name.
    pub name: String,
    /// Address, in full: the task needs it.
    pub address: String,
    /// Initials of the name in pinyin, for the search.
    pub pinyin: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Where it is.
    pub point: Option<Point<Wgs84>>,
    /// Checks in the last 30 and 90 days before it was loaded, by anyone.
    pub checks: (u32, u32),
    /// What was answered the last time, for "as last time".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<LastAnswers>,
    /// How its last visit ended, a failed attempt too; `None`: nobody was there yet, or it was loaded from a server that
    /// did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<LastVisit>,
    /// Its visits that came to nothing, the newest first, as far as they count for when to come again
    /// ([`LOOKED_AT`](crate::programmes::campaign::slots::LOOKED_AT)); `None`: it was loaded from a server that did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<Vec<FailedVisit>>,
    /// Its place in the register's order.
    pub key: i64,
}

/// The answers of a site's last finished visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LastAnswers {
    /// When.
    pub at: DateTime<Utc>,
    /// By which checklist version.
    pub checklist: ChecklistVersionId,
    /// The values; notes and photos stay with that visit.
    pub values: BTreeMap<AnswerKey, AnswerValue>,
}

/// A visit that came to nothing, by anyone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedVisit {
    /// Which.
    pub id: InspectionId,
    /// When it began.
    pub at: DateTime<Utc>,
}

/// The last visit to a site, by anyone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastVisit {
    /// Which.
    pub id: InspectionId,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Outcome,
    /// Failed attempts since the site was last visited with success, this one among them.
    pub failed: u32,
    /// Only forms of its door have told of it: its checklist may still come.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub told: bool,
}

impl LastVisit {
    /// What is the last visit once there was another one, whichever of them was later. The same visit again changes
    /// nothing.
    pub fn after(known: Option<Self>, id: InspectionId, at: DateTime<Utc>, outcome: Outcome) -> Self {
        match known {
            Some(known) if known.id == id || known.at > at => known,
            known => {
                let before = known.map_or(0, |known| known.failed);
                let failed = if outcome == Outcome::Done { 0 } else { before.saturating_add(1) };
                Self { id, at, outcome, failed, told: false }
            }
        }
    }
}

/// An open hazard on the tablet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldHazard {
    /// The row as in a list.
    pub summary: HazardSummary,
    /// The state that decides the next steps; its version is the base of what is done here.
    pub state: HazardState,
    /// Its site.
    pub site: Option<SiteId>,
    /// The clause it offends.
    pub clause: Option<String>,
    /// Photos of the finding: pictures for the same viewpoint.
    pub photos_before: Vec<FileId>,
    /// Photos of the reported rectification, for its review.
    pub photos_after: Vec<FileId>,
    /// What was said at the last step.
    pub last_note: Option<String>,
    /// Its place in the order of the list.
    pub key: i64,
}

/// A stove or water heater on the tablet: in use, or replaced and not accepted yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldStove {
    /// Everything that is known of it; its version is the base of what is done here. The receipt as it may be shown.
    pub state: StoveState,
    /// Its place in the register's order.
    pub key: i64,
}

/// A gas alarm, smoke detector or charger on the tablet: on a list, or hanging at its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldDetector {
    /// Everything that is known of it; its version is the base of what is done here. The receipt as it may be shown.
    pub state: DeviceState,
    /// What it had told of itself when it was loaded.
    pub told: Telemetry,
    /// Its place in the register's order.
    pub key: i64,
}

/// A user of gas on the tablet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldGasUser {
    /// Which.
    pub id: GasUserId,
    /// Its site.
    pub site: SiteId,
    /// As a small unit.
    pub unit: Option<GasUnit>,
    /// As a user of cylinders.
    pub lpg: Option<LpgUser>,
    /// The base of what is done here.
    pub version: u32,
    /// Its place in the register's order.
    pub key: i64,
}

/// An open task of a recurring plan on the tablet: one of this person, or one that nobody was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldTask {
    /// Which.
    pub id: TaskId,
    /// Of which plan.
    pub plan: PlanId,
    /// The site.
    pub site: SiteId,
    /// When it is due.
    pub due: NaiveDate,
    /// It was given to this person.
    pub mine: bool,
    /// Its place in the order of changes.
    pub key: i64,
}

/// A site on the list of a running campaign that was not let in yet, on the tablet: one of this person, or one that nobody was
/// given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldTarget {
    /// [`target_id`](crate::programmes::campaign::target_id).
    pub id: Uuid,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// The site.
    pub site: SiteId,
    /// What came of its door so far.
    pub standing: Standing,
    /// It was given to this person; one that nobody was given is anybody's.
    #[serde(default)]
    pub mine: bool,
    /// Its place in the order of changes.
    pub key: i64,
}

/// A campaign that has started and not ended, on the tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "ToldCampaign")]
pub struct FieldCampaign {
    /// As visits can be made for it.
    #[serde(flatten)]
    pub choice: CampaignChoice,
    /// From when to when.
    pub period: Period,
}

/// The JSON of a [`FieldCampaign`], side by side; why, see `hazards::told`.
#[derive(Deserialize)]
struct ToldCampaign {
    id: CampaignId,
    title: String,
    checklist: Option<ChecklistVersionId>,
    period: Period,
}

impl From<ToldCampaign> for FieldCampaign {
    fn from(told: ToldCampaign) -> Self {
        let ToldCampaign { id, title, checklist, period } = told;
        Self { choice: CampaignChoice { id, title, checklist }, period }
    }
}

/// A recurring plan on the tablet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldPlan {
    /// Which.
    pub id: PlanId,
    /// Its title.
    pub title: String,
}

/// What forms are filled in from. Small; loaded as a whole, with an ETag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldReference {
    /// Checklists in force, and versions that ended not long ago, for visits that were begun by them.
    pub checklists: Vec<ChecklistChoice>,
    /// The hazard library in force.
    pub standards: Vec<StandardEntry>,
    /// Deadlines in days of a finding of today, by category and severity, as the last day.
    pub deadlines: Vec<(crate::hazards::Category, crate::hazards::Severity, NaiveDate)>,
    /// Library entries with a deadline of their own.
    pub own_deadlines: Vec<(StandardId, NaiveDate)>,
    /// The day that deadlines were counted from.
    pub found: NaiveDate,
    /// Areas inside the person's own.
    pub areas: Vec<AreaRef>,
    /// How long gear may serve.
    #[serde(default)]
    pub lives: LifeRules,
    /// Which units are small ones.
    #[serde(default)]
    pub classes: ClassRules,
    /// Campaigns that visits can be made for.
    #[serde(default)]
    pub campaigns: Vec<FieldCampaign>,
    /// Plans, by whose titles their tasks are known.
    #[serde(default)]
    pub plans: Vec<FieldPlan>,
    /// The holiday table: the days that differ from the plain week. Empty when the server did not say.
    #[serde(default)]
    pub special_days: Vec<(NaiveDate, SpecialDay)>,
}

impl FieldReference {
    /// The calendar that slots of the week are told apart by.
    pub fn calendar(&self) -> WorkCalendar {
        WorkCalendar::new(self.special_days.iter().copied())
    }
}

/// A page of a first load.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The records.
    pub items: Vec<T>,
    /// Where the next page begins; `None`: this was the last.
    pub next: Option<i64>,
}

/// A record that the tablet must forget: deleted, closed, void, moved out of the person's area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Gone {
    /// A site, and the one that it was merged into.
    Site {
        /// Which.
        id: SiteId,
        /// What takes its place.
        into: Option<SiteId>,
    },
    /// A hazard.
    Hazard {
        /// Which.
        id: HazardId,
    },
    /// A stove or water heater.
    Stove {
        /// Which.
        id: StoveId,
    },
    /// A gas alarm, smoke detector or charger.
    Detector {
        /// Which.
        id: DetectorId,
    },
    /// A user of gas.
    GasUser {
        /// Which.
        id: GasUserId,
    },
    /// A task: carried out, or given to somebody else.
    Task {
        /// Which.
        id: TaskId,
    },
    /// A site on the list of a campaign: let in, or the campaign has ended.
    Target {
        /// [`target_id`](crate::programmes::campaign::target_id).
        id: Uuid,
    },
}

/// `GET /api/v1/field/changes?since=`: what happened since.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// Sites that are new or different.
    pub sites: Vec<FieldSite>,
    /// Open hazards that are new or different.
    pub hazards: Vec<FieldHazard>,
    /// Stoves and water heaters that are new or different.
    #[serde(default)]
    pub stoves: Vec<FieldStove>,
    /// Devices that are new or different.
    #[serde(default)]
    pub detectors: Vec<FieldDetector>,
    /// Users of gas that are new or different.
    #[serde(default)]
    pub gas_users: Vec<FieldGasUser>,
    /// Open tasks that are new or different.
    #[serde(default)]
    pub tasks: Vec<FieldTask>,
    /// Sites on the lists of campaigns that are new or different.
    #[serde(default)]
    pub targets: Vec<FieldTarget>,
    /// What to forget.
    pub gone: Vec<Gone>,
    /// Ask from here the next time.
    pub seq: i64,
    /// There is more: ask again at once.
    pub more: bool,
    /// The person's area now: another one than the tablet has means to load everything anew.
    pub area: AreaRef,
    /// Changes with checklists, library, deadlines and areas.
    pub reference_tag: String,
    /// Server time.
    pub now: DateTime<Utc>,
}
