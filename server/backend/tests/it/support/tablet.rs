//! What a tablet makes and sends.

#![allow(dead_code, reason = "every file of tests uses its own part of it")]

use chrono::{DateTime, Utc};
use domain::{
    hazards::{Change, HazardCommand},
    ids::{EventId, FileId, HazardId},
    photos::{Layer, PhotoKind},
    sync::{
        API_VERSION, Answer, Answers, Batch, Body, Command, DeviceId, Outcome, Receipt, RegisterDevice,
        Sealed, SentPhoto,
    },
};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use uuid::Uuid;

/// Another tablet.
pub fn new() -> DeviceId {
    DeviceId(Uuid::now_v7())
}

/// "Get ready".
pub fn ready(device: DeviceId, sent_at: DateTime<Utc>) -> RegisterDevice {
    RegisterDevice { device, label: "Android · Chrome".into(), api: API_VERSION, sent_at }
}

/// SHA-256 in hex.
pub fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// A command as it is sealed when it is saved.
pub fn seal(command: Command, device_at: DateTime<Utc>, photos: Vec<SentPhoto>) -> Sealed {
    let body = Body { command, device_at, photos };
    Sealed { id: body.command.id(), ..reseal(&serde_json::to_string(&body).unwrap()) }
}

/// Any text with the right fingerprint and the id zero.
pub fn reseal(body: &str) -> Sealed {
    Sealed { id: Uuid::nil(), sha256: sha256(body.as_bytes()), body: body.to_owned() }
}

/// A step in the life of a hazard.
pub fn step(hazard: HazardId, base_version: Option<u32>, command: HazardCommand) -> Command {
    Command::ChangeHazard(Box::new(Change {
        id: EventId(Uuid::now_v7()),
        hazard,
        base_version,
        device_at: None,
        position: None,
        command,
    }))
}

/// Commands on their way.
pub fn batch(device: DeviceId, sent_at: DateTime<Utc>, commands: Vec<Sealed>) -> Batch {
    Batch { api: API_VERSION, device, sent_at, held: None, commands }
}

/// The receipt of a command that was stored, now or before.
pub fn receipt(answer: &Answer) -> &Receipt {
    match &answer.outcome {
        Outcome::Applied { receipt } | Outcome::Already { receipt } => receipt,
        other => panic!("{other:?}"),
    }
}

/// The outcomes as words; a refusal with its code.
pub fn outcomes(answers: &Answers) -> Vec<String> {
    let word = |answer: &Answer| match &answer.outcome {
        Outcome::Applied { .. } => "applied".into(),
        Outcome::Already { .. } => "already".into(),
        Outcome::Conflict { .. } => "conflict".into(),
        Outcome::Refused { fault } => format!("refused {}", fault.code),
        Outcome::Later => "later".into(),
    };
    answers.answers.iter().map(word).collect()
}

/// A picture that was taken in the field.
#[derive(Clone, Debug)]
pub struct Shot {
    /// Which.
    pub id: FileId,
    /// What it shows.
    pub kind: PhotoKind,
    /// A JPEG.
    pub content: Vec<u8>,
}

impl Shot {
    /// A picture unlike any other.
    pub fn new() -> Self {
        let id = Uuid::now_v7();
        let tail: [u8; 3] = id.as_bytes()[13..].try_into().unwrap();
        let mut picture = image::RgbImage::from_pixel(96, 64, image::Rgb(tail));
        // so that it has some bytes to send in parts
        picture.enumerate_pixels_mut().for_each(|(x, y, pixel)| pixel.0[0] = (x * 7 + y * 13) as u8);
        let mut content = Cursor::new(Vec::new());
        picture.write_to(&mut content, image::ImageFormat::Jpeg).unwrap();
        Self { id: FileId(id), kind: PhotoKind::Before, content: content.into_inner() }
    }

    /// What its command says of it.
    pub fn sent(&self, taken_at: DateTime<Utc>) -> SentPhoto {
        SentPhoto {
            id: self.id,
            sha256: sha256(&self.content),
            bytes: self.content.len() as u64,
            kind: self.kind,
            taken_at,
            layer: Layer::default(),
        }
    }

    /// Where its part from `offset` on is sent.
    pub fn path(&self, offset: usize) -> String {
        let (id, kind, bytes) = (self.id, self.kind, self.content.len());
        let sha256 = sha256(&self.content);
        format!("/api/v1/photos/{id}?sha256={sha256}&bytes={bytes}&kind={kind}&offset={offset}")
    }
}
