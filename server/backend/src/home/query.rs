//! The first page: what waits for whom.

use crate::{
    ctx::Ctx,
    error::Result,
    figures, hazards, inspections,
    listing::{Scope, Sql, map::count},
    sync::devices,
};
use domain::{
    actor::Right,
    hazards::{Severity, Status},
    home::Home,
    listing::{HazardFilter, InspectionFilter, Sort, Total},
    period::Month,
};

/// Hazards of this person that are shown.
const MINE: u64 = 20;
/// Visits of this person that are shown.
const VISITS: u64 = 5;

/// Everything the first page shows, for any role.
pub async fn home(ctx: &Ctx) -> Result<Home> {
    let status = |status| HazardFilter { status: vec![status], ..HazardFilter::default() };
    let open = HazardFilter { status: hazards::query::open(), ..HazardFilter::default() };
    let major = HazardFilter { severity: Some(Severity::Major), ..open.clone() };
    let overdue = HazardFilter { overdue: true, ..HazardFilter::default() };
    let mine = HazardFilter { assignee: Some(ctx.actor.user), ..open };
    let visits = InspectionFilter { inspector: Some(ctx.actor.user), ..InspectionFilter::default() };
    let month = Month::of(ctx.now).period();
    Ok(Home {
        to_assign: hazards::query::count(ctx, &status(Status::Registered)).await?,
        to_review: hazards::query::count(ctx, &status(Status::Rectified)).await?,
        transferred: hazards::query::count(ctx, &status(Status::Transferred)).await?,
        overdue: hazards::query::count(ctx, &overdue).await?,
        major: hazards::query::count(ctx, &major).await?,
        extensions: extensions(ctx).await?,
        late_tablets: late_tablets(ctx).await?,
        mine: hazards::query::first(ctx, &mine, Sort::Due, MINE).await?,
        mine_total: hazards::query::count(ctx, &mine).await?,
        visits: inspections::query::first(ctx, &visits, VISITS).await?,
        figures: figures::query::figures(ctx, &ctx.actor.area, month).await?,
        month,
    })
}

/// Tablets that keep work for too long; an area has few of them.
async fn late_tablets(ctx: &Ctx) -> Result<Option<u64>> {
    if !ctx.actor.role.has(Right::WatchTablets) {
        return Ok(None);
    }
    devices::late(ctx).await.map(Some)
}

/// Requests for a later deadline that wait; few at any time, and an index knows them.
async fn extensions(ctx: &Ctx) -> Result<Total> {
    let index = if ctx.db().is_sqlite() { " INDEXED BY ix_hazard_extension" } else { "" };
    let mut sql = Sql::new(format!("SELECT 1 FROM hazard h{index}"));
    let mut waiting = Scope::of(ctx, None)?.by_subdistrict("h");
    waiting.add("h.extension_until IS NOT NULL", []);
    sql.filter(&waiting);
    count(ctx.db(), ctx.state.limits.total_cap, sql).await
}
