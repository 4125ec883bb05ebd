//! What a tablet sends.

use super::{DeviceId, Held, photo::SentPhoto};
use crate::{
    hazards::{Change, RegisterHazard},
    ids::FileId,
    inspections::{SaveVisit, commands::VisitedSite},
    programmes::ProgrammeCommand,
    sites::AddSite,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One thing saved in the field.
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
            Self::SaveVisit(_) => "save_visit",
            Self::RegisterHazard(_) => "register_hazard",
            Self::ChangeHazard(_) => "change_hazard",
            Self::AddSite(_) => "add_site",
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

    /// The ids of records that are there once it is carried out.
    pub fn makes(&self) -> Vec<Uuid> {
        match self {
            Self::SaveVisit(visit) => {
                let new_site = match &visit.site {
                    VisitedSite::New(site) => Some(site.id.0),
                    VisitedSite::Known(_) => None,
                };
                [visit.id.0].into_iter().chain(visit.hazards.iter().map(|h| h.id.0)).chain(new_site).collect()
            }
            Self::Programme(form) => form.makes(),
            other => vec![other.id()],
        }
    }

    /// The ids of records that must be there before it: the site of a visit or finding, the hazard of a step, the record
    /// of a form.
    pub fn needs(&self) -> Vec<Uuid> {
        match self {
            Self::SaveVisit(visit) => match &visit.site {
                VisitedSite::Known(site) => vec![site.0],
                VisitedSite::New(_) => Vec::new(),
            },
            Self::RegisterHazard(hazard) => hazard.site.map(|s| s.0).into_iter().collect(),
            Self::ChangeHazard(change) => vec![change.hazard.0],
            Self::AddSite(_) => Vec::new(),
            Self::Programme(form) => form.needs(),
        }
    }
}

/// What was sealed when a command was saved: the command, when, and what its photos are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// What to do.
    #[serde(flatten)]
    pub command: Command,
    /// The device's own clock at saving, whatever that clock says.
    pub device_at: DateTime<Utc>,
    /// Its photos, in full: the server knows what to wait for.
    #[serde(default)]
    pub photos: Vec<SentPhoto>,
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
        let body: Body =
            serde_json::from_str(&self.body).map_err(|e| Unreadable::Malformed(e.to_string()))?;
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
