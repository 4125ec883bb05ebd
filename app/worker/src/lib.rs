//! The rules of offline work for `app/js/field` and the service worker, which have no part of the big program at hand.
//! Everything that crosses is JSON text, as [`domain::sync`] reads and writes it; nothing here decides anything.
//!
//! This module is part of every first load, so nothing here may name what a command or an answer says in full
//! (`Command`, `Body`, `Outcome`): reading those costs several times as much as planning.
//!
//! Each function that can be given something unreadable answers a `JsError`, which the script sees as an exception.
#![warn(missing_docs)]

use domain::{
    fault::Fault,
    ids::{FileId, SiteId},
    sync::{
        API_VERSION, CHUNK_BYTES, MAX_BATCH, PhotoAnswer,
        plan::{self, Choosing, Decision, Described, Entry, Line, Snapshot, Verdict},
    },
};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

type Answer = Result<String, JsError>;

fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsError> {
    Ok(domain::json::read(text)?)
}

fn write(value: &impl Serialize) -> Answer {
    Ok(serde_json::to_string(value)?)
}

/// The numbers that both sides of the line agree on: `{api, chunk_bytes, max_batch}`.
#[wasm_bindgen]
pub fn numbers() -> String {
    format!(r#"{{"api":{API_VERSION},"chunk_bytes":{CHUNK_BYTES},"max_batch":{MAX_BATCH}}}"#)
}

/// The text to seal of a command (`Command`) saved at `device_at` with its photos (`SentPhoto[]`).
#[wasm_bindgen]
pub fn seal(command: &str, device_at: &str, photos: &str) -> Answer {
    Ok(plan::seal(command, device_at, photos)?)
}

/// A text to seal → `Described`.
#[wasm_bindgen]
pub fn describe(body: &str) -> Answer {
    write(&Described::of(body)?)
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

/// What [`decide`] answers instead of `Decided`.
#[derive(Serialize)]
struct Refused {
    fault: Fault,
}

/// `Entry`, its sealed text, a `Decision` and `Choosing` → `Decided`, or `{"fault": Fault}`.
#[wasm_bindgen]
pub fn decide(entry: &str, body: &str, decision: &str, choosing: &str) -> Answer {
    let entry: Entry = read(entry)?;
    let decision: Decision = read(&format!("\"{decision}\""))?;
    match plan::decide(&entry, body, decision, &read::<Choosing>(choosing)?) {
        Ok(decided) => write(&decided),
        Err(fault) => write(&Refused { fault }),
    }
}

/// A sealed text that was never sent, and `{site: site}` of what was merged → a new text to seal; empty when it names
/// none of those.
#[wasm_bindgen]
pub fn repointed(body: &str, merged: &str) -> Answer {
    let merged: BTreeMap<SiteId, SiteId> = read(merged)?;
    Ok(plan::repointed(body, &merged)?.unwrap_or_default())
}
