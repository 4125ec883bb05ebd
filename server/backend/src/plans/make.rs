//! Making the tasks of all plans for the days ahead. Ids follow from plan, day and site, so that making them again, here
//! or by another server at the same time, makes none twice.

use super::service::plan;
use crate::{
    audit::{self, Author},
    campaigns::candidates,
    changes,
    ctx::{Ctx, State},
    entities::{recurring_plan, task},
    error::{Error, Result},
    transfer::rows::{inserts, pieces},
};
use chrono::{DateTime, Days, Utc};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    period::Period,
    programmes::plan::Task,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

/// So many days ahead there are tasks: a server that stood still for as long misses none.
const AHEAD: u64 = 31;

/// Most tasks of one statement.
const ROWS: usize = 256;

/// Makes the tasks of every plan from today on. Answers how many there were not yet.
pub async fn make(state: &State, now: DateTime<Utc>) -> Result<u64> {
    make_in(state, None, &Author::itself(now)).await
}

/// The same for the plans of the person's own area, in their name.
pub async fn make_own(ctx: &Ctx) -> Result<u64> {
    ctx.require(Right::Steer)?;
    let author = Author { at: ctx.now, id: Some(ctx.actor.user), login: ctx.actor.login.clone() };
    make_in(&ctx.state, Some(&ctx.actor.area), &author).await
}

async fn make_in(state: &State, area: Option<&AreaCode>, author: &Author) -> Result<u64> {
    let reference = state.reference().await?;
    let today = local_date(author.at);
    let last = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    let period = Period::new(today, last).map_err(Error::internal)?;
    let rows = recurring_plan::Entity::find().all(state.db.read()).await?;
    let mut made = 0;
    for row in rows {
        let plan = plan(&row)?;
        if area.is_some_and(|area| !area.contains(&plan.area)) {
            continue;
        }
        if plan.occurrences(period, &reference.rules.calendar).is_empty() {
            continue;
        }
        let register = candidates(state.db.read(), &plan.area, &plan.kinds).await?;
        let tasks = plan.tasks(&register, period, &reference.rules.calendar);
        let tasks = missing(state, row.id, period, tasks).await?;
        if !tasks.is_empty() {
            made += write(state, &row, tasks, author.clone()).await?;
        }
    }
    Ok(made)
}

/// The tasks that are not there yet: on most days nearly none.
async fn missing(state: &State, plan: Uuid, period: Period, tasks: Vec<Task>) -> Result<Vec<Task>> {
    let there: Vec<Uuid> = task::Entity::find()
        .select_only()
        .column(task::Column::Id)
        .filter(task::Column::PlanId.eq(plan))
        .filter(task::Column::Nominal.between(period.from, period.to))
        .into_tuple()
        .all(state.db.read())
        .await?;
    let there: BTreeSet<Uuid> = there.into_iter().collect();
    Ok(tasks.into_iter().filter(|task| !there.contains(&task.id.0)).collect())
}

async fn write(state: &State, plan: &recurring_plan::Model, tasks: Vec<Task>, author: Author) -> Result<u64> {
    let mut rows = tasks.into_iter().map(|task| row(task, author.at)).collect::<Result<Vec<_>>>()?;
    let area: AreaCode = plan.area_code.parse()?;
    let (subject, title) = (plan.id.to_string(), plan.title.clone());
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut seqs =
                    changes::draw(tx, rows.iter().map(|row| row.subdistrict_code.as_str())).await?;
                for row in &mut rows {
                    row.change_seq = seqs.next(&row.subdistrict_code)?;
                }
                let mut made = 0;
                for piece in pieces(&rows, ROWS) {
                    for mut statement in inserts(tx.get_database_backend(), piece) {
                        // another server may have made some of them meanwhile
                        statement.sql.push_str(" ON CONFLICT DO NOTHING");
                        made += tx.execute_raw(statement).await?.rows_affected();
                    }
                }
                if made > 0 {
                    let line = audit::Entry {
                        action: "plan.make_tasks".into(),
                        subject_type: "plan",
                        subject,
                        area: Some(area),
                        detail: serde_json::json!({"title": title, "tasks": made}),
                    };
                    audit::write_as(tx, &author, [line]);
                }
                Ok::<_, Error>(made)
            })
        })
        .await
}

/// The row of a task that nobody has been given.
pub(crate) fn row(task: Task, now: DateTime<Utc>) -> Result<task::Model> {
    let area: &AreaCode = &task.area;
    let part =
        |level| area.at(level).map(String::from).ok_or_else(|| Error::broken("site above a committee"));
    Ok(task::Model {
        id: task.id.0,
        plan_id: task.key.plan.0,
        nominal: task.key.nominal,
        site_id: task.key.site.0,
        due: task.due,
        committee_code: part(AreaLevel::Committee)?,
        subdistrict_code: part(AreaLevel::Subdistrict)?,
        district_code: part(AreaLevel::District)?,
        area_code: task.area.to_string(),
        assignee_id: None,
        done_by: None,
        done_at: None,
        change_seq: 0,
        created_at: now,
        updated_at: now,
    })
}
