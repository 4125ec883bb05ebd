//! A visit while it is being recorded, as one value: it is kept on the device at every change and becomes one
//! command when it is saved.

use super::{
    answers::{AnswerSheet, Sheet},
    findings::{Findings, Pick, Place},
    material::Material,
    photos::{PhotoDraft, Slot, of},
    session::Draft,
    signature::SignatureDraft,
};
use crate::labels::Label;
use chrono::{DateTime, Utc};
use domain::{
    area::AreaCode,
    fault::{FieldCode, FieldFault},
    hazards::{PointSource, Position},
    ids::{CampaignId, ChecklistVersionId, HazardId, InspectionId, SiteId},
    inspections::{
        AnswerKey, Answers, Checklist, InspectionKind, Nature, Outcome, SaveVisit, commands::VisitedSite,
    },
    programmes::campaign::CampaignChoice,
    sites::{AddSite, SiteHit, SiteKind},
    text::tidy,
};
use serde::{Deserialize, Serialize};

/// The parts of the form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Which site.
    #[default]
    Site,
    /// What kind of visit, and the checklist.
    Check,
    /// What was found.
    Findings,
    /// Position, note, saving.
    Save,
}

impl Step {
    /// In their order.
    pub const ALL: [Self; 4] = [Self::Site, Self::Check, Self::Findings, Self::Save];

    /// The next one. Where the check was not carried out (`done` is false) there are no findings to go through.
    pub fn next(self, done: bool) -> Option<Self> {
        Self::ALL.into_iter().find(|step| *step > self && step.has_part(done))
    }

    /// The one before, likewise.
    pub fn previous(self, done: bool) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|step| *step < self && step.has_part(done))
    }

    fn has_part(self, done: bool) -> bool {
        done || self != Self::Findings
    }
}

/// A site that the register does not have yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewSite {
    /// Its future id.
    pub id: SiteId,
    /// Kind.
    #[serde(default)]
    pub kind: Option<SiteKind>,
    /// Name.
    #[serde(default)]
    pub name: String,
    /// Address as one line.
    #[serde(default)]
    pub address: String,
    /// Estate.
    #[serde(default)]
    pub estate: String,
    /// Building.
    #[serde(default)]
    pub building: String,
    /// Room.
    #[serde(default)]
    pub room: String,
    /// Committee; from the position when none is chosen.
    #[serde(default)]
    pub area: Option<AreaCode>,
    /// Where it is.
    #[serde(default)]
    pub position: Option<Position>,
    /// Contact person.
    #[serde(default)]
    pub contact_name: String,
    /// Contact phone.
    #[serde(default)]
    pub contact_phone: String,
}

impl NewSite {
    /// An empty one.
    pub fn new(id: SiteId) -> Self {
        Self {
            id,
            kind: None,
            name: String::new(),
            address: String::new(),
            estate: String::new(),
            building: String::new(),
            room: String::new(),
            area: None,
            position: None,
            contact_name: String::new(),
            contact_phone: String::new(),
        }
    }

    /// The command, with what it cannot express (no kind yet). The faults name the fields as a visit does.
    pub fn command(&self) -> (AddSite, Vec<FieldFault>) {
        let mut faults = Vec::new();
        if self.kind.is_none() {
            faults.push(FieldFault::new("site.kind", FieldCode::Required));
        }
        let command = AddSite {
            id: self.id,
            kind: self.kind.unwrap_or(SiteKind::Other),
            name: self.name.clone(),
            address: self.address.clone(),
            estate: tidy(&self.estate),
            building: tidy(&self.building),
            room: tidy(&self.room),
            area: self.area.clone(),
            position: self.position,
            contact_name: tidy(&self.contact_name),
            contact_phone: tidy(&self.contact_phone),
        };
        (command, faults)
    }
}

/// The site of a draft.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenSite {
    /// From the register.
    Known(SiteHit),
    /// New.
    New(Box<NewSite>),
}

impl ChosenSite {
    /// Its id.
    pub fn id(&self) -> SiteId {
        match self {
            Self::Known(site) => site.id,
            Self::New(site) => site.id,
        }
    }

    /// Its kind, once it is known.
    pub fn kind(&self) -> Option<SiteKind> {
        match self {
            Self::Known(site) => Some(site.kind),
            Self::New(site) => site.kind,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        match self {
            Self::Known(site) => &site.name,
            Self::New(site) => &site.name,
        }
    }

    /// Its address.
    pub fn address(&self) -> &str {
        match self {
            Self::Known(site) => &site.address,
            Self::New(site) => &site.address,
        }
    }

    /// Its position, as one that a visit may take over.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Known(site) => {
                site.point.map(|point| Position { point, accuracy_m: None, source: PointSource::Address })
            }
            Self::New(site) => site.position.map(|p| Position { source: PointSource::Address, ..p }),
        }
    }

    /// What a new finding knows of it.
    pub fn place(&self) -> Place {
        let business = self.kind().is_some_and(SiteKind::is_business);
        let (contact, phone) = match self {
            Self::Known(_) => ("", ""),
            Self::New(site) => (site.contact_name.as_str(), site.contact_phone.as_str()),
        };
        let party = if business { self.name() } else { contact };
        Place { kind: self.kind(), party_name: party.to_owned(), party_phone: phone.to_owned() }
    }
}

/// A visit while it is being recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VisitDraft {
    /// The future visit's id.
    pub id: InspectionId,
    /// The part of the form that is open.
    #[serde(default)]
    pub step: Step,
    /// When it began, by the server's clock as far as it is known.
    pub started_at: DateTime<Utc>,
    /// Where.
    #[serde(default)]
    pub site: Option<ChosenSite>,
    /// In which capacity.
    pub nature: Nature,
    /// What kind.
    pub kind: InspectionKind,
    /// The campaign of a special one.
    #[serde(default)]
    pub campaign: String,
    /// Which one of the register that is.
    #[serde(default)]
    pub campaign_id: Option<CampaignId>,
    /// Check code of an administrative check.
    #[serde(default)]
    pub check_code: String,
    /// How it ended.
    pub outcome: Outcome,
    /// The checklist.
    #[serde(default)]
    pub checklist: Option<ChecklistVersionId>,
    /// The answers.
    #[serde(default)]
    pub answers: AnswerSheet,
    /// What was found.
    #[serde(default)]
    pub findings: Findings,
    /// Where the inspector stands.
    #[serde(default)]
    pub position: Option<Position>,
    /// Remark.
    #[serde(default)]
    pub note: String,
    /// The signature of whoever was met.
    #[serde(default)]
    pub signature: SignatureDraft,
    /// The visit that forms of the same door tell of: this one is its checklist.
    #[serde(default)]
    pub at_door: Option<InspectionId>,
    /// It is a visit of its own whatever forms tell of: the server has another one with a checklist under the door's id.
    #[serde(default)]
    pub apart: bool,
}

impl VisitDraft {
    /// An empty one.
    pub fn new(id: InspectionId, started_at: DateTime<Utc>) -> Self {
        Self {
            id,
            step: Step::Site,
            started_at,
            site: None,
            nature: Nature::GridPatrol,
            kind: InspectionKind::Routine,
            campaign: String::new(),
            campaign_id: None,
            check_code: String::new(),
            outcome: Outcome::Done,
            checklist: None,
            answers: AnswerSheet::default(),
            findings: Findings::default(),
            position: None,
            note: String::new(),
            signature: SignatureDraft::default(),
            at_door: None,
            apart: false,
        }
    }

    /// The visit that is saved: that of the door, when somebody was let in.
    pub fn visit(&self) -> InspectionId {
        self.at_door.filter(|_| self.is_done() && !self.apart).unwrap_or(self.id)
    }

    /// Chooses the site, and proposes nature and checklist for its kind.
    pub fn choose(&mut self, site: ChosenSite, material: &Material, now: DateTime<Utc>) {
        if self.is_untouched() {
            self.started_at = now;
        }
        let kind = site.kind();
        let changed = self.site.as_ref().and_then(ChosenSite::kind) != kind;
        self.site = Some(site);
        if changed {
            self.propose(material);
        }
    }

    /// Proposes nature and checklist for the site's kind.
    pub fn propose(&mut self, material: &Material) {
        let Some(kind) = self.site.as_ref().and_then(ChosenSite::kind) else { return };
        self.nature = Nature::usual(kind);
        self.checklist = material.proposed(kind);
    }

    /// Makes it a visit of a campaign, with its checklist.
    pub fn choose_campaign(&mut self, campaign: &CampaignChoice) {
        self.kind = InspectionKind::Special;
        self.campaign.clone_from(&campaign.title);
        self.campaign_id = Some(campaign.id);
        self.checklist = campaign.checklist.or(self.checklist);
    }

    /// Whether the checklist counts: a failed attempt answers nothing.
    pub fn is_done(&self) -> bool {
        self.outcome == Outcome::Done
    }

    /// The checklist being followed.
    pub fn list<'a>(&self, material: &'a Material) -> Option<&'a Checklist> {
        self.checklist.filter(|_| self.is_done()).and_then(|id| material.checklist(id))
    }

    /// The answers with everything the form needs to know.
    pub fn sheet(&self, material: &Material, photos: &[PhotoDraft]) -> Sheet {
        self.list(material).map(|list| self.answers.sheet(list, photos)).unwrap_or_default()
    }

    /// Opens findings for failed items that have none.
    pub fn open_findings(
        &mut self,
        failed: &[AnswerKey],
        material: &Material,
        now: DateTime<Utc>,
        pick: Pick,
        new_id: impl FnMut() -> HazardId,
    ) {
        if let Some(list) = self.list(material) {
            let place = self.site.as_ref().map(ChosenSite::place).unwrap_or_default();
            self.findings.open_for(failed, list, material, &place, now, pick, new_id);
        }
    }

    /// The command, or what keeps it from being one. `now` is the server's time as far as it is known.
    pub fn command(
        &self,
        material: &Material,
        photos: &[PhotoDraft],
        now: DateTime<Utc>,
    ) -> Result<SaveVisit, Vec<FieldFault>> {
        let Some(site) = &self.site else {
            return Err(vec![FieldFault::new("site", FieldCode::Required)]);
        };
        let mut faults = Vec::new();
        let visited = match site {
            ChosenSite::Known(site) => VisitedSite::Known(site.id),
            ChosenSite::New(site) => {
                let (command, own) = site.command();
                faults.extend(own);
                VisitedSite::New(Box::new(command))
            }
        };
        let sheet = self.sheet(material, photos);
        faults.extend(sheet.faults.iter().cloned());
        // without a position of its own a hazard takes the site's
        let position = if site.position().is_none() { self.position } else { None };
        let mut hazards = Vec::new();
        if self.is_done() {
            for (i, finding) in self.findings.active(&sheet.failed).into_iter().enumerate() {
                let (hazard, own) = finding.command(Some(site.id()), position, photos);
                faults.extend(own.into_iter().map(|f| f.under(&format!("hazards[{i}]"))));
                hazards.push(hazard);
            }
        }
        let command = SaveVisit {
            id: self.visit(),
            site: visited,
            kind: self.kind,
            nature: self.nature,
            outcome: self.outcome,
            campaign: tidy(&self.campaign).filter(|_| self.kind == InspectionKind::Special),
            campaign_id: self.campaign_id.filter(|_| self.kind == InspectionKind::Special),
            check_code: tidy(&self.check_code).filter(|_| self.nature == Nature::AdministrativeCheck),
            checklist: self.checklist.filter(|_| self.is_done()),
            answers: if self.is_done() { sheet.answers } else { Answers::new() },
            started_at: self.started_at,
            finished_at: now.max(self.started_at),
            device_at: Some(now),
            position: self.position,
            note: tidy(&self.note),
            photos: of(photos, &Slot::Visit),
            hazards,
            signature: self.signature.signature(),
        };
        if let Err(fault) = command.validate(now) {
            // one fault for a field: ours are the more particular ones
            faults.extend(
                fault
                    .fields
                    .into_iter()
                    .filter(|f| faults.iter().all(|own| own.field != f.field))
                    .collect::<Vec<_>>(),
            );
        }
        if faults.is_empty() { Ok(command) } else { Err(faults) }
    }

    /// The ids of the findings in the order of the command, to find the field of a fault again.
    pub fn order(&self, failed: &[AnswerKey]) -> Vec<HazardId> {
        self.findings.active(failed).into_iter().map(|finding| finding.id).collect()
    }
}

impl Draft for VisitDraft {
    fn is_untouched(&self) -> bool {
        self.site.is_none()
            && self.answers.given.is_empty()
            && self.findings.0.is_empty()
            && self.note.is_empty()
    }

    fn is_only_begun(&self) -> bool {
        let as_proposed = match &self.site {
            Some(ChosenSite::Known(site)) => self.nature == Nature::usual(site.kind),
            // its name was typed
            Some(ChosenSite::New(_)) => false,
            None => true,
        };
        // anything beyond what choosing a site does was entered by somebody
        let mut begun = Self {
            step: self.step,
            site: self.site.clone(),
            nature: self.nature,
            checklist: self.checklist,
            at_door: self.at_door,
            ..Self::new(self.id, self.started_at)
        };
        if self.campaign_id.is_some() {
            // a link from the campaign's page brought it
            (begun.kind, begun.campaign_id) = (self.kind, self.campaign_id);
            begun.campaign.clone_from(&self.campaign);
        }
        as_proposed && *self == begun
    }

    fn title(&self) -> String {
        let site = self.site.as_ref().map(ChosenSite::name).unwrap_or_default();
        if self.is_done() { site.to_owned() } else { format!("{site} · {}", self.outcome.label()) }
    }
}

/// The capacities in which a kind of site is visited, the usual one first. An administrative check is one of a
/// business; entering a home is only for homes.
pub fn natures(kind: SiteKind) -> Vec<Nature> {
    let usual = Nature::usual(kind);
    let fits = |nature: &Nature| match nature {
        Nature::AdministrativeCheck => kind.is_business(),
        Nature::Household => kind == SiteKind::Household,
        _ => true,
    };
    let others = Nature::ALL.iter().copied().filter(|nature| *nature != usual);
    std::iter::once(usual).chain(others).filter(fits).collect()
}

#[cfg(test)]
#[path = "draft_tests.rs"]
mod tests;
