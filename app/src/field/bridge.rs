//! The tablet's store and its sending and receiving: `app/js/field/`. Everything that crosses is JSON, as text or, where it
//! is much, as bytes, so that this file is the one place that says what it is. On the server there is no tablet: nothing
//! is there, nothing happens.

use chrono::{DateTime, Utc};
use domain::{
    fault::Fault,
    ids::{FileId, HazardId},
    people::Me,
    photos::{Layer, PhotoKind},
    sync::Theirs,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use super::tablet::*;
pub use domain::sync::plan::{Decision, Standing};

/// How the tablet stands: what every screen of the field app looks at first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TabletState {
    /// The person whose data is on it; `None`: nobody has made it ready, or they signed out.
    pub me: Option<Me>,
    /// Data is there, and locked until the PIN is typed.
    pub locked: bool,
    /// A PIN has been chosen.
    pub has_pin: bool,
    /// Wrong PINs left before the key is dropped.
    pub tries_left: u32,
    /// Minutes without a touch until it locks.
    pub idle_minutes: u32,
    /// Hours after which unsent work is late.
    #[serde(default = "late_hours")]
    pub late_hours: u32,
    /// What is on it; `None` before "get ready".
    pub packs: Option<Packs>,
    /// The server was reached at the last try.
    pub online: bool,
    /// Somebody is signed in on the server as this person; `None`: not known (no network).
    pub signed_in: Option<bool>,
    /// Another person is signed in on the server: their name. Nothing is sent in their session.
    pub other_person: Option<String>,
    /// The server no longer understands this version of the program.
    pub update_first: bool,
    /// A new version of the program waits to take over.
    pub update_ready: bool,
    /// Sending or receiving goes on.
    pub syncing: bool,
    /// What stopped the last sending, for people.
    pub sync_fault: Option<Fault>,
    /// How far this device's clock is ahead of the server's, milliseconds, as of the last answer.
    pub skew_ms: i64,
    /// The browser promised to keep the data.
    pub persisted: bool,
    /// Bytes in use and bytes that the browser allows, where it tells.
    pub storage: Option<(u64, u64)>,
    /// Commands and photos that the server has not confirmed, of this person.
    pub unsent: Unsent,
    /// Unsent work of other people on this tablet, in commands. Whose, is nobody's business.
    pub others_unsent: u32,
}

/// As long as the server has not said otherwise.
const fn late_hours() -> u32 {
    super::sums::LATE_HOURS
}

/// What is on the tablet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Packs {
    /// When it was last brought up to date, server time.
    pub at: Option<DateTime<Utc>>,
    /// How many of each.
    pub sites: u32,
    /// Open hazards.
    pub hazards: u32,
    /// Stoves and water heaters.
    pub stoves: u32,
    /// Alarms, detectors, chargers.
    pub detectors: u32,
    /// Users of gas.
    pub gas_users: u32,
    /// Open tasks.
    pub tasks: u32,
    /// Doors of campaigns.
    pub targets: u32,
    /// Checklists.
    pub checklists: u32,
    /// Entries of the hazard library.
    pub standards: u32,
    /// Photos of findings taken along, and how many there are to take.
    pub pictures: (u32, u32),
}

/// What the server has not confirmed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unsent {
    /// Commands, also those that wait for a person.
    pub commands: u32,
    /// Photos.
    pub photos: u32,
    /// Bytes of those photos.
    pub bytes: u64,
    /// Of the commands: those that only a person can bring on (conflict, refused).
    pub stuck: u32,
    /// When the oldest of them was saved, device time.
    pub oldest: Option<DateTime<Utc>>,
    /// Drafts that were never saved.
    pub drafts: u32,
}

impl Unsent {
    /// Whether there is anything that a line would take away; a draft waits for a person.
    pub const fn is_to_be_sent(&self) -> bool {
        self.commands + self.photos > 0
    }
}

/// A saved command in the outbox or the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The command.
    pub id: Uuid,
    /// The draft that it was, whose address leads to it.
    #[serde(default)]
    pub draft: Option<Uuid>,
    /// `save_visit`, `register_hazard`, `change_hazard`, `add_site`, or that of a form of the programmes.
    pub kind: String,
    /// What a person calls it: the site's name, the hazard's number.
    pub title: String,
    /// The device's clock when it was saved.
    pub saved_at: DateTime<Utc>,
    /// Where it stands.
    pub standing: Standing,
    /// SHA-256 of the sealed text.
    pub sha256: String,
    /// Its photos.
    pub photos: Vec<SavedPhoto>,
    /// Numbers that its hazards were given.
    #[serde(default)]
    pub hazards: Vec<(HazardId, String)>,
    /// Server time of the receipt.
    #[serde(default)]
    pub received_at: Option<DateTime<Utc>>,
    /// How often sending was tried.
    #[serde(default)]
    pub tries: u32,
    /// Why it was refused.
    #[serde(default)]
    pub fault: Option<Fault>,
    /// What the server has, of a conflict.
    #[serde(default)]
    pub theirs: Option<Theirs>,
    /// Changes that were asked for after the server had it have come: what the tablet took along tells of it.
    #[serde(default)]
    pub brought: bool,
    /// The JSON of its [`domain::sync::Body`], while it is in the outbox or nothing has brought it.
    #[serde(default)]
    pub body: Option<String>,
}

impl Saved {
    /// The server has it; photos of it may still be on their way.
    pub fn is_confirmed(&self) -> bool {
        matches!(self.standing, Standing::Photos | Standing::Stored)
    }

    /// What it does is laid over what the tablet took along: from the moment it is saved until that tells of it by itself. What a
    /// person has to decide about is not: it may never happen.
    pub fn counts(&self) -> bool {
        match self.standing {
            Standing::Waiting | Standing::Unanswered => true,
            Standing::Photos | Standing::Stored => !self.brought,
            Standing::Conflict | Standing::Refused => false,
        }
    }
}

/// A photo of a saved command.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedPhoto {
    /// Which.
    pub id: FileId,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Bytes.
    pub bytes: u64,
    /// Bytes that the server has.
    pub sent: u64,
    /// The server confirmed it.
    pub stored: bool,
    /// Why the server does not take it.
    #[serde(default)]
    pub fault: Option<Fault>,
}

/// A photo named at saving; size and hash are the store's to add.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedPhoto {
    /// Which.
    pub id: FileId,
    /// What it shows.
    pub kind: PhotoKind,
    /// What is drawn over it.
    #[serde(default, skip_serializing_if = "Layer::is_empty")]
    pub layer: Layer,
    /// The server has it from an earlier save: it is not on this tablet, and not sent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_server: bool,
}

/// A draft on the tablet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftRow {
    /// The future record's id.
    pub id: Uuid,
    /// `visit`, `report`, `step` (a step of an open hazard) or `gear` (a form of the programmes).
    pub kind: String,
    /// What a person calls it.
    pub title: String,
    /// When it was last changed, device time.
    pub changed_at: DateTime<Utc>,
    /// Its first photo.
    #[serde(default)]
    pub photo: Option<FileId>,
}

/// What the tablet tells the screens.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", try_from = "ToldEvent")]
pub enum Event {
    /// [`TabletState`] has changed: read it again.
    State,
    /// The outbox has changed: read it again.
    Outbox,
    /// Collections have changed: read them again (`sites`, `hazards`, `stoves` …, `reference`, `base`).
    Packs {
        /// Which.
        names: Vec<String>,
    },
    /// "Get ready" has come further.
    Progress {
        /// What is being loaded.
        name: String,
        /// So many are there.
        n: u32,
        /// Of so many, where that is known.
        of: Option<u32>,
    },
    /// A photo was shrunk, hashed and stored (or could not be).
    Photo {
        /// Which.
        id: FileId,
        /// `stored`, `no_room`, `damaged`.
        state: String,
        /// Where this page finds its picture.
        url: Option<String>,
    },
}

/// What an action of the tablet answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case", try_from = "ToldDone")]
pub enum Done {
    /// Done.
    Ok,
    /// The server was not reached.
    Offline,
    /// The server, or the tablet, does not do it, and why.
    Fault {
        /// Why.
        fault: Fault,
    },
    /// A wrong PIN.
    WrongPin {
        /// So many more tries.
        tries_left: u32,
    },
    /// The key was dropped: sign in again to get at what is stored.
    KeyDropped,
    /// Unsent work is there: so much of it. Say it again to sign out all the same; it stays for the same person.
    Unsent {
        /// What.
        unsent: Unsent,
    },
    /// The tablet has no room.
    NoRoom,
}

/// The JSON of an [`Event`], side by side: a tagged enum would first be read into memory as a whole, and every type in it
/// would be in the program once more for that.
#[derive(Deserialize)]
struct ToldEvent {
    event: String,
    names: Option<Vec<String>>,
    name: Option<String>,
    n: Option<u32>,
    of: Option<u32>,
    id: Option<FileId>,
    state: Option<String>,
    url: Option<String>,
}

impl TryFrom<ToldEvent> for Event {
    type Error = &'static str;

    fn try_from(told: ToldEvent) -> Result<Self, Self::Error> {
        let ToldEvent { event, names, name, n, of, id, state, url } = told;
        Ok(match event.as_str() {
            "state" => Self::State,
            "outbox" => Self::Outbox,
            "packs" => Self::Packs { names: names.ok_or("no names")? },
            "progress" => Self::Progress { name: name.ok_or("no name")?, n: n.ok_or("no number")?, of },
            "photo" => Self::Photo { id: id.ok_or("no id")?, state: state.ok_or("no state")?, url },
            _ => return Err("an event of an unknown kind"),
        })
    }
}

/// The JSON of a [`Done`], side by side.
#[derive(Deserialize)]
struct ToldDone {
    answer: String,
    fault: Option<Fault>,
    tries_left: Option<u32>,
    unsent: Option<Unsent>,
}

impl TryFrom<ToldDone> for Done {
    type Error = &'static str;

    fn try_from(told: ToldDone) -> Result<Self, Self::Error> {
        let ToldDone { answer, fault, tries_left, unsent } = told;
        Ok(match answer.as_str() {
            "ok" => Self::Ok,
            "offline" => Self::Offline,
            "fault" => Self::Fault { fault: fault.ok_or("no fault")? },
            "wrong_pin" => Self::WrongPin { tries_left: tries_left.ok_or("no number")? },
            "key_dropped" => Self::KeyDropped,
            "unsent" => Self::Unsent { unsent: unsent.ok_or("nothing unsent")? },
            "no_room" => Self::NoRoom,
            _ => return Err("an answer of an unknown kind"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tablet_says_is_read_as_it_is_written() {
        for event in [
            Event::State,
            Event::Outbox,
            Event::Packs { names: vec!["sites".into()] },
            Event::Progress { name: "sites".into(), n: 1, of: None },
            Event::Photo { id: FileId(Uuid::nil()), state: "stored".into(), url: Some("blob:1".into()) },
        ] {
            let json = serde_json::to_string(&event).expect("JSON");
            assert_eq!(serde_json::from_str::<Event>(&json).ok(), Some(event), "{json}");
        }
        for done in [
            Done::Ok,
            Done::Offline,
            Done::Fault { fault: Fault::new(domain::fault::Code::Internal) },
            Done::WrongPin { tries_left: 3 },
            Done::KeyDropped,
            Done::Unsent { unsent: Unsent { commands: 2, ..Unsent::default() } },
            Done::NoRoom,
        ] {
            let json = serde_json::to_string(&done).expect("JSON");
            assert_eq!(serde_json::from_str::<Done>(&json).ok(), Some(done), "{json}");
        }
        assert!(serde_json::from_str::<Done>(r#"{"answer":"wrong_pin"}"#).is_err());
        assert!(serde_json::from_str::<Event>(r#"{"event":"rain"}"#).is_err());
    }

    #[test]
    fn a_tablet_that_was_told_no_hours_is_late_after_a_day() {
        let read = |json| serde_json::from_str::<TabletState>(json).expect("a state").late_hours;
        assert_eq!(read(r#"{"idle_minutes":15}"#), 24);
        assert_eq!(read(r#"{"idle_minutes":15,"late_hours":6}"#), 6);
    }
}
