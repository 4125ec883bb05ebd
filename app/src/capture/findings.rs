//! Findings while they are written down: drafts of hazards, opened by failed items or by hand.

use super::{
    material::Material,
    photos::{PhotoDraft, Slot, of},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    fault::{FieldCode, FieldFault},
    hazards::{Category, Position, RegisterHazard, Severity, Source},
    ids::{HazardId, SiteId, StandardId},
    inspections::{AnswerKey, Checklist, Item, checklist::Label, views::StandardEntry},
    sites::SiteKind,
    text::tidy,
};
use serde::{Deserialize, Serialize};

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The future hazard's id.
    pub id: HazardId,
    /// The failed item that opened it.
    #[serde(default)]
    pub item: Option<AnswerKey>,
    /// Its item failed or it was written down, but it is not to become a hazard.
    #[serde(default)]
    pub dropped: bool,
    /// The library entry.
    #[serde(default)]
    pub standard: Option<StandardId>,
    /// Category; a finding by hand has none at first.
    #[serde(default)]
    pub category: Option<Category>,
    /// Severity.
    pub severity: Severity,
    /// What is wrong.
    #[serde(default)]
    pub description: String,
    /// Where at the site.
    #[serde(default)]
    pub location: String,
    /// The clause it offends.
    #[serde(default)]
    pub clause: String,
    /// Responsible person or firm.
    #[serde(default)]
    pub party_name: String,
    /// Their phone.
    #[serde(default)]
    pub party_phone: String,
    /// A deadline chosen by hand.
    #[serde(default)]
    pub due: Option<NaiveDate>,
    /// Rectified before the inspector left.
    #[serde(default)]
    pub on_the_spot: bool,
    /// When it was found, by the server's clock as far as it is known.
    pub found_at: DateTime<Utc>,
}

/// What a new finding knows of the place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The site's kind.
    pub kind: Option<SiteKind>,
    /// Who answers for it, as far as it is known.
    pub party_name: String,
    /// Their phone.
    pub party_phone: String,
}

/// Which of the two texts of a label to take.
pub type Pick = fn(&Label) -> &str;

impl Finding {
    /// Whether somebody has put something into it.
    fn is_filled(&self) -> bool {
        let texts = [&self.description, &self.location, &self.clause];
        self.category.is_some() || self.standard.is_some() || texts.iter().any(|text| !text.trim().is_empty())
    }

    /// An empty one.
    pub fn blank(id: HazardId, place: &Place, found_at: DateTime<Utc>) -> Self {
        Self {
            id,
            item: None,
            dropped: false,
            standard: None,
            category: None,
            severity: Severity::General,
            description: String::new(),
            location: String::new(),
            clause: String::new(),
            party_name: place.party_name.clone(),
            party_phone: place.party_phone.clone(),
            due: None,
            on_the_spot: false,
            found_at,
        }
    }

    /// Fills it in from a library entry. What a person has written stays.
    pub fn fill(&mut self, entry: &StandardEntry, kind: Option<SiteKind>, text: &str) {
        self.standard = Some(entry.id);
        self.category = Some(entry.category);
        self.severity = fitting(entry.severity, kind);
        self.clause.clone_from(&entry.clause);
        if self.description.trim().is_empty() {
            text.clone_into(&mut self.description);
        }
    }

    /// The command, with what it cannot express (no category yet).
    pub fn command(
        &self,
        site: Option<SiteId>,
        position: Option<Position>,
        photos: &[PhotoDraft],
    ) -> (RegisterHazard, Vec<FieldFault>) {
        let mut faults = Vec::new();
        if self.category.is_none() {
            faults.push(FieldFault::new("category", FieldCode::Required));
        }
        let command = RegisterHazard {
            id: self.id,
            source: Source::Inspection,
            category: self.category.unwrap_or(Category::Other),
            subcategory: None,
            severity: self.severity,
            description: self.description.clone(),
            location: self.location.clone(),
            clause: tidy(&self.clause),
            standard: self.standard,
            site,
            position,
            found_at: self.found_at,
            due: self.due.filter(|_| !self.on_the_spot),
            on_the_spot: self.on_the_spot,
            party_name: tidy(&self.party_name),
            party_phone: tidy(&self.party_phone),
            photos_before: of(photos, &self.before()),
            photos_after: if self.on_the_spot { of(photos, &Slot::After(self.id)) } else { Vec::new() },
            item: self.item.as_ref().map(ToString::to_string),
        };
        (command, faults)
    }

    /// Where its photos of the finding are kept: with the item that opened it, so that one picture shows both.
    pub fn before(&self) -> Slot {
        match &self.item {
            Some(item) => Slot::Item(item.clone()),
            None => Slot::Before(self.id),
        }
    }
}

/// A household is never graded major automatically: the 2023 gas standard binds gas operators, not residents.
fn fitting(severity: Severity, kind: Option<SiteKind>) -> Severity {
    if kind == Some(SiteKind::Household) { Severity::General } else { severity }
}

/// The findings of a draft, also those that are not wanted at the moment (their item was corrected to "pass"):
/// a wrong tap must not cost what was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Findings(pub Vec<Finding>);

impl Findings {
    /// One of them.
    pub fn get(&self, id: HazardId) -> Option<&Finding> {
        self.0.iter().find(|finding| finding.id == id)
    }

    /// Changes one of them.
    pub fn change(&mut self, id: HazardId, change: impl FnOnce(&mut Finding)) {
        if let Some(finding) = self.0.iter_mut().find(|finding| finding.id == id) {
            change(finding);
        }
    }

    /// Opens a finding, filled in from the library, for each failed item that has none yet.
    pub fn open_for(
        &mut self,
        failed: &[AnswerKey],
        list: &Checklist,
        material: &Material,
        place: &Place,
        found_at: DateTime<Utc>,
        pick: Pick,
        mut new_id: impl FnMut() -> HazardId,
    ) {
        for key in failed {
            let item = list.items.iter().find(|item| item.key == key.item);
            let known = self.0.iter().any(|finding| finding.item.as_ref() == Some(key));
            if let Some(item) = item.filter(|_| !known) {
                let blank = Finding::blank(new_id(), place, found_at);
                self.0.push(opened(blank, item, key, list, material, place, pick));
            }
        }
    }

    /// Those that will become hazards: of failed items in the order of the form, then those by hand.
    pub fn active(&self, failed: &[AnswerKey]) -> Vec<&Finding> {
        let of_items = failed
            .iter()
            .filter_map(|key| self.0.iter().find(|f| f.item.as_ref() == Some(key) && !f.dropped));
        of_items.chain(self.0.iter().filter(|f| f.item.is_none() && !f.dropped)).collect()
    }

    /// Those that are not to become hazards though their item failed or somebody wrote them down.
    pub fn dropped(&self, failed: &[AnswerKey]) -> Vec<&Finding> {
        let stands = |f: &&Finding| f.item.as_ref().is_none_or(|key| failed.contains(key));
        self.0.iter().filter(|f| f.dropped).filter(stands).collect()
    }

    /// Takes one away: it can be brought back, unless it was added by hand and nothing was put into it. `pictured`: it has
    /// photos.
    pub fn remove(&mut self, id: HazardId, pictured: bool) {
        self.0
            .retain(|finding| finding.id != id || finding.item.is_some() || pictured || finding.is_filled());
        self.change(id, |finding| finding.dropped = true);
    }

    /// Follows a change of item keys (a stove was taken away).
    pub fn rename(&mut self, moved: impl Fn(&AnswerKey) -> Option<AnswerKey>) {
        self.0.retain_mut(|finding| match finding.item.as_ref().map(&moved) {
            None => true,
            Some(None) => false,
            Some(new) => {
                finding.item = new;
                true
            }
        });
    }
}

fn opened(
    mut finding: Finding,
    item: &Item,
    key: &AnswerKey,
    list: &Checklist,
    material: &Material,
    place: &Place,
    pick: Pick,
) -> Finding {
    finding.item = Some(key.clone());
    let group = item.group.as_deref().and_then(|group| list.groups.iter().find(|g| g.key == group));
    if let Some(group) = group.filter(|g| g.max > 1) {
        finding.location = format!("{} {}", pick(&group.label), key.repetition);
    }
    let entry = item.on_fail.as_ref().and_then(|f| material.standard_of(&f.standard));
    match (entry, &item.on_fail) {
        (Some(entry), _) => {
            let label = Label { zh: entry.text_zh.clone(), en: entry.text_en.clone() };
            finding.fill(entry, place.kind, pick(&label));
        }
        (None, Some(on_fail)) => {
            finding.category = Some(on_fail.category);
            finding.severity = fitting(on_fail.severity, place.kind);
        }
        (None, None) => {}
    }
    finding
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
