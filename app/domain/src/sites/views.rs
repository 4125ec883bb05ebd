//! What lists, maps and pages are given about sites.

use super::{Likeness, SiteKind, SiteStatus};
use crate::{
    area::AreaRef,
    geo::{Point, Wgs84},
    hazards::HazardSummary,
    ids::SiteId,
    inspections::InspectionSummary,
    listing::{Key, Total},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteSummary {
    /// Which.
    pub id: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Name, masked for households.
    pub name: String,
    /// Address, to the building for households.
    pub address: String,
    /// In use or closed down.
    pub status: SiteStatus,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Where it is.
    pub point: Option<Point<Wgs84>>,
    /// Open hazards at it.
    pub open_hazards: u32,
    /// Its last visit.
    pub last_visit: Option<DateTime<Utc>>,
    /// Its place in the order of the list.
    pub key: Key,
}

/// A site found while choosing one for a visit; the address is in full, the task needs it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteHit {
    /// Which.
    pub id: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Where it is.
    pub point: Option<Point<Wgs84>>,
    /// How far away in metres, when a position was given.
    pub distance_m: Option<f64>,
}

/// Another site that may be the same door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteTwin {
    /// Which.
    pub id: SiteId,
    /// Name, masked for households.
    pub name: String,
    /// Address, to the building for households.
    pub address: String,
    /// How alike the two are.
    pub likeness: Likeness,
}

/// Everything the page of one site shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteDetail {
    /// The row as in a list.
    pub summary: SiteSummary,
    /// Contact person, masked.
    pub contact_name: Option<String>,
    /// Contact phone, masked.
    pub contact_phone: Option<String>,
    /// The person may reveal the masked values, with a reason.
    pub may_reveal: bool,
    /// How often it was checked in the last 30 days.
    pub checks_30: u32,
    /// … in the last 90 days.
    pub checks_90: u32,
    /// Its open hazards, newest first; at most 20.
    pub open_hazards: Vec<HazardSummary>,
    /// Its last hazards that are closed or void, newest first; at most 20.
    pub past_hazards: Vec<HazardSummary>,
    /// Its last visits, newest first; at most 20.
    pub visits: Vec<InspectionSummary>,
    /// How many hazards it ever had.
    pub hazards_total: Total,
    /// The site that took its place, when the two turned out to be one door.
    pub merged_into: Option<SiteId>,
    /// Those that may be the same door, for whoever may merge them; what surely is the same stands first.
    pub twins: Vec<SiteTwin>,
}
