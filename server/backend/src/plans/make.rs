//! Making the tasks of all plans for the days ahead. Ids follow from plan, day and site, so that making them again, here
//! or by another server at the same time, makes none twice.

use super::service::plan;
use crate::{
    audit::{self, Author},
    campaigns::{CANDIDATE, candidate, wanted},
    changes,
    ctx::{Ctx, State},
    entities::{recurring_plan, task},
    error::{Error, Result},
    listing::{Sql, cap},
    transfer::rows::{inserts, pieces},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    calendar::local_date,
    ids::named_key,
    period::Period,
    programmes::{
        campaign::Candidate,
        plan::{RecurringPlan, Task},
    },
};
use sea_orm::{ConnectionTrait, EntityTrait};

/// So many days ahead there are tasks: a server that stood still for as long misses none.
const AHEAD: u64 = 31;

/// Most tasks of one statement.
const ROWS: usize = 256;

/// Most sites that are read, and get their task, in one change.
const SITES: u64 = 500;

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
        for day in plan.occurrences(period, &reference.rules.calendar) {
            let only = Period::new(day.nominal, day.nominal).map_err(Error::internal)?;
            let mut before = i64::MAX;
            while let Some((last, sites)) = without_task(state, &plan, day.nominal, before).await? {
                let tasks = plan.tasks(&sites, only, &reference.rules.calendar);
                made += write(state, &row, tasks, author.clone()).await?;
                before = last;
            }
        }
    }
    Ok(made)
}

/// Some of the plan's sites that have no task of this day yet, the newest first and behind `before`, and the place of the last. On
/// most days there is none: the others are passed over by the key of their task, and not read.
async fn without_task(
    state: &State,
    plan: &RecurringPlan,
    nominal: NaiveDate,
    before: i64,
) -> Result<Option<(i64, Vec<Candidate>)>> {
    let mut conditions = wanted(&plan.area, &plan.kinds);
    conditions.add("s.sort_key < ?", [before.into()]);
    conditions.add(
        "NOT EXISTS (SELECT 1 FROM task t WHERE t.plan_id = ? AND t.nominal = ? AND t.site_id = s.id)",
        [plan.id.0.into(), nominal.into()],
    );
    let mut sql = Sql::new(format!("SELECT {CANDIDATE}, s.sort_key FROM site s"));
    sql.filter(&conditions).bind(" ORDER BY s.sort_key DESC LIMIT ?", [cap(SITES)]);
    let rows = sql.all(state.db.read()).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    Ok(Some((last.try_get_by_index(3)?, rows.iter().map(candidate).collect::<Result<_>>()?)))
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
        sort_key: named_key(task.id.0),
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
