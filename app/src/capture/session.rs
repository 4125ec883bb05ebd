//! A draft on the page: signals, what is wrong, keeping it on the device, sending it. The same for a visit and for
//! a report.

use super::{
    browser,
    faults::control_id,
    fields::Faults,
    keeping::{self, Kept},
    outside::{FormOutside, Outside, Saving, Stored},
    photos::arrived,
    shots::Shots,
};
use crate::error::AppError;
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, FieldFault},
    sync::Command,
};
use leptos::{prelude::*, task::spawn_local};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use uuid::Uuid;

/// What is being entered.
pub trait Draft: Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Whether nothing worth keeping was entered.
    fn is_untouched(&self) -> bool;

    /// Whether nothing was entered but where: kept while the form is open, and not worth going on with afterwards.
    fn is_only_begun(&self) -> bool {
        self.is_untouched()
    }

    /// What a person calls it.
    fn title(&self) -> String;
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

/// Where a record is after saving.
#[derive(Clone, Debug, PartialEq)]
pub enum Recorded<A> {
    /// The server has it, and answered this.
    Server(A),
    /// On this tablet, under this id; it is sent when there is a line.
    Tablet(Uuid),
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
    pub saved: RwSignal<Option<Recorded<A>>>,
    /// When the draft that was taken up again was last changed.
    pub restored: RwSignal<Option<DateTime<Utc>>>,
    /// This device has no room for drafts.
    pub no_room: RwSignal<bool>,
    /// The command as it was sent when nobody answered: it may have arrived, so the next try sends the same.
    sent: RwSignal<Option<String>>,
    outside: StoredValue<Arc<dyn Outside>>,
}

impl<D, A> Clone for Session<D, A> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D, A> Copy for Session<D, A> {}

impl<D: Draft, A: Clone + DeserializeOwned + Send + Sync + 'static> Session<D, A> {
    /// A session with what it needs from outside.
    pub fn new(outside: Arc<dyn Outside>, draft: D) -> Self {
        provide_context(FormOutside(Arc::clone(&outside)));
        Self {
            draft: RwSignal::new(draft),
            shots: Shots::new(&*outside),
            faults: Faults::provide(),
            sending: RwSignal::new(Sending::Idle),
            saved: RwSignal::new(None),
            restored: RwSignal::new(None),
            no_room: RwSignal::new(false),
            sent: RwSignal::new(None),
            outside: StoredValue::new(outside),
        }
    }

    /// What it needs from outside.
    pub fn outside(self) -> Arc<dyn Outside> {
        self.outside.get_value()
    }

    /// The time as the record is to have it.
    pub fn now(self) -> DateTime<Utc> {
        self.outside.with_value(|outside| outside.now())
    }

    /// The draft that was left on this device, if this version of the program can read it.
    pub fn kept(self) -> Option<Kept<D>> {
        domain::json::read(&self.outside.with_value(|outside| outside.kept())?).ok()
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
            self.outside.with_value(|outside| outside.soon()),
            move || {
                self.draft.track();
                self.shots.list.track();
                self.sent.track();
            },
            move || self.write(),
        );
        on_cleanup(move || self.leave());
        Effect::new(move || {
            self.shots.list.track();
            if self.sending.get() == Sending::Photos {
                untrack(&save);
            }
        });
    }

    /// Keeps the draft as it is now; while there is nothing worth keeping, the kept one goes.
    fn write(self) {
        // a page that was left wrote before it ended
        let Some(outside) = self.outside.try_get_value() else { return };
        if self.saved.with_untracked(Option::is_some) {
            return;
        }
        match self.as_kept() {
            Some(kept) => {
                let full = Callback::new(move |full| {
                    self.no_room.try_set(full);
                });
                outside.keep(&self.draft.with_untracked(D::title), kept, full);
            }
            None => outside.forget(false),
        }
    }

    /// A form that was begun here, and left before anything was entered, leaves no draft. One that was taken up again is
    /// kept as it was: what looks empty may be a record that was refused.
    fn leave(self) {
        let Some(outside) = self.outside.try_get_value() else { return };
        let begun_here = self.restored.try_with_untracked(Option::is_none) == Some(true)
            && self.saved.try_with_untracked(Option::is_none) == Some(true)
            && self.sending.try_get_untracked() == Some(Sending::Idle);
        let empty = self.draft.try_with_untracked(D::is_only_begun) == Some(true)
            && self.shots.list.try_with_untracked(Vec::is_empty) == Some(true);
        if begun_here && empty {
            outside.abandon();
        }
    }

    fn as_kept(self) -> Option<String> {
        let nothing =
            self.draft.with_untracked(D::is_untouched) && self.shots.list.with_untracked(Vec::is_empty);
        if nothing {
            return None;
        }
        let (draft, photos) = (self.draft.get_untracked(), self.shots.list.get_untracked());
        let sent = self.sent.get_untracked();
        serde_json::to_string(&Kept { sent, ..Kept::new(self.now(), draft, photos) }).ok()
    }

    /// Throws a kept draft away that was not taken up.
    pub fn forget(self, kept: Kept<D>) {
        for photo in kept.photos {
            self.shots.remove(photo.id);
        }
        self.outside.with_value(|outside| outside.forget(false));
    }

    /// Begins anew; what is thrown away takes its photos along.
    pub fn restart(self, draft: impl FnOnce() -> D) {
        if self.saved.with_untracked(Option::is_none) {
            self.shots.discard();
        }
        if self.outside.with_value(|outside| outside.begin_anew()) {
            return;
        }
        self.shots.clear();
        self.faults.set(Vec::new());
        self.draft.set(draft());
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
        self.follow_part(Box::new(part))
    }

    /// The same for every reader of this kind of value: what makes a signal is much, and would be in the program once for
    /// each of them.
    fn follow_part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: Box<dyn Fn(&D) -> T + Send + Sync>,
    ) -> Memo<T> {
        Memo::new(move |_| self.draft.with(&part))
    }

    /// Changes the draft at a field.
    pub fn edit(self, field: &str, change: impl FnOnce(&mut D)) {
        let mut change = Some(change);
        self.change(field, &mut |draft| {
            if let Some(change) = change.take() {
                change(draft);
            }
        });
    }

    /// The same for every change, as with readers.
    fn change(self, field: &str, change: &mut dyn FnMut(&mut D)) {
        self.faults.clear(field);
        // other content than what was sent: it is a new command
        self.sent.set(None);
        if matches!(self.sending.get_untracked(), Sending::Failed(_) | Sending::PhotosStuck(_)) {
            self.sending.set(Sending::Idle);
        }
        self.draft.update(change);
    }

    /// Shows what is wrong at its fields, and goes to the first of them.
    pub fn refuse(self, faults: Vec<FieldFault>) {
        let first = faults.first().map(|fault| control_id(&fault.field));
        self.faults.set(faults);
        if let Some(first) = first {
            browser::show_control(first);
        }
    }

    /// Saves: builds the command, waits for its photos, hands it over. Tapping twice does it once. `refuse` is given
    /// what is wrong, by us or by the server.
    pub fn save(
        self,
        build: impl FnOnce() -> Result<Command, Vec<FieldFault>>,
        refuse: impl FnOnce(Vec<FieldFault>) + 'static,
    ) {
        if self.sending.get_untracked() == Sending::Running || self.saved.with_untracked(Option::is_some) {
            return;
        }
        let title = self.draft.with_untracked(D::title);
        // nobody answered the last time: the same again, so that it cannot be recorded twice
        if let Some(json) = self.sent.get_untracked() {
            self.send(Saving { json, command: None, photos: Vec::new(), title }, refuse);
            return;
        }
        let command = match build() {
            Ok(command) => command,
            Err(faults) => {
                self.sending.set(Sending::Idle);
                refuse(faults);
                return;
            }
        };
        self.faults.set(Vec::new());
        let named = command.photos();
        match self.shots.list.with_untracked(|photos| arrived(photos, named.iter())) {
            Err(stuck) => self.sending.set(Sending::PhotosStuck(stuck)),
            Ok(true) => {
                let photos = self.shots.list.with_untracked(|photos| {
                    photos.iter().filter(|photo| named.contains(&photo.id)).cloned().collect()
                });
                self.send(Saving { json: record(&command), command: Some(command), photos, title }, refuse);
            }
            Ok(false) if self.sending.get_untracked() == Sending::Photos => {}
            Ok(false) => {
                self.sending.set(Sending::Photos);
                self.shots.retry_all();
            }
        }
    }

    fn send(self, saving: Saving, refuse: impl FnOnce(Vec<FieldFault>) + 'static) {
        let outside = self.outside();
        if outside.repeats() {
            self.sent.set(Some(saving.json.clone()));
        }
        self.sending.set(Sending::Running);
        spawn_local(async move {
            let stored = outside.save(saving).await;
            if self.sending.try_get_untracked().is_none() {
                return; // the page was left; the draft is kept with what was sent
            }
            let recorded = stored.and_then(|stored| match stored {
                Stored::Answered(text) => {
                    domain::json::read(&text).map(Recorded::Server).map_err(|_| AppError::Transport)
                }
                Stored::Here(id) => Ok(Recorded::Tablet(id)),
            });
            match recorded {
                Ok(recorded) => {
                    self.saved.set(Some(recorded));
                    self.sending.set(Sending::Idle);
                    outside.forget(true);
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

/// A command's record alone, as `/api/v1` takes it.
fn record(command: &Command) -> String {
    let json = match command {
        Command::SaveVisit(visit) => serde_json::to_string(visit),
        Command::RegisterHazard(hazard) => serde_json::to_string(hazard),
        Command::ChangeHazard(change) => serde_json::to_string(change),
        Command::AddSite(site) => serde_json::to_string(site),
        Command::Programme(form) => serde_json::to_string(form),
    };
    json.expect("texts, numbers and keys that are texts")
}
