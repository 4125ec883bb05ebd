//! How many hazards wait in each queue of the desk. A queue is a filter, and its number is the total of that filter's list;
//! only that what has to be looked for among the open ones (late, due soon, major) is looked for once for all of them.

use super::{plan::Plan, totals::Read};
use crate::{
    ctx::Ctx,
    error::{Error, Result},
    listing::{Conditions, Sql},
};
use domain::{
    area::AreaCode,
    desk::{queue::Queue, views::QueueCount},
};

/// All queues, of an area inside the person's own or of all of it, in one statement.
pub async fn queues(ctx: &Ctx, area: Option<&AreaCode>) -> Result<Vec<QueueCount>> {
    let mut questions = Sql::default();
    let mut reads = Vec::with_capacity(Queue::ALL.len());
    let mut passing: Option<Plan> = None;
    let mut counted: Vec<Conditions> = Vec::new();
    for queue in Queue::ALL {
        let mut filter = queue.filter();
        filter.common.area = area.cloned();
        // a number has no order
        filter.common.sort = None;
        let plan = Plan::new(ctx, &filter, None)?;
        if plan.passes_open() {
            questions.ask(Sql::new(format!("SELECT o.n{} FROM o", counted.len())));
            reads.push(Read::Exact);
            counted.push(plan.rest.clone());
            passing.get_or_insert(plan);
        } else {
            reads.push(plan.total(ctx).ask(&mut questions));
        }
    }
    let mut all = passing.as_ref().map_or_else(Sql::default, |plan| pass(plan, counted));
    all.append(questions);
    let answer = all.one(ctx.db().read()).await?.ok_or_else(|| Error::broken("no answer"))?;
    let count = |(column, (queue, read)): (usize, (&Queue, Read))| {
        Ok(QueueCount { queue: *queue, total: read.of(&answer, column)? })
    };
    Queue::ALL.iter().zip(reads).enumerate().map(count).collect()
}

/// Passes the open ones once and counts in columns `n0`, `n1` … of `o`.
fn pass(plan: &Plan, counted: Vec<Conditions>) -> Sql {
    let mut sql = Sql::new("WITH o AS MATERIALIZED (SELECT ");
    for (i, conditions) in counted.into_iter().enumerate() {
        sql.push(if i == 0 { "" } else { ", " }).append(conditions.counted()).push(&format!(" AS n{i}"));
    }
    sql.append(plan.from()).filter(&plan.pass()).push(") ");
    sql
}
