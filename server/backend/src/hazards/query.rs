//! Reads of hazards: lists, maps, pages.

mod detail;
pub(crate) mod figure_set;
mod map;
mod number;
mod plan;
mod queues;
mod rows;
mod squares;
mod supervision;
mod tile;
mod totals;
mod whole;

pub use detail::{detail, named};
pub use map::map;
pub use queues::queues;
pub use supervision::supervised;
pub use tile::tile;
pub(crate) use whole::{Whole, whole};

use crate::{
    ctx::Ctx,
    error::Result,
    listing::{Leaf, Walk, position},
};
use domain::{
    hazards::{HazardSummary, Status},
    ids::{HazardId, InspectionId},
    listing::{HazardFilter, Page, Sort, Total},
};
use plan::Plan;

const ORDERS: &[Sort] = &[Sort::Newest, Sort::Oldest, Sort::Due];

/// One page of the hazards that this person may see.
pub async fn list(ctx: &Ctx, filter: &HazardFilter, limit: u64) -> Result<Page<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    let mut plan = Plan::new(ctx, filter, filter.common.window())?;
    // what has no position is on no map, whatever window it shows
    let everywhere = Plan::new(ctx, filter, None)?;
    let (order, cursor) = position(&filter.common, ORDERS);
    let leaf = Leaf::new(order, cursor, limit);
    let rows::First { mut rows, total, without_position } =
        rows::first(ctx, &reference.areas, (&plan, &everywhere), leaf.walk()).await?;
    if total.more && plan.in_one_pass() {
        plan = plan.of_many();
        rows = rows::walk(ctx, &reference.areas, &plan, leaf.walk()).await?;
    }
    let cut = leaf.cut(rows, |row| row.key);
    let met = match cut.behind() {
        Some(walk) => !rows::walk(ctx, &reference.areas, &plan, walk).await?.is_empty(),
        None => false,
    };
    Ok(cut.page(met).into_page(total, without_position))
}

/// The rows of a page, and the next one, without counting anything: a table has many pages and shows no totals.
pub(crate) async fn leaf(ctx: &Ctx, filter: &HazardFilter, limit: u64) -> Result<Page<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    let mut plan = Plan::new(ctx, filter, filter.common.window())?;
    if plan.in_one_pass() {
        // passing all rows once for each page would make a long table as long again for each of them
        plan = plan.of_many();
    }
    let (order, cursor) = position(&filter.common, ORDERS);
    let leaf = Leaf::new(order, cursor, limit);
    let rows = rows::walk(ctx, &reference.areas, &plan, leaf.walk()).await?;
    Ok(leaf.cut(rows, |row| row.key).page(false).into_page(Total::default(), Total::default()))
}

/// The first rows of a filter, without totals.
pub(crate) async fn first(
    ctx: &Ctx,
    filter: &HazardFilter,
    order: Sort,
    limit: u64,
) -> Result<Vec<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    let plan = Plan::new(ctx, filter, None)?;
    rows::walk(ctx, &reference.areas, &plan, Walk::start(order, limit)).await
}

/// What a visit found, in the order of its numbers.
pub(crate) async fn of_inspection(ctx: &Ctx, id: InspectionId) -> Result<Vec<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    rows::of_inspection(ctx, &reference.areas, id).await
}

/// Those of these hazards that this person may see, in the order of their numbers.
pub(crate) async fn of_ids(ctx: &Ctx, ids: &[HazardId]) -> Result<Vec<HazardSummary>> {
    let reference = ctx.state.reference().await?;
    rows::of_ids(ctx, &reference.areas, ids).await
}

/// How many there are.
pub(crate) async fn count(ctx: &Ctx, filter: &HazardFilter) -> Result<Total> {
    Plan::new(ctx, filter, None)?.total(ctx).alone(ctx).await
}

/// The statuses of what is neither closed nor void.
pub(crate) fn open() -> Vec<Status> {
    plan::open()
}
