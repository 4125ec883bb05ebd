//! How a command came, and the fingerprint by which the same command sent again is recognised.

use chrono::{DateTime, Utc};
use domain::{
    ids::FileId,
    sync::{Doubt, SentPhoto},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// SHA-256, in hex, of the command's JSON.
pub fn sha256(command: &impl Serialize) -> crate::error::Result<String> {
    Ok(sha256_of(&serde_json::to_vec(command)?))
}

/// SHA-256 in hex.
pub fn sha256_of(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// How a command came.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Its fingerprint.
    pub content_sha256: String,
    /// What a tablet says besides; `None` when a page or program sent it just now.
    pub tablet: Option<Tablet>,
}

/// What a tablet says of a command that was saved on it.
#[derive(Clone, Debug)]
pub struct Tablet {
    /// Its own time at saving.
    pub device_at: DateTime<Utc>,
    /// The server's time of that.
    pub saved_at: DateTime<Utc>,
    /// How sure the times in the command are.
    pub doubt: Doubt,
    /// The photos that the command names: those that have not arrived are awaited.
    pub photos: BTreeMap<FileId, SentPhoto>,
}

impl Arrival {
    /// Straight from a page or program.
    pub fn straight(command: &impl Serialize) -> crate::error::Result<Self> {
        Ok(Self { content_sha256: sha256(command)?, tablet: None })
    }

    /// The device's time of something that a page dates `at`.
    pub fn device_at(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.tablet.as_ref().map_or(at, |tablet| tablet.device_at)
    }
}
