//! What a vendor's platform tells of its networked devices: heartbeats, alarms, faults. It comes in any order, late and
//! more than once; what is known afterwards does not depend on that.

use super::{DeviceKind, Serial};
use crate::{
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::CLOCK_TOLERANCE,
    text::{LINE, Texts},
    text_enum,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a device tells.
    VendorEventKind {
        /// 心跳: it is there.
        Heartbeat = "heartbeat",
        /// 报警.
        Alarm = "alarm",
        /// 报警恢复.
        AlarmCleared = "alarm_cleared",
        /// 故障.
        Fault = "fault",
        /// 故障恢复.
        FaultCleared = "fault_cleared",
        /// 电量低.
        LowBattery = "low_battery",
    }
}

/// One event of a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VendorEvent {
    /// The vendor's own id of the event. With the vendor (from the token) it is the key: what came before is not taken again.
    pub id: String,
    /// The device: its serial number or network id.
    pub serial: Serial,
    /// What it tells.
    pub kind: VendorEventKind,
    /// When, by the vendor's clock.
    pub at: DateTime<Utc>,
    /// A reading or words of the vendor, kept as told.
    #[serde(default)]
    pub detail: Option<String>,
}

/// What a vendor's platform sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// At most [`MAX_EVENTS`], in any order.
    pub events: Vec<VendorEvent>,
}

/// The answer to an [`Intake`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Events that were kept now.
    pub taken: u32,
    /// Events that had come before.
    pub known: u32,
    /// Of those kept now, numbers of devices that nobody in the vendor's area has in use, each once.
    pub unknown_devices: Vec<Serial>,
    /// Events that were not kept, by the vendor's id, and why.
    pub refused: Vec<(String, Fault)>,
}

/// Most events of one request.
pub const MAX_EVENTS: usize = 500;

/// How old an event may be: what a platform repeats of last year tells nothing.
pub const OLDEST: TimeDelta = TimeDelta::days(90);

impl VendorEventKind {
    /// Whether it says more than that the device is there: the office's desk is to hear of it.
    pub const fn is_news(self) -> bool {
        !matches!(self, Self::Heartbeat)
    }
}

impl VendorEvent {
    /// Checks what can be checked without the store. `now` is the server's time.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("id", &self.id).optional_paragraph("detail", self.detail.as_deref());
        if self.at > now + CLOCK_TOLERANCE {
            faults.push(FieldFault::new("at", FieldCode::InFuture));
        }
        if self.at < now - OLDEST {
            faults.push(
                FieldFault::new("at", FieldCode::OutOfRange)
                    .with("min", (now - OLDEST).to_rfc3339())
                    .with("max", now.to_rfc3339()),
            );
        }
        Fault::check(faults)
    }

    /// What makes the event the same when it comes again: `vendor:id`, cut to what a key may hold.
    pub fn key(&self, vendor: &str) -> String {
        format!("{vendor}:{}", self.id.trim()).chars().take(2 * LINE).collect()
    }
}

/// What is known of a device from its own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telemetry {
    /// The last sign of life, of whatever kind.
    pub last_heard: Option<DateTime<Utc>>,
    /// The last alarm.
    pub last_alarm: Option<DateTime<Utc>>,
    /// The last time that an alarm was over.
    pub last_cleared: Option<DateTime<Utc>>,
    /// The last fault.
    pub last_fault: Option<DateTime<Utc>>,
    /// The last time that a fault was over.
    pub last_mended: Option<DateTime<Utc>>,
    /// The last time that it asked for a battery.
    pub low_battery: Option<DateTime<Utc>>,
}

impl Telemetry {
    /// What is known with this event. The same whatever the order, and however often an event comes.
    pub fn with(mut self, event: &VendorEvent) -> Self {
        let later = |slot: &mut Option<DateTime<Utc>>| *slot = (*slot).max(Some(event.at));
        later(&mut self.last_heard);
        match event.kind {
            VendorEventKind::Heartbeat => {}
            VendorEventKind::Alarm => later(&mut self.last_alarm),
            VendorEventKind::AlarmCleared => later(&mut self.last_cleared),
            VendorEventKind::Fault => later(&mut self.last_fault),
            VendorEventKind::FaultCleared => later(&mut self.last_mended),
            VendorEventKind::LowBattery => later(&mut self.low_battery),
        }
        self
    }

    /// What is known once somebody has seen to all of it: not every vendor tells of the end. What it tells afterwards counts anew.
    #[must_use]
    pub fn seen_to(mut self) -> Self {
        self.last_cleared = self.last_cleared.max(self.last_alarm);
        self.last_mended = self.last_mended.max(self.last_fault);
        self.low_battery = None;
        self
    }

    /// Whether its silence says something: smoke detectors are networked, other devices are once they have said something.
    pub fn is_networked(&self, kind: DeviceKind) -> bool {
        kind == DeviceKind::SmokeDetector || self.last_heard.is_some()
    }

    /// Its alarm has not been called off.
    pub fn is_alarming(&self) -> bool {
        self.last_alarm.is_some_and(|alarm| self.last_cleared.is_none_or(|cleared| cleared < alarm))
    }

    /// It says that it is out of order.
    pub fn is_faulty(&self) -> bool {
        self.last_fault.is_some_and(|fault| self.last_mended.is_none_or(|mended| mended < fault))
    }
}

text_enum! {
    /// Whether a networked device is heard of.
    Reporting {
        /// 在线.
        Reporting = "reporting",
        /// 失联: not a word for too long.
        Silent = "silent",
    }
}

text_enum! {
    /// What a device in use says of itself that somebody has to see to.
    Saying {
        /// 正在报警: its alarm has not been called off.
        Alarming = "alarming",
        /// 设备自报故障.
        OutOfOrder = "out_of_order",
        /// 电量低.
        LowBattery = "low_battery",
    }
}

/// A device is silent after so many hours without a word, unless the office says otherwise.
pub const SILENT_HOURS: u32 = 24;

/// Whether a device is heard of at `now`: silent when the last word (or, before the first one, its installation) lies
/// `hours` or more behind.
pub fn reporting(
    last_heard: Option<DateTime<Utc>>,
    installed_at: DateTime<Utc>,
    now: DateTime<Utc>,
    hours: u32,
) -> Reporting {
    let since = last_heard.map_or(installed_at, |heard| heard.max(installed_at));
    if now - since >= TimeDelta::hours(i64::from(hours)) { Reporting::Silent } else { Reporting::Reporting }
}

#[cfg(test)]
#[path = "intake_tests.rs"]
mod tests;
