//! Keeping plans, giving tasks to people, and what a visit carries out.

use crate::{
    audit,
    campaigns::service::check_checklist,
    changes,
    content::sha256,
    ctx::Ctx,
    db::WriteTx,
    entities::{recurring_plan, task},
    error::{Error, Result},
    hazards::service::keeps,
    keep::{Met, made, meet, planned_for, store},
    listing::{Sql, id, places, rows, rows_of},
    people::query::Receiver,
    programmes::life::Codes,
    transfer::rows::filled,
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::local_date,
    fault::{Code, Fault, FieldCode},
    ids::{ChecklistId, InspectionId, PlanId, SiteId, TaskId, UserId},
    programmes::{
        Keep,
        plan::{RecurringPlan, carried_out},
    },
    relapse::plan_of,
    text::tidy,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QueryResult, Value,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most tasks that are given to somebody at once.
const MOST: usize = 500;

/// The plan of a row.
pub(super) fn plan(row: &recurring_plan::Model) -> Result<RecurringPlan> {
    Ok(RecurringPlan {
        id: PlanId(row.id),
        title: row.title.clone(),
        rhythm: row.rhythm.parse()?,
        first: row.first_day,
        last: row.last_day,
        kinds: serde_json::from_value(row.kinds.clone())?,
        area: row.area_code.parse()?,
        checklist: row.checklist_id.map(ChecklistId),
        on_working_days: row.on_working_days,
    })
}

/// Makes a plan or changes one. Tasks that are there stay; its next ones are made by what it says now. The same save is
/// accepted again.
pub async fn save(ctx: &Ctx, keep: Keep<RecurringPlan>) -> Result<PlanId> {
    ctx.require(Right::Steer)?;
    keep.record.validate()?;
    let reference = ctx.state.reference().await?;
    let codes = planned_for(ctx, &reference, &keep.record.area)?;
    // the tasks of the re-visits are drawn; with days of its own the plan would send people to every door
    if is_drawn(keep.record.id, &keep.record.area) {
        return Err(Fault::field("record", FieldCode::NotAllowed).into());
    }
    check_checklist(ctx.db().read(), keep.record.checklist).await?;
    let content = sha256(&keep)?;
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let record = keep.record;
            tx.claim(record.id.0).await?;
            let there = recurring_plan::Entity::find_by_id(record.id.0).one(tx).await?;
            if let Some(row) = &there
                && is_drawn(record.id, &row.area_code.parse()?)
            {
                return Err(Fault::field("record", FieldCode::NotAllowed).into());
            }
            let met = meet(&ctx, keep.id, keep.base_version, &content, there.as_ref())?;
            let Met::Write(version) = met else { return Ok(record.id) };
            let (created_by, created_at) = made(&ctx, there.as_ref());
            let row = recurring_plan::Model {
                id: record.id.0,
                area_code: codes.area,
                committee_code: codes.committee,
                subdistrict_code: codes.subdistrict,
                district_code: codes.district,
                title: tidy(&record.title).unwrap_or_default(),
                rhythm: record.rhythm.as_str().into(),
                first_day: record.first,
                last_day: record.last,
                kinds: serde_json::to_value(&record.kinds)?,
                checklist_id: record.checklist.map(|c| c.0),
                on_working_days: record.on_working_days,
                version,
                save_id: keep.id.0,
                content_sha256: content,
                created_by,
                created_at,
                updated_at: ctx.now,
            };
            let line = audit::Entry {
                action: "plan.save".into(),
                subject_type: "plan",
                subject: row.id.to_string(),
                area: Some(record.area),
                detail: serde_json::json!({"title": row.title, "version": version}),
            };
            store::<recurring_plan::Entity>(tx, row, there.is_some()).await?;
            audit::write(tx, &ctx, [line]);
            Ok(record.id)
        })
    })
    .await
}

/// Whether it is the plan of the re-visits of that subdistrict.
fn is_drawn(plan: PlanId, area: &AreaCode) -> bool {
    plan == plan_of(area)
}

/// Gives tasks to a person, or takes them back. A task that has been carried out stays as it is.
pub async fn assign(ctx: &Ctx, tasks: Vec<TaskId>, person: Option<UserId>) -> Result<usize> {
    ctx.require(Right::Assign)?;
    if tasks.is_empty() {
        return Err(Fault::field("task", FieldCode::Required).into());
    }
    if tasks.len() > MOST {
        let fault = domain::fault::FieldFault::new("task", FieldCode::TooMany).with("max", MOST);
        return Err(Fault::fields(vec![fault]).into());
    }
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let person = Receiver::find(tx, person).await?;
            let assignee = person.id();
            let wanted: BTreeSet<_> = tasks.iter().map(|task| task.0).collect();
            let rows = task::Entity::find()
                .filter(task::Column::Id.is_in(wanted.iter().copied()))
                .order_by_asc(task::Column::Id)
                .all(tx)
                .await?;
            let mut given = 0;
            let mut lines = Vec::new();
            if rows.len() != wanted.len() {
                return Err(Error::code(Code::NotFound));
            }
            for mut row in rows {
                let area: AreaCode = row.area_code.parse()?;
                if !ctx.actor.area.contains(&area) {
                    return Err(Error::code(Code::NotFound));
                }
                person.takes(&area)?;
                if row.done_by.is_some() || row.assignee_id == assignee {
                    continue;
                }
                row.assignee_id = assignee;
                row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
                row.updated_at = ctx.now;
                lines.push(audit::Entry {
                    action: "task.assign".into(),
                    subject_type: "task",
                    subject: row.id.to_string(),
                    area: Some(area),
                    detail: serde_json::json!({"assignee": assignee}),
                });
                row.into_active_model().reset_all().update(tx).await?;
                given += 1;
            }
            audit::write(tx, &ctx, lines);
            Ok(given)
        })
    })
    .await
}

/// A visit was carried out at the site: of each plan that has it, the tasks that were due by that day are done, or else
/// the next one.
pub(crate) async fn visited(
    tx: &WriteTx,
    ctx: &Ctx,
    site: SiteId,
    (visit, at): (InspectionId, DateTime<Utc>),
) -> Result<()> {
    for mut row in waiting(tx, site, local_date(at)).await? {
        row.done_by = Some(visit.0);
        row.done_at = Some(at);
        row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
        row.updated_at = ctx.now;
        row.into_active_model().reset_all().update(tx).await?;
    }
    Ok(())
}

/// Asks which of these sites have tasks that wait: one row, for [`with_tasks`]. Of SQLite.
pub(crate) fn asking_for_tasks(sites: Vec<Uuid>) -> Sql {
    let sites = filled(sites);
    let mut open = Sql::new("SELECT ");
    open.push(&rows_of(true, &id(true, "o.site_id")))
        .push(" FROM (SELECT DISTINCT t.site_id FROM task t WHERE ");
    open.bind(&format!("t.site_id IN ({})", places(sites.len())), sites.into_iter().map(Value::from));
    open.push(" AND t.done_by IS NULL) o");
    open
}

/// Which they are.
pub(crate) fn with_tasks(answer: &QueryResult) -> Result<BTreeSet<Uuid>> {
    Ok(rows::<(Uuid,)>(answer, 0)?.into_iter().map(|(site,)| site).collect())
}

/// Brings the tasks of a site to the one that it was merged into; of two for the same day one is left, carried out if either
/// was.
pub(crate) async fn merged(
    tx: &WriteTx,
    ctx: &Ctx,
    from: SiteId,
    (into, area): (SiteId, &AreaCode),
) -> Result<()> {
    let codes = Codes::of(area)?;
    let rows = task::Entity::find()
        .filter(task::Column::SiteId.eq(from.0))
        .order_by_asc(task::Column::Id)
        .all(tx)
        .await?;
    for mut row in rows {
        let twin = task::Entity::find()
            .filter(task::Column::PlanId.eq(row.plan_id))
            .filter(task::Column::Nominal.eq(row.nominal))
            .filter(task::Column::SiteId.eq(into.0))
            .one(tx)
            .await?;
        let mut left = if let Some(mut twin) = twin {
            task::Entity::delete_by_id(row.id).exec(tx).await?;
            if twin.done_by.is_some() || row.done_by.is_none() {
                continue;
            }
            (twin.done_by, twin.done_at) = (row.done_by, row.done_at);
            twin
        } else {
            row.site_id = into.0;
            row.assignee_id = keeps(tx, row.assignee_id, area).await?;
            row.area_code = area.to_string();
            row.committee_code.clone_from(&codes.committee);
            row
        };
        left.change_seq = changes::one(tx, &left.subdistrict_code).await?;
        left.updated_at = ctx.now;
        left.into_active_model().reset_all().update(tx).await?;
    }
    Ok(())
}

/// Brings the open tasks of sites along that have moved into another committee of their subdistrict. What is done stays where
/// it was done, like its visit.
pub(crate) async fn moved(tx: &WriteTx, ctx: &Ctx, sites: &[Uuid], area: &AreaCode) -> Result<()> {
    let found = task::Entity::find()
        .filter(task::Column::SiteId.is_in(sites.iter().copied()))
        .filter(task::Column::DoneBy.is_null())
        .order_by_asc(task::Column::Id);
    for mut row in found.all(tx).await? {
        row.assignee_id = keeps(tx, row.assignee_id, area).await?;
        row.area_code = area.to_string();
        row.committee_code = Codes::of(area)?.committee;
        row.change_seq = changes::one(tx, &row.subdistrict_code).await?;
        row.updated_at = ctx.now;
        row.into_active_model().reset_all().update(tx).await?;
    }
    Ok(())
}

/// The tasks that a visit to the site on that day carries out.
pub(crate) async fn waiting(
    db: &impl ConnectionTrait,
    site: SiteId,
    day: NaiveDate,
) -> Result<Vec<task::Model>> {
    let mut open = task::Entity::find()
        .filter(task::Column::SiteId.eq(site.0))
        .filter(task::Column::DoneBy.is_null())
        .order_by_asc(task::Column::Due)
        .all(db)
        .await?;
    let named: Vec<_> = open.iter().map(|row| (PlanId(row.plan_id), row.due)).collect();
    let mut done = carried_out(&named, day).into_iter();
    open.retain(|_| done.next().unwrap_or_default());
    Ok(open)
}
