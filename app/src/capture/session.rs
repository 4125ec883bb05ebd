//! A draft on the page: signals, what is wrong, keeping it on the device, sending it. The same for a visit and for
//! a report.

use super::{
    browser::{self, post},
    fields::Faults,
    keeping::{self, Kept},
    photos::arrived,
    shots::Shots,
};
use crate::{error::AppError, facts::use_me, ui::time::now};
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, FieldFault},
    ids::FileId,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};

/// What is being entered.
pub trait Draft: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Whether nothing worth keeping was entered.
    fn is_untouched(&self) -> bool;
}

/// How far sending is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Sending {
    /// Not begun.
    #[default]
    Idle,
    /// Photos are on their way; the record follows by itself.
    Photos,
    /// On its way.
    Running,
    /// So many photos were not taken in; a person has to see to them.
    PhotosStuck(usize),
    /// Not saved, and why.
    Failed(AppError),
}

/// A command ready to be sent.
pub struct Ready {
    /// Its JSON.
    pub json: String,
    /// The photos that it names: they must have arrived before.
    pub photos: Vec<FileId>,
}

impl Ready {
    /// From a command and its photos.
    pub fn new<'a>(command: &impl Serialize, photos: impl Iterator<Item = &'a FileId>) -> Self {
        let json = serde_json::to_string(command).expect("texts, numbers and keys that are texts");
        Self { json, photos: photos.copied().collect() }
    }
}

/// A draft on the page, and `A`, the server's answer to it. Copied freely.
pub struct Session<D: 'static, A: 'static> {
    /// What was entered.
    pub draft: RwSignal<D>,
    /// Its photos.
    pub shots: Shots,
    /// What is wrong.
    pub faults: Faults,
    /// How far sending is.
    pub sending: RwSignal<Sending>,
    /// Saved.
    pub saved: RwSignal<Option<A>>,
    /// When the draft that was taken up again was last changed.
    pub restored: RwSignal<Option<DateTime<Utc>>>,
    /// This device has no room for drafts.
    pub no_room: RwSignal<bool>,
    /// The command as it was sent when nobody answered: it may have arrived, so the next try sends the same.
    sent: RwSignal<Option<String>>,
    key: StoredValue<String>,
    url: &'static str,
}

impl<D, A> Clone for Session<D, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D, A> Copy for Session<D, A> {}

impl<D: Draft, A: Clone + DeserializeOwned + Send + Sync + 'static> Session<D, A> {
    /// A session for what is sent to `url`; its draft is kept under `name`, one for each person.
    pub fn new(name: &str, url: &'static str, draft: D) -> Self {
        let who = use_me().map(|me| me.actor.user.to_string()).unwrap_or_default();
        Self {
            draft: RwSignal::new(draft),
            shots: Shots::new(),
            faults: Faults::provide(),
            sending: RwSignal::new(Sending::Idle),
            saved: RwSignal::new(None),
            restored: RwSignal::new(None),
            no_room: RwSignal::new(false),
            sent: RwSignal::new(None),
            key: StoredValue::new(format!("xunan-{name}-{who}")),
            url,
        }
    }

    /// The draft that was left on this device.
    pub fn kept(self) -> Option<Kept<D>> {
        self.key.with_value(|key| keeping::restore(key))
    }

    /// Goes on with it.
    pub fn take_up(self, kept: Kept<D>) {
        self.restored.set(Some(kept.changed_at));
        self.draft.set(kept.draft);
        self.sent.set(kept.sent);
        self.shots.restore(kept.photos);
    }

    /// Keeps every change from now on, and saves when the photos that `save` waits for have arrived.
    pub fn follow(self, save: impl Fn() + 'static) {
        keeping::autosave(
            self.key.get_value(),
            move || {
                self.draft.track();
                self.shots.list.track();
                self.sent.track();
                self.saved.track();
            },
            move || self.as_kept(),
            Callback::new(move |full| self.no_room.set(full)),
        );
        Effect::new(move || {
            self.shots.list.track();
            if self.sending.get() == Sending::Photos {
                untrack(&save);
            }
        });
    }

    fn as_kept(self) -> Option<String> {
        let nothing = self.draft.with(D::is_untouched) && self.shots.list.with(Vec::is_empty);
        if nothing || self.saved.with(Option::is_some) {
            return None;
        }
        let (draft, photos, sent) = (self.draft.get(), self.shots.list.get(), self.sent.get());
        serde_json::to_string(&Kept { changed_at: now(), draft, photos, sent }).ok()
    }

    /// Throws a kept draft away that was not taken up.
    pub fn forget(self, kept: Kept<D>) {
        for photo in kept.photos {
            self.shots.remove(photo.id);
        }
        self.key.with_value(|key| browser::forget(key));
    }

    /// Begins anew; what is thrown away takes its photos along.
    pub fn restart(self, draft: D) {
        if self.saved.with_untracked(Option::is_none) {
            self.shots.discard();
        }
        self.shots.clear();
        self.faults.set(Vec::new());
        self.draft.set(draft);
        self.restored.set(None);
        self.sent.set(None);
        self.sending.set(Sending::Idle);
        self.saved.set(None);
        browser::to_top();
    }

    /// A part of the draft, as a signal.
    pub fn read<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&D) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        Memo::new(move |_| self.draft.with(&part))
    }

    /// Changes the draft at a field.
    pub fn edit(self, field: &str, change: impl FnOnce(&mut D)) {
        self.faults.clear(field);
        // other content than what was sent: it is a new command
        self.sent.set(None);
        if matches!(self.sending.get_untracked(), Sending::Failed(_) | Sending::PhotosStuck(_)) {
            self.sending.set(Sending::Idle);
        }
        self.draft.update(change);
    }

    /// Saves: builds the command, waits for its photos, sends it. Tapping twice does it once. `refuse` is given
    /// what is wrong, by us or by the server.
    pub fn save(
        self,
        build: impl FnOnce() -> Result<Ready, Vec<FieldFault>>,
        refuse: impl FnOnce(Vec<FieldFault>) + 'static,
    ) {
        if self.sending.get_untracked() == Sending::Running || self.saved.with_untracked(Option::is_some) {
            return;
        }
        // nobody answered the last time: the same again, so that it cannot be recorded twice
        if let Some(json) = self.sent.get_untracked() {
            self.send(json, refuse);
            return;
        }
        let ready = match build() {
            Ok(ready) => ready,
            Err(faults) => {
                self.sending.set(Sending::Idle);
                refuse(faults);
                return;
            }
        };
        self.faults.set(Vec::new());
        match self.shots.list.with_untracked(|photos| arrived(photos, ready.photos.iter())) {
            Err(stuck) => self.sending.set(Sending::PhotosStuck(stuck)),
            Ok(true) => self.send(ready.json, refuse),
            Ok(false) if self.sending.get_untracked() == Sending::Photos => {}
            Ok(false) => {
                self.sending.set(Sending::Photos);
                self.shots.retry_all();
            }
        }
    }

    fn send(self, json: String, refuse: impl FnOnce(Vec<FieldFault>) + 'static) {
        self.sent.set(Some(json.clone()));
        self.sending.set(Sending::Running);
        spawn_local(async move {
            let answer = post::<A>(self.url, json).await;
            if self.sending.try_get_untracked().is_none() {
                return; // the page was left; the draft is kept with what was sent
            }
            match answer {
                Ok(saved) => {
                    self.saved.set(Some(saved));
                    self.sending.set(Sending::Idle);
                    self.key.with_value(|key| browser::forget(key));
                    browser::to_top();
                }
                Err(AppError::Fault(fault)) if fault.code == Code::Invalid => {
                    self.sent.set(None);
                    self.sending.set(Sending::Failed(AppError::Fault(fault.clone())));
                    refuse(fault.fields);
                }
                Err(error) => self.sending.set(Sending::Failed(error)),
            }
        });
    }
}
