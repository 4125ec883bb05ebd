//! Reads of hazards: lists, maps, pages.

mod cells;
mod detail;
pub(crate) mod figure_set;
mod map;
mod plan;
mod rows;
mod whole;

pub use detail::detail;
pub use map::map;
pub(crate) use whole::{Whole, whole};

use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Walk, page, position},
};
use domain::{
    hazards::{HazardSummary, Status},
    ids::InspectionId,
    listing::{HazardFilter, Page, Sort, Total},
};
use plan::Plan;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];

/// One page of the hazards that this person may see.
pub async fn list(ctx: &Ctx, filter: &HazardFilter, limit: u64) -> Result<Page<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, filter.common.window()).await?;
    let (order, cursor) = position(&filter.common, ORDERS);
    let rows = page(
        order,
        cursor,
        limit,
        |row: &HazardSummary| row.key,
        |walk| Box::pin(rows::walk(ctx, &reference.areas, &plan, walk)),
    )
    .await?;
    let total = plan.count(ctx, plan.cap(ctx)).await?;
    let without_position = without_position(ctx, filter).await?;
    Ok(rows.into_page(total, without_position))
}

/// How many of the filter have no position and are therefore on no map, whatever window it shows.
async fn without_position(ctx: &Ctx, filter: &HazardFilter) -> Result<Total> {
    let plan = Plan::new(ctx, filter, None).await?;
    plan.count_unplaced(ctx, plan.cap(ctx)).await
}

/// The first rows of a filter, without totals.
pub(crate) async fn first(
    ctx: &Ctx,
    filter: &HazardFilter,
    order: Sort,
    limit: u64,
) -> Result<Vec<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, None).await?;
    rows::walk(ctx, &reference.areas, &plan, Walk::start(order, limit)).await
}

/// What a visit found, in the order of its numbers.
pub(crate) async fn of_inspection(ctx: &Ctx, id: InspectionId) -> Result<Vec<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    let mut of_visit = Conditions::default();
    of_visit.add("h.inspection_id = ?", [id.0.into()]);
    rows::matching(ctx, &reference.areas, &of_visit, " ORDER BY h.year, h.seq").await
}

/// How many there are, counted up to the cap of totals.
pub(crate) async fn count(ctx: &Ctx, filter: &HazardFilter) -> Result<Total> {
    let plan = Plan::new(ctx, filter, None).await?;
    plan.count(ctx, plan.cap(ctx)).await
}

/// The statuses of what is neither closed nor void.
pub(crate) fn open() -> Vec<Status> {
    plan::open()
}
