//! A report on the page: its session, and what only a report has.

use crate::capture::{
    browser::{NoPosition, locate},
    library::text_of,
    material::Material,
    outside::Outside,
    report::ReportDraft,
    session::Session,
};
use chrono::TimeDelta;
use domain::{
    fault::FieldFault, ids::HazardId, inspections::views::StandardEntry, order, sites::SiteHit, sync::Command,
};
use leptos::{prelude::*, task::spawn_local};
use serde::Deserialize;
use std::{ops::Deref, sync::Arc};

/// The answer to registering.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Registered {
    /// Which.
    pub id: HazardId,
    /// The number it was given.
    pub number: String,
}

/// A report on the page. Copied freely.
#[derive(Clone, Copy)]
pub struct Report {
    session: Session<ReportDraft, Registered>,
    /// The library and the deadlines.
    pub material: StoredValue<Material>,
    /// Why the device has no position.
    pub nowhere: RwSignal<Option<NoPosition>>,
}

impl Deref for Report {
    type Target = Session<ReportDraft, Registered>;

    fn deref(&self) -> &Self::Target {
        &self.session
    }
}

fn blank(outside: &dyn Outside) -> ReportDraft {
    ReportDraft::new(HazardId(outside.id()), outside.now())
}

/// A draft that was left longer ago is not where the device is now: its position is not looked for by itself.
const STILL_THERE: TimeDelta = TimeDelta::minutes(5);

/// The fields in the order of the page.
const ORDER: [&str; 5] = ["photos_before", "position", "description", "category", "site"];

impl Report {
    /// An empty report.
    pub fn new(outside: Arc<dyn Outside>, material: Material) -> Self {
        let draft = blank(&*outside);
        Self {
            session: Session::new(outside, draft),
            material: StoredValue::new(material),
            nowhere: RwSignal::new(None),
        }
    }

    /// Takes up the kept draft, or begins at the site asked for; from then on every change is kept.
    pub fn begin(self, asked: Option<SiteHit>) {
        Effect::new(move || {
            let mut there = true;
            match self.kept() {
                Some(kept) => {
                    there = self.now() - kept.changed_at < STILL_THERE;
                    let faults = kept.faults.clone();
                    self.take_up(kept);
                    if !faults.is_empty() {
                        self.refuse(faults);
                    }
                }
                None => self.draft.update(|draft| draft.site.clone_from(&asked)),
            }
            if there {
                self.find_position();
            }
        });
        self.follow(move || self.save());
    }

    /// Asks the device where it is, unless that is known.
    fn find_position(self) {
        if self.draft.with_untracked(|draft| draft.position.is_some()) {
            return;
        }
        spawn_local(async move {
            let found = locate().await;
            match (self.draft.try_with_untracked(|draft| draft.position.is_none()), found) {
                (Some(true), Ok(position)) => self.draft.update(|draft| draft.position = Some(position)),
                (Some(true), Err(why)) => self.nowhere.set(Some(why)),
                _ => {}
            }
        });
    }

    /// Takes the sentence; until somebody classifies it, the category follows from it.
    pub fn describe(self, text: String) {
        let best = self.material.with_value(|m| m.search(&text, None, 1)).into_iter().next();
        self.edit("description", |draft| {
            if !draft.classified {
                draft.finding.category =
                    best.filter(|_| text.trim().chars().count() > 1).map(|entry| entry.category);
            }
            draft.finding.description = text;
        });
        if self.draft.with_untracked(|draft| draft.finding.category.is_some()) {
            self.faults.clear("category");
        }
    }

    /// Takes a library entry for what was typed. Reports are general until somebody has looked at them.
    pub fn fill(self, entry: &StandardEntry) {
        self.faults.clear("category");
        self.edit("description", |draft| {
            let severity = draft.finding.severity;
            draft.finding.description.clear();
            draft.finding.fill(entry, None, &text_of(entry));
            draft.finding.severity = severity;
            draft.classified = true;
        });
    }

    /// The next report, or this one anew.
    pub fn reset(self) {
        self.restart(|| blank(&*self.outside()));
        self.find_position();
    }

    fn refuse(self, faults: Vec<FieldFault>) {
        // photos are attached under the name that they have in a visit
        let plain = |fault: FieldFault| match fault.field.strip_prefix("hazards[0].") {
            Some(field) => FieldFault { field: field.to_owned(), ..fault },
            None => fault,
        };
        let mut faults: Vec<FieldFault> = faults.into_iter().map(plain).collect();
        order::by_key(&mut faults, |fault| {
            ORDER.iter().position(|f| fault.field.starts_with(f)).unwrap_or(ORDER.len())
        });
        self.session.refuse(faults);
    }

    /// Registers the hazard.
    pub fn save(self) {
        let build = || {
            let command = self
                .draft
                .with_untracked(|d| self.shots.list.with_untracked(|photos| d.command(photos, self.now())));
            command.map(|hazard| Command::RegisterHazard(Box::new(hazard)))
        };
        self.session.save(build, move |faults| self.refuse(faults));
    }
}
