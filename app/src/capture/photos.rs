//! Photos of a draft: what they show, and how far they are.

use domain::{
    fault::Fault,
    ids::{FileId, HazardId},
    inspections::AnswerKey,
    order,
    photos::{Layer, PhotoKind},
};
use serde::{Deserialize, Serialize};

/// What a photo belongs to. A failed item and the finding that it opened share their photos.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Slot {
    /// The visit itself.
    Visit,
    /// An item of the checklist.
    Item(AnswerKey),
    /// A finding, as it was found.
    Before(HazardId),
    /// A finding, rectified.
    After(HazardId),
    /// A part of another form: what the photo shows, and the part.
    Part(PhotoKind, String),
}

impl Slot {
    /// What the server is told that the photo shows.
    pub const fn kind(&self) -> PhotoKind {
        match self {
            Self::Visit | Self::Item(_) => PhotoKind::Visit,
            Self::Before(_) => PhotoKind::Before,
            Self::After(_) => PhotoKind::After,
            Self::Part(kind, _) => *kind,
        }
    }
}

/// How far it is on its way to where it is to be kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhotoState {
    /// On this device only, its turn comes.
    #[default]
    Waiting,
    /// On its way.
    Uploading,
    /// Where it is to be: the server has it, or the tablet's store.
    Stored,
    /// The server was not reached; it is tried again.
    Offline,
    /// The server does not take it.
    Refused(Fault),
    /// The device has no room for it.
    NoRoom,
    /// The device no longer has it (its store was cleared).
    Lost,
}

impl PhotoState {
    /// Only a person can bring it on: take it again, or leave it out.
    pub const fn is_stuck(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::NoRoom | Self::Lost)
    }
}

/// One photo of a draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoDraft {
    /// The file's id, made when it was taken.
    pub id: FileId,
    /// What it belongs to.
    pub slot: Slot,
    /// How far it is.
    #[serde(default)]
    pub state: PhotoState,
    /// What is drawn over it.
    #[serde(default, skip_serializing_if = "Layer::is_empty")]
    pub layer: Layer,
}

impl PhotoDraft {
    /// One that was just taken.
    pub fn new(id: FileId, slot: Slot) -> Self {
        Self { id, slot, state: PhotoState::Waiting, layer: Layer::default() }
    }
}

/// The photos of a slot, in the order they were taken.
pub fn of(photos: &[PhotoDraft], slot: &Slot) -> Vec<FileId> {
    photos.iter().filter(|photo| photo.slot == *slot).map(|photo| photo.id).collect()
}

/// Whether all photos that a command uses have arrived. `Err` counts those that need a person: refused or lost.
pub fn arrived<'a>(photos: &[PhotoDraft], used: impl Iterator<Item = &'a FileId>) -> Result<bool, usize> {
    let used = order::set(used);
    let used = || photos.iter().filter(|photo| used.contains(&photo.id));
    let stuck = used().filter(|p| p.state.is_stuck()).count();
    if stuck > 0 { Err(stuck) } else { Ok(used().all(|p| p.state == PhotoState::Stored)) }
}
