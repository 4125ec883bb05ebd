//! Drafts that survive a reload: kept shortly after every change, and when the page is left.

use super::{browser, photos::PhotoDraft};
use chrono::{DateTime, Utc};
use domain::fault::FieldFault;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use serde::{Deserialize, Serialize};
use std::time::Duration;

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
    /// What was wrong with it when it was saved and not accepted; shown at the fields when it is taken up again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<FieldFault>,
}

impl<D> Kept<D> {
    /// A draft as it is now.
    pub fn new(changed_at: DateTime<Utc>, draft: D, photos: Vec<PhotoDraft>) -> Self {
        Self { changed_at, draft, photos, sent: None, faults: Vec::new() }
    }
}

/// Keeps a draft up to date: calls `write` soon after what `follow` reads has changed, and at once when the page is left.
pub fn autosave(
    soon: Duration,
    follow: impl Fn() + 'static,
    write: impl Fn() + Clone + Send + Sync + 'static,
) {
    // not of one thread: on the server another one may clean up
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let flush = {
        let write = write.clone();
        move || {
            if let Some(Some(waiting)) = timer.try_update_value(Option::take) {
                waiting.clear();
                untrack(&write);
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
                    untrack(&write);
                },
                soon,
            );
            timer.set_value(later.ok());
        }
    });
}
