//! The rules of offline work for `app/js/field` and the service worker, which have no part of the big program at hand.
//! Everything that crosses is JSON text, as [`domain::sync`] reads and writes it; nothing here decides anything.
//!
//! Each function that can be given something unreadable answers a `JsError`, which the script sees as an exception.
#![warn(missing_docs)]

use domain::{
    ids::{FileId, SiteId},
    sync::{
        API_VERSION, Body, CHUNK_BYTES, Command, MAX_BATCH, PhotoAnswer, SentPhoto,
        plan::{self, Choosing, Decided, Decision, Described, Entry, Line, Snapshot, Verdict},
    },
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

type Answer = Result<String, JsError>;

fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsError> {
    Ok(serde_json::from_str(text)?)
}

fn write(value: &impl Serialize) -> Answer {
    Ok(serde_json::to_string(value)?)
}

/// A sealed text, with what planning needs of it.
#[derive(Debug, Serialize, Deserialize)]
struct ToSeal {
    body: String,
    described: Described,
    /// Every photo that the command names.
    photos: Vec<FileId>,
}

fn to_seal(body: &Body) -> Result<ToSeal, serde_json::Error> {
    let (described, photos) = (Described::of(body), body.command.photos());
    Ok(ToSeal { body: serde_json::to_string(body)?, described, photos })
}

/// The numbers that both sides of the line agree on: `{api, chunk_bytes, max_batch}`.
#[wasm_bindgen]
pub fn numbers() -> String {
    format!(r#"{{"api":{API_VERSION},"chunk_bytes":{CHUNK_BYTES},"max_batch":{MAX_BATCH}}}"#)
}

/// The text to seal of a command (`Command`) saved at `device_at` with its photos (`SentPhoto[]`).
#[wasm_bindgen]
pub fn seal(command: &str, device_at: &str, photos: &str) -> Answer {
    let command: Command = read(command)?;
    let photos: Vec<SentPhoto> = read(photos)?;
    // a time is JSON text too
    let device_at = read(&format!("\"{device_at}\""))?;
    write(&to_seal(&Body { command, device_at, photos })?)
}

/// The same of a text that was sealed before.
#[wasm_bindgen]
pub fn describe(body: &str) -> Answer {
    write(&to_seal(&read(body)?)?)
}

/// `Snapshot` → `Plan`.
#[wasm_bindgen(js_name = plan)]
pub fn next(snapshot: &str) -> Answer {
    write(&plan::plan(&read::<Snapshot>(snapshot)?))
}

/// `Entry` → the same, about to be sent.
#[wasm_bindgen]
pub fn sent(entry: &str) -> Answer {
    let mut entry: Entry = read(entry)?;
    entry.sent();
    write(&entry)
}

/// `Entry` and the `Answer` or `Outcome` to it → the entry afterwards.
#[wasm_bindgen]
pub fn answered(entry: &str, outcome: &str, now: f64, spread: u16) -> Answer {
    let mut entry: Entry = read(entry)?;
    entry.answered(&read::<Verdict>(outcome)?, now as i64, spread);
    write(&entry)
}

/// `Entry`, one of its photos and the `PhotoAnswer` → the entry afterwards.
#[wasm_bindgen(js_name = photoAnswered)]
pub fn photo_answered(entry: &str, photo: &str, answer: &str, now: f64, spread: u16) -> Answer {
    let mut entry: Entry = read(entry)?;
    entry.photo_answered(photo.parse::<FileId>()?, &read::<PhotoAnswer>(answer)?, now as i64, spread);
    write(&entry)
}

/// `Entry` and a photo that nobody answered to → the entry afterwards.
#[wasm_bindgen(js_name = photoUnanswered)]
pub fn photo_unanswered(entry: &str, photo: &str) -> Answer {
    let mut entry: Entry = read(entry)?;
    entry.photo_unanswered(photo.parse::<FileId>()?);
    write(&entry)
}

/// `Line` → the same after one more failure.
#[wasm_bindgen(js_name = lineFailed)]
pub fn line_failed(line: &str, now: f64, spread: u16) -> Answer {
    write(&read::<Line>(line)?.failed(now as i64, spread))
}

/// `Entry`, its sealed text, a `Decision` and `Choosing` → `Decided`, where a new text to seal stands as in [`seal`]; or
/// `{"fault": Fault}`.
#[wasm_bindgen]
pub fn decide(entry: &str, body: &str, decision: &str, choosing: &str) -> Answer {
    let entry: Entry = read(entry)?;
    let decision: Decision = read(&format!("\"{decision}\""))?;
    match plan::decide(&entry, &read(body)?, decision, &read::<Choosing>(choosing)?) {
        Ok(Decided::Replaced { body }) => {
            let mut told = serde_json::to_value(to_seal(&body)?)?;
            told["decided"] = "replaced".into();
            write(&told)
        }
        Ok(decided) => write(&decided),
        Err(fault) => write(&serde_json::json!({ "fault": fault })),
    }
}

/// A sealed text that was never sent, and `{site: site}` of what was merged → a new text to seal as in [`seal`]; empty
/// when it names none of those.
#[wasm_bindgen]
pub fn repointed(body: &str, merged: &str) -> Answer {
    let merged: BTreeMap<SiteId, SiteId> = read(merged)?;
    plan::repointed(&read(body)?, &merged).map_or(Ok(String::new()), |body| write(&to_seal(&body)?))
}
