//! Keeping the rules of assignment and who is away, and carrying the rules out.

use crate::{
    audit,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{absence, assignment_rule, user_account},
    error::Result,
    hazards::{service::can_be_assigned, store::Draft},
    keep::{Begun, begin, planned_for, store},
    reference::{ANY, load::fixed_id},
    stamps::Stamped,
};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::local_date,
    fault::{Fault, FieldCode},
    hazards::{
        Category,
        assignment::{Absence, AssignmentRule, by_rule, goes_by_rule},
    },
    ids::{AbsenceId, AssignmentRuleId, UserId},
    programmes::Keep,
    text::tidy,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

/// Makes a rule or changes one. The same save is accepted again; a second rule for the same area and category is a fault.
pub async fn save_rule(ctx: &Ctx, keep: Keep<AssignmentRule>) -> Result<AssignmentRuleId> {
    ctx.require(Right::Assign)?;
    keep.record.validate()?;
    let reference = ctx.state.reference().await?;
    let codes = planned_for(ctx, &reference, &keep.record.area)?;
    let content = sha256(&keep)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    let id: AssignmentRuleId = db
        .write(move |tx| {
            Box::pin(async move {
                let (ctx, record) = (caller, keep.record);
                let save = (keep.id, keep.base_version);
                let begun = begin::<assignment_rule::Entity>(tx, &ctx, record.id.0, save, &content).await?;
                let Some(Begun { there, version, made: (created_by, created_at) }) = begun else { return Ok(record.id) };
                for person in &record.people {
                    person_for(tx, "people", *person, &record.area).await?;
                }
                let category = record.category.map_or(ANY, Category::as_str);
                // of two who make one at once the second finds the first
                tx.claim(fixed_id("assignment_rule", &format!("{}/{category}", codes.area))).await?;
                let twin = assignment_rule::Entity::find()
                    .filter(assignment_rule::Column::AreaCode.eq(&codes.area))
                    .filter(assignment_rule::Column::Category.eq(category))
                    .filter(assignment_rule::Column::Id.ne(record.id.0))
                    .one(tx)
                    .await?;
                if twin.is_some() {
                    return Err(Fault::field("category", FieldCode::Duplicate).into());
                }
                let row = assignment_rule::Model {
                    id: record.id.0,
                    area_code: codes.area,
                    category: category.into(),
                    name: tidy(&record.name).unwrap_or_default(),
                    people: serde_json::to_value(&record.people)?,
                    at_once: record.at_once,
                    active: record.active,
                    version,
                    save_id: keep.id.0,
                    content_sha256: content,
                    created_by,
                    created_at,
                    updated_at: ctx.now,
                };
                let line = audit::Entry {
                    action: "assignment_rule.save".into(),
                    subject_type: "assignment_rule",
                    subject: row.id.to_string(),
                    area: Some(record.area),
                    detail: serde_json::json!({
                        "category": row.category, "people": row.people, "at_once": row.at_once, "active": row.active,
                        "before": there.as_ref().map(|row| &row.people),
                    }),
                };
                store::<assignment_rule::Entity>(tx, row, there.is_some()).await?;
                audit::write(tx, &ctx, [line]);
                Stamped::Reference.touch(tx).await?;
                Ok::<_, crate::error::Error>(record.id)
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(id)
}

/// Notes that somebody is away, or corrects it. The same save is accepted again.
pub async fn save_absence(ctx: &Ctx, keep: Keep<Absence>) -> Result<AbsenceId> {
    ctx.require(Right::Assign)?;
    keep.record.validate()?;
    let content = sha256(&keep)?;
    let caller = ctx.clone();
    let db = ctx.db().clone();
    let id: AbsenceId = db
        .write(move |tx| {
            Box::pin(async move {
                let (ctx, record) = (caller, keep.record);
                let person = user_account::Entity::find_by_id(record.person.0).one(tx).await?;
                let area = person.and_then(|row| row.area_code.parse::<AreaCode>().ok());
                let area = area.filter(|area| ctx.actor.area.contains(area));
                let area = area.ok_or_else(|| Fault::field("person", FieldCode::Unknown))?;
                let save = (keep.id, keep.base_version);
                let begun = begin::<absence::Entity>(tx, &ctx, record.id.0, save, &content).await?;
                let Some(Begun { there, version, made: (created_by, created_at) }) = begun else { return Ok(record.id) };
                if let Some(deputy) = record.deputy {
                    person_for(tx, "deputy", deputy, &area).await?;
                }
                let row = absence::Model {
                    id: record.id.0,
                    area_code: area.to_string(),
                    user_id: record.person.0,
                    first_day: record.from,
                    last_day: record.to,
                    deputy_id: record.deputy.map(|deputy| deputy.0),
                    version,
                    save_id: keep.id.0,
                    content_sha256: content,
                    created_by,
                    created_at,
                    updated_at: ctx.now,
                };
                let line = audit::Entry {
                    action: "absence.save".into(),
                    subject_type: "absence",
                    subject: row.id.to_string(),
                    area: Some(area),
                    detail: serde_json::json!({
                        "person": row.user_id, "from": row.first_day, "to": row.last_day, "deputy": row.deputy_id,
                    }),
                };
                store::<absence::Entity>(tx, row, there.is_some()).await?;
                audit::write(tx, &ctx, [line]);
                Stamped::Reference.touch(tx).await?;
                Ok::<_, crate::error::Error>(record.id)
            })
        })
        .await?;
    ctx.state.refresh_reference().await;
    Ok(id)
}

/// A person who may be given hazards of that area.
async fn person_for(
    db: &impl ConnectionTrait,
    field: &str,
    id: UserId,
    area: &AreaCode,
) -> Result<user_account::Model> {
    let person = user_account::Entity::find_by_id(id.0).one(db).await?;
    let fits = person.filter(|person| can_be_assigned(person, area));
    Ok(fits.ok_or_else(|| Fault::field(field, FieldCode::Unknown))?)
}

/// Gives a new hazard to whom a rule says that it goes at once; without such a rule, or when nobody of it is there, it waits
/// for the office.
pub(crate) async fn assign_by_rule(tx: &WriteTx, ctx: &Ctx, draft: &mut Draft) -> Result<()> {
    let reference = ctx.state.reference().await?;
    let assignments = &reference.assignments;
    let Some(state) = draft.steps.last().map(|step| &step.state).filter(|state| goes_by_rule(state)) else {
        return Ok(());
    };
    let Some(rule) = assignments.rule(&draft.area, draft.command.category).filter(|rule| rule.at_once) else {
        return Ok(());
    };
    for person in assignments.candidates(rule, draft.command.id, local_date(ctx.now)) {
        // an account may have been closed since the rule was made
        let account = user_account::Entity::find_by_id(person.0).one(tx).await?;
        if account.is_some_and(|account| can_be_assigned(&account, &draft.area)) {
            let step = by_rule(state, person, rule.id);
            draft.steps.push(step);
            break;
        }
    }
    Ok(())
}
