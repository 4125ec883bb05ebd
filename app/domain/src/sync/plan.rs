//! What a tablet sends next, and what an answer makes of what it sent. Pure: the tablet's script brings a snapshot of its
//! outbox and the time, carries the [`Plan`] out, and brings the answer.
//!
//! - Commands go first, in the order in which they were saved, as many as fit into a batch. One that needs what another
//!   makes waits until the server has that one; a later step of a hazard waits for the earlier one. What only a person
//!   can bring on (conflict, refused) holds up nothing but what depends on it.
//! - Photos go one by one, oldest first, behind the commands. A photo that nobody takes holds up nothing.
//! - When no record can go any more, the server is told what stays here, unless that is what it was told last.
//! - What was sent and not answered may have arrived: the very same goes again, and is not edited.

mod decide;
mod entry;
mod sealed;

pub use decide::{Choosing, Decided, Decision, Editing, choices, decide};
pub use entry::{Entry, PhotoEntry, Proof, Standing, Verdict};
pub use sealed::{Described, repointed, seal};

use super::MAX_BATCH;
use crate::ids::FileId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Bytes of sealed text in a batch: its answer comes back before a bad line gives up. One command goes whatever its size.
pub const MAX_BATCH_BYTES: u64 = 256 * 1024;

/// Put off so often in a row, a command goes in a batch of its own.
const ALONE: u32 = 2;

/// The first pause after a failure, in milliseconds; each further one is twice as long.
const FIRST_PAUSE: i64 = 5_000;
/// The longest one.
const LONGEST_PAUSE: i64 = 10 * 60_000;

/// Whose session the browser has with the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Session {
    /// Not asked yet.
    #[default]
    Unknown,
    /// That of the person whose outbox this is.
    Own,
    /// Nobody's: it has ended.
    Ended,
    /// Another person's.
    Other,
}

/// How the line to the server has been.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    /// Failures in a row.
    pub failures: u32,
    /// Not before this instant of the device's clock, milliseconds.
    pub not_before: i64,
}

impl Line {
    /// The server was not reached. `spread` (0 to 1000) is the tablet's own share, so that not all come back at once.
    #[must_use]
    pub fn failed(self, now: i64, spread: u16) -> Self {
        let failures = self.failures.saturating_add(1);
        Self { failures, not_before: now + pause(failures, spread) }
    }
}

/// How long to wait after so many failures in a row, in milliseconds.
pub fn pause(failures: u32, spread: u16) -> i64 {
    let doubled = FIRST_PAUSE.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let whole = doubled.min(LONGEST_PAUSE);
    // the last fifth is shared out
    whole - whole / 5 * i64::from(spread.min(1000)) / 1000
}

/// The outbox of one person on one tablet, at one instant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The device's clock, milliseconds.
    pub now: i64,
    /// Whose session there is.
    pub session: Session,
    /// The server no longer understands this version of the program.
    #[serde(default)]
    pub update_first: bool,
    /// How the line has been.
    #[serde(default)]
    pub line: Line,
    /// What stays here is not what the server was told last, see [`crate::sync::Held`].
    #[serde(default)]
    pub untold: bool,
    /// What was saved.
    pub entries: Vec<Entry>,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum Plan {
    /// Nothing can be sent; what is left waits for a person.
    Rest,
    /// Nothing before then, by the device's clock.
    Wait {
        /// When, milliseconds.
        until: i64,
    },
    /// The program is too old for the server.
    UpdateFirst,
    /// The session has ended.
    SignIn,
    /// The session is another person's: their name shall not stand under this work.
    OtherPerson,
    /// Ask whose session it is.
    AskWho,
    /// Send these as one batch.
    Commands {
        /// In this order.
        ids: Vec<Uuid>,
    },
    /// Tell the server what stays here: a batch without commands.
    Tell,
    /// Send a photo, or as much of it as the line takes.
    Photo {
        /// Its command.
        command: Uuid,
        /// Which.
        photo: FileId,
        /// Ask first how far the server has it.
        ask: bool,
        /// From this byte on.
        offset: u64,
    },
}

/// Decides what to send next.
pub fn plan(snapshot: &Snapshot) -> Plan {
    let now = snapshot.now;
    let mut entries: Vec<&Entry> = snapshot.entries.iter().collect();
    entries.sort_by_key(|entry| (entry.order, entry.id));
    let blocked = blocked(&entries);
    let commands: Vec<&Entry> =
        entries.iter().copied().filter(|e| e.is_unsent() && !blocked.contains(&e.id)).collect();
    let photos = photos_in_order(&entries);

    if commands.is_empty() && photos.is_empty() && !snapshot.untold {
        return Plan::Rest;
    }
    if snapshot.update_first {
        return Plan::UpdateFirst;
    }
    match snapshot.session {
        Session::Ended => return Plan::SignIn,
        Session::Other => return Plan::OtherPerson,
        Session::Unknown | Session::Own => {}
    }
    if !is_due(snapshot.line.not_before, now) {
        return Plan::Wait { until: snapshot.line.not_before };
    }
    if snapshot.session == Session::Unknown {
        return Plan::AskWho;
    }

    let ids = batch(commands.iter().copied().filter(|entry| is_due(entry.not_before, now)));
    if !ids.is_empty() {
        return Plan::Commands { ids };
    }
    // each batch says it too; photos take long
    if snapshot.untold && commands.is_empty() {
        return Plan::Tell;
    }
    if let Some((entry, photo)) = photos.iter().find(|(_, photo)| is_due(photo.not_before, now)) {
        return Plan::Photo { command: entry.id, photo: photo.id, ask: photo.ask, offset: photo.sent };
    }
    let instants = commands.iter().map(|e| e.not_before).chain(photos.iter().map(|(_, p)| p.not_before));
    instants.min().map_or(Plan::Rest, |until| Plan::Wait { until })
}

/// Whether an instant has come. One that lies further away than the longest pause was set by a clock that has been put
/// right since.
fn is_due(not_before: i64, now: i64) -> bool {
    not_before <= now || not_before - now > LONGEST_PAUSE
}

/// What must wait for another entry that the server does not have.
fn blocked(in_order: &[&Entry]) -> BTreeSet<Uuid> {
    let mut makers: BTreeMap<Uuid, Uuid> = BTreeMap::new();
    for entry in in_order.iter().filter(|entry| !entry.is_on_server()) {
        makers.extend(entry.makes.iter().map(|made| (*made, entry.id)));
    }
    let mut chains: BTreeSet<Uuid> = BTreeSet::new();
    let mut blocked = BTreeSet::new();
    for entry in in_order.iter().filter(|entry| !entry.is_on_server()) {
        let needs = entry.needs.iter().any(|id| makers.get(id).is_some_and(|maker| *maker != entry.id));
        // true also for those behind a blocked one
        let behind = entry.chain.is_some_and(|chain| !chains.insert(chain));
        if needs || behind {
            blocked.insert(entry.id);
        }
    }
    blocked
}

fn batch<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Uuid> {
    let mut bytes = 0;
    // one that was put off again and again may be what a whole batch fails of: it goes alone, behind the others
    let (alone, together): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.failures >= ALONE);
    if together.is_empty() {
        return alone.first().map(|entry| entry.id).into_iter().collect();
    }
    together
        .into_iter()
        .take(MAX_BATCH)
        .enumerate()
        .take_while(|(i, entry)| {
            bytes += entry.bytes;
            *i == 0 || bytes <= MAX_BATCH_BYTES
        })
        .map(|(_, entry)| entry.id)
        .collect()
}

/// The photos that may be sent: of records that the server has, then of those that it will have (the server keeps a photo
/// until its record comes). Those of a record that waits for a person wait too: it may be dropped.
fn photos_in_order<'a>(in_order: &[&'a Entry]) -> Vec<(&'a Entry, &'a PhotoEntry)> {
    let of = |on_server: bool| {
        in_order
            .iter()
            .filter(move |e| if on_server { e.standing == Standing::Photos } else { e.is_unsent() })
            .flat_map(|entry| entry.photos.iter().map(move |photo| (*entry, photo)))
            .filter(|(_, photo)| photo.is_unsent())
    };
    of(true).chain(of(false)).collect()
}

#[cfg(test)]
mod decide_tests;
#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
