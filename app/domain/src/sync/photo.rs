//! Photos on their own way.

use crate::{
    fault::Fault,
    ids::FileId,
    photos::{Layer, PhotoKind, PhotoReceipt},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A photo of a command: what the server waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SentPhoto {
    /// Which.
    pub id: FileId,
    /// SHA-256, in hex, of the bytes as the tablet keeps and sends them, made when it was taken.
    pub sha256: String,
    /// Their number.
    pub bytes: u64,
    /// What it shows.
    pub kind: PhotoKind,
    /// The device's clock when it was taken.
    pub taken_at: DateTime<Utc>,
    /// Arrows and words drawn over it; the picture itself stays untouched.
    #[serde(default, skip_serializing_if = "Layer::is_empty")]
    pub layer: Layer,
}

/// How far a photo has come, answered to every part of it and to the question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum PhotoAnswer {
    /// So many bytes are there; go on behind them.
    Partial {
        /// Where to go on.
        offset: u64,
    },
    /// All of it is there and is what it should be.
    Stored {
        /// The proof.
        receipt: PhotoReceipt,
    },
    /// It is no picture that the server takes; the record is kept without it.
    Refused {
        /// Why.
        fault: Fault,
    },
}
