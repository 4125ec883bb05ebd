//! The tasks of all plans as list, map and table, like those of the registers.

use super::query::{COLUMNS, TABLES, WAITS, belong, read, stands};
use crate::{
    ctx::Ctx,
    error::Result,
    listing::{
        Scope,
        joined::{Joined, Source},
    },
    programmes::export::{at_sites, headings, moment},
    sites::query::{found_ids, shown},
    tables::{Listed, Masks, Piece},
};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    calendar::{is_kept, local_date},
    geo::Bbox,
    listing::{Common, Page, Sort},
    programmes::{
        filters::TaskFilter,
        plan_views::{TaskRow, TaskStanding},
    },
    sites::SiteKind,
};
use futures::future::BoxFuture;
use sea_orm::QueryResult;
use serde::Serialize;
use uuid::Uuid;

/// What is due first is first.
const ORDERS: &[Sort] = &[Sort::Due];

const SOURCE: Source = Source { from: TABLES, lon: "s.lon", lat: "s.lat", key: "t.sort_key", due: "t.due" };

fn plan(ctx: &Ctx, filter: &TaskFilter) -> Result<Joined> {
    let scope = Scope::of(ctx, filter.common.area.as_ref())?;
    let mut conditions = scope.in_subdistrict("t");
    match filter.standing {
        Some(standing) => stands(ctx, &mut conditions, standing),
        None => {
            conditions.add(format!("(t.done_by IS NOT NULL OR {WAITS})"), []);
        }
    }
    if let Some(whose) = filter.whose {
        belong(ctx, &mut conditions, whose);
    }
    conditions.any_of("s.kind", &filter.kind, SiteKind::as_str);
    if let Some(plan) = filter.plan {
        conditions.add("t.plan_id = ?", [plan.0.into()]);
    }
    if let Some(task) = filter.task {
        conditions.add("t.id = ?", [task.0.into()]);
    }
    // a day that no record has limits nothing, and PostgreSQL knows fewer of them
    let Common { from, to, .. } = &filter.common;
    if let Some(from) = from.filter(|day| is_kept(*day)) {
        conditions.add("t.due >= ?", [from.into()]);
    }
    if let Some(to) = to.filter(|day| is_kept(*day)) {
        conditions.add("t.due <= ?", [to.into()]);
    }
    if let Some(text) = &filter.common.q {
        match found_ids(ctx, text, &scope.area) {
            Some(ids) => conditions.within("t.site_id", ids),
            None => conditions.add("1 = 0", []),
        };
    }
    Ok(Joined::new(SOURCE, conditions, filter.common.window()).unplaced(filter.common.no_position))
}

/// One page of the tasks that this person may see.
pub async fn tasks(ctx: &Ctx, filter: &TaskFilter, limit: u64) -> Result<Page<TaskRow>> {
    let reference = ctx.state.reference().await?;
    let common = Common { sort: Some(Sort::Due), ..filter.common.clone() };
    plan(ctx, filter)?
        .page(
            ctx,
            COLUMNS,
            &|row| read(row, &reference.areas, false),
            |row| row.key,
            (&common, ORDERS, limit),
        )
        .await
}

#[derive(Serialize)]
struct Sign {
    id: Uuid,
    title: String,
    status: TaskStanding,
    category: SiteKind,
    overdue: bool,
}

/// The tasks of the filter in a window as GeoJSON, like [`crate::hazards::query::map`]; a point is its site's.
pub async fn map(ctx: &Ctx, filter: &TaskFilter, window: Bbox, zoom: f64) -> Result<String> {
    let today = local_date(ctx.now);
    let columns = "t.id, s.kind, s.name, s.address, s.room, t.due, t.done_at";
    plan(ctx, filter)?.map(ctx, (window, zoom), columns, &|row| sign(row, today)).await
}

fn sign(row: &QueryResult, today: NaiveDate) -> Result<Sign> {
    let kind: SiteKind = row.try_get_by_index::<String>(1)?.parse()?;
    let room: Option<String> = row.try_get_by_index(4)?;
    let (title, _) = shown(kind, row.try_get_by_index(2)?, row.try_get_by_index(3)?, room.as_deref());
    let done = row.try_get_by_index::<Option<DateTime<Utc>>>(6)?.is_some();
    let status = TaskStanding::of(done, row.try_get_by_index(5)?, today);
    Ok(Sign {
        id: row.try_get_by_index(0)?,
        title,
        status,
        category: kind,
        overdue: status == TaskStanding::Overdue,
    })
}

impl Listed for TaskFilter {
    const SUBJECT: &'static str = "task";

    fn headings() -> Vec<&'static str> {
        headings(&["计划", "到期日", "负责人", "完成时间"])
    }

    fn piece<'a>(&'a self, ctx: &'a Ctx, masks: Masks, limit: u64) -> BoxFuture<'a, Result<Piece>> {
        Box::pin(async move {
            let page = tasks(ctx, self, limit).await?;
            at_sites(ctx, page, masks, |row| row.site, cells).await
        })
    }
}

fn cells(row: &TaskRow) -> Vec<String> {
    vec![row.plan.clone(), row.due.to_string(), row.assignee.clone().unwrap_or_default(), moment(row.done_at)]
}
