//! Working without signal: what a tablet stores, sends and is told.
//!
//! Everything saved in the field is one [`Command`] with an id made on the tablet. It is sealed ([`Sealed`]) once, when it
//! is saved, and from then on only its sealed text travels, so that the same save is the same bytes on every try and
//! across every update of the program. The server answers each with an [`Outcome`]; what it accepted is proven by a
//! [`Receipt`]. Photos travel apart, named by their id and the SHA-256 of their bytes.

mod answer;
mod clock;
mod command;
mod dating;
mod device;
mod held;
mod judge;
mod pack;
mod photo;
pub mod plan;

pub use answer::{Answer, Answers, Outcome, Receipt, Theirs};
pub use clock::{Clock, Doubt, Told, kept, wrong_by};
pub use command::{Batch, Body, Command, Sealed, Unreadable};
pub use device::{Device, DeviceKey, DevicePage, NotADeviceKey};
pub use held::Held;
pub use judge::{Verdict, judge};
pub use pack::{
    Changes, FailedVisit, FieldCampaign, FieldDetector, FieldGasUser, FieldHazard, FieldPlan, FieldReference,
    FieldSite, FieldStove, FieldTarget, FieldTask, Gone, LastAnswers, LastVisit, Page, RegisterDevice,
    Registered,
};
pub use photo::{PhotoAnswer, SentPhoto};

use serde::{Deserialize, Serialize};

/// The version of what stands in this module. A change that an older tablet would misunderstand raises it.
pub const API_VERSION: u32 = 1;

/// The oldest version that the server still understands; an older tablet is told to update first.
pub const API_OLDEST: u32 = 1;

/// Most commands of a batch: the answer comes back before a bad line gives up.
pub const MAX_BATCH: usize = 50;

/// The header by which a program says which [`API_VERSION`] it speaks, where no body says it.
pub const API_HEADER: &str = "x-xunan-api";

/// The header in which a tablet says whose work it sends. In another person's session nothing is taken: somebody else may
/// have signed in since the tablet looked.
pub const PERSON_HEADER: &str = "x-xunan-person";

/// Bytes of a photo sent in one request when the line is slow: about three seconds at 400 kbit/s.
pub const CHUNK_BYTES: u64 = 128 * 1024;

/// A tablet or phone, as it names itself. Made once for each browser profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DeviceId(pub uuid::Uuid);

impl std::fmt::Display for DeviceId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for DeviceId {
    type Err = uuid::Error;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        uuid::Uuid::parse_str(s).map(Self)
    }
}

#[cfg(test)]
mod tests;
