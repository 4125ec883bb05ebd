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
#[serde(tag = "state", rename_all = "snake_case", try_from = "ToldPhoto")]
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

/// The words of [`PhotoAnswer`].
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PhotoWord {
    Partial,
    Stored,
    Refused,
}

/// The JSON of a [`PhotoAnswer`], side by side: read by the small module of planning, see `plan::entry::ToldOutcome`.
#[derive(Deserialize)]
struct ToldPhoto {
    state: PhotoWord,
    #[serde(default)]
    offset: Option<u64>,
    #[serde(default)]
    receipt: Option<PhotoReceipt>,
    #[serde(default)]
    fault: Option<Fault>,
}

impl TryFrom<ToldPhoto> for PhotoAnswer {
    type Error = &'static str;

    fn try_from(told: ToldPhoto) -> Result<Self, Self::Error> {
        Ok(match told.state {
            PhotoWord::Partial => Self::Partial { offset: told.offset.ok_or("a part without its end")? },
            PhotoWord::Stored => Self::Stored { receipt: told.receipt.ok_or("a photo without its receipt")? },
            PhotoWord::Refused => Self::Refused { fault: told.fault.ok_or("a refusal without its fault")? },
        })
    }
}
