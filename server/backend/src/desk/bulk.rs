//! Doing something to many hazards: each in a change of its own, so that one that is refused keeps back no other.
//!
//! A reminder is a note in the history of the hazard, marked so that nobody takes it for progress, and in the same change a reminder of [`crate::reminders`]: in the inbox of
//! whoever has it, and told by the ways they chose.

use crate::{
    content::Arrival,
    ctx::Ctx,
    db::WriteTx,
    error::{self, Error, Result},
    hazards::{
        query::of_ids,
        service::{Locked, lock, lock_visible, step_marked},
    },
    reminders::{self, People},
};
use domain::{
    calendar::local_date,
    desk::{
        bulk::{Bulk, BulkKind, Picked},
        views::Outcome,
    },
    fault::{Code, Fault},
    hazards::{Change, lifecycle::REMINDED},
    ids::HazardId,
};
use std::{collections::HashMap, sync::Arc};

/// Carries it out, and tells what came of each hazard, in the order of the command. Sent again, what was done stays done
/// and is told so; what was refused is tried again.
pub async fn carry_out(ctx: &Ctx, bulk: Bulk) -> Result<Vec<Outcome>> {
    ctx.require(bulk.act.kind().right())?;
    bulk.validate()?;
    let ids: Vec<HazardId> = bulk.hazards.iter().map(|picked| picked.hazard).collect();
    let rows = of_ids(ctx, &ids).await?;
    let numbers: HashMap<HazardId, String> = rows.into_iter().map(|row| (row.id, row.number)).collect();
    // read before the changes, so that none of them waits for it
    let people = match bulk.act.kind() {
        BulkKind::Remind => {
            let reference = ctx.state.reference().await?;
            Some(Arc::new(People::read(ctx.db().read(), &reference, local_date(ctx.now)).await?))
        }
        BulkKind::Assign | BulkKind::Extend | BulkKind::Grant => None,
    };
    let mut outcomes: Vec<Outcome> = Vec::with_capacity(bulk.hazards.len());
    for picked in &bulk.hazards {
        if outcomes.iter().any(|outcome| outcome.hazard == picked.hazard) {
            continue;
        }
        let refusal = match one(ctx, &bulk, *picked, people.clone()).await {
            Ok(()) => None,
            Err(Error::Fault(fault)) => Some(fault),
            // the others are not held up by it, and the person is told which one to look at
            Err(internal @ Error::Internal(_)) => {
                Some(Fault::new(Code::Internal).with("reference", error::log(&internal)))
            }
        };
        let number = numbers.get(&picked.hazard).cloned();
        outcomes.push(Outcome { hazard: picked.hazard, number, refusal });
    }
    Ok(outcomes)
}

/// All steps of one hazard, or none of them; whoever has it is reminded when `people` are there.
async fn one(ctx: &Ctx, bulk: &Bulk, picked: Picked, people: Option<Arc<People>>) -> Result<()> {
    // the version that was looked at is no part of what was sent: it only says whether that still holds
    let arrival = Arrival::straight(&(&bulk.act, picked.hazard))?;
    let changes = bulk.changes(picked);
    let (act, ctx) = (bulk.act.clone(), ctx.clone());
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            let found = lock_visible(tx, &ctx, picked.hazard).await?;
            // the steps are taken together, so the first tells whether all were
            if let Some(first) = changes.first()
                && found.has_step(tx, first, &arrival).await?
            {
                return Ok(());
            }
            let state = &found.state;
            act.foresee(state, &ctx.actor, ctx.now)?;
            if picked.version.is_some_and(|version| version != state.version) {
                return Err(Fault::new(Code::Stale).with("state", state.status).into());
            }
            let mark = people.is_some().then_some(REMINDED);
            if let Some(people) = people {
                reminders::chase(tx, &ctx.state, &people, state, ctx.now).await?;
            }
            take(tx, &ctx, found, (changes, mark), &arrival).await
        })
    })
    .await
}

/// Takes the steps, one after the other, each with what marks it.
async fn take(
    tx: &WriteTx,
    ctx: &Ctx,
    found: Locked,
    (changes, mark): (Vec<Change>, Option<&'static str>),
    arrival: &Arrival,
) -> Result<()> {
    let mut at_hand = Some(found);
    for change in changes {
        let found = match at_hand.take() {
            Some(found) => found,
            // the row as the step before has left it
            None => lock(tx, change.hazard).await?.ok_or_else(|| Error::code(Code::NotFound))?,
        };
        step_marked(tx, ctx, found, change, arrival, mark).await?;
    }
    Ok(())
}
