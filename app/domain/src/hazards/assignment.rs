//! Assignment by rule 自动派单: category × area → a person or a team, and who stands in for whoever is away.

use super::{
    lifecycle::Step,
    state::{Category, EventKind, HazardState, Severity, Status},
};
use crate::{
    area::AreaCode,
    fault::{Fault, FieldCode, FieldFault},
    hazards::commands::check_day,
    ids::{AbsenceId, AssignmentRuleId, HazardId, UserId},
    text::Texts,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Most people of a team.
pub const MAX_TEAM: usize = 20;

/// To whom hazards of a category in an area go: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentRule {
    /// Made by the caller.
    pub id: AssignmentRuleId,
    /// The team's or the person's name, as the office calls it.
    pub name: String,
    /// The area; its subtree.
    pub area: AreaCode,
    /// `None` is any category.
    #[serde(default)]
    pub category: Option<Category>,
    /// The person, or the people of a team.
    pub people: Vec<UserId>,
    /// Hazards are assigned when they are registered; otherwise the office is only offered the person.
    #[serde(default)]
    pub at_once: bool,
    /// In use.
    pub active: bool,
}

impl AssignmentRule {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        Texts::new(&mut faults).line("name", &self.name);
        if self.people.is_empty() {
            faults.push(FieldFault::new("people", FieldCode::Required));
        }
        if self.people.len() > MAX_TEAM {
            faults.push(FieldFault::new("people", FieldCode::TooMany).with("max", MAX_TEAM));
        }
        let mut seen = BTreeSet::new();
        if !self.people.iter().all(|person| seen.insert(person)) {
            faults.push(FieldFault::new("people", FieldCode::Duplicate));
        }
        Fault::check(faults)
    }
}

/// Somebody is away 请假/外出: the record, and the command that keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Made by the caller.
    pub id: AbsenceId,
    /// Who.
    pub person: UserId,
    /// First local day.
    pub from: NaiveDate,
    /// Last local day.
    pub to: NaiveDate,
    /// Who stands in; nobody when missing: then another one of the team, or the office by hand.
    #[serde(default)]
    pub deputy: Option<UserId>,
}

impl Absence {
    /// Checks what can be checked without the store.
    ///
    /// # Errors
    /// [`Code::Invalid`](crate::fault::Code::Invalid) with the fields.
    pub fn validate(&self) -> Result<(), Fault> {
        let mut faults = Vec::new();
        check_day("from", self.from, &mut faults);
        check_day("to", self.to, &mut faults);
        if self.to < self.from {
            faults.push(FieldFault::new("to", FieldCode::NotLater).with("than", self.from));
        }
        if self.deputy == Some(self.person) {
            faults.push(FieldFault::new("deputy", FieldCode::NotAllowed));
        }
        Fault::check(faults)
    }

    fn is_on(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The rules and who is away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignments {
    /// The rules.
    pub rules: Vec<AssignmentRule>,
    /// Who is away.
    pub absences: Vec<Absence>,
}

impl Assignments {
    /// The rule for a hazard. The smallest area goes first, because whoever looks after a committee knows it; in one area a
    /// rule for the category goes before one for any.
    pub fn rule(&self, area: &AreaCode, category: Category) -> Option<&AssignmentRule> {
        let fits = |rule: &&AssignmentRule| {
            rule.active && rule.area.contains(area) && rule.category.is_none_or(|own| own == category)
        };
        self.rules.iter().filter(fits).max_by_key(|rule| (rule.area.level(), rule.category.is_some()))
    }

    /// The absence of a person on a day.
    fn absence(&self, person: UserId, day: NaiveDate) -> Option<&Absence> {
        self.absences.iter().find(|absence| absence.person == person && absence.is_on(day))
    }

    /// Until when a person who is away on a day is away, that day included: one absence may follow the other.
    pub fn away_until(&self, person: UserId, day: NaiveDate) -> Option<NaiveDate> {
        let mut last = self.absence(person, day)?.to;
        while let Some(next) = last.succ_opt().and_then(|next| self.absence(person, next)) {
            last = next.to;
        }
        Some(last)
    }

    /// Who does the work of those who are away on a day: the person, and whoever stands in.
    pub fn deputies(&self, day: NaiveDate) -> impl Iterator<Item = (UserId, UserId)> {
        let away = self.absences.iter().filter(move |absence| absence.is_on(day));
        away.filter_map(move |absence| Some((absence.person, self.at_work(absence.person, day)?)))
    }

    /// Whoever does a person's work on a day: the person, or a deputy, or the deputy's deputy. Nobody when all of them are
    /// away, or stand in for each other.
    pub fn at_work(&self, person: UserId, day: NaiveDate) -> Option<UserId> {
        let mut asked = BTreeSet::new();
        let mut now = person;
        while asked.insert(now) {
            match self.absence(now, day) {
                None => return Some(now),
                Some(absence) => now = absence.deputy?,
            }
        }
        None
    }

    /// Whom a hazard would go to on a day, the first choice first. Members of a team take turns by the hazard's id, so that
    /// the work is spread without counting it; whoever is away is passed over in favour of a deputy.
    pub fn candidates(&self, rule: &AssignmentRule, hazard: HazardId, day: NaiveDate) -> Vec<UserId> {
        let mut people = Vec::with_capacity(rule.people.len());
        let Some(members) = u128::try_from(rule.people.len()).ok().filter(|n| *n > 0) else { return people };
        let first = usize::try_from(hazard.0.as_u128() % members).unwrap_or(0);
        for person in rule.people[first..].iter().chain(&rule.people[..first]) {
            if let Some(person) = self.at_work(*person, day)
                && !people.contains(&person)
            {
                people.push(person);
            }
        }
        people
    }
}

/// Whether a new hazard in that state goes to somebody by rule. A major one waits for its five elements.
pub fn goes_by_rule(state: &HazardState) -> bool {
    state.status == Status::Registered && state.severity == Severity::General
}

/// The step by which a rule assigns a hazard that has just been registered. It is no command of whoever registered it, so
/// their rights are not asked; the event names the rule.
pub fn by_rule(state: &HazardState, assignee: UserId, rule: AssignmentRuleId) -> Step {
    let mut next = state.clone();
    next.status = Status::Assigned;
    next.assignee = Some(assignee);
    let data = serde_json::json!({"assignee": assignee, "before": null, "rule": rule});
    Step { kind: EventKind::Assigned, note: None, data, state: next }
}

#[cfg(test)]
#[path = "assignment_tests.rs"]
mod tests;
