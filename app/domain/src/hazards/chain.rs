//! The chain of events of one hazard: each carries the hash of the one before it and a digest of the hazard as
//! it stood afterwards, so that a row changed behind the app's back is found.

use super::state::{EventKind, HazardState, Status};
use crate::{
    actor::Role,
    ids::{EventId, FileId, HazardId, UserId},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The "hash before" of a hazard's first event.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Everything an event says. Its canonical form (see [`EventContent::hash`]) is what the chain protects.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EventContent {
    /// The event, and the command that caused it.
    pub id: EventId,
    /// The hazard.
    pub hazard: HazardId,
    /// From 1, without gaps.
    pub seq: u32,
    /// What happened.
    pub kind: EventKind,
    /// Who.
    pub actor: UserId,
    /// In which role at that time.
    pub role: Role,
    /// Server time; orders the events.
    pub server_at: DateTime<Utc>,
    /// The device's time, kept as told.
    pub device_at: Option<DateTime<Utc>>,
    /// Where it stood before; `None` for the first.
    pub from: Option<Status>,
    /// Where it stood after.
    pub to: Status,
    /// Remark.
    pub note: Option<String>,
    /// What the kind of event adds (review lines, both deadlines, reason …).
    pub data: serde_json::Value,
    /// Photos it brought.
    pub photos: Vec<FileId>,
    /// Longitude and latitude in WGS-84 where it was done.
    pub at: Option<(f64, f64)>,
    /// [`digest`] of the hazard after the event.
    pub state: String,
}

impl EventContent {
    /// SHA-256, in hex, of the hash before and the canonical JSON of the content: keys in declaration order
    /// (those of `data` sorted), times in milliseconds as RFC 3339.
    pub fn hash(&self, before: &str) -> String {
        link(before, &Self { data: sorted(&self.data), ..self.clone() })
    }
}

/// SHA-256, in hex, of the hash before and the JSON of what an event says, whose `data` is [`sorted`].
pub(crate) fn link(before: &str, content: &impl Serialize) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    hasher.update(b"\n");
    hasher.update(serde_json::to_vec(content).expect("an event has no map with other than text keys"));
    format!("{:x}", hasher.finalize())
}

/// The value with the keys of every object in byte order. Neither the store (jsonb has an order of its own) nor
/// a build with `serde_json/preserve_order` may change a hash.
pub(crate) fn sorted(value: &serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            serde_json::Value::Object(keys.into_iter().map(|k| (k.clone(), sorted(&map[k]))).collect())
        }
        serde_json::Value::Array(list) => serde_json::Value::Array(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// What a hazard's row says beyond its state, as far as the chain protects it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Facts<'a> {
    /// Its number.
    pub number: &'a str,
    /// Category.
    pub category: &'a str,
    /// What is wrong.
    pub description: &'a str,
    /// Where at the site.
    pub location: &'a str,
    /// Clause.
    pub clause: Option<&'a str>,
    /// Longitude and latitude.
    pub at: Option<(f64, f64)>,
    /// How many events there are.
    pub events: u32,
}

/// SHA-256, in hex, of a hazard's facts and state.
pub fn digest(facts: Facts<'_>, state: &HazardState) -> String {
    let bytes = serde_json::to_vec(&(facts, state)).expect("a hazard has no map with other than text keys");
    format!("{:x}", Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use uuid::Uuid;

    fn event() -> EventContent {
        EventContent {
            id: EventId(Uuid::from_u128(1)),
            hazard: HazardId(Uuid::from_u128(2)),
            seq: 1,
            kind: EventKind::Registered,
            actor: UserId(Uuid::from_u128(3)),
            role: Role::Inspector,
            server_at: Utc.timestamp_millis_opt(1_700_000_000_123).single().expect("time"),
            device_at: None,
            from: None,
            to: Status::Registered,
            note: Some("楼道堆物".into()),
            data: serde_json::json!({"b": 1, "a": [true, null]}),
            photos: vec![],
            at: Some((121.4, 31.2)),
            state: GENESIS.into(),
        }
    }

    #[test]
    fn the_hash_is_stable_and_sees_every_field() {
        let hash = event().hash(GENESIS);
        let back: EventContent =
            serde_json::from_str(&serde_json::to_string(&event()).expect("json")).expect("event");
        assert_eq!(back.hash(GENESIS), hash, "a round trip through JSON keeps the hash");
        let changes: [fn(&mut EventContent); 8] = [
            |e| e.seq = 2,
            |e| e.kind = EventKind::Noted,
            |e| e.to = Status::Closed,
            |e| e.note = None,
            |e| e.data = serde_json::json!({"b": 2}),
            |e| e.at = None,
            |e| e.role = Role::Office,
            |e| e.state = hash_of_nothing(),
        ];
        for (i, change) in changes.iter().enumerate() {
            let mut changed = event();
            change(&mut changed);
            assert_ne!(changed.hash(GENESIS), hash, "change {i}");
        }
        assert_ne!(event().hash(&hash), hash, "the hash before counts");
    }

    fn hash_of_nothing() -> String {
        format!("{:x}", Sha256::digest([]))
    }
}
