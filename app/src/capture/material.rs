//! What a form is filled in from: checklists, the hazard library, deadlines. Reference data, the same for all
//! drafts of a page.

use chrono::NaiveDate;
use domain::{
    hazards::{Category, Severity},
    ids::{ChecklistVersionId, StandardId},
    inspections::{Checklist, ChecklistChoice, views::StandardEntry},
    order,
    rules::fitting_entry,
    search::words,
    sites::SiteKind,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The last day for a finding of today, by the table and by the library's own entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadlines {
    /// The day these were counted from.
    pub found: NaiveDate,
    /// By category and severity.
    pub table: Vec<(Category, Severity, NaiveDate)>,
    /// Entries with a deadline of their own; it holds for general findings.
    pub own: Vec<(StandardId, NaiveDate)>,
}

impl Deadlines {
    /// The deadline the server will set.
    pub fn due(
        &self,
        category: Category,
        severity: Severity,
        standard: Option<StandardId>,
    ) -> Option<NaiveDate> {
        let own = self.own.iter().find(|(id, _)| Some(*id) == standard && severity == Severity::General);
        let row = self.table.iter().find(|(c, s, _)| *c == category && *s == severity);
        own.map(|(_, due)| *due).or_else(|| row.map(|(_, _, due)| *due))
    }
}

/// All of it. What is much of it is shared: every form has it, and a copy of thousands of texts is slow to make on a tablet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Material {
    /// Checklists in force, and those that a visit may have been begun by.
    pub checklists: Arc<Vec<ChecklistChoice>>,
    /// The hazard library in force.
    pub standards: Arc<Vec<StandardEntry>>,
    /// Deadlines.
    pub deadlines: Deadlines,
}

impl Material {
    /// A checklist.
    pub fn checklist(&self, id: ChecklistVersionId) -> Option<&Checklist> {
        self.checklists.iter().find(|choice| choice.id == id).map(|choice| &choice.checklist)
    }

    /// The checklist to propose for a kind of site.
    pub fn proposed(&self, kind: SiteKind) -> Option<ChecklistVersionId> {
        let in_force = || self.offered(None);
        let made_for = in_force().find(|choice| choice.site_kinds.contains(&kind));
        made_for.or_else(|| in_force().find(|choice| choice.site_kinds.is_empty())).map(|choice| choice.id)
    }

    /// The checklists to choose from: those in force, and the one that is followed already.
    pub fn offered(&self, followed: Option<ChecklistVersionId>) -> impl Iterator<Item = &ChecklistChoice> {
        self.checklists.iter().filter(move |choice| !choice.superseded || Some(choice.id) == followed)
    }

    /// The entry that checklists mean by this code. How high the building is, a form does not know: the server cites
    /// the clause for it when it takes the finding in.
    pub fn standard_of(&self, code: &str) -> Option<&StandardEntry> {
        fitting_entry(&self.standards, code, None)
    }

    /// The entries that fit a text best, the best first. Nothing typed: the library as it is.
    pub fn search(&self, text: &str, category: Option<Category>, most: usize) -> Vec<StandardEntry> {
        let wanted = words(text);
        let mut hits: Vec<(usize, &StandardEntry)> = self
            .standards
            .iter()
            .filter(|entry| category.is_none_or(|c| c == entry.category))
            .map(|entry| (fit(&wanted, entry), entry))
            .filter(|(fit, _)| wanted.is_empty() || *fit > 0)
            .collect();
        // stable: entries that fit equally well stay in the library's order
        order::by_key(&mut hits, |(fit, _)| std::cmp::Reverse(*fit));
        hits.into_iter().take(most).map(|(_, entry)| entry.clone()).collect()
    }
}

/// How many of the wanted words an entry has; a pair of characters says more than a single one.
fn fit(wanted: &[String], entry: &StandardEntry) -> usize {
    let text = format!("{} {} {} {}", entry.text_zh, entry.text_en, entry.code, entry.clause).to_lowercase();
    wanted.iter().filter(|word| text.contains(word.as_str())).map(|word| word.chars().count().min(3)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn entry(n: u128, code: &str, category: Category, text: &str) -> StandardEntry {
        StandardEntry {
            id: StandardId(Uuid::from_u128(n)),
            code: code.into(),
            rise: None,
            category,
            severity: Severity::General,
            text_zh: text.into(),
            text_en: String::new(),
            clause: String::new(),
            due: NaiveDate::default(),
        }
    }

    fn library() -> Material {
        let standards = vec![
            entry(1, "FIRE-01", Category::Fire, "楼道堆放杂物"),
            entry(2, "EBIKE-01", Category::Ebike, "飞线充电"),
            entry(3, "EBIKE-02", Category::Ebike, "电动自行车停放在楼道"),
        ];
        Material { standards: standards.into(), ..Material::default() }
    }

    fn codes(found: &[StandardEntry]) -> Vec<&str> {
        found.iter().map(|entry| entry.code.as_str()).collect()
    }

    #[test]
    fn the_library_is_found_by_what_a_person_types() {
        let library = library();
        assert_eq!(codes(&library.search("楼道里堆了杂物", None, 5)), ["FIRE-01", "EBIKE-02"]);
        assert_eq!(codes(&library.search("充电", None, 5)), ["EBIKE-01", "EBIKE-02"]);
        assert_eq!(codes(&library.search("楼道", Some(Category::Ebike), 5)), ["EBIKE-02"]);
        assert_eq!(codes(&library.search("fire-01", None, 5)), ["FIRE-01", "EBIKE-01"]);
        assert_eq!(codes(&library.search("", None, 2)), ["FIRE-01", "EBIKE-01"]);
        assert_eq!(codes(&library.search("游泳", None, 5)), [""; 0]);
    }

    #[test]
    fn an_entry_may_bring_its_own_deadline() {
        let day = |d| NaiveDate::from_ymd_opt(2023, 6, d).expect("valid");
        let own = StandardId(Uuid::from_u128(1));
        let deadlines = Deadlines {
            found: day(1),
            table: vec![
                (Category::Fire, Severity::General, day(16)),
                (Category::Fire, Severity::Major, day(30)),
            ],
            own: vec![(own, day(4))],
        };
        assert_eq!(deadlines.due(Category::Fire, Severity::General, None), Some(day(16)));
        assert_eq!(deadlines.due(Category::Fire, Severity::General, Some(own)), Some(day(4)));
        assert_eq!(deadlines.due(Category::Fire, Severity::Major, Some(own)), Some(day(30)));
        assert_eq!(deadlines.due(Category::Gas, Severity::Major, None), None);
    }
}
