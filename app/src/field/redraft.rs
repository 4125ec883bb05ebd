//! A command that the server did not accept, as the draft that it was made from: back into the form, with what is wrong
//! at its fields.

use super::{
    entry::{self, EntryDraft},
    gear::{self, GearDraft},
    place::Place,
    step_draft::StepDraft,
};
use crate::capture::{
    answers::{AnswerSheet, Given},
    draft::{ChosenSite, NewSite, Step, VisitDraft},
    findings::{Finding, Findings, Place as OfSite},
    keeping::Kept,
    photos::{PhotoDraft, PhotoState, Slot},
    report::ReportDraft,
    session::Draft,
    signature::SignatureDraft,
};
use chrono::{DateTime, Utc};
use domain::{
    fault::{Code, Fault, FieldFault},
    hazards::RegisterHazard,
    ids::{EventId, FileId, HazardId, InspectionId, SiteId},
    inspections::{Answer, AnswerKey, AnswerValue, SaveVisit, commands::VisitedSite},
    order,
    photos::Layer,
    sites::{AddSite, SiteHit},
    sync::{Body, Command},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A draft again.
#[derive(Clone, Debug, PartialEq)]
pub enum Redraft {
    /// Of a visit.
    Visit(Kept<VisitDraft>),
    /// Of a report.
    Report(Kept<ReportDraft>),
    /// Of a step.
    Step(Kept<StepDraft>),
    /// Of a form of the programmes.
    Gear(Kept<GearDraft>),
    /// Of a new entry of a register.
    Entry(Kept<EntryDraft>),
}

/// What the tablet knows besides the command.
pub struct Known<'a> {
    /// The time of the draft.
    pub now: DateTime<Utc>,
    /// Sites.
    pub site: &'a dyn Fn(SiteId) -> Option<SiteHit>,
    /// Numbers of hazards.
    pub number: &'a dyn Fn(HazardId) -> String,
    /// Makes ids.
    pub new_id: &'a dyn Fn() -> Uuid,
}

impl Redraft {
    /// The draft of what was sealed. `None`: it was not made by a form of this tablet, or its site is gone.
    pub fn of(body: &Body, fault: Option<&Fault>, known: &Known<'_>) -> Option<Self> {
        let faults = fault.map(|fault| fault.fields.clone()).unwrap_or_default();
        // the server has something else under these ids: this is a record of its own
        let fresh = fault.is_some_and(|fault| fault.code == Code::ContentConflict);
        let layers: Layers = order::map(body.photos.iter().map(|photo| (photo.id, photo.layer.clone())));
        Some(match &body.command {
            Command::SaveVisit(visit) => {
                let mut visit = (**visit).clone();
                if fresh {
                    visit.id = InspectionId((known.new_id)());
                    for hazard in &mut visit.hazards {
                        hazard.id = HazardId((known.new_id)());
                    }
                }
                let (mut draft, photos) = of_visit(&visit, known, &layers)?;
                // saved again it must not meet the same visit under the id of the door
                draft.apart = fresh;
                Self::Visit(kept(known, draft, photos, faults))
            }
            Command::RegisterHazard(hazard) => {
                let mut hazard = (**hazard).clone();
                if fresh {
                    hazard.id = HazardId((known.new_id)());
                }
                let (draft, photos) = of_report(&hazard, known, &layers)?;
                Self::Report(kept(known, draft, photos, faults))
            }
            Command::ChangeHazard(change) => {
                let mut draft = StepDraft::of(change, &(known.number)(change.hazard))?;
                if fresh {
                    draft.id = EventId((known.new_id)());
                }
                let photos = shots(change.command.photos(), &draft.slot(), &layers).collect();
                Self::Step(kept(known, draft, photos, faults))
            }
            // a form of the programmes needs to know its record: see `gear::redraft`, and `entry::redraft`
            Command::AddSite(_) | Command::Programme(_) => return None,
        })
    }

    /// As the form reads it.
    pub fn json(&self) -> String {
        let json = match self {
            Self::Visit(kept) => serde_json::to_string(kept),
            Self::Report(kept) => serde_json::to_string(kept),
            Self::Step(kept) => serde_json::to_string(kept),
            Self::Gear(kept) => serde_json::to_string(kept),
            Self::Entry(kept) => serde_json::to_string(kept),
        };
        json.expect("texts, numbers and keys that are texts")
    }

    /// The kind of draft, its id, what a person calls it.
    pub fn row(&self) -> (&'static str, Uuid, String) {
        match self {
            Self::Visit(kept) => ("visit", kept.draft.id.0, kept.draft.title()),
            Self::Report(kept) => ("report", kept.draft.finding.id.0, kept.draft.title()),
            Self::Step(kept) => ("step", kept.draft.id.0, kept.draft.title()),
            Self::Gear(kept) => (gear::DRAFT, kept.draft.id, kept.draft.title()),
            Self::Entry(kept) => (entry::DRAFT, kept.draft.id, kept.draft.title()),
        }
    }
}

/// The form of a draft by the word of its kind.
pub fn form_of(kind: &str, id: Uuid) -> Option<Place> {
    match kind {
        "visit" => Some(Place::Visit(Some(id))),
        "report" => Some(Place::Report(Some(id))),
        "step" => Some(Place::Step(id)),
        gear::DRAFT => Some(Place::Gear(id)),
        entry::DRAFT => Some(Place::Entry(id)),
        _ => None,
    }
}

fn kept<D>(known: &Known<'_>, draft: D, photos: Vec<PhotoDraft>, faults: Vec<FieldFault>) -> Kept<D> {
    Kept { faults, ..Kept::new(known.now, draft, photos) }
}

/// What is drawn over each photo.
type Layers = BTreeMap<FileId, Layer>;

fn shots<'a>(
    ids: &'a [FileId],
    slot: &'a Slot,
    layers: &'a Layers,
) -> impl Iterator<Item = PhotoDraft> + use<'a> {
    ids.iter().map(|id| PhotoDraft {
        state: PhotoState::Stored,
        layer: layers.get(id).cloned().unwrap_or_default(),
        ..PhotoDraft::new(*id, slot.clone())
    })
}

fn of_visit(visit: &SaveVisit, known: &Known<'_>, layers: &Layers) -> Option<(VisitDraft, Vec<PhotoDraft>)> {
    let site = match &visit.site {
        VisitedSite::Known(id) => ChosenSite::Known((known.site)(*id)?),
        VisitedSite::New(site) => ChosenSite::New(Box::new(of_new_site(site))),
    };
    let mut answers = AnswerSheet::default();
    let mut photos: Vec<PhotoDraft> = shots(&visit.photos, &Slot::Visit, layers).collect();
    for (key, answer) in &visit.answers {
        answers.given.insert(key.clone(), given(answer));
        photos.extend(shots(&answer.photos, &Slot::Item(key.clone()), layers));
    }
    let mut findings = Vec::new();
    for hazard in &visit.hazards {
        let finding = of_hazard(hazard);
        // an item and its finding share their photos
        if finding.item.is_none() {
            photos.extend(shots(&hazard.photos_before, &Slot::Before(hazard.id), layers));
        }
        photos.extend(shots(&hazard.photos_after, &Slot::After(hazard.id), layers));
        findings.push(finding);
    }
    findings.extend(left_out(visit, &findings, known));
    let mut draft = VisitDraft::new(visit.id, visit.started_at);
    draft.step = Step::Save;
    draft.site = Some(site);
    draft.nature = visit.nature;
    draft.kind = visit.kind;
    draft.campaign = visit.campaign.clone().unwrap_or_default();
    draft.campaign_id = visit.campaign_id;
    draft.check_code = visit.check_code.clone().unwrap_or_default();
    draft.outcome = visit.outcome;
    draft.checklist = visit.checklist;
    draft.answers = answers;
    draft.findings = Findings(findings);
    draft.position = visit.position;
    draft.note = visit.note.clone().unwrap_or_default();
    draft.signature = visit.signature.as_ref().map(SignatureDraft::of).unwrap_or_default();
    Some((draft, photos))
}

/// Failed items that were not to become hazards stay so.
fn left_out(visit: &SaveVisit, findings: &[Finding], known: &Known<'_>) -> Vec<Finding> {
    let failed = visit.answers.iter().filter(|(_, answer)| answer.value == AnswerValue::Fail);
    failed
        .filter(|(key, _)| !findings.iter().any(|finding| finding.item.as_ref() == Some(*key)))
        .map(|(key, _)| {
            let blank = Finding::blank(HazardId((known.new_id)()), &OfSite::default(), visit.started_at);
            Finding { item: Some(key.clone()), dropped: true, ..blank }
        })
        .collect()
}

fn given(answer: &Answer) -> Given {
    let typed = match &answer.value {
        // its photos are the answer
        AnswerValue::Photo => String::new(),
        value => value.word(),
    };
    Given { typed, note: answer.note.clone().unwrap_or_default() }
}

fn of_hazard(hazard: &RegisterHazard) -> Finding {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Finding {
        id: hazard.id,
        item: hazard.item.as_deref().and_then(|key| key.parse::<AnswerKey>().ok()),
        dropped: false,
        standard: hazard.standard,
        category: Some(hazard.category),
        severity: hazard.severity,
        description: hazard.description.clone(),
        location: hazard.location.clone(),
        clause: text(&hazard.clause),
        party_name: text(&hazard.party_name),
        party_phone: text(&hazard.party_phone),
        due: hazard.due,
        on_the_spot: hazard.on_the_spot,
        found_at: hazard.found_at,
    }
}

fn of_report(
    hazard: &RegisterHazard,
    known: &Known<'_>,
    layers: &Layers,
) -> Option<(ReportDraft, Vec<PhotoDraft>)> {
    let site = match hazard.site {
        Some(id) => Some((known.site)(id)?),
        None => None,
    };
    let before = Slot::Before(hazard.id);
    let after = Slot::After(hazard.id);
    let photos = shots(&hazard.photos_before, &before, layers)
        .chain(shots(&hazard.photos_after, &after, layers))
        .collect();
    let mut draft = ReportDraft::new(hazard.id, hazard.found_at);
    draft.finding = of_hazard(hazard);
    draft.source = hazard.source;
    draft.site = site;
    draft.position = hazard.position;
    draft.classified = true;
    Some((draft, photos))
}

fn of_new_site(site: &AddSite) -> NewSite {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    NewSite {
        id: site.id,
        kind: Some(site.kind),
        name: site.name.clone(),
        address: site.address.clone(),
        estate: text(&site.estate),
        building: text(&site.building),
        room: text(&site.room),
        area: site.area.clone(),
        position: site.position,
        contact_name: text(&site.contact_name),
        contact_phone: text(&site.contact_phone),
    }
}

#[cfg(test)]
#[path = "redraft_tests.rs"]
mod tests;
