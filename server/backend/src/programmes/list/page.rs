//! One page of a list.

use super::{Plan, Read};
use crate::{
    areas::Areas,
    ctx::Ctx,
    error::{Error, Result},
    listing::{Leaf, Sql, Walk, map::counted, page, position, rows, total},
};
use domain::listing::{Common, Key, Page, Sort, Total};
use sea_orm::QueryResult;
use serde::de::DeserializeOwned;

/// What a page reads of a row, where there is so much of it that reading whole rows would cost more than finding them: all rows come as
/// one text.
pub(in crate::programmes) trait Brief: DeserializeOwned {
    /// What is shown.
    type Shown: Send;

    /// Its columns in its order, of the table `t`, its site `s` and what the source joins.
    fn columns(sqlite: bool) -> String;

    /// As it is shown. The flag says that its place is that in a list by the end of life.
    fn shown(self, ctx: &Ctx, areas: &Areas, by_due: bool) -> Self::Shown;

    /// Its place.
    fn key(shown: &Self::Shown) -> Key;
}

/// The orders in which a list can be.
fn orders(plan: &Plan) -> &'static [Sort] {
    if plan.source.by_due { &[Sort::Newest, Sort::Oldest, Sort::Due] } else { &[Sort::Newest, Sort::Oldest] }
}

/// One page of a list, in one statement: a way to the connection and back costs more than most of its answers. The second plan is that of
/// all windows.
pub(in crate::programmes) async fn brief<R: Brief>(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    common: &Common,
    limit: u64,
) -> Result<Page<R::Shown>> {
    let reference = ctx.state.reference().await?;
    let (order, cursor) = position(common, orders(plan));
    let leaf = Leaf::new(order, cursor, limit);
    let most = ctx.state.limits.total_cap;
    let mut all = Sql::default();
    all.ask(plan.text(&R::columns(ctx.db().is_sqlite()), leaf.walk()))
        .ask(counted(most, plan.select("1")))
        .ask(counted(most, everywhere.without_position()));
    let answer = all.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let found = in_order::<R>(ctx, &reference.areas, &answer, leaf.walk())?;
    let (here, unplaced) = (number(&answer, 1, most)?, number(&answer, 2, most)?);
    let cut = leaf.cut(found, R::key);
    let met = match cut.behind() {
        Some(walk) => plan.keys(walk).one(ctx.db().read()).await?.is_some(),
        None => false,
    };
    Ok(cut.page(met).into_page(here, unplaced))
}

/// The rows of an answer, in the order of the walk.
fn in_order<R: Brief>(ctx: &Ctx, areas: &Areas, answer: &QueryResult, walk: Walk) -> Result<Vec<R::Shown>> {
    let by_due = walk.order == Sort::Due;
    let found: Vec<R> = rows(answer, 0)?;
    let mut found: Vec<R::Shown> = found.into_iter().map(|row| row.shown(ctx, areas, by_due)).collect();
    found.sort_unstable_by_key(|row| {
        let key = R::key(row);
        (key.due, key.sort_key)
    });
    if !walk.rising() {
        found.reverse();
    }
    Ok(found)
}

/// A number of an answer that stops at the cap.
fn number(answer: &QueryResult, column: usize, most: u64) -> Result<Total> {
    Ok(total(answer.try_get_by_index(column)?, most))
}

/// One page of a list whose rows are read as a whole. The second plan is that of all windows.
pub(in crate::programmes) async fn list<T: Send>(
    ctx: &Ctx,
    (plan, everywhere): (&Plan, &Plan),
    common: &Common,
    limit: u64,
    read: Read<T>,
    key: fn(&T) -> Key,
) -> Result<Page<T>> {
    let reference = ctx.state.reference().await?;
    let (order, cursor) = position(common, orders(plan));
    let rows =
        page(Leaf::new(order, cursor, limit), key, |walk| Box::pin(plan.walk(ctx, &reference, walk, read)))
            .await?;
    let most = ctx.state.limits.total_cap;
    let mut numbers = Sql::default();
    numbers.ask(counted(most, plan.select("1"))).ask(counted(most, everywhere.without_position()));
    let answer = numbers.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    Ok(rows.into_page(number(&answer, 0, most)?, number(&answer, 1, most)?))
}
