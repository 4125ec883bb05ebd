//! Drafts that survive a reload: written to the device shortly after every change, and when the page is left.

use super::{browser, photos::PhotoDraft};
use chrono::{DateTime, Utc};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;

/// How long after a change a draft is written at the latest.
const SOON: Duration = Duration::from_millis(250);

/// A draft as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept<D> {
    /// When it was last changed, by the server's clock as far as it is known.
    pub changed_at: DateTime<Utc>,
    /// What was entered.
    pub draft: D,
    /// Its photos.
    pub photos: Vec<PhotoDraft>,
    /// The command as it was sent when nobody answered: it may have arrived, so the next try sends the same.
    #[serde(default)]
    pub sent: Option<String>,
}

/// The draft of this key, if this version of the program can read it.
pub fn restore<K: DeserializeOwned>(key: &str) -> Option<K> {
    serde_json::from_str(&browser::kept(key)?).ok()
}

/// Keeps a draft up to date. `follow` reads the signals whose changes matter; `text` is what to write, `None`
/// while there is nothing worth keeping (then the kept one goes). `full` is told when the device has no room.
pub fn autosave(
    key: String,
    follow: impl Fn() + 'static,
    text: impl Fn() -> Option<String> + Clone + Send + Sync + 'static,
    full: Callback<bool>,
) {
    // not of one thread: on the server another one may clean up
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let write = move || match untrack(&text) {
        Some(text) => full.run(!browser::keep(&key, &text)),
        None => browser::forget(&key),
    };
    let flush = {
        let write = write.clone();
        move || {
            if let Some(Some(waiting)) = timer.try_update_value(Option::take) {
                waiting.clear();
                write();
            }
        }
    };
    browser::on_leave(flush.clone());
    // the page may be left by a link of the program too
    on_cleanup(flush);
    Effect::new(move |before: Option<()>| {
        follow();
        if before.is_some() && timer.with_value(Option::is_none) {
            let write = write.clone();
            let later = set_timeout_with_handle(
                move || {
                    timer.set_value(None);
                    write();
                },
                SOON,
            );
            timer.set_value(later.ok());
        }
    });
}
