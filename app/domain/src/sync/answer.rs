//! What the server answers to commands.

use crate::{
    fault::Fault,
    hazards::HazardDetail,
    ids::{FileId, HazardId},
    programmes::views::{DeviceDetail, GasUserDetail, StoveDetail},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The proof that the server has a record for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The command.
    pub id: Uuid,
    /// SHA-256 of the sealed text that was carried out: the tablet compares it with its own.
    pub sha256: String,
    /// Server time of storing.
    pub received_at: DateTime<Utc>,
    /// How far the device's clock was ahead of the server's when it was sent, milliseconds; negative: behind.
    pub skew_ms: i64,
    /// The hazards it made, with the numbers they were given.
    #[serde(default)]
    pub hazards: Vec<(HazardId, String)>,
    /// Its photos that have not arrived yet.
    #[serde(default)]
    pub awaited: Vec<FileId>,
}

/// The record as the server has it now, shown beside what the tablet wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theirs {
    /// A hazard.
    Hazard(Box<HazardDetail>),
    /// A stove or water heater.
    Stove(Box<StoveDetail>),
    /// A gas alarm, smoke detector or charger.
    Device(Box<DeviceDetail>),
    /// An entry of the register of gas users.
    GasUser(Box<GasUserDetail>),
}

impl Theirs {
    /// The hazard, when it is one.
    pub fn hazard(&self) -> Option<&HazardDetail> {
        match self {
            Self::Hazard(hazard) => Some(hazard),
            _ => None,
        }
    }

    /// The version that the record has now: what the same again is based on.
    pub fn version(&self) -> u32 {
        match self {
            Self::Hazard(hazard) => hazard.state.version,
            Self::Stove(stove) => stove.state.version,
            Self::Device(device) => device.state.version,
            Self::GasUser(user) => user.version,
        }
    }
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Carried out now.
    Applied {
        /// The proof.
        receipt: Receipt,
    },
    /// Had been carried out before: the same command came again.
    Already {
        /// The proof, as it was given the first time.
        receipt: Receipt,
    },
    /// The record has changed since the tablet looked at it; a person decides.
    Conflict {
        /// What is there now.
        theirs: Theirs,
    },
    /// Not acceptable; stays on the tablet, editable.
    Refused {
        /// Why, with the fields.
        fault: Fault,
    },
    /// The server could not do it just now; the same again later.
    Later,
}

impl Outcome {
    /// The server has the record, from now on or since before.
    pub const fn is_stored(&self) -> bool {
        matches!(self, Self::Applied { .. } | Self::Already { .. })
    }
}

/// The answer to one command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The command.
    pub id: Uuid,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The answer to a batch: one for each command, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Server time.
    pub now: DateTime<Utc>,
    /// The answers.
    pub answers: Vec<Answer>,
}
