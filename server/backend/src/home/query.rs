//! The first page: what waits for whom.

use crate::{
    ctx::Ctx,
    desk::{self, pulse},
    error::Result,
    figures, hazards, inspections,
    sync::devices,
};
use domain::{
    actor::Right,
    home::{Home, Waiting},
    listing::{HazardFilter, InspectionFilter, Sort},
    period::Month,
};
use std::time::Duration;

/// Hazards of this person that are shown.
const MINE: u64 = 20;
/// Visits of this person that are shown.
const VISITS: u64 = 5;

/// Everything the first page shows, for any role.
pub async fn home(ctx: &Ctx) -> Result<Home> {
    let mine = HazardFilter {
        status: hazards::query::open(),
        assignee: Some(ctx.actor.user),
        ..HazardFilter::default()
    };
    let visits = InspectionFilter { inspector: Some(ctx.actor.user), ..InspectionFilter::default() };
    let month = Month::of(ctx.now).period();
    // first: what changes while the rest is read is then told as a change
    let mark = pulse::changed(ctx, None, Duration::ZERO).await?.mark;
    Ok(Home {
        waiting: waiting(ctx).await?,
        late_tablets: late_tablets(ctx).await?,
        mine: hazards::query::first(ctx, &mine, Sort::Due, MINE).await?,
        mine_total: hazards::query::count(ctx, &mine).await?,
        visits: inspections::query::first(ctx, &visits, VISITS).await?,
        figures: figures::query::figures(ctx, &ctx.actor.area, month).await?,
        month,
        mark,
    })
}

/// What waits, for any role.
pub async fn waiting(ctx: &Ctx) -> Result<Waiting> {
    let beside =
        if ctx.actor.role.has(Right::WatchDesk) { Some(desk::query::beside(ctx).await?) } else { None };
    Ok(Waiting { queues: hazards::query::queues(ctx, None).await?, beside })
}

/// Tablets that keep work for too long; an area has few of them.
async fn late_tablets(ctx: &Ctx) -> Result<Option<u64>> {
    if !ctx.actor.role.has(Right::WatchTablets) {
        return Ok(None);
    }
    devices::late(ctx).await.map(Some)
}
