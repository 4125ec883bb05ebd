//! Reads of plans, and the tasks of a day in the order of the walk.

use super::service::plan;
use crate::{
    areas::Areas,
    campaigns::{self, near, query::checklists},
    ctx::Ctx,
    entities::recurring_plan,
    error::{Error, Result},
    listing::{Conditions, Scope, Sql, cap, point},
    people::query::workers,
    programmes::route::{MOST, in_order},
    reference::Reference,
    sites::query::shown,
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::{
    actor::Right,
    area::AreaCode,
    calendar::{day_end, day_start, is_kept, local_date},
    fault::{Code, Fault, FieldCode},
    geo::{Point, Wgs84},
    ids::{PlanId, SiteId, TaskId},
    listing::Key,
    period::Period,
    programmes::{
        campaign::{GivenKey, GivenPage},
        plan_views::{DayTasks, PlanPage, PlanSummary, PlanTasks, TaskKey, TaskRow, TaskStanding, Whose},
        route::Stop,
    },
    sites::SiteKind,
    sync::FieldPlan,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// So far ahead a plan's next day is looked for.
const AHEAD: u64 = 400;

/// A page of the plans of the person's area, by title, behind the plan `after`.
pub async fn list(ctx: &Ctx, after: Option<PlanId>) -> Result<PlanPage> {
    use recurring_plan::{Column, Entity};
    let reference = ctx.state.reference().await?;
    let own = &ctx.actor.area;
    let size = ctx.state.limits.page_size;
    let mut find = Entity::find()
        .filter(Column::AreaCode.gte(own.as_str()))
        .filter(Column::AreaCode.lt(own.successor()));
    let before = match after {
        Some(id) => Entity::find_by_id(id.0).one(ctx.db().read()).await?,
        None => None,
    };
    if let Some(row) = before {
        let same = Condition::all().add(Column::Title.eq(row.title.as_str())).add(Column::Id.gt(row.id));
        find = find.filter(Condition::any().add(Column::Title.gt(row.title.as_str())).add(same));
    }
    let in_order = find.order_by_asc(Column::Title).order_by_asc(Column::Id);
    let mut rows = in_order.limit(size + 1).all(ctx.db().read()).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let counts = counts(ctx, None).await?;
    let may_steer = ctx.actor.role.has(Right::Steer);
    Ok(PlanPage {
        next: rows.last().filter(|_| more).map(|row| PlanId(row.id)),
        rows: rows.iter().map(|row| summary(ctx, &reference, row, &counts)).collect::<Result<_>>()?,
        checklists: if may_steer { checklists(ctx).await? } else { Vec::new() },
        may_steer,
    })
}

/// Open, overdue and done tasks by plan.
type Counts = HashMap<Uuid, (i64, i64, i64)>;

fn summary(
    ctx: &Ctx,
    reference: &Reference,
    row: &recurring_plan::Model,
    counts: &Counts,
) -> Result<PlanSummary> {
    let plan = plan(row)?;
    let today = local_date(ctx.now);
    let last = today.checked_add_days(Days::new(AHEAD)).unwrap_or(today);
    let ahead = Period::new(today, last).ok();
    let days = ahead.map(|ahead| plan.occurrences(ahead, &reference.rules.calendar));
    let (open, overdue, done) = counts.get(&row.id).copied().unwrap_or_default();
    Ok(PlanSummary {
        area: reference.areas.named(&plan.area),
        version: crate::hazards::rows::number(row.version)?,
        next: days.and_then(|days| days.first().map(|day| day.due)),
        open,
        overdue,
        done,
        plan,
    })
}

/// One plan with a page of its tasks in the actor's area, behind `after`: the rows behind the numbers of the list.
pub async fn tasks_of(
    ctx: &Ctx,
    id: PlanId,
    standing: TaskStanding,
    after: Option<TaskKey>,
) -> Result<PlanTasks> {
    let reference = ctx.state.reference().await?;
    let row = seen(ctx, id).await?;
    let (rows, next) = rows_of(ctx, (id, standing), after, ctx.state.limits.page_size).await?;
    let counts = counts(ctx, Some(id)).await?;
    Ok(PlanTasks { plan: summary(ctx, &reference, &row, &counts)?, standing, rows, next })
}

/// A plan that may have tasks in the actor's area.
async fn seen(ctx: &Ctx, id: PlanId) -> Result<recurring_plan::Model> {
    let row = recurring_plan::Entity::find_by_id(id.0).one(ctx.db().read()).await?;
    let row = row.ok_or_else(|| Error::code(Code::NotFound))?;
    let (own, its): (&AreaCode, AreaCode) = (&ctx.actor.area, row.area_code.parse()?);
    if !own.contains(&its) && !its.contains(own) {
        return Err(Error::code(Code::NotFound));
    }
    Ok(row)
}

/// At most `size` tasks of a plan in the actor's area, behind `after`, and where the next ones begin.
async fn rows_of(
    ctx: &Ctx,
    (id, standing): (PlanId, TaskStanding),
    after: Option<TaskKey>,
    size: u64,
) -> Result<(Vec<TaskRow>, Option<TaskKey>)> {
    let mut conditions = Scope::of(ctx, None)?.condition("t");
    conditions.add("t.plan_id = ?", [id.0.into()]);
    stands(ctx, &mut conditions, standing);
    let (behind, order) = match standing {
        TaskStanding::Open | TaskStanding::Overdue => (">", "t.due, t.id"),
        TaskStanding::Done => ("<", "t.due DESC, t.id DESC"),
    };
    if let Some(TaskKey { due, id }) = after {
        // a day that no record has is no place, and PostgreSQL knows fewer of them
        if !is_kept(due) {
            return Err(Fault::field("after", FieldCode::OutOfRange).into());
        }
        conditions.add(
            format!("(t.due {behind} ? OR t.due = ? AND t.id {behind} ?)"),
            [due.into(), due.into(), id.0.into()],
        );
    }
    let mut rows = tasks(ctx, &conditions, (order, size + 1), false).await?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| more).map(|row| TaskKey { due: row.due, id: row.id });
    Ok((rows, next))
}

/// A task `t` at a site `s` that somebody has to go for: nobody goes where a site has closed down, and tablets do not know it
/// any more. When it opens again its tasks wait again.
pub(super) const WAITS: &str = "t.done_by IS NULL AND s.status = 'active'";

/// Only tasks that stand so. Those that are overdue wait too.
pub(super) fn stands(ctx: &Ctx, conditions: &mut Conditions, standing: TaskStanding) {
    match standing {
        TaskStanding::Open => conditions.add(WAITS, []),
        TaskStanding::Overdue => conditions.add(WAITS, []).add("t.due < ?", [local_date(ctx.now).into()]),
        TaskStanding::Done => conditions.add("t.done_by IS NOT NULL", []),
    };
}

/// Only the tasks of these people.
pub(super) fn belong(ctx: &Ctx, conditions: &mut Conditions, whose: Whose) {
    match whose {
        Whose::Mine => conditions.add("t.assignee_id = ?", [ctx.actor.user.0.into()]),
        Whose::Nobody => conditions.add("t.assignee_id IS NULL", []),
        Whose::All => conditions,
    };
}

/// The plans whose tasks may lie in the actor's area, by title.
pub(crate) async fn titles(ctx: &Ctx) -> Result<Vec<FieldPlan>> {
    let mut sql = Sql::new("SELECT c.id, c.title FROM recurring_plan c");
    sql.filter(&near(ctx)).push(" ORDER BY c.title, c.id");
    let read = |row: &QueryResult| {
        let (id, title) = (PlanId(row.try_get_by_index(0)?), row.try_get_by_index(1)?);
        Ok::<_, Error>(FieldPlan { id, title })
    };
    sql.all(ctx.db().read()).await?.iter().map(read).collect()
}

/// The numbers of the tasks of each plan, or of one, in the actor's area.
async fn counts(ctx: &Ctx, plan: Option<PlanId>) -> Result<Counts> {
    let today = local_date(ctx.now);
    // as `WAITS` says it; only of those that are not done a site is asked for
    let waits =
        "t.done_by IS NULL AND EXISTS (SELECT 1 FROM site s WHERE s.id = t.site_id AND s.status = 'active')";
    let mut sql = Sql::default();
    sql.bind(
        &format!(
            "SELECT t.plan_id, CAST(sum(CASE WHEN {waits} THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(sum(CASE WHEN t.due < ? AND {waits} THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(sum(CASE WHEN t.done_by IS NULL THEN 0 ELSE 1 END) AS BIGINT) FROM task t"
        ),
        [today.into()],
    );
    let mut conditions = Scope::of(ctx, None)?.condition("t");
    if let Some(plan) = plan {
        conditions.add("t.plan_id = ?", [plan.0.into()]);
    }
    sql.filter(&conditions).push(" GROUP BY t.plan_id");
    let rows = sql.all(ctx.db().read()).await?;
    rows.iter()
        .map(|row| {
            let numbers = (row.try_get_by_index(1)?, row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            Ok((row.try_get_by_index(0)?, numbers))
        })
        .collect()
}

/// The tasks of a day: what waits on it (due by then) in the order of the walk, and what was carried out on it. Of the person who asks
/// also the doors that they were given of the campaigns that run on it; of everybody a page of who was given how many, behind `after`.
/// The walk begins at `from`.
pub async fn day(
    ctx: &Ctx,
    (day, whose): (NaiveDate, Whose),
    area: Option<AreaCode>,
    from: Option<Point<Wgs84>>,
    after: Option<GivenKey>,
) -> Result<DayTasks> {
    if !is_kept(day) {
        return Err(Fault::field("day", FieldCode::OutOfRange).into());
    }
    let mut scope = Scope::of(ctx, area.as_ref())?.condition("t");
    belong(ctx, &mut scope, whose);
    // whoever goes there has to find the door
    let in_full = whose == Whose::Mine && ctx.actor.role.has(Right::RecordVisit);
    let mut open = scope.clone();
    open.add(WAITS, []).add("t.due <= ?", [day.into()]);
    let mut waiting = tasks(ctx, &open, BY_DAY, in_full).await?;
    if whose == Whose::Mine {
        waiting.extend(campaigns::doors::mine(ctx, day, area.as_ref(), in_full).await?);
    }
    let more = waiting.len() as u64 > MOST;
    waiting.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
    let given = match whose {
        Whose::All => campaigns::doors::given(ctx, day, area.as_ref(), after).await?,
        Whose::Mine | Whose::Nobody => GivenPage::default(),
    };
    let mut done = scope;
    done.add("t.done_at >= ? AND t.done_at < ?", [day_start(day).into(), day_end(day).into()]);
    let done = tasks(ctx, &done, BY_DAY, in_full).await?;
    let stop = |task: &TaskRow| Stop { site: task.site, point: task.point, address: task.address.clone() };
    let (walk, length) = in_order(waiting, from, stop);
    Ok(DayTasks { day, whose, walk, length, done, more, given, people: workers(ctx).await? })
}

/// The order of a day's tasks, and how many are read.
const BY_DAY: (&str, u64) = ("t.due, s.sort_key", MOST + 1);

async fn tasks(
    ctx: &Ctx,
    conditions: &Conditions,
    (order, limit): (&str, u64),
    in_full: bool,
) -> Result<Vec<TaskRow>> {
    let reference = ctx.state.reference().await?;
    let mut sql = Sql::new(format!("SELECT {COLUMNS} FROM {TABLES}"));
    sql.filter(conditions).bind(&format!(" ORDER BY {order} LIMIT ?"), [cap(limit)]);
    sql.all(ctx.db().read()).await?.iter().map(|row| read(row, &reference.areas, in_full)).collect()
}

/// Tasks with what stands beside them.
pub(super) const TABLES: &str = "task t JOIN recurring_plan p ON p.id = t.plan_id \
     JOIN site s ON s.id = t.site_id LEFT JOIN user_account u ON u.id = t.assignee_id";

/// What [`read`] reads, in its order.
pub(super) const COLUMNS: &str = "t.id, p.title, t.site_id, s.kind, s.name, s.address, s.room, t.area_code, t.due, \
     u.name, t.done_at, s.lon, s.lat, t.sort_key";

/// A task, masked for households unless it is wanted in full.
pub(super) fn read(row: &QueryResult, areas: &Areas, in_full: bool) -> Result<TaskRow> {
    let kind: SiteKind = row.try_get_by_index::<String>(3)?.parse()?;
    let (mut name, mut address): (String, String) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
    if !in_full {
        let room: Option<String> = row.try_get_by_index(6)?;
        (name, address) = shown(kind, name, address, room.as_deref());
    }
    let area: AreaCode = row.try_get_by_index::<String>(7)?.parse()?;
    let due: NaiveDate = row.try_get_by_index(8)?;
    Ok(TaskRow {
        id: TaskId(row.try_get_by_index(0)?),
        plan: row.try_get_by_index(1)?,
        campaign: None,
        site: SiteId(row.try_get_by_index(2)?),
        kind,
        name,
        address,
        area: areas.named(&area),
        due,
        assignee: row.try_get_by_index(9)?,
        done_at: row.try_get_by_index::<Option<DateTime<Utc>>>(10)?,
        point: point(row.try_get_by_index(11)?, row.try_get_by_index(12)?),
        key: Key { due: Some(due), sort_key: row.try_get_by_index(13)? },
    })
}
