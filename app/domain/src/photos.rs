//! Photos: what they show and where they were taken. The files themselves are the server's business.

use crate::text_enum;

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
