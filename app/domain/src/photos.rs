//! Photos: what they show and where they were taken. The files themselves are the server's business.

use crate::{ids::FileId, text_enum};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a photo shows.
    PhotoKind {
        /// The hazard as it was found.
        Before = "before",
        /// The hazard rectified.
        After = "after",
        /// Something else of a visit.
        Visit = "visit",
    }
}

/// Most photos that one command may carry of each kind.
pub const MAX_PER_COMMAND: usize = 12;

/// A photo as a page shows it: `/files/{id}` is the picture, `/files/{id}/thumb` the small one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoView {
    /// Which.
    pub id: FileId,
    /// What it shows.
    pub kind: PhotoKind,
    /// When it was taken, from the picture itself.
    pub taken_at: Option<DateTime<Utc>>,
    /// When it arrived.
    pub created_at: DateTime<Utc>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// The answer to an upload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoReceipt {
    /// Which.
    pub id: FileId,
    /// SHA-256 of the file as it arrived, in hex.
    pub sha256: String,
    /// Size in bytes of what is kept.
    pub bytes: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}
