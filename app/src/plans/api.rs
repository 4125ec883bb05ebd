//! What the pages about plans, tasks and targets ask the server for.

use crate::{codec::Text, error::AppError};
use chrono::NaiveDate;
use domain::{
    area::AreaCode,
    ids::{PlanId, TargetId},
    listing::Page,
    programmes::plan_views::{DayTasks, PlanPage, PlanTasks, TaskRow, TaskStanding, Whose, YearTargets},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// A page of the plans of the person's area, behind the plan `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_plans(after: Option<PlanId>) -> Result<PlanPage, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::plans::query::list(&ctx, after).await.map_err(crate::ssr::told)
}

/// One plan with a page of its tasks (those that wait when nothing else is asked for), behind the one that `after` names.
#[server(input = GetUrl, output = Text)]
pub async fn read_plan(
    id: PlanId,
    standing: Option<TaskStanding>,
    after: Option<String>,
) -> Result<PlanTasks, AppError> {
    let ctx = crate::ssr::ctx()?;
    let after = after.and_then(|key| key.parse().ok());
    backend::plans::query::tasks_of(&ctx, id, standing.unwrap_or(TaskStanding::Open), after)
        .await
        .map_err(crate::ssr::told)
}

/// The tasks of a day (today when none is given), in the order of the walk, and behind `after` who was given doors of campaigns.
#[server(input = GetUrl, output = Text)]
pub async fn read_tasks(
    day: Option<NaiveDate>,
    whose: Option<Whose>,
    area: Option<AreaCode>,
    after: Option<String>,
) -> Result<DayTasks, AppError> {
    use domain::{actor::Right, calendar::local_date};
    let ctx = crate::ssr::ctx()?;
    let day = day.unwrap_or_else(|| local_date(ctx.now));
    // who gives tasks to others sees all of them at first
    let usual = if ctx.actor.role.has(Right::RecordVisit) && !ctx.actor.role.has(Right::Assign) {
        Whose::Mine
    } else {
        Whose::All
    };
    let after = after.and_then(|key| key.parse().ok());
    backend::plans::query::day(&ctx, (day, whose.unwrap_or(usual)), area, None, after)
        .await
        .map_err(crate::ssr::told)
}

/// One page of the tasks of all plans; `query` is the address's query, the filter's text form.
#[server(input = GetUrl, output = Text)]
pub async fn list_tasks(query: String) -> Result<Page<TaskRow>, AppError> {
    let ctx = crate::ssr::ctx()?;
    let filter = crate::query::parse(&query);
    backend::plans::list::tasks(&ctx, &filter, ctx.state.limits.page_size).await.map_err(crate::ssr::told)
}

/// A page of the targets of a year (this one when none is given), behind the target `after`.
#[server(input = GetUrl, output = Text)]
pub async fn list_year_targets(year: Option<i32>, after: Option<TargetId>) -> Result<YearTargets, AppError> {
    let ctx = crate::ssr::ctx()?;
    backend::targets::query::list(&ctx, year, after).await.map_err(crate::ssr::told)
}
