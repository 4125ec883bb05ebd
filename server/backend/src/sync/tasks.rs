//! What is to be visited, as a tablet keeps it: open tasks of recurring plans that are the person's or nobody's, and the
//! doors on the lists of running campaigns that were not let in yet and are theirs or nobody's.

use super::{
    gear::paged,
    query::{Changed, PAGE, first},
    subdistrict,
};
use crate::{
    campaigns,
    ctx::Ctx,
    error::Result,
    listing::{Conditions, Scope, Sql, cap, places},
};
use domain::{
    ids::{CampaignId, PlanId, SiteId, TaskId},
    programmes::campaign::{Standing, target_id},
    sync::{FieldTarget, FieldTask, Gone, Page},
};
use sea_orm::{QueryResult, Value};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What [`task`] reads, in its order.
const TASK: &str = "t.id, t.plan_id, t.site_id, t.due, t.assignee_id, t.change_seq";

/// What [`target`] reads, in its order.
const TARGET: &str = "t.campaign_id, t.site_id, t.standing, t.assignee_id, t.change_seq";

/// A page of the tasks that a tablet takes along, behind the key `after`.
pub async fn tasks(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldTask>> {
    let mut open = whose(ctx);
    open.add("t.done_by IS NULL", []);
    let (found, more) = first(page(ctx, ("task", TASK), after, &open).await?);
    Ok(paged(read(ctx, &found, task)?, more, |task| task.key))
}

/// A page of the doors on the lists of campaigns, likewise.
pub async fn targets(ctx: &Ctx, after: Option<i64>) -> Result<Page<FieldTarget>> {
    subdistrict(ctx)?;
    let running: Vec<Value> = campaigns::running(ctx).await?.iter().map(|it| it.choice.id.0.into()).collect();
    if running.is_empty() {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let mut open = whose(ctx);
    // as the index says it
    open.add(format!("t.standing <> '{}'", Standing::LetIn.as_str()), []);
    open.add(format!("t.campaign_id IN ({})", places(running.len())), running);
    let (found, more) = first(page(ctx, ("campaign_target", TARGET), after, &open).await?);
    Ok(paged(read(ctx, &found, target)?, more, |target| target.key))
}

/// Those of this person, and those that nobody was given.
fn whose(ctx: &Ctx) -> Conditions {
    let mut whose = Conditions::default();
    whose.add("(t.assignee_id IS NULL OR t.assignee_id = ?)", [ctx.actor.user.0.into()]);
    whose
}

/// The same of a record whose column `at` says whom it was given to.
fn is_for(ctx: &Ctx, row: &Changed, at: usize) -> Result<bool> {
    let assignee: Option<Uuid> = row.found.try_get_by_index(at)?;
    Ok(assignee.is_none_or(|who| who == ctx.actor.user.0))
}

/// Open rows of a table behind the key `after`, in the order of their changes, and one more. Whatever changes meanwhile comes
/// to the end, so nothing is passed over.
async fn page(
    ctx: &Ctx,
    (table, columns): (&str, &str),
    after: Option<i64>,
    open: &Conditions,
) -> Result<Vec<QueryResult>> {
    subdistrict(ctx)?;
    let mut sql = Sql::new(format!("SELECT {columns} FROM {table} t"));
    if ctx.db().is_sqlite() {
        sql.push(&format!(" INDEXED BY ix_{table}_open_change"));
    }
    let mut conditions = Scope::from(ctx.actor.area.clone()).by_subdistrict("t").and(open);
    conditions.add("t.change_seq > ?", [after.unwrap_or(i64::MIN).into()]);
    sql.filter(&conditions).bind(" ORDER BY t.change_seq LIMIT ?", [cap(PAGE + 1)]);
    sql.all(ctx.db().read()).await
}

fn read<T>(ctx: &Ctx, found: &[QueryResult], one: fn(&QueryResult, Uuid) -> Result<T>) -> Result<Vec<T>> {
    found.iter().map(|row| one(row, ctx.actor.user.0)).collect()
}

fn task(row: &QueryResult, me: Uuid) -> Result<FieldTask> {
    Ok(FieldTask {
        id: TaskId(row.try_get_by_index(0)?),
        plan: PlanId(row.try_get_by_index(1)?),
        site: SiteId(row.try_get_by_index(2)?),
        due: row.try_get_by_index(3)?,
        mine: row.try_get_by_index::<Option<Uuid>>(4)? == Some(me),
        key: row.try_get_by_index(5)?,
    })
}

fn target(row: &QueryResult, me: Uuid) -> Result<FieldTarget> {
    let (campaign, site) = (CampaignId(row.try_get_by_index(0)?), SiteId(row.try_get_by_index(1)?));
    Ok(FieldTarget {
        id: target_id(campaign, site),
        campaign,
        site,
        standing: row.try_get_by_index::<String>(2)?.parse()?,
        mine: row.try_get_by_index::<Option<Uuid>>(3)? == Some(me),
        key: row.try_get_by_index(4)?,
    })
}

/// Sorts changed tasks: the ids of those to tell of; the others are to be forgotten. One that was given to somebody else
/// leaves the tablet.
pub(super) fn sort_tasks<'a>(
    ctx: &Ctx,
    changed: impl Iterator<Item = &'a Changed>,
    gone: &mut Vec<Gone>,
) -> Result<Vec<Value>> {
    let mut kept = Vec::new();
    for row in changed {
        let done: Option<Uuid> = row.found.try_get_by_index(4)?;
        let takes = done.is_none() && is_for(ctx, row, 5)?;
        row.sort(ctx, takes, &mut kept, gone, |id| Gone::Task { id: TaskId(id) });
    }
    Ok(kept)
}

/// These tasks.
pub(super) async fn these_tasks(ctx: &Ctx, ids: Vec<Value>) -> Result<Vec<FieldTask>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {TASK} FROM task t WHERE "));
    sql.bind(&format!("t.id IN ({})", places(ids.len())), ids).push(" ORDER BY t.change_seq");
    read(ctx, &sql.all(ctx.db().read()).await?, task)
}

/// The same of the doors of campaigns: those to tell of by their number of a change, which is a subdistrict's own.
pub(super) async fn sort_targets(
    ctx: &Ctx,
    changed: Vec<&Changed>,
    gone: &mut Vec<Gone>,
) -> Result<Vec<Value>> {
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    let running: BTreeSet<CampaignId> =
        campaigns::running(ctx).await?.iter().map(|it| it.choice.id).collect();
    let mut kept = Vec::new();
    for row in changed {
        let campaign = CampaignId(row.found.try_get_by_index(4)?);
        let standing: Standing = row.found.try_get_by_index::<String>(5)?.parse()?;
        let takes = standing != Standing::LetIn && running.contains(&campaign) && is_for(ctx, row, 6)?;
        if takes && row.inside(ctx) {
            kept.push(row.seq.into());
        } else {
            gone.push(Gone::Target { id: target_id(campaign, SiteId(row.id)) });
        }
    }
    Ok(kept)
}

/// These doors.
pub(super) async fn these_targets(ctx: &Ctx, seqs: Vec<Value>) -> Result<Vec<FieldTarget>> {
    if seqs.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(format!("SELECT {TARGET} FROM campaign_target t"));
    let mut these = Scope::from(ctx.actor.area.clone()).by_subdistrict("t");
    these.add(format!("t.change_seq IN ({})", places(seqs.len())), seqs);
    sql.filter(&these).push(" ORDER BY t.change_seq");
    read(ctx, &sql.all(ctx.db().read()).await?, target)
}
