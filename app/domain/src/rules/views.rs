//! What the pages of rules are given.

use super::{Base, DayIs, KeepDays, Rule, RuleBook, RuleStep, Standard};
use crate::{
    area::AreaRef,
    calendar::local_date,
    hazards::Status,
    ids::{ChecklistVersionId, HazardId},
    inspections::{Checklist, checklist::Label},
    papers::PaperKind,
    text_enum,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

text_enum! {
    /// How a version stands on a day.
    Validity {
        /// 现行.
        InForce = "in_force",
        /// 待生效.
        Coming = "coming",
        /// 已失效.
        Ended = "ended",
    }
}

impl Validity {
    /// Of a version on `day`.
    pub fn of(rule: &Rule, day: NaiveDate) -> Self {
        if rule.valid_from() > day {
            Self::Coming
        } else if rule.valid_to().is_none_or(|to| day <= to) {
            Self::InForce
        } else {
            Self::Ended
        }
    }
}

/// A rule in a list: the version in force, else the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// What the rule is asked by.
    pub key: String,
    /// The version.
    pub rule: Rule,
    /// How it stands today.
    pub validity: Validity,
    /// The first day of a version to come.
    pub coming: Option<NaiveDate>,
    /// How many versions there are.
    pub versions: u32,
}

/// A page of a table of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePage {
    /// The table.
    pub book: RuleBook,
    /// Its rules, by key.
    pub rows: Vec<RuleRow>,
    /// The key behind which the next page begins.
    pub next: Option<String>,
    /// The person may change them.
    pub may_keep: bool,
    /// Open hazards of the person's area that cite a superseded clause; only told with the library.
    pub citing: u32,
    /// … and so many questions of checklists in force and templates of papers, whose list is the same page.
    pub citing_others: u32,
}

/// One version of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleVersion {
    /// Which.
    pub id: Uuid,
    /// What it says.
    pub rule: Rule,
    /// How it stands today.
    pub validity: Validity,
}

/// What was done to a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleChange {
    /// What.
    pub step: RuleStep,
    /// The version as it stood afterwards; of one that was taken back, as it stood.
    pub rule: Rule,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Its place in the order of the list.
    pub key: i64,
}

/// Everything the page of one rule shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleDetail {
    /// The table.
    pub book: RuleBook,
    /// What the rule is asked by.
    pub key: String,
    /// Its versions, the newest first.
    pub versions: Vec<RuleVersion>,
    /// What a change is based on: the newest version.
    pub base: Base,
    /// What was done to it, the newest first.
    pub changes: Vec<RuleChange>,
    /// Where the next page of changes begins.
    pub next: Option<i64>,
    /// The person may change it.
    pub may_keep: bool,
}

/// An open hazard that cites a superseded clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitingHazard {
    /// Which.
    pub id: HazardId,
    /// Its number.
    pub number: String,
    /// What is wrong.
    pub description: String,
    /// Where it stands.
    pub status: Status,
    /// The code of the entry that it cites.
    pub code: String,
    /// The clause of that entry.
    pub clause: String,
    /// Its last day in force.
    pub ended: NaiveDate,
    /// Its place in the order of the list.
    pub key: i64,
}

text_enum! {
    /// Why a checklist is to be looked at again.
    CitingWhy {
        /// No version of the entry is in force.
        Ended = "ended",
        /// The entry has changed since the checklist was published.
        Changed = "changed",
    }
}

/// A question of a checklist that opens a finding by an entry which is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitingItem {
    /// The version of the checklist.
    pub checklist: ChecklistVersionId,
    /// The code of the checklist.
    pub list: String,
    /// Its title.
    pub title: Label,
    /// The question.
    pub question: Label,
    /// The code of the entry.
    pub code: String,
    /// Why.
    pub why: CitingWhy,
}

/// A template of papers whose text names a superseded clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitingTemplate {
    /// Of what kind of paper.
    pub kind: PaperKind,
    /// Of which subdistrict.
    pub area: AreaRef,
    /// The code of the entry.
    pub code: String,
    /// Its clause, as the template names it.
    pub clause: String,
    /// Its last day in force.
    pub ended: NaiveDate,
}

/// The entries whose clause a text names although it is in force no more: the code, the clause and its last day.
pub fn named_in<'a>(
    text: &str,
    library: &'a [Standard],
    today: NaiveDate,
) -> Vec<(&'a str, &'a str, NaiveDate)> {
    let goes_on = |clause: &str| library.iter().any(|entry| entry.in_force(today) && entry.clause == clause);
    let named = |entry: &'a Standard| {
        let ended = entry.valid_to.filter(|last| *last < today)?;
        let clause = entry.clause.trim();
        let gone = !clause.is_empty() && text.contains(clause) && !goes_on(&entry.clause);
        gone.then_some((entry.code.as_str(), clause, ended))
    };
    library.iter().filter_map(named).collect()
}

/// What cites superseded clauses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citing {
    /// Open hazards of the person's area, the newest first.
    pub hazards: Vec<CitingHazard>,
    /// Where the next page begins.
    pub next: Option<i64>,
    /// Questions of the checklists in force; with the first page only.
    pub items: Vec<CitingItem>,
    /// Templates of papers in force; with the first page only.
    pub templates: Vec<CitingTemplate>,
}

/// The questions of a checklist, published on the day `published`, whose entries are not what they were then: the code of
/// each and why.
pub fn outdated<'a>(
    checklist: &'a Checklist,
    published: Option<DateTime<Utc>>,
    library: &[Standard],
    today: NaiveDate,
) -> Vec<(&'a crate::inspections::Item, &'a str, CitingWhy)> {
    let published = published.map(local_date);
    let why = |code: &str| {
        let in_force: Vec<_> = library.iter().filter(|s| s.code == code && s.in_force(today)).collect();
        if in_force.is_empty() {
            return Some(CitingWhy::Ended);
        }
        let newer = |s: &&&Standard| published.is_some_and(|day| s.valid_from > day);
        in_force.iter().find(newer).map(|_| CitingWhy::Changed)
    };
    let cited = |item: &'a crate::inspections::Item| {
        let code = item.on_fail.as_ref().map(|on_fail| on_fail.standard.as_str())?;
        why(code).map(|why| (item, code, why))
    };
    checklist.items.iter().filter_map(cited).collect()
}

/// A day that differs from the plain week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRow {
    /// Which.
    pub day: NaiveDate,
    /// What it is.
    pub is: DayIs,
}

/// What was done to the calendar of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DaysChange {
    /// The days and what they became.
    pub change: KeepDays,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Its place in the order of the list.
    pub key: i64,
}

/// The calendar of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearDays {
    /// Which year.
    pub year: i32,
    /// Its days, in order.
    pub days: Vec<DayRow>,
    /// What was done to it, the newest first.
    pub changes: Vec<DaysChange>,
    /// Where the next page of changes begins.
    pub next: Option<i64>,
    /// The person may change it.
    pub may_keep: bool,
}
