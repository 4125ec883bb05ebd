//! One page of a list.

use super::{Plan, Read};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{Leaf, Sql, map::counted, page, position, total},
};
use domain::listing::{Common, Key, Page, Sort, Total};

/// One page of a list. The second plan is that of all windows.
pub(in crate::programmes) async fn list<T: Send>(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    common: &Common,
    limit: u64,
    read: Read<T>,
    key: fn(&T) -> Key,
) -> Result<Page<T>> {
    let reference = ctx.state.reference().await?;
    let orders: &[Sort] = if plan.source.by_due {
        &[Sort::Newest, Sort::Oldest, Sort::Due]
    } else {
        &[Sort::Newest, Sort::Oldest]
    };
    let (order, cursor) = position(common, orders);
    let rows =
        page(Leaf::new(order, cursor, limit), key, |walk| Box::pin(plan.walk(ctx, &reference, walk, read)))
            .await?;
    // one statement: a way to the connection and back costs more than most of its answers
    let most = ctx.state.limits.total_cap;
    let mut numbers = Sql::default();
    numbers.ask(counted(most, plan.select("1"))).ask(counted(most, everywhere.without_position()));
    let answer = numbers.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let number = |column| -> Result<Total> { Ok(total(answer.try_get_by_index(column)?, most)) };
    Ok(rows.into_page(number(0)?, number(1)?))
}
