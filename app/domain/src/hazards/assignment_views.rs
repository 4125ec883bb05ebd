//! What the page of assignment is given.

use super::assignment::{Absence, AssignmentRule};
use crate::{
    area::AreaRef,
    ids::{AbsenceId, AssignmentRuleId, UserId},
    people::PersonRef,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A rule in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRow {
    /// The rule.
    pub rule: AssignmentRule,
    /// Its area.
    pub area: AreaRef,
    /// The names of its people, in their order; empty for whoever is no longer in service.
    pub names: Vec<String>,
    /// Counts its saves.
    pub version: u32,
}

/// Somebody who is, or will be, away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsenceRow {
    /// From when to when.
    pub absence: Absence,
    /// Who.
    pub person: String,
    /// Who stands in.
    pub deputy: Option<String>,
    /// Counts its saves.
    pub version: u32,
}

/// The page of assignment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentPage {
    /// Rules, by area and category.
    pub rules: Vec<RuleRow>,
    /// The rule behind which the next page begins.
    pub next_rule: Option<AssignmentRuleId>,
    /// Who is away today or later, by the last day.
    pub absences: Vec<AbsenceRow>,
    /// The absence behind which the next page begins.
    pub next_absence: Option<AbsenceId>,
    /// Whom there is to choose.
    pub people: Vec<PersonRef>,
}

/// Somebody to whom hazards can be given and who is away: it is said before they are given one, and they may be given it all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// Who.
    pub person: UserId,
    /// Their name.
    pub name: String,
    /// The last day of it.
    pub until: NaiveDate,
    /// Who does their work meanwhile; nobody when missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deputy: Option<String>,
}
