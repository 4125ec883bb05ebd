//! What the server answers to commands.

use crate::{
    fault::Fault,
    hazards::HazardDetail,
    ids::{FileId, HazardId},
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
pub struct Theirs {
    /// The hazard.
    pub hazard: Box<HazardDetail>,
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
