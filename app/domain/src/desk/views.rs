//! What the pages of the desk are given.

use super::{
    bulk::{BulkAct, BulkKind},
    queue::Queue,
    saved_view::SavedView,
};
use crate::{
    fault::Fault,
    hazards::{HazardState, HazardSummary, assignment_views::Away},
    ids::{HazardId, PaperId},
    listing::Total,
    people::PersonRef,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How many wait in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueCount {
    /// Which queue.
    pub queue: Queue,
    /// How many.
    pub total: Total,
}

/// What waits beside the queues of hazards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// What responsible parties sent and nobody has answered yet.
    pub submissions: Total,
    /// Hotline orders without a reply.
    pub orders: Total,
    /// … of these, whose last day is over.
    pub late_orders: Total,
    /// Devices in use whose alarm has not been called off.
    pub alarms: Total,
}

/// What stands above the list of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// All queues, in their order.
    pub queues: Vec<QueueCount>,
    /// What waits beside them.
    pub beside: Beside,
    /// The saved views that this person sees, own ones first.
    pub views: Vec<SavedView>,
    /// Where the area stood before all this was read.
    pub mark: String,
}

/// One hazard before something is done to many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Foreseen {
    /// The hazard.
    pub hazard: HazardSummary,
    /// The version that this was foreseen of.
    pub version: u32,
    /// Why it will not happen; nothing when it will.
    pub refusal: Option<Fault>,
    /// What will be other than before; nothing when it will not happen, or is not decided yet.
    pub after: Option<After>,
}

/// What becomes of a hazard, as far as it differs from what stands in its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct After {
    /// The deadline that it will have.
    pub due: Option<NaiveDate>,
    /// The how manyth extension of it that is.
    pub extension: Option<u32>,
    /// Somebody else has it until then, who is to be told why: the reason has to be written.
    pub taken_over: bool,
}

impl After {
    /// The differences between two states of one hazard.
    pub fn between(before: &HazardState, after: &HazardState) -> Self {
        let later = after.effective_due != before.effective_due;
        Self {
            due: later.then_some(after.effective_due),
            extension: later.then_some(after.extension_count),
            taken_over: before.assignee.is_some() && after.assignee != before.assignee,
        }
    }
}

/// What will happen to each of the chosen hazards, and what will not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// What is to be done.
    pub kind: BulkKind,
    /// … as far as it is decided; nothing as long as the person or the day has still to be chosen.
    pub act: Option<BulkAct>,
    /// The hazards, in the order of their numbers.
    pub rows: Vec<Foreseen>,
    /// Chosen ones that are not there, or not for this person.
    pub missing: usize,
    /// Whom hazards can be given to, when that is what is to be done.
    pub people: Vec<PersonRef>,
    /// Those of them who are away.
    pub away: Vec<Away>,
}

/// What came of one hazard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which.
    pub hazard: HazardId,
    /// Its number; nothing of one that is not there.
    pub number: Option<String>,
    /// Why it was not done; nothing when it was.
    pub refusal: Option<Fault>,
}

/// A notice before it is issued.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForeseenNotice {
    /// Its hazards, in their order.
    pub hazards: Vec<HazardSummary>,
    /// Why it will not be issued; nothing when it will.
    pub refusal: Option<Fault>,
}

/// The notices that will be issued for the chosen hazards, and the hazards that will stand on none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoticesPreview {
    /// One for each responsible party, in the order of the numbers of their first hazards.
    pub notices: Vec<ForeseenNotice>,
    /// What stands on none, and why, in the order of the numbers.
    pub left_out: Vec<Foreseen>,
    /// Their QR will open nothing: this server has no address that a phone could open.
    pub code_only: bool,
    /// Chosen ones that are not there, or not for this person.
    pub missing: usize,
}

/// What came of one notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeOutcome {
    /// Its hazards with their numbers; none for one that is not there.
    pub hazards: Vec<(HazardId, Option<String>)>,
    /// The paper with its number; nothing when it was not issued.
    pub paper: Option<(PaperId, String)>,
    /// Why it was not issued; nothing when it was.
    pub refusal: Option<Fault>,
}

impl NoticeOutcome {
    /// Neither issued nor refused: it is the turn of others first, and it is issued when the whole is sent again.
    pub fn waits(&self) -> bool {
        self.paper.is_none() && self.refusal.is_none()
    }
}

/// The chosen hazards as a list to print.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen {
    /// The hazards, in the order of their numbers.
    pub rows: Vec<HazardSummary>,
    /// Chosen ones that are not there, or not for this person.
    pub missing: usize,
}

/// Where the desk stood when it was looked at: another mark says that something has changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Says nothing but whether it is another one.
    pub mark: String,
}
