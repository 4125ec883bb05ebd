//! Reads of the rules of assignment and of who is away.

use super::rows::{away, rule};
use crate::{
    ctx::Ctx,
    entities::{absence, assignment_rule, user_account},
    error::Result,
    hazards::{rows::number, service::takes_hazards},
    people::query::names,
    reference::Reference,
};
use domain::{
    actor::{Right, Role},
    area::AreaCode,
    calendar::local_date,
    hazards::{
        Category,
        assignment_views::{AbsenceRow, AssignmentPage, Away, RuleRow},
    },
    ids::{AbsenceId, AssignmentRuleId, HazardId, UserId},
    people::PersonRef,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Most people of an area that can be chosen in a form.
const MOST_PEOPLE: u64 = 500;

/// A page of the rules of the person's area, by area and category behind the rule `rules_after`, and a page of who is away
/// today or later, by the last day behind the absence `absences_after`.
pub async fn list(
    ctx: &Ctx,
    rules_after: Option<AssignmentRuleId>,
    absences_after: Option<AbsenceId>,
) -> Result<AssignmentPage> {
    ctx.require(Right::Assign)?;
    let reference = ctx.state.reference().await?;
    let people = people(ctx).await?;
    let size = ctx.state.limits.page_size;
    let keep = usize::try_from(size).unwrap_or(usize::MAX);
    let mut rules = rules(ctx, rules_after, size + 1).await?;
    let more_rules = rules.len() > keep;
    rules.truncate(keep);
    let mut absences = absences(ctx, absences_after, size + 1).await?;
    let more_absences = absences.len() > keep;
    absences.truncate(keep);
    let named: HashMap<Uuid, &str> = people.iter().map(|p| (p.id.0, p.name.as_str())).collect();
    let name = |id: UserId| named.get(&id.0).map_or_else(String::new, |name| (*name).to_owned());
    let rule_row = |row: &assignment_rule::Model| {
        let rule = rule(row)?;
        Ok(RuleRow {
            area: reference.areas.named(&rule.area),
            names: rule.people.iter().map(|id| name(*id)).collect(),
            version: number(row.version)?,
            rule,
        })
    };
    let absence_row = |row: &absence::Model| {
        let absence = away(row);
        Ok(AbsenceRow {
            person: name(absence.person),
            deputy: absence.deputy.map(name),
            version: number(row.version)?,
            absence,
        })
    };
    Ok(AssignmentPage {
        next_rule: rules.last().filter(|_| more_rules).map(|row| AssignmentRuleId(row.id)),
        next_absence: absences.last().filter(|_| more_absences).map(|row| AbsenceId(row.id)),
        rules: rules.iter().map(rule_row).collect::<Result<_>>()?,
        absences: absences.iter().map(absence_row).collect::<Result<_>>()?,
        people,
    })
}

async fn rules(
    ctx: &Ctx,
    after: Option<AssignmentRuleId>,
    limit: u64,
) -> Result<Vec<assignment_rule::Model>> {
    use assignment_rule::{Column, Entity};
    let own = &ctx.actor.area;
    let mut find = Entity::find()
        .filter(Column::AreaCode.gte(own.as_str()))
        .filter(Column::AreaCode.lt(own.successor()));
    let before = match after {
        Some(id) => Entity::find_by_id(id.0).one(ctx.db().read()).await?,
        None => None,
    };
    if let Some(row) = before {
        let area = row.area_code.as_str();
        let same =
            Condition::all().add(Column::AreaCode.eq(area)).add(Column::Category.gt(row.category.as_str()));
        find = find.filter(Condition::any().add(Column::AreaCode.gt(area)).add(same));
    }
    let in_order = find.order_by_asc(Column::AreaCode).order_by_asc(Column::Category);
    Ok(in_order.limit(limit).all(ctx.db().read()).await?)
}

async fn absences(ctx: &Ctx, after: Option<AbsenceId>, limit: u64) -> Result<Vec<absence::Model>> {
    use absence::{Column, Entity};
    let own = &ctx.actor.area;
    let mut find = Entity::find()
        .filter(Column::LastDay.gte(local_date(ctx.now)))
        .filter(Column::AreaCode.gte(own.as_str()))
        .filter(Column::AreaCode.lt(own.successor()));
    let before = match after {
        Some(id) => Entity::find_by_id(id.0).one(ctx.db().read()).await?,
        None => None,
    };
    if let Some(row) = before {
        let same = Condition::all().add(Column::LastDay.eq(row.last_day)).add(Column::Id.gt(row.id));
        find = find.filter(Condition::any().add(Column::LastDay.gt(row.last_day)).add(same));
    }
    let in_order = find.order_by_asc(Column::LastDay).order_by_asc(Column::Id);
    Ok(in_order.limit(limit).all(ctx.db().read()).await?)
}

/// Those of the people to choose who are away today, in their order.
pub(crate) async fn away_of(ctx: &Ctx, reference: &Reference, people: &[PersonRef]) -> Result<Vec<Away>> {
    let (today, all) = (local_date(ctx.now), &reference.assignments);
    let away: Vec<_> = people
        .iter()
        .filter_map(|one| Some((one, all.away_until(one.id, today)?, all.at_work(one.id, today))))
        .collect();
    // a deputy may be none of those to choose
    let deputies = names(ctx, away.iter().filter_map(|(_, _, deputy)| Some((*deputy)?.0)).collect()).await?;
    let told = |(one, until, deputy): (&PersonRef, _, Option<UserId>)| Away {
        person: one.id,
        name: one.name.clone(),
        until,
        deputy: deputy.and_then(|id| deputies.get(&id.0).cloned()),
    };
    Ok(away.into_iter().map(told).collect())
}

/// The people of the actor's area who are given hazards.
async fn people(ctx: &Ctx) -> Result<Vec<PersonRef>> {
    use user_account::{Column, Entity};
    let own = &ctx.actor.area;
    let roles = Role::ALL.iter().filter(|role| takes_hazards(**role)).map(|role| role.as_str());
    let rows = Entity::find()
        .filter(Column::AreaCode.gte(own.as_str()))
        .filter(Column::AreaCode.lt(own.successor()))
        .filter(Column::Role.is_in(roles))
        .filter(Column::DisabledAt.is_null())
        .order_by_asc(Column::Name)
        .order_by_asc(Column::Id)
        .limit(MOST_PEOPLE)
        .all(ctx.db().read())
        .await?;
    let person = |row: user_account::Model| {
        Ok(PersonRef { id: UserId(row.id), name: row.name, role: row.role.parse()? })
    };
    rows.into_iter().map(person).collect()
}

/// Whom a rule proposes for a hazard today, the first choice first.
pub(crate) fn proposed(
    ctx: &Ctx,
    reference: &Reference,
    area: &AreaCode,
    category: Category,
    hazard: HazardId,
) -> Vec<UserId> {
    let assignments = &reference.assignments;
    let rule = assignments.rule(area, category);
    rule.map(|rule| assignments.candidates(rule, hazard, local_date(ctx.now))).unwrap_or_default()
}
