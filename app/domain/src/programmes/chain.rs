//! The chain of events of a stove or a device, as a hazard has one: each event carries the hash of the one before it and a
//! digest of the record as it stood afterwards. The first carries [`GENESIS`](crate::hazards::GENESIS).

use crate::{
    actor::Role,
    hazards::chain::{link, sorted},
    ids::{EventId, FileId, InspectionId, UserId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Everything an event says. Kinds and states are the words of [`super::stove`] or [`super::device`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventContent {
    /// The event, and the command that caused it.
    pub id: EventId,
    /// The stove or device.
    pub record: Uuid,
    /// From 1, without gaps.
    pub seq: u32,
    /// What happened.
    pub kind: String,
    /// Who.
    pub actor: UserId,
    /// In which role at that time.
    pub role: Role,
    /// Server time; orders the events.
    pub server_at: DateTime<Utc>,
    /// The device's time, kept as told.
    pub device_at: Option<DateTime<Utc>>,
    /// Where it stood before; `None` for the first.
    pub from: Option<String>,
    /// Where it stood after.
    pub to: String,
    /// The visit during which it was done.
    pub visit: Option<InspectionId>,
    /// Remark.
    pub note: Option<String>,
    /// What the kind of event adds.
    pub data: serde_json::Value,
    /// Photos it brought.
    pub photos: Vec<FileId>,
    /// Longitude and latitude in WGS-84 where it was done.
    pub at: Option<(f64, f64)>,
    /// [`digest`] of the record after the event.
    pub state: String,
}

impl EventContent {
    /// SHA-256, in hex, of the hash before and the canonical JSON of the content.
    pub fn hash(&self, before: &str) -> String {
        link(before, &Self { data: sorted(&self.data), ..self.clone() })
    }
}

/// SHA-256, in hex, of how many events a record has and of its state.
pub fn digest(events: u32, state: &impl Serialize) -> String {
    let bytes = serde_json::to_vec(&(events, state)).expect("a state has no map with other than text keys");
    format!("{:x}", Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hazards::GENESIS;
    use chrono::TimeZone;

    fn event() -> EventContent {
        EventContent {
            id: EventId(Uuid::from_u128(1)),
            record: Uuid::from_u128(2),
            seq: 1,
            kind: "surveyed".into(),
            actor: UserId(Uuid::from_u128(3)),
            role: Role::Inspector,
            server_at: Utc.timestamp_millis_opt(1_700_000_000_123).single().expect("time"),
            device_at: None,
            from: None,
            to: "non_safe".into(),
            visit: None,
            note: None,
            data: serde_json::json!({"b": 1, "a": {"d": 1, "c": 2}}),
            photos: vec![],
            at: None,
            state: GENESIS.into(),
        }
    }

    #[test]
    fn the_hash_is_stable_and_sees_every_field() {
        let hash = event().hash(GENESIS);
        let back: EventContent =
            serde_json::from_str(&serde_json::to_string(&event()).expect("json")).expect("event");
        assert_eq!(back.hash(GENESIS), hash, "a round trip through JSON keeps the hash");
        let changes: [fn(&mut EventContent); 7] = [
            |e| e.record = Uuid::from_u128(9),
            |e| e.seq = 2,
            |e| e.kind = "noted".into(),
            |e| e.to = "safe".into(),
            |e| e.visit = Some(InspectionId(Uuid::from_u128(4))),
            |e| e.data = serde_json::json!({"b": 2}),
            |e| e.state = String::new(),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = event();
            change(&mut changed);
            assert_ne!(changed.hash(GENESIS), hash, "change {i}");
        }
        assert_ne!(event().hash(&hash), hash, "the hash before counts");
        assert_ne!(digest(1, &"a"), digest(2, &"a"));
    }
}
