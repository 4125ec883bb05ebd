//! What lists, maps and pages are given about stoves, devices and users of gas.

use super::{
    device::{
        DeviceAction, DeviceEventKind, DeviceKind, DeviceState, DeviceStatus, Reporting, Serial, Telemetry,
        VendorEventKind,
    },
    due::DueItem,
    gas::{Class, GasUnit, LpgStanding, LpgUser, Moved, Trade, UnitNumbers},
    gear::{Fuel, Life},
    stove::{Appliance, NonSafe, StoveAction, StoveEventKind, StoveState, StoveStatus},
};
use crate::{
    actor::Role,
    area::AreaRef,
    fault::Fault,
    geo::{Point, Wgs84},
    ids::{DetectorId, FileId, GasUserId, InspectionId, SiteId, StoveId},
    inspections::Outcome,
    listing::Key,
    photos::{AwaitedPhoto, PhotoView},
    sites::SiteKind,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The site of a record, as lists show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Door {
    /// Which.
    pub site: SiteId,
    /// Kind.
    pub kind: SiteKind,
    /// Name, masked for households.
    pub name: String,
    /// Address, to the building for households.
    pub address: String,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Where it is.
    pub point: Option<Point<Wgs84>>,
}

/// One event of a timeline: kinds `K`, states `S`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happened<K, S> {
    /// From 1.
    pub seq: u32,
    /// What happened.
    pub kind: K,
    /// Who.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// Server time.
    pub server_at: DateTime<Utc>,
    /// The device's time, when it differs by more than a minute.
    pub device_at: Option<DateTime<Utc>>,
    /// Where it stood before.
    pub from: Option<S>,
    /// Where it stood after.
    pub to: S,
    /// The visit during which it was done.
    pub visit: Option<InspectionId>,
    /// Remark.
    pub note: Option<String>,
    /// What the kind adds.
    pub data: serde_json::Value,
    /// Its photos that have arrived.
    pub photos: Vec<FileId>,
}

/// A button, and why it is greyed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step<A> {
    /// The step.
    pub action: A,
    /// Why this person may not take it now.
    pub refusal: Option<Fault>,
}

/// One stove or water heater in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoveSummary {
    /// Which.
    pub id: StoveId,
    /// Stove or water heater.
    pub appliance: Appliance,
    /// Where it stands.
    pub status: StoveStatus,
    /// What of it is not safe.
    pub non_safe: Vec<NonSafe>,
    /// When it was surveyed last.
    pub surveyed_at: DateTime<Utc>,
    /// Its end of life.
    pub expires_on: Option<NaiveDate>,
    /// That day is presumed.
    pub presumed: bool,
    /// How far its life has gone at the time of the answer; nothing of one that is not in use any more.
    pub life: Option<Life>,
    /// The day agreed on.
    pub planned_for: Option<NaiveDate>,
    /// The appliance whose place it took.
    pub replaces: Option<StoveId>,
    /// When its replacement was reported.
    pub replaced_at: Option<DateTime<Utc>>,
    /// When that was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// How often somebody came to nothing.
    pub attempts: u32,
    /// The last time, and how it ended.
    pub last_attempt: Option<(DateTime<Utc>, Outcome)>,
    /// Its site.
    pub door: Door,
    /// Its place in the order of the list.
    pub key: Key,
}

/// The page of one appliance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoveDetail {
    /// The row as in a list.
    pub summary: StoveSummary,
    /// Everything that is known of it; the receipt as it may be shown.
    pub state: StoveState,
    /// The record of the appliance that took its place.
    pub successor: Option<StoveId>,
    /// What happened.
    pub events: Vec<Happened<StoveEventKind, StoveStatus>>,
    /// Its photos.
    pub photos: Vec<PhotoView>,
    /// Photos that have not arrived.
    pub awaited: Vec<AwaitedPhoto>,
    /// The buttons of this person.
    pub steps: Vec<Step<StoveAction>>,
}

/// What is known of a device from its own words, at the time of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The last sign of life.
    pub last_heard: Option<DateTime<Utc>>,
    /// Whether it is heard of; nothing of one that is not networked or not in use.
    pub reporting: Option<Reporting>,
    /// Its alarm has not been called off.
    pub alarming: bool,
    /// It says that it is out of order.
    pub faulty: bool,
    /// When it last asked for a battery.
    pub low_battery: Option<DateTime<Utc>>,
}

impl Said {
    /// Of a device at `now`, by where it stands and when it was installed; silent after so many hours without a word.
    pub fn of(
        (kind, status, installed_at): (DeviceKind, DeviceStatus, Option<DateTime<Utc>>),
        told: &Telemetry,
        now: DateTime<Utc>,
        silent_hours: u32,
    ) -> Self {
        let reporting = installed_at
            .filter(|_| status.is_live() && told.is_networked(kind))
            .map(|installed| super::device::reporting(told.last_heard, installed, now, silent_hours));
        Self {
            last_heard: told.last_heard,
            reporting,
            alarming: told.is_alarming(),
            faulty: told.is_faulty(),
            low_battery: told.low_battery,
        }
    }
}

/// One device in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceSummary {
    /// Which.
    pub id: DetectorId,
    /// Kind.
    pub kind: DeviceKind,
    /// Where it stands.
    pub status: DeviceStatus,
    /// Its serial number.
    pub serial: Option<Serial>,
    /// Where at the site it hangs.
    pub place: Option<String>,
    /// Its end of life.
    pub expires_on: Option<NaiveDate>,
    /// That day is presumed.
    pub presumed: bool,
    /// How far its life has gone at the time of the answer; nothing of one that does not hang there.
    pub life: Option<Life>,
    /// The device whose place it took.
    pub replaces: Option<DetectorId>,
    /// When it was put on the list.
    pub planned_at: DateTime<Utc>,
    /// When it was installed.
    pub installed_at: Option<DateTime<Utc>>,
    /// When that was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// What it says of itself.
    pub said: Said,
    /// How often somebody came to nothing.
    pub attempts: u32,
    /// The last time, and how it ended.
    pub last_attempt: Option<(DateTime<Utc>, Outcome)>,
    /// Its site.
    pub door: Door,
    /// Its place in the order of the list.
    pub key: Key,
}

/// Something that a device told through its vendor, besides being there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// What.
    pub kind: VendorEventKind,
    /// When, by the vendor's clock.
    pub at: DateTime<Utc>,
    /// A reading or words of the vendor.
    pub detail: Option<String>,
    /// Who told it.
    pub vendor: String,
}

/// The page of one device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeviceDetail {
    /// The row as in a list.
    pub summary: DeviceSummary,
    /// Everything that is known of it; the receipt as it may be shown.
    pub state: DeviceState,
    /// What happened.
    pub events: Vec<Happened<DeviceEventKind, DeviceStatus>>,
    /// What it told of itself, newest first.
    pub words: Vec<Word>,
    /// Its photos.
    pub photos: Vec<PhotoView>,
    /// Photos that have not arrived.
    pub awaited: Vec<AwaitedPhoto>,
    /// The buttons of this person.
    pub steps: Vec<Step<DeviceAction>>,
}

text_enum! {
    /// What a unit counts as, by the dictionary in force.
    ClassWord {
        /// 九小.
        Small = "small",
        /// Larger than the dictionary allows.
        Larger = "larger",
        /// The number that decides is not known.
        NotKnown = "not_known",
        /// The dictionary says nothing of the trade.
        NoRule = "no_rule",
    }
}

impl From<Class<'_>> for ClassWord {
    fn from(class: Class<'_>) -> Self {
        match class {
            Class::Small(_) => Self::Small,
            Class::Larger(_) => Self::Larger,
            Class::NotKnown(_) => Self::NotKnown,
            Class::NoRule => Self::NoRule,
        }
    }
}

/// A small unit in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitSummary {
    /// Trade.
    pub trade: Trade,
    /// Its numbers.
    pub numbers: UnitNumbers,
    /// What it counts as.
    pub class: ClassWord,
    /// What it burns.
    pub fuel: Fuel,
    /// A gas alarm hangs there and works.
    pub alarm: Option<bool>,
    /// The gas is cut off by it.
    pub cut_off: Option<bool>,
}

/// A user of cylinders in a list, at the time of the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LpgSummary {
    /// Where it stands.
    pub standing: LpgStanding,
    /// Cylinders that are still there.
    pub cylinders: u32,
    /// The earliest test among them.
    pub next_test: Option<NaiveDate>,
    /// A test is overdue, or nothing is known of any.
    pub test_overdue: bool,
    /// Moved to something else.
    pub moved: Option<Moved>,
}

/// One entry of the register of gas users in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GasUserSummary {
    /// Which.
    pub id: GasUserId,
    /// As a small unit.
    pub unit: Option<UnitSummary>,
    /// As a user of cylinders.
    pub lpg: Option<LpgSummary>,
    /// When it was surveyed last.
    pub surveyed_at: DateTime<Utc>,
    /// Its site.
    pub door: Door,
    /// Its place in the order of the list.
    pub key: Key,
}

text_enum! {
    /// As what an entry was saved.
    GasSaveKind {
        /// As a small unit.
        Unit = "unit",
        /// As a user of cylinders.
        Lpg = "lpg",
    }
}

/// One save of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GasSaved {
    /// The version that it made.
    pub version: u32,
    /// As what.
    pub kind: GasSaveKind,
    /// Who.
    pub actor: String,
    /// Server time.
    pub at: DateTime<Utc>,
    /// The visit during which it was seen.
    pub visit: Option<InspectionId>,
    /// Remark.
    pub note: Option<String>,
}

/// The page of one entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GasUserDetail {
    /// The row as in a list.
    pub summary: GasUserSummary,
    /// The version that the next save names.
    pub version: u32,
    /// As a small unit.
    pub unit: Option<GasUnit>,
    /// As a user of cylinders.
    pub lpg: Option<LpgUser>,
    /// Its saves, oldest first.
    pub saves: Vec<GasSaved>,
    /// Its photos.
    pub photos: Vec<PhotoView>,
    /// Photos that have not arrived.
    pub awaited: Vec<AwaitedPhoto>,
}

/// Everything of the programmes at one door, the due on top.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DoorView {
    /// What is due, the most urgent first.
    pub due: Vec<DueItem>,
    /// Its appliances, also those of the past, newest first.
    pub stoves: Vec<StoveSummary>,
    /// Its devices, alike.
    pub devices: Vec<DeviceSummary>,
    /// Its entry on the register of gas users.
    pub gas: Option<GasUserSummary>,
}
