//! What a tablet sends.

use super::{DeviceId, Held, photo::SentPhoto};
use crate::{
    hazards::{Change, RegisterHazard},
    ids::FileId,
    inspections::SaveVisit,
    json,
    programmes::ProgrammeCommand,
    sites::AddSite,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::Error as _};
use serde_json::value::RawValue;
use uuid::Uuid;

/// One thing saved in the field. Which records it makes and needs [`Described`](super::plan::Described) says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "command", rename_all = "snake_case")]
pub enum Command {
    /// A visit with everything that was found.
    SaveVisit(Box<SaveVisit>),
    /// A finding outside a visit.
    RegisterHazard(Box<RegisterHazard>),
    /// A step in the life of a hazard; names the version it was based on.
    ChangeHazard(Box<Change>),
    /// A site that the register does not have.
    AddSite(Box<AddSite>),
    /// A form of the programmes.
    Programme(Box<ProgrammeCommand>),
}

/// The words by which the kinds of commands are told apart.
pub(super) mod kinds {
    pub const SAVE_VISIT: &str = "save_visit";
    pub const REGISTER_HAZARD: &str = "register_hazard";
    pub const CHANGE_HAZARD: &str = "change_hazard";
    pub const ADD_SITE: &str = "add_site";
    /// A form of the programmes: its own kind stands inside.
    pub const PROGRAMME: &str = "programme";
}

impl Command {
    /// The id made on the tablet: that of the visit, the hazard, the step or the site.
    pub fn id(&self) -> Uuid {
        match self {
            Self::SaveVisit(visit) => visit.id.0,
            Self::RegisterHazard(hazard) => hazard.id.0,
            Self::ChangeHazard(change) => change.id.0,
            Self::AddSite(site) => site.id.0,
            Self::Programme(form) => form.id(),
        }
    }

    /// The word of its kind: in receipts, ledgers and logs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::SaveVisit(_) => kinds::SAVE_VISIT,
            Self::RegisterHazard(_) => kinds::REGISTER_HAZARD,
            Self::ChangeHazard(_) => kinds::CHANGE_HAZARD,
            Self::AddSite(_) => kinds::ADD_SITE,
            Self::Programme(form) => form.kind(),
        }
    }

    /// Every photo it names, each once.
    pub fn photos(&self) -> Vec<FileId> {
        let mut all: Vec<FileId> = match self {
            Self::SaveVisit(visit) => {
                let answers = visit.answers.values().flat_map(|answer| &answer.photos);
                let hazards =
                    visit.hazards.iter().flat_map(|h| h.photos_before.iter().chain(&h.photos_after));
                visit.photos.iter().chain(answers).chain(hazards).copied().collect()
            }
            Self::RegisterHazard(h) => h.photos_before.iter().chain(&h.photos_after).copied().collect(),
            Self::ChangeHazard(change) => change.command.photos().to_vec(),
            Self::AddSite(_) => Vec::new(),
            Self::Programme(form) => form.photos(),
        };
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// What was sealed when a command was saved: the command, when, and what its photos are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ToldBody")]
pub struct Body {
    /// What to do.
    #[serde(flatten)]
    pub command: Command,
    /// The device's own clock at saving, whatever that clock says.
    pub device_at: DateTime<Utc>,
    /// Its photos, in full: the server knows what to wait for.
    pub photos: Vec<SentPhoto>,
}

/// The JSON of a [`Body`], side by side: a flattened command would first be read into memory as a whole, and the code of
/// every type in it would be in the browser's program once more for that.
#[derive(Deserialize)]
struct ToldBody {
    kind: String,
    command: Box<RawValue>,
    device_at: DateTime<Utc>,
    #[serde(default)]
    photos: Vec<SentPhoto>,
}

impl TryFrom<ToldBody> for Body {
    type Error = serde_json::Error;

    fn try_from(told: ToldBody) -> Result<Self, Self::Error> {
        let ToldBody { kind, command, device_at, photos } = told;
        let command = command.get();
        let command = match kind.as_str() {
            kinds::SAVE_VISIT => Command::SaveVisit(json::read(command)?),
            kinds::REGISTER_HAZARD => Command::RegisterHazard(json::read(command)?),
            kinds::CHANGE_HAZARD => Command::ChangeHazard(json::read(command)?),
            kinds::ADD_SITE => Command::AddSite(json::read(command)?),
            kinds::PROGRAMME => Command::Programme(json::read(command)?),
            _ => return Err(serde_json::Error::custom("a command of an unknown kind")),
        };
        Ok(Self { command, device_at, photos })
    }
}

/// A command as it was sealed when it was saved. Its text never changes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The command's id.
    pub id: Uuid,
    /// SHA-256 of `body` in hex: proves that it arrived whole, and tells the same command from another one.
    pub sha256: String,
    /// The JSON of a [`Body`].
    pub body: String,
}

/// Why a sealed command cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not what this version of the program knows: the words of the parser, for the log.
    #[error("not a command: {0}")]
    Malformed(String),
    /// The id outside is not the one inside.
    #[error("the ids differ")]
    OtherId,
}

impl Sealed {
    /// What was sealed. Whether the text is whole (its hash) is for the caller to check: hashing is not done here.
    ///
    /// # Errors
    /// When the text is no [`Body`], or of another id.
    pub fn open(&self) -> Result<Body, Unreadable> {
        let body: Body = json::read(&self.body).map_err(|e| Unreadable::Malformed(e.to_string()))?;
        if body.command.id() == self.id { Ok(body) } else { Err(Unreadable::OtherId) }
    }
}

/// What `POST /api/v1/sync` takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    /// [`super::API_VERSION`] of the tablet's program.
    pub api: u32,
    /// Which tablet.
    pub device: DeviceId,
    /// The device's clock at sending.
    pub sent_at: DateTime<Utc>,
    /// What it holds besides these commands, by its own clock; an older program does not say. See [`Batch::held_after`].
    #[serde(default)]
    pub held: Option<Held>,
    /// In the order in which they were saved; at most [`super::MAX_BATCH`]. None: the tablet only says what it holds.
    pub commands: Vec<Sealed>,
}
