//! What is found at a site: an entry of the library in force on that day, with where and what exactly.

use super::{
    dice::Dice,
    words::{self, Words},
};
use crate::reference::{Reference, Standard};
use chrono::NaiveDate;
use domain::{
    hazards::{Category, Severity},
    ids::StandardId,
    inspections::AnswerKey,
    sites::SiteKind,
};

/// One finding, before it has a time and a number.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// The entry of the library.
    pub standard: StandardId,
    /// What people write about it.
    pub words: &'static Words,
    /// Its category.
    pub category: Category,
    /// Its second level.
    pub subcategory: Option<String>,
    /// Its severity.
    pub severity: Severity,
    /// Its own deadline counts for general hazards.
    pub own: Option<domain::calendar::DayCount>,
    /// The clause in force on that day.
    pub clause: String,
    /// What is wrong.
    pub description: String,
    /// Where at the site.
    pub location: &'static str,
    /// The checklist item that failed.
    pub item: Option<AnswerKey>,
}

/// The entry of that code, or the one that stood in its place on that day.
pub(super) fn in_force<'a>(reference: &'a Reference, code: &str, day: NaiveDate) -> Option<&'a Standard> {
    let named = reference.standards.iter().find(|s| s.code == code)?;
    if named.in_force(day) {
        return Some(named);
    }
    let same = |s: &&Standard| s.category == named.category && s.text_zh == named.text_zh && s.in_force(day);
    // before any of them was in force, the finding is still named by its text
    reference.standards.iter().find(same)
}

impl Finding {
    /// A finding by the library.
    pub fn of(dice: &mut Dice, standard: &Standard, kind: SiteKind, item: Option<AnswerKey>) -> Self {
        let words = words::of(&standard.code);
        let detail =
            if words.details.is_empty() || dice.chance(30) { "" } else { *dice.pick(&words.details) };
        let comma = if detail.is_empty() { "" } else { "，" };
        let location = if words.places.is_empty() {
            *dice.pick(words::locations(kind))
        } else {
            *dice.pick(&words.places)
        };
        Self {
            words,
            standard: standard.id,
            category: standard.category,
            subcategory: standard.subcategory.clone(),
            severity: standard.severity,
            own: standard.count,
            clause: standard.clause.clone(),
            description: format!("{}{comma}{detail}", standard.text_zh),
            location,
            item,
        }
    }

    /// A finding that no checklist asks for.
    pub fn free(
        dice: &mut Dice,
        reference: &Reference,
        kind: SiteKind,
        site_name: &str,
        day: NaiveDate,
    ) -> Option<Self> {
        let codes = if site_name.ends_with("棋牌室") {
            &["CHESS-01", "CHESS-02", "CHESS-03"]
        } else {
            usual(kind)
        };
        let first = dice.below(codes.len());
        let standard =
            codes[first..].iter().chain(&codes[..first]).find_map(|code| in_force(reference, code, day))?;
        Some(Self::of(dice, standard, kind, None))
    }
}

/// What is found at such sites besides what their checklists ask for.
fn usual(kind: SiteKind) -> &'static [&'static str] {
    match kind {
        SiteKind::Estate => &[
            "FIRE-03", "ILLS-01", "ILLS-02", "FALL-02", "FLOOD-02", "FLOOD-03", "OTHER-04", "EBIKE-02",
            "OTHER-01",
        ],
        SiteKind::Building => &[
            "RENT-02", "RENT-03", "RENT-04", "FIRE-01", "EBIKE-01", "BLDG-02", "BLDG-04", "FALL-01",
            "FALL-04",
        ],
        SiteKind::Household => &["RENT-02", "GAS-02", "ELEC-05", "EBIKE-03", "FALL-02", "GAS-11"],
        SiteKind::SmallUnit => &[
            "FIRE-16", "FIRE-17", "ELEC-05", "FOOD-01", "FOOD-02", "FOOD-03", "WORK-05", "FIRE-15", "FALL-03",
        ],
        SiteKind::PublicVenue => &["FIRE-17", "FIRE-11", "FIRE-08", "BLDG-03", "FOOD-04", "FIRE-09"],
        SiteKind::LpgUnit => &["LPG-03", "LPG-04", "FOOD-03", "LPG-06"],
        SiteKind::BikeShed => &["EBIKE-04", "EBIKE-05", "EBIKE-07", "ELEC-06"],
        SiteKind::ChargingStation => &["ELEC-04", "EBIKE-04", "ELEC-03"],
        SiteKind::ConstructionSite => &["WORK-01", "WORK-02", "WORK-03", "WORK-05", "WORK-06", "FALL-03"],
        SiteKind::Basement => &["OTHER-02", "FLOOD-01", "ELEC-04", "FIRE-09", "OTHER-03"],
        SiteKind::Other => &["OTHER-04", "FLOOD-03", "ELEC-04"],
    }
}
