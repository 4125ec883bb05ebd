//! Tablets as the office sees them.

use super::{API_VERSION, DeviceId, Held, clock};
use crate::{area::AreaRef, ids::UserId, people::PersonRef};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One person on one tablet. Of records that are still on the tablet it is known what it said of them when it was last
/// heard of; of one that has come it is known which photos it names and that they have not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Which tablet.
    pub id: DeviceId,
    /// Its name.
    pub label: String,
    /// Who works on it.
    pub person: PersonRef,
    /// Where that person worked when they last made it ready.
    pub area: AreaRef,
    /// The version of its program, as [`API_VERSION`].
    pub api: u32,
    /// When the person first made it ready.
    pub registered_at: DateTime<Utc>,
    /// When it last took data along.
    pub prepared_at: Option<DateTime<Utc>>,
    /// When it last sent something.
    pub synced_at: Option<DateTime<Utc>>,
    /// How far its clock was ahead of the server's, milliseconds.
    pub skew_ms: i64,
    /// Photos that records of this person name and that have not come, from whichever of their tablets.
    pub awaited: u64,
    /// Since when the first of them is awaited.
    pub awaited_since: Option<DateTime<Utc>>,
    /// It is awaited for longer than work may wait on a tablet.
    pub awaited_late: bool,
    /// What the tablet said it holds of this person when it was last heard of, by the server's clock; `None`: its program
    /// does not say.
    pub held: Option<Held>,
    /// The oldest of it lies there for longer than work may wait on a tablet, whether the tablet was heard of since or not.
    pub held_late: bool,
}

impl Device {
    /// Its place in the list.
    pub const fn key(&self) -> DeviceKey {
        DeviceKey {
            late: self.is_late(),
            registered_at: self.registered_at,
            device: self.id,
            person: self.person.id,
        }
    }

    /// Whether work of this person waits for too long.
    pub const fn is_late(&self) -> bool {
        self.awaited_late || self.held_late
    }

    /// How far its clock is ahead (below zero: behind), when that is more than lines and people explain.
    pub fn clock_off(&self) -> Option<TimeDelta> {
        TimeDelta::try_milliseconds(self.skew_ms).filter(|skew| clock::is_off(*skew))
    }

    /// Whether its program is older than the server's.
    pub const fn is_outdated(&self) -> bool {
        self.api < API_VERSION
    }
}

/// What orders the list: the late ones first, and of both the newest first. In an address it is a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeviceKey {
    /// Whether work waits for too long: photos that are awaited, or what the tablet holds.
    pub late: bool,
    /// When the person first made it ready.
    pub registered_at: DateTime<Utc>,
    /// The tablet.
    pub device: DeviceId,
    /// The person.
    pub person: UserId,
}

/// A text that is no place in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in the list of tablets")]
pub struct NotADeviceKey;

impl fmt::Display for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.registered_at.timestamp_millis();
        write!(f, "{}_{at}_{}_{}", u8::from(self.late), self.device, self.person)
    }
}

impl FromStr for DeviceKey {
    type Err = NotADeviceKey;

    fn from_str(text: &str) -> Result<Self, NotADeviceKey> {
        let parts: Vec<&str> = text.split('_').collect();
        let &[late, at, device, person] = parts.as_slice() else { return Err(NotADeviceKey) };
        let late = match late {
            "0" => false,
            "1" => true,
            _ => return Err(NotADeviceKey),
        };
        let at = at.parse::<i64>().ok().and_then(DateTime::from_timestamp_millis);
        Ok(Self {
            late,
            registered_at: at.ok_or(NotADeviceKey)?,
            device: device.parse().map_err(|_| NotADeviceKey)?,
            person: person.parse().map_err(|_| NotADeviceKey)?,
        })
    }
}

impl TryFrom<String> for DeviceKey {
    type Error = NotADeviceKey;

    fn try_from(text: String) -> Result<Self, NotADeviceKey> {
        text.parse()
    }
}

impl From<DeviceKey> for String {
    fn from(key: DeviceKey) -> Self {
        key.to_string()
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePage {
    /// The tablets.
    pub rows: Vec<Device>,
    /// How many there are in all.
    pub total: u64,
    /// How many of all are late.
    pub late: u64,
    /// Hours after which one is.
    pub late_hours: u32,
    /// The page before ends before this one, when there is one.
    pub previous: Option<DeviceKey>,
    /// The page after begins after this one, when there is one.
    pub next: Option<DeviceKey>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Role;
    use uuid::Uuid;

    fn device(api: u32, skew_ms: i64) -> Device {
        let registered_at = DateTime::from_timestamp_millis(1_700_000_000_123).expect("valid");
        Device {
            id: DeviceId(Uuid::from_u128(7)),
            label: "Android · Chrome".into(),
            person: PersonRef {
                id: UserId(Uuid::from_u128(8)), name: "王敏".into(), role: Role::Inspector
            },
            area: AreaRef { code: "310105008001".parse().expect("code"), name: "第一居委".into() },
            api,
            registered_at,
            prepared_at: Some(registered_at),
            synced_at: None,
            skew_ms,
            awaited: 0,
            awaited_since: None,
            awaited_late: true,
            held: None,
            held_late: false,
        }
    }

    #[test]
    fn a_place_in_the_list_survives_the_address() {
        let key = device(API_VERSION, 0).key();
        assert_eq!(key.to_string().parse(), Ok(key));
        let json = serde_json::to_string(&key).expect("json");
        assert_eq!(serde_json::from_str::<DeviceKey>(&json).expect("key"), key);
        let text = key.to_string();
        for broken in ["", "1", "2_1_a_b", &text.replace('_', "-"), &format!("{text}_1"), &text[1..]] {
            assert_eq!(broken.parse::<DeviceKey>(), Err(NotADeviceKey), "{broken}");
        }
    }

    #[test]
    fn whoever_keeps_photos_or_records_for_too_long_is_late() {
        for (awaited_late, held_late) in [(false, false), (true, false), (false, true), (true, true)] {
            let device = Device { awaited_late, held_late, ..device(API_VERSION, 0) };
            assert_eq!(device.key().late, awaited_late || held_late);
        }
    }

    #[test]
    fn the_late_come_first_then_the_newest() {
        let key = device(API_VERSION, 0).key();
        let older = DeviceKey { registered_at: key.registered_at - TimeDelta::seconds(1), ..key };
        let in_time = DeviceKey { late: false, ..key };
        let mut keys = [in_time, older, key];
        keys.sort_unstable();
        keys.reverse();
        assert_eq!(keys, [key, older, in_time]);
    }

    #[test]
    fn a_clock_is_off_by_minutes_and_a_program_old_by_a_version() {
        assert_eq!(device(API_VERSION, 119_000).clock_off(), None);
        assert_eq!(device(API_VERSION, -121_000).clock_off(), Some(TimeDelta::seconds(-121)));
        assert_eq!(device(API_VERSION, i64::MIN).clock_off(), None);
        assert!(!device(API_VERSION, 0).is_outdated());
        assert!(device(API_VERSION - 1, 0).is_outdated());
    }
}
