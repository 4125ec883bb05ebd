//! A visit on the page: its session, and what only a visit has.

use crate::{
    capture::{
        answers::{Given, Sheet, field},
        browser::{self, show_control},
        draft::{ChosenSite, Step, VisitDraft},
        faults::{at_fields, control_id, finding_field, step_of},
        findings::Finding,
        keeping::Kept,
        material::Material,
        new_id,
        outside::Outside,
        photos::Slot,
        session::Session,
    },
    text::{Locale, locale},
};
use domain::{
    fault::FieldFault,
    hazards::HazardSummary,
    ids::{CampaignId, HazardId, InspectionId, SiteId},
    inspections::{AnswerKey, SavedVisit, VisitForm, checklist::Label},
    order,
    programmes::campaign::CampaignChoice,
    sites::SiteHit,
    sync::{Command, LastAnswers},
};
use leptos::{prelude::*, task::spawn_local};
use std::{ops::Deref, sync::Arc};

/// What is known of a site beyond its name: shown before anything is asked there.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteFacts {
    /// Which site.
    pub site: SiteId,
    /// Checks in the last 30 days, by anyone.
    pub checks_30: u32,
    /// … in the last 90 days.
    pub checks_90: u32,
    /// Its open hazards.
    pub open_hazards: Vec<HazardSummary>,
    /// What its last finished visit answered.
    pub last: Option<LastAnswers>,
}

impl SiteFacts {
    /// From what the server tells of a site.
    pub fn of(form: VisitForm) -> Option<Self> {
        let VisitForm { site, checks_30, checks_90, open_hazards, last, .. } = form;
        site.map(|site| Self { site: site.id, checks_30, checks_90, open_hazards, last })
    }
}

/// Whether the facts of the chosen site are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Facts {
    /// They are being asked for, or there is no site.
    #[default]
    Asked,
    /// These.
    Known(SiteFacts),
    /// Nobody answered; the visit goes on without them.
    Unknown,
}

/// A visit on the page. Copied freely.
#[derive(Clone, Copy)]
pub struct Visit {
    session: Session<VisitDraft, SavedVisit>,
    /// The part of the form that is open.
    pub step: Memo<Step>,
    /// What it is filled in from.
    pub material: StoredValue<Material>,
    /// The answers with everything the form needs to know about them.
    pub sheet: Memo<Sheet>,
    /// The findings that will become hazards, in the order of the command.
    pub order: Memo<Vec<HazardId>>,
    /// About the chosen site.
    pub facts: RwSignal<Facts>,
    /// What the chosen site's last finished visit answered.
    pub last: Memo<Option<LastAnswers>>,
    /// The campaigns that run here.
    pub campaigns: RwSignal<Vec<CampaignChoice>>,
    /// The campaign that a link to this page named.
    wanted: RwSignal<Option<CampaignChoice>>,
    /// A kept draft of another site than the one asked for: the person decides.
    pub other: RwSignal<Option<Kept<VisitDraft>>>,
}

impl Deref for Visit {
    type Target = Session<VisitDraft, SavedVisit>;

    fn deref(&self) -> &Self::Target {
        &self.session
    }
}

/// The text of a label in the language of the page.
pub fn pick(label: &Label) -> &str {
    match locale() {
        Locale::zh => &label.zh,
        Locale::en => &label.en,
    }
}

fn blank(outside: &dyn Outside) -> VisitDraft {
    VisitDraft::new(InspectionId(outside.id()), outside.now())
}

impl Visit {
    /// An empty visit.
    pub fn new(outside: Arc<dyn Outside>, material: Material) -> Self {
        let draft = blank(&*outside);
        let session = Session::new(outside, draft);
        let material = StoredValue::new(material);
        let (draft, photos) = (session.draft, session.shots.list);
        let sheet = Memo::new(move |_| {
            draft.with(|draft| {
                photos.with(|photos| material.with_value(|material| draft.sheet(material, photos)))
            })
        });
        let order = Memo::new(move |_| {
            draft.with(|draft| {
                sheet.with(|sheet| if draft.is_done() { draft.order(&sheet.failed) } else { Vec::new() })
            })
        });
        let facts = RwSignal::new(Facts::Asked);
        let site = session.read(|draft| draft.site.as_ref().map(ChosenSite::id));
        let last = Memo::new(move |_| match facts.get() {
            Facts::Known(facts) if site.get() == Some(facts.site) => facts.last,
            _ => None,
        });
        Self {
            session,
            step: session.read(|draft| draft.step),
            material,
            sheet,
            order,
            facts,
            last,
            campaigns: RwSignal::new(Vec::new()),
            wanted: RwSignal::new(None),
            other: RwSignal::new(None),
        }
    }

    /// Knows the campaigns that run here, and the one that a link named.
    pub fn with_campaigns(self, running: Vec<CampaignChoice>, named: Option<CampaignId>) -> Self {
        self.wanted.set(running.iter().find(|campaign| Some(campaign.id) == named).cloned());
        self.campaigns.set(running);
        self
    }

    /// Makes it a visit of one of the campaigns, or of one that only has a name.
    pub fn choose_campaign(self, id: Option<CampaignId>) {
        let chosen = self.campaigns.with_untracked(|all| all.iter().find(|c| Some(c.id) == id).cloned());
        self.edit("campaign", |draft| match &chosen {
            Some(campaign) => draft.choose_campaign(campaign),
            None => draft.campaign_id = None,
        });
    }

    /// Takes up the kept draft, or begins with the site asked for; from then on every change is kept.
    pub fn begin(self, asked: Option<(SiteHit, SiteFacts)>) {
        Effect::new(move || match (self.kept(), asked.clone()) {
            (Some(kept), Some((site, _))) if kept.draft.site.as_ref().is_some_and(|s| s.id() != site.id) => {
                self.other.set(Some(kept));
            }
            (Some(kept), _) => self.go_on_with(kept),
            (None, Some((site, facts))) => self.choose_with(site, facts),
            (None, None) => {}
        });
        self.follow(move || self.save());
        // each failed item opens its finding
        Effect::new(move || {
            let failed = self.sheet.with(|sheet| sheet.failed.clone());
            let opened = |draft: &VisitDraft| {
                failed.iter().all(|k| draft.findings.0.iter().any(|f| f.item.as_ref() == Some(k)))
            };
            if !self.draft.with_untracked(opened) {
                self.material.with_value(|material| {
                    self.draft.update(|draft| {
                        draft.open_findings(&failed, material, self.now(), pick, || HazardId(new_id()));
                    });
                });
            }
        });
        // what was wrong with an answer is known to be right as soon as it is
        Effect::new(move || {
            let wrong: Vec<String> =
                self.sheet.with(|sheet| sheet.faults.iter().map(|f| f.field.clone()).collect());
            self.faults.keep(|fault| !fault.field.starts_with("answers.") || wrong.contains(&fault.field));
        });
    }

    /// Goes on with a kept draft.
    pub fn go_on_with(self, kept: Kept<VisitDraft>) {
        let site = match &kept.draft.site {
            Some(ChosenSite::Known(site)) => Some(site.id),
            _ => None,
        };
        self.other.set(None);
        let faults = kept.faults.clone();
        self.take_up(kept);
        if !faults.is_empty() {
            self.refuse(faults);
        }
        if let Some(site) = site {
            self.look_up(site, false);
        }
    }

    /// Throws the kept draft of another site away and begins with the one asked for.
    pub fn discard_other(self, asked: Option<(SiteHit, SiteFacts)>) {
        if let Some(kept) = self.other.get_untracked() {
            self.forget(kept);
        }
        self.other.set(None);
        if let Some((site, facts)) = asked {
            self.choose_with(site, facts);
        }
    }

    /// The next visit, or this one anew.
    pub fn reset(self) {
        self.facts.set(Facts::Asked);
        self.restart(|| blank(&*self.outside()));
    }

    /// A part of a finding, as a signal.
    pub fn read_finding<T: Default + PartialEq + Send + Sync + 'static>(
        self,
        id: HazardId,
        part: impl Fn(&Finding) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.read(move |draft| draft.findings.get(id).map(&part).unwrap_or_default())
    }

    /// Changes an answer.
    pub fn answer(self, key: &AnswerKey, change: impl FnOnce(&mut Given)) {
        self.edit(&field(key), |draft| change(draft.answers.given.entry(key.clone()).or_default()));
    }

    /// Changes a finding.
    pub fn edit_finding(self, id: HazardId, part: &str, change: impl FnOnce(&mut Finding)) {
        self.edit(&finding_field(id, part), |draft| draft.findings.change(id, change));
    }

    /// The question of an item of the checklist.
    pub fn question(self, item: &str) -> Option<String> {
        self.material.with_value(|material| {
            self.draft.with_untracked(|draft| {
                let item = draft.list(material)?.items.iter().find(|i| i.key == item)?;
                Some(pick(&item.label).to_owned())
            })
        })
    }

    /// Whether something was put into one repetition of a group: an answer, a remark, a photo.
    pub fn is_filled(self, group: &str, n: u16) -> bool {
        let list = self.draft.with_untracked(|d| self.material.with_value(|m| d.list(m).cloned()));
        let Some(list) = list else { return false };
        let of_it = |key: &AnswerKey| {
            key.repetition == n
                && list.items.iter().any(|item| item.key == key.item && item.group.as_deref() == Some(group))
        };
        let shows = |slot: &Slot| matches!(slot, Slot::Item(key) if of_it(key));
        self.draft.with_untracked(|draft| draft.answers.says_something(of_it))
            || self.shots.list.with_untracked(|photos| photos.iter().any(|photo| shows(&photo.slot)))
    }

    /// Takes one repetition of a group away, with its findings and photos.
    pub fn take_away(self, group: &str, n: u16) {
        let list = self.draft.with_untracked(|d| self.material.with_value(|m| d.list(m).cloned()));
        let Some(list) = list else { return };
        self.edit("answers", |draft| {
            let moved = draft.answers.take_from(&list, group, n);
            draft.findings.rename(&moved);
            self.shots.rename(|slot| match slot {
                Slot::Item(key) => moved(key).map(Slot::Item),
                other => Some(other.clone()),
            });
        });
    }

    /// Chooses a site from the register.
    pub fn choose(self, site: SiteHit) {
        let id = site.id;
        self.pick_site(ChosenSite::Known(site));
        self.look_up(id, true);
    }

    fn choose_with(self, site: SiteHit, facts: SiteFacts) {
        self.facts.set(Facts::Known(facts));
        self.pick_site(ChosenSite::Known(site));
        if let Some(campaign) = self.wanted.get_untracked() {
            self.draft.update(|draft| draft.choose_campaign(&campaign));
        }
    }

    /// Chooses a site, known or new.
    pub fn pick_site(self, site: ChosenSite) {
        self.faults.keep(|fault| step_of(&fault.field) != Step::Site);
        self.material
            .with_value(|material| self.edit("site", |draft| draft.choose(site, material, self.now())));
        self.join_door();
    }

    /// Makes it the visit of the door, if it may still be that.
    fn join_door(self) {
        self.draft.update(|draft| draft.at_door = self.at_door(draft));
    }

    /// The visit of the door that this one may still be.
    fn at_door(self, draft: &VisitDraft) -> Option<InspectionId> {
        self.outside().visit_at_door(draft.site.as_ref()?.id(), draft.started_at)
    }

    /// Asks how often the site was checked, and what is open there; of one that was chosen just now also which visit its
    /// door has.
    fn look_up(self, site: SiteId, chosen: bool) {
        if self.facts.with_untracked(|facts| matches!(facts, Facts::Known(f) if f.site == site)) {
            return;
        }
        self.facts.set(Facts::Asked);
        let answer = self.outside().site(site);
        spawn_local(async move {
            let answer = answer.await;
            let still = self.draft.try_with_untracked(|d| d.site.as_ref().is_some_and(|s| s.id() == site));
            if still == Some(true) {
                self.facts.set(answer.ok().and_then(SiteFacts::of).map_or(Facts::Unknown, Facts::Known));
                if chosen {
                    self.join_door();
                }
            }
        });
    }

    /// Opens a part of the form.
    pub fn go(self, step: Step) {
        if self.step.get_untracked() != step {
            self.draft.update(|draft| draft.step = step);
            browser::to_top();
        }
    }

    /// Opens the part of the form that has the field, and goes there.
    pub fn show(self, field: &str) {
        let step = step_of(field);
        if self.step.get_untracked() != step {
            self.draft.update(|draft| draft.step = step);
        }
        show_control(control_id(field));
    }

    fn refuse(self, faults: Vec<FieldFault>) {
        let mut faults = at_fields(faults, &self.order.get_untracked());
        // stable: within a part of the form in the order of the command
        order::by_key(&mut faults, |fault| step_of(&fault.field));
        let first = faults.first().map(|fault| fault.field.clone());
        self.faults.set(faults);
        if let Some(first) = first {
            self.show(&first);
        }
    }

    /// Saves the visit with everything that was found.
    pub fn save(self) {
        let build = || {
            // forms may have told of the door's visit since, or another one was saved as that
            let at_door = self.draft.with_untracked(|draft| self.at_door(draft));
            if self.draft.with_untracked(|draft| draft.at_door != at_door) {
                self.draft.update(|draft| draft.at_door = at_door);
            }
            let command = self.draft.with_untracked(|draft| {
                self.shots.list.with_untracked(|photos| {
                    self.material.with_value(|m| draft.command(m, photos, self.now()))
                })
            });
            command.map(|visit| Command::SaveVisit(Box::new(visit)))
        };
        self.session.save(build, move |faults| self.refuse(faults));
    }
}
