//! An entry of the outbox, and what answers make of it.

use super::{Described, pause};
use crate::{
    fault::{Code, Fault},
    ids::FileId,
    sync::{Outcome, PhotoAnswer, Receipt},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a saved command stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On this tablet only.
    Waiting,
    /// Sent, and nobody answered: it may have arrived. The same goes again.
    Unanswered,
    /// The server has it, not all of its photos.
    Photos,
    /// The server has it with all its photos.
    Stored,
    /// The record was changed by somebody else; a person decides.
    Conflict,
    /// The server does not accept it; a person corrects it.
    Refused,
}

/// A photo of an entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PhotoEntry {
    /// Which.
    pub id: FileId,
    /// SHA-256 of its bytes, made when it was taken.
    pub sha256: String,
    /// Their number.
    pub bytes: u64,
    /// So many the server has, as it said last.
    #[serde(default)]
    pub sent: u64,
    /// The server confirmed it.
    #[serde(default)]
    pub stored: bool,
    /// Ask the server how far it has it before sending: an answer was lost, or it says that it waits for none.
    #[serde(default)]
    pub ask: bool,
    /// Failures in a row.
    #[serde(default)]
    pub failures: u32,
    /// Not before this instant of the device's clock, milliseconds.
    #[serde(default)]
    pub not_before: i64,
    /// Why the server does not take it.
    #[serde(default)]
    pub fault: Option<Fault>,
}

impl PhotoEntry {
    /// Neither confirmed nor refused.
    pub fn is_unsent(&self) -> bool {
        !self.stored && self.fault.is_none()
    }

    fn later(&mut self, now: i64, spread: u16) {
        self.failures = self.failures.saturating_add(1);
        self.not_before = now + pause(self.failures, spread);
    }
}

/// A sealed command in the outbox, in what matters for sending it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The command.
    pub id: Uuid,
    /// SHA-256 of the sealed text.
    pub sha256: String,
    /// Bytes of the sealed text.
    #[serde(default)]
    pub bytes: u64,
    /// Counts what was saved on this tablet: clocks may be put back.
    pub order: u64,
    /// Where it stands.
    pub standing: Standing,
    /// See [`Described::makes`].
    #[serde(default)]
    pub makes: Vec<Uuid>,
    /// See [`Described::needs`].
    #[serde(default)]
    pub needs: Vec<Uuid>,
    /// See [`Described::chain`].
    #[serde(default)]
    pub chain: Option<Uuid>,
    /// How often sending was tried.
    #[serde(default)]
    pub tries: u32,
    /// How often in a row the server put it off.
    #[serde(default)]
    pub failures: u32,
    /// Not before this instant of the device's clock, milliseconds.
    #[serde(default)]
    pub not_before: i64,
    /// Why it was refused.
    #[serde(default)]
    pub fault: Option<Fault>,
    /// Its photos.
    #[serde(default)]
    pub photos: Vec<PhotoEntry>,
}

/// What of a [`Receipt`] proves which record it is about; the rest of it is for people.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Proof {
    /// See [`Receipt::id`].
    pub id: Uuid,
    /// See [`Receipt::sha256`].
    pub sha256: String,
    /// See [`Receipt::awaited`].
    #[serde(default)]
    pub awaited: Vec<FileId>,
}

impl From<&Receipt> for Proof {
    fn from(receipt: &Receipt) -> Self {
        Self { id: receipt.id, sha256: receipt.sha256.clone(), awaited: receipt.awaited.clone() }
    }
}

/// What an [`Outcome`] means for sending. Reads the same JSON; what a conflict shows is for people.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "ToldOutcome")]
pub enum Verdict {
    /// See [`Outcome::Applied`].
    Applied {
        /// The proof.
        receipt: Proof,
    },
    /// See [`Outcome::Already`].
    Already {
        /// The proof.
        receipt: Proof,
    },
    /// See [`Outcome::Conflict`].
    Conflict {},
    /// See [`Outcome::Refused`].
    Refused {
        /// Why.
        fault: Fault,
    },
    /// See [`Outcome::Later`].
    Later,
}

/// The words of [`Outcome`].
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OutcomeWord {
    Applied,
    Already,
    Conflict,
    Refused,
    Later,
}

/// The JSON of an [`Outcome`], side by side: an enum that is told apart by a field of its own would first be read into
/// memory as a whole, and every type in it compiled twice.
#[derive(Deserialize)]
struct ToldOutcome {
    outcome: OutcomeWord,
    #[serde(default)]
    receipt: Option<Proof>,
    #[serde(default)]
    fault: Option<Fault>,
}

impl TryFrom<ToldOutcome> for Verdict {
    type Error = &'static str;

    fn try_from(told: ToldOutcome) -> Result<Self, Self::Error> {
        let receipt = told.receipt.ok_or("an outcome without its receipt");
        Ok(match told.outcome {
            OutcomeWord::Applied => Self::Applied { receipt: receipt? },
            OutcomeWord::Already => Self::Already { receipt: receipt? },
            OutcomeWord::Conflict => Self::Conflict {},
            OutcomeWord::Refused => Self::Refused { fault: told.fault.ok_or("a refusal without its fault")? },
            OutcomeWord::Later => Self::Later,
        })
    }
}

impl From<&Outcome> for Verdict {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Applied { receipt } => Self::Applied { receipt: receipt.into() },
            Outcome::Already { receipt } => Self::Already { receipt: receipt.into() },
            Outcome::Conflict { .. } => Self::Conflict {},
            Outcome::Refused { fault } => Self::Refused { fault: fault.clone() },
            Outcome::Later => Self::Later,
        }
    }
}

impl Entry {
    /// A command that was saved just now.
    pub fn new(
        described: Described,
        sha256: String,
        bytes: u64,
        order: u64,
        photos: Vec<PhotoEntry>,
    ) -> Self {
        let Described { id, makes, needs, chain, .. } = described;
        Self {
            id,
            sha256,
            bytes,
            order,
            standing: Standing::Waiting,
            makes,
            needs,
            chain,
            tries: 0,
            failures: 0,
            not_before: 0,
            fault: None,
            photos,
        }
    }

    /// The server has confirmed the record.
    pub fn is_on_server(&self) -> bool {
        matches!(self.standing, Standing::Photos | Standing::Stored)
    }

    /// It is sent without a person.
    pub fn is_unsent(&self) -> bool {
        matches!(self.standing, Standing::Waiting | Standing::Unanswered)
    }

    /// It is about to be sent. To be kept before the first byte goes: from now on it may have arrived.
    pub fn sent(&mut self) {
        if self.is_unsent() {
            self.standing = Standing::Unanswered;
            self.tries = self.tries.saturating_add(1);
        }
    }

    /// Takes the server's answer in, also a late one: what is confirmed stays confirmed.
    pub fn answered(&mut self, verdict: &Verdict, now: i64, spread: u16) {
        if self.is_on_server() {
            return;
        }
        match verdict {
            Verdict::Applied { receipt } | Verdict::Already { receipt } => self.confirmed(receipt),
            // a person decides about what they were told first
            _ if !self.is_unsent() => {}
            Verdict::Conflict {} => self.standing = Standing::Conflict,
            Verdict::Refused { fault } if passes(fault.code) => self.later(now, spread),
            Verdict::Refused { fault } => self.refused(fault.clone()),
            Verdict::Later => self.later(now, spread),
        }
    }

    fn confirmed(&mut self, receipt: &Proof) {
        if receipt.id != self.id || receipt.sha256 != self.sha256 {
            // a proof of something else proves nothing
            self.refused(Fault::new(Code::ContentConflict));
            return;
        }
        self.standing = Standing::Photos;
        self.fault = None;
        self.failures = 0;
        self.not_before = 0;
        for photo in self.photos.iter_mut().filter(|photo| photo.is_unsent()) {
            // it is not waited for: it may be there, but only its own receipt says so
            photo.ask |= !receipt.awaited.contains(&photo.id);
        }
        self.settle();
    }

    fn refused(&mut self, fault: Fault) {
        self.standing = Standing::Refused;
        self.fault = Some(fault);
    }

    fn later(&mut self, now: i64, spread: u16) {
        self.failures = self.failures.saturating_add(1);
        self.not_before = now + pause(self.failures, spread);
    }

    /// Takes in how far a photo has come.
    pub fn photo_answered(&mut self, id: FileId, answer: &PhotoAnswer, now: i64, spread: u16) {
        let Some(photo) = self.photos.iter_mut().find(|photo| photo.id == id && !photo.stored) else {
            return;
        };
        let asked = std::mem::take(&mut photo.ask);
        match answer {
            PhotoAnswer::Partial { offset } => {
                let offset = (*offset).min(photo.bytes);
                if asked || offset > photo.sent {
                    photo.failures = 0;
                    photo.not_before = 0;
                } else {
                    // it took nothing: not the same at once for ever
                    photo.later(now, spread);
                }
                photo.sent = offset;
            }
            PhotoAnswer::Stored { receipt } if receipt.id == id && receipt.sha256 == photo.sha256 => {
                photo.stored = true;
                photo.sent = photo.bytes;
                photo.fault = None;
            }
            PhotoAnswer::Stored { .. } => photo.fault = Some(Fault::new(Code::ContentConflict)),
            PhotoAnswer::Refused { fault } if passes(fault.code) => photo.later(now, spread),
            PhotoAnswer::Refused { fault } => photo.fault = Some(fault.clone()),
        }
        self.settle();
    }

    /// Nobody answered to a part of a photo: it may have arrived.
    pub fn photo_unanswered(&mut self, id: FileId) {
        if let Some(photo) = self.photos.iter_mut().find(|photo| photo.id == id) {
            photo.ask = true;
        }
    }

    /// Gives up the photos that the server does not take.
    pub(super) fn give_up_photos(&mut self) {
        self.photos.retain(|photo| photo.fault.is_none());
        self.settle();
    }

    /// Begins again, unchanged, with what the server refused.
    pub(super) fn again(&mut self) {
        self.standing = Standing::Unanswered;
        self.fault = None;
        self.failures = 0;
        self.not_before = 0;
    }

    fn settle(&mut self) {
        if self.standing == Standing::Photos && self.photos.iter().all(|photo| photo.stored) {
            self.standing = Standing::Stored;
        }
    }
}

/// What passes by itself, and is no word about the content: also that it did not arrive as it was sent.
fn passes(code: Code) -> bool {
    use Code::{Busy, Damaged, Internal, TooManyAttempts, Unauthenticated, UpdateFirst};
    matches!(code, Busy | Damaged | Internal | TooManyAttempts | Unauthenticated | UpdateFirst)
}
