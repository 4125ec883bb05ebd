//! What pages are given about reminders and messages.

use super::{DeliveryState, ReminderSettings, Stage, Way};
use crate::{
    area::AreaRef,
    hazards::{Category, Status},
    ids::{DeliveryId, HazardId, HotlineOrderId, OrderNoteId, ReminderId},
    people::PersonRef,
    programmes::{register::OrderKind, reply_notes::ReplyStage},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Unread reminders are counted up to here; it reads "99+".
pub const MOST_COUNTED: u64 = 100;

/// The ways that this installation is set up for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ways {
    /// A server for mail is configured.
    pub mail: bool,
    /// A robot is configured.
    pub robot: bool,
}

impl Ways {
    /// Whether that way is set up.
    pub const fn has(self, way: Way) -> bool {
        match way {
            Way::Mail => self.mail,
            Way::Robot => self.robot,
        }
    }
}

/// A reminder in somebody's inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxRow {
    /// Which.
    pub id: ReminderId,
    /// The hazard it is about.
    pub hazard: HazardId,
    /// Its number.
    pub number: String,
    /// Its category.
    pub category: Category,
    /// Where it stands now.
    pub status: Status,
    /// Name of the site, masked for households.
    pub site_name: Option<String>,
    /// The committee (or grid).
    pub area: AreaRef,
    /// Which step of the ladder.
    pub stage: Stage,
    /// The deadline it speaks of.
    pub due: NaiveDate,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Whether it has been read.
    pub read: bool,
}

/// A note about a hotline order in somebody's inbox that has not been read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderNote {
    /// Which.
    pub id: OrderNoteId,
    /// The order it is about.
    pub order: HotlineOrderId,
    /// Its number.
    pub number: String,
    /// What it is.
    pub kind: OrderKind,
    /// The committee (or grid).
    pub area: AreaRef,
    /// What the note says.
    pub stage: ReplyStage,
    /// The last day for the reply.
    pub due: NaiveDate,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// A page of somebody's inbox, the newest first, and what they have chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// The reminders.
    pub rows: Vec<InboxRow>,
    /// The unread notes about hotline orders that wait for a reply, the nearest deadline first, a page at most; with the first page only.
    pub orders: Vec<OrderNote>,
    /// How many reminders and notes are unread in all; at most [`MOST_COUNTED`].
    pub unread: u64,
    /// Only unread ones are shown.
    pub unread_only: bool,
    /// The last one shown, when there are more.
    pub next: Option<ReminderId>,
    /// How this person is told.
    pub settings: ReminderSettings,
    /// What there is to choose from.
    pub ways: Ways,
}

/// A message to somebody, as the office sees it: to whom, what became of it, and why. Never its address or text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryRow {
    /// Which.
    pub id: DeliveryId,
    /// To whom.
    pub person: PersonRef,
    /// The area of that person.
    pub area: AreaRef,
    /// By which way.
    pub way: Way,
    /// Of which local day.
    pub day: NaiveDate,
    /// What became of it.
    pub state: DeliveryState,
    /// How many reminders it holds.
    pub reminders: u64,
    /// Why it failed or waits, in the words of the other side.
    pub reason: Option<String>,
    /// Since when it stands so.
    pub at: DateTime<Utc>,
}

/// Which messages are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryChoice {
    /// Those of a local day.
    Day(NaiveDate),
    /// Those that failed or whose outcome is unclear, of any day.
    Trouble,
}

/// A page of messages, by area and person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryPage {
    /// What is listed.
    pub choice: DeliveryChoice,
    /// The messages.
    pub rows: Vec<DeliveryRow>,
    /// The last one shown, when there are more.
    pub next: Option<DeliveryId>,
    /// How many failed or are unclear, of any day.
    pub trouble: u64,
    /// How much work of the server itself was set aside, for whoever may mend it.
    pub set_aside: u64,
    /// What this installation is set up for.
    pub ways: Ways,
}
