//! Bringing what is on the tablet into memory, and again what the store says has changed. A tablet carries thousands of
//! records and is slow: they are read part by part, and between two parts the page does what somebody taps for. What
//! the first screens need comes before them.

use super::{
    bridge::{self, Event},
    known::Tablet,
    search::{Found, Rows},
};
use crate::ui::time::now;
use chrono::TimeDelta;
use domain::sync::{FieldHazard, FieldReference, FieldSite};
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// The present is told to the minute: ages and deadlines are not counted again for less.
const MOVED: TimeDelta = TimeDelta::seconds(20);

/// How much of what was taken along is in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Read {
    /// Nothing yet.
    #[default]
    Nothing,
    /// Checklists, library, deadlines: a new form may stand.
    Reference,
    /// Sites, hazards and what stands behind the doors too.
    All,
}

impl Tablet {
    /// What the store tells.
    pub(super) fn told(self, event: Event) {
        match event {
            Event::State => self.read_state(),
            Event::Outbox => {
                self.read_outbox();
                self.read_drafts();
            }
            Event::Packs { names } => self.in_turn(async move {
                for name in &names {
                    self.read_pack(name).await;
                }
            }),
            Event::Progress { name, n, of } => self.progress.update(|progress| {
                progress.insert(name, (n, of));
            }),
            // the form that took the photo listens by itself
            Event::Photo { .. } => {}
        }
    }

    /// Asks how the tablet stands.
    pub fn read_state(self) {
        let number = self.asked.try_update_value(|n| {
            *n += 1;
            *n
        });
        spawn_local(async move {
            let state = bridge::state().await;
            // a newer question is on its way, or the page was left
            if number.is_none() || self.asked.try_get_value() != number {
                return;
            }
            #[cfg(feature = "hydrate")]
            crate::ui::time::set_clock_ahead(-state.skew_ms);
            let now = now();
            if (now - self.now.get_untracked()).abs() >= MOVED {
                self.now.set(now);
            }
            // it is told of often, and says the same most of the time
            if self.state.with_untracked(|known| known.as_ref() != Some(&state)) {
                self.state.set(Some(state));
            }
        });
    }

    pub(super) fn read_outbox(self) {
        spawn_local(async move {
            let outbox = bridge::outbox().await;
            self.outbox.try_set(outbox);
            self.counted.try_set(true);
        });
    }

    /// Asks for the drafts.
    pub fn read_drafts(self) {
        spawn_local(async move {
            let drafts = bridge::drafts().await;
            self.drafts.try_set(drafts);
        });
    }

    /// Reads everything.
    pub(super) fn read_all(self) {
        self.read_outbox();
        self.read_drafts();
        self.in_turn(async move {
            let begun = self.forgotten.try_get_value();
            self.read_pack("reference").await;
            self.has_read(begun, Read::Reference);
            // hazards are found by the initials of their sites
            for name in ["sites", "hazards", "stoves", "detectors", "gas_users", "tasks", "targets"] {
                self.read_pack(name).await;
            }
            self.has_read(begun, Read::All);
            bridge::quiet().await;
            self.read_pack("base").await;
        });
    }

    fn has_read(self, begun: Option<u32>, read: Read) {
        if self.remembers(begun) {
            self.in_memory.try_set(read);
        }
    }

    /// Waits until all of it is in memory: a form may stand before that. Answers whether it is; the tablet may have been
    /// locked meanwhile, or the page left.
    pub async fn all_read(self) -> bool {
        let before = self.forgotten.try_get_value();
        while self.in_memory.try_get_untracked() == Some(Read::Reference) {
            bridge::quiet().await;
            if self.forgotten.try_get_value() != before {
                return false;
            }
        }
        self.in_memory.try_get_untracked() == Some(Read::All)
    }

    /// What is in memory goes when the tablet is locked.
    pub(super) fn forget_all(self) {
        self.forgotten.update_value(|n| *n += 1);
        self.outbox.set(Vec::new());
        self.drafts.set(Vec::new());
        self.sites.set(Arc::default());
        self.hazards.set(Arc::default());
        self.stoves.set(Arc::default());
        self.detectors.set(Arc::default());
        self.gas_users.set(Arc::default());
        self.tasks.set(Arc::default());
        self.targets.set(Arc::default());
        self.reference.set(None);
        self.base.set(None);
        self.here.set(None);
        self.counted.set(false);
        self.in_memory.set(Read::Nothing);
    }

    /// Does this once every reading before it is over: an older one must not come last.
    fn in_turn(self, work: impl Future<Output = ()> + 'static) {
        let Some(turn) = self.turn.try_get_value() else { return };
        spawn_local(async move {
            let _turn = turn.lock().await;
            work.await;
        });
    }

    async fn read_pack(self, name: &str) {
        let begun = self.forgotten.try_get_value();
        match name {
            "sites" => {
                let sites = records::<FieldSite>(name, |_| None).await;
                self.keep(begun, self.sites, Arc::new(sites));
            }
            "hazards" => {
                let sites = self.sites.try_get_untracked().unwrap_or_default();
                let initials = |hazard: &FieldHazard| Some(sites.get(hazard.site?.0)?.pinyin.as_str());
                let hazards = records(name, initials).await;
                self.keep(begun, self.hazards, Arc::new(hazards));
            }
            "stoves" => self.keep_all(begun, self.stoves, name).await,
            "detectors" => self.keep_all(begun, self.detectors, name).await,
            "gas_users" => self.keep_all(begun, self.gas_users, name).await,
            "tasks" => self.keep_all(begun, self.tasks, name).await,
            "targets" => self.keep_all(begun, self.targets, name).await,
            "reference" => {
                let reference = bridge::pack::<FieldReference>(name).await;
                self.keep(begun, self.reference, reference.map(|it| Arc::new(it.into())));
            }
            "base" => {
                let base = bridge::pack_text(name).await;
                self.keep(begun, self.base, (!base.is_empty()).then(|| base.into()));
            }
            _ => {}
        }
    }

    /// Reads a collection part by part and keeps it as it is.
    async fn keep_all<T: DeserializeOwned + Send + Sync + 'static>(
        self,
        begun: Option<u32>,
        into: RwSignal<Arc<Vec<T>>>,
        name: &str,
    ) {
        let mut rows = Vec::new();
        for part in bridge::pack_parts(name).await {
            bridge::quiet().await;
            rows.extend(bridge::read_part::<T>(&part));
        }
        self.keep(begun, into, Arc::new(rows));
    }

    /// Keeps what was read, unless everything was forgotten since that was begun.
    fn keep<T: Send + Sync + 'static>(self, begun: Option<u32>, into: RwSignal<T>, read: T) {
        if self.remembers(begun) {
            into.set(read);
        }
    }

    /// Nothing was forgotten since a reading was begun, and the page is still there.
    fn remembers(self, begun: Option<u32>) -> bool {
        begun.is_some() && self.forgotten.try_get_value() == begun
    }
}

/// A collection, prepared for searching part by part; found by `more` too.
async fn records<'a, T: DeserializeOwned + Found>(
    name: &str,
    more: impl Fn(&T) -> Option<&'a str>,
) -> Rows<T> {
    let mut rows = Rows::default();
    for part in bridge::pack_parts(name).await {
        bridge::quiet().await;
        rows.take_in(bridge::read_part(&part), &more);
    }
    rows
}
