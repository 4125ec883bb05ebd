//! Rows to records, and the copy that every process keeps of them.

use crate::{
    db::Db,
    entities::{absence, assignment_rule},
    error::Result,
    reference::ANY,
};
use domain::{
    hazards::assignment::{Absence, AssignmentRule, Assignments},
    ids::{AbsenceId, AssignmentRuleId, UserId},
};
use sea_orm::EntityTrait;

/// Rules and absences, as a whole: some dozens of rows a year.
pub(crate) async fn read(db: &Db) -> Result<Assignments> {
    let rules = assignment_rule::Entity::find().all(db.read()).await?;
    let absences = absence::Entity::find().all(db.read()).await?;
    Ok(Assignments {
        rules: rules.iter().map(rule).collect::<Result<_>>()?,
        absences: absences.iter().map(away).collect(),
    })
}

pub(super) fn rule(row: &assignment_rule::Model) -> Result<AssignmentRule> {
    Ok(AssignmentRule {
        id: AssignmentRuleId(row.id),
        name: row.name.clone(),
        area: row.area_code.parse()?,
        category: if row.category == ANY { None } else { Some(row.category.parse()?) },
        people: serde_json::from_value(row.people.clone())?,
        at_once: row.at_once,
        active: row.active,
    })
}

pub(super) fn away(row: &absence::Model) -> Absence {
    Absence {
        id: AbsenceId(row.id),
        person: UserId(row.user_id),
        from: row.first_day,
        to: row.last_day,
        deputy: row.deputy_id.map(UserId),
    }
}
