//! Alarm installation 报警器加装: gas alarms for elderly people living alone, networked smoke detectors for bike sheds and
//! homes, car chargers.
//!
//! ```text
//! planned 拟装 ─► installed 已装 ─► accepted 已验收 ◄─ repaired ─► faulty 故障
//!    ▲              │    └───────────────┬─────────────────────────┘
//!    └─ sent back ◄─┘                    ├─► replaced 已更换 (its successor is a record of its own)
//!                                        └─► retired 停用
//! ```
//!
//! A device that is planned stands on the list of its programme; it has no serial number yet. **One serial number, one
//! device in use**: two tablets that install the same one are told apart by who came first.

pub mod commands;
pub mod intake;
pub mod known;
pub mod lifecycle;
pub mod serial;
mod told;
pub mod unknown;

pub use commands::{DeviceChange, DeviceCommand, Installation, PlanDevice};
pub use intake::{Intake, Reporting, Saying, Taken, Telemetry, VendorEvent, VendorEventKind, reporting};
pub use known::KnownDevice;
pub use lifecycle::{DeviceAction, DeviceStep, in_use, judge, plan};
pub use serial::Serial;
pub use unknown::{UnknownKey, UnknownNumber, UnknownNumbers};

use crate::{
    area::AreaCode,
    ids::{DetectorId, SiteId, UserId},
    inspections::{Outcome, Signature},
    programmes::gear::{Expiry, Gear, Usage},
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Kinds of device.
    DeviceKind {
        /// 燃气报警器.
        GasAlarm = "gas_alarm",
        /// 联网烟感.
        SmokeDetector = "smoke_detector",
        /// 汽车充电桩.
        CarCharger = "car_charger",
    }
}

impl DeviceKind {
    /// Its kind among gear with a service life, if it has one.
    pub const fn gear(self) -> Option<Gear> {
        match self {
            Self::GasAlarm => Some(Gear::GasAlarm),
            Self::SmokeDetector => Some(Gear::SmokeDetector),
            Self::CarCharger => None,
        }
    }
}

text_enum! {
    /// Where a device stands.
    DeviceStatus {
        /// 拟装: on the list, nothing there yet.
        Planned = "planned",
        /// 已装: reported as installed, waits for acceptance.
        Installed = "installed",
        /// 已验收: in service.
        Accepted = "accepted",
        /// 故障.
        Faulty = "faulty",
        /// 已更换: another one has taken its place.
        Replaced = "replaced",
        /// 停用/取消.
        Retired = "retired",
    }
}

impl DeviceStatus {
    /// It hangs at its place, and its serial number is taken.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Installed | Self::Accepted | Self::Faulty)
    }
}

text_enum! {
    /// What happened to a device.
    DeviceEventKind {
        /// Put on the list.
        Planned = "planned",
        /// Reported as installed.
        Installed = "installed",
        /// Accepted.
        Accepted = "accepted",
        /// Not accepted.
        SentBack = "sent_back",
        /// Reported as faulty.
        FaultReported = "fault_reported",
        /// Repaired.
        Repaired = "repaired",
        /// Another one took its place.
        Replaced = "replaced",
        /// Out of service, or taken off the list.
        Retired = "retired",
        /// Somebody came, and it came to nothing.
        Attempted = "attempted",
        /// A note.
        Noted = "noted",
    }
}

/// What decides which steps are possible, and what they change. Times are server times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceState {
    /// Which device.
    pub id: DetectorId,
    /// Kind.
    pub kind: DeviceKind,
    /// Its site.
    pub site: SiteId,
    /// The site's area; committee or grid.
    pub area: AreaCode,
    /// In a home or in a business.
    pub usage: Usage,
    /// Its status.
    pub status: DeviceStatus,
    /// When it was put on the list.
    pub planned_at: DateTime<Utc>,
    /// By whom.
    pub planned_by: UserId,
    /// What hangs there.
    pub installation: Option<Installation>,
    /// When it was installed.
    pub installed_at: Option<DateTime<Utc>>,
    /// Who reported it.
    pub reported_by: Option<UserId>,
    /// The receipt 安装回执. Personal data: see [`Signature::shown`].
    pub signature: Option<Signature>,
    /// Its end of life.
    pub expiry: Option<Expiry>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub accepted_by: Option<UserId>,
    /// Since when it is out of order.
    pub faulty_since: Option<DateTime<Utc>>,
    /// When its life here ended: replaced or retired.
    pub ended_at: Option<DateTime<Utc>>,
    /// The device whose place it took.
    pub replaces: Option<DetectorId>,
    /// The device that took its place.
    pub successor: Option<DetectorId>,
    /// How often somebody came to nothing.
    pub attempts: u32,
    /// The last time, and how it ended.
    pub last_attempt: Option<(DateTime<Utc>, Outcome)>,
    /// Counts the changes; a command names the one it was based on.
    pub version: u32,
}

impl DeviceState {
    /// The serial number that it keeps from others.
    pub fn live_serial(&self) -> Option<&Serial> {
        self.installation.as_ref().filter(|_| self.status.is_live()).map(|it| &it.serial)
    }

    /// As a page shows it: the receipt's name is masked in a home, and its lines are for those who work on cases.
    pub fn shown(mut self, may_see_lines: bool) -> Self {
        let home = self.usage == Usage::Household;
        self.signature = self.signature.map(|signature| signature.shown(home, may_see_lines));
        self
    }

    /// Hangs there, and may serve no longer.
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        self.status.is_live() && self.expiry.is_some_and(|expiry| expiry.on <= today)
    }
}
