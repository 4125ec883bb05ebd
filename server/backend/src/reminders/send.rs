//! Sending a message, once.
//!
//! A line to the other side is opened first. Then a message counts as handed over before it is: between that and the answer nobody can
//! know whether it arrived. A server that dies in this short time leaves it so, and it becomes unclear; it is in the inbox all the
//! same, and the office may have it sent again. Everything else that goes wrong surely left nothing behind, and is tried again.

use super::compose::{Message, compose};
use crate::{
    ctx::State,
    db::WriteTx,
    entities::delivery,
    error::{Error, Result},
    queue::{self, Job, NewJob},
    reference::Reference,
};
use chrono::{DateTime, Utc};
use domain::{
    calendar::to_millis,
    ids::{DeliveryId, named},
    reminders::{DeliveryState, Way, robot::Verdict},
    work::WorkKind,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a job needs to know.
#[derive(Serialize, Deserialize)]
struct Payload {
    delivery: DeliveryId,
}

/// The job that sends a message, not before `at`. Each time that the office has it sent again is a job of its own.
pub(super) fn job(row: &delivery::Model, at: DateTime<Utc>) -> Result<NewJob> {
    Ok(NewJob {
        kind: WorkKind::Deliver,
        key: format!("deliver:{}:{}", row.id, row.repeats),
        payload: serde_json::to_value(Payload { delivery: DeliveryId(row.id) })?,
        at,
    })
}

/// Does the job.
pub(super) async fn run(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let Payload { delivery: id } = serde_json::from_value(job.payload.clone())?;
    let row = delivery::Entity::find_by_id(id.0).one(state.db.read()).await?;
    let Some(row) = row else { return end(state, job, id, now, None).await };
    let stands: DeliveryState = row.state.parse()?;
    let outcome = match stands {
        DeliveryState::Waiting => hand_over(state, job, &row, now).await?,
        // whoever handed it over died before the answer
        DeliveryState::Sending => Some((DeliveryState::Unclear, Some("the server stopped meanwhile".into()))),
        _ => None,
    };
    end(state, job, id, now, outcome).await
}

/// What became of a message, and why.
type Outcome = (DeliveryState, Option<String>);

/// Sends the message. Answers nothing when somebody else has.
async fn hand_over(
    state: &State,
    job: &Job,
    row: &delivery::Model,
    now: DateTime<Utc>,
) -> Result<Option<Outcome>> {
    let reference = state.reference().await?;
    let with = (&*reference, state.outgoing.address.as_deref());
    if compose(state.db.read(), with, row, now).await?.is_none() {
        return Ok(Some((DeliveryState::Dropped, None)));
    }
    let way: Way = row.way.parse()?;
    let line = match state.outgoing.line(way).await {
        Ok(line) => line,
        Err(why) => return Ok(Some(later(job, why))),
    };
    let Some(message) = begin(state, &reference, row, now).await? else { return Ok(None) };
    let mail = message.mail.as_deref();
    let verdict = state.outgoing.send((way, line), DeliveryId(row.id), mail, &message.digest).await;
    Ok(Some(match verdict {
        Verdict::Taken => (DeliveryState::Sent, None),
        Verdict::Later(why) => later(job, why),
        Verdict::Refused(why) => (DeliveryState::Failed, Some(why)),
        Verdict::Unclear(why) => (DeliveryState::Unclear, Some(why)),
    }))
}

/// It waits for the next attempt, or was tried often enough.
fn later(job: &Job, why: String) -> Outcome {
    let state = if job.is_last() { DeliveryState::Failed } else { DeliveryState::Waiting };
    (state, Some(why))
}

/// From here on the message counts as handed over. Answers its words, or nothing when somebody else has begun or all of it
/// was settled in this very moment.
async fn begin(
    state: &State,
    reference: &Arc<Reference>,
    row: &delivery::Model,
    now: DateTime<Utc>,
) -> Result<Option<Message>> {
    let (state, reference, row) = (state.clone(), Arc::clone(reference), row.clone());
    let db = state.db.clone();
    db.write(move |tx| {
        Box::pin(async move {
            // whoever puts further reminders into it waits, and so do others who would send it
            tx.claim(named(&format!("delivery|{}|{}|{}", row.person_id, row.day, row.way))).await?;
            let there = delivery::Entity::find_by_id(row.id).one(tx).await?;
            let there = there.filter(|row| row.state == DeliveryState::Waiting.as_str());
            let Some(there) = there else { return Ok(None) };
            let message = compose(tx, (&*reference, state.outgoing.address.as_deref()), &there, now).await?;
            let became = if message.is_some() { DeliveryState::Sending } else { DeliveryState::Dropped };
            change(tx, there, (became, None), now).await?;
            Ok::<_, Error>(message)
        })
    })
    .await
}

/// Writes down what became of the message, and with it ends the job or lets it wait for its next time.
async fn end(
    state: &State,
    job: &Job,
    id: DeliveryId,
    now: DateTime<Utc>,
    outcome: Option<Outcome>,
) -> Result<()> {
    let job = job.clone();
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let Some((became, why)) = outcome else { return queue::done(tx, &job, now).await };
                if let Some(row) = delivery::Entity::find_by_id(id.0).one(tx).await? {
                    change(tx, row, (became, why.clone()), now).await?;
                }
                if became == DeliveryState::Waiting {
                    queue::failed(tx, &job, now, &why.unwrap_or_default()).await
                } else {
                    queue::done(tx, &job, now).await
                }
            })
        })
        .await?;
    Ok(())
}

async fn change(
    tx: &WriteTx,
    mut row: delivery::Model,
    (became, why): Outcome,
    now: DateTime<Utc>,
) -> Result<()> {
    row.state = became.as_str().into();
    row.reason = why;
    row.updated_at = to_millis(now);
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// The message of a job that is begun anew waits for it, where it failed or its outcome is unclear.
pub(super) async fn wait_again(tx: &WriteTx, payload: serde_json::Value, now: DateTime<Utc>) -> Result<()> {
    let Payload { delivery: id } = serde_json::from_value(payload)?;
    let Some(row) = delivery::Entity::find_by_id(id.0).one(tx).await? else { return Ok(()) };
    let stands: DeliveryState = row.state.parse()?;
    if stands.may_be_repeated() {
        change(tx, row, (DeliveryState::Waiting, None), now).await?;
    }
    Ok(())
}

/// The job broke off by a failure of our own. A message that was handed over stays so, and the next attempt calls it unclear; so does
/// this one, when it was the last.
pub(super) async fn broke(state: &State, job: Job, now: DateTime<Utc>, why: String) -> Result<()> {
    let Payload { delivery: id } = serde_json::from_value(job.payload.clone())?;
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let row = delivery::Entity::find_by_id(id.0).one(tx).await?;
                if let Some(row) = row.filter(|_| job.is_last()) {
                    let became = match row.state.parse()? {
                        DeliveryState::Waiting => Some(DeliveryState::Failed),
                        DeliveryState::Sending => Some(DeliveryState::Unclear),
                        _ => None,
                    };
                    if let Some(became) = became {
                        change(tx, row, (became, Some(why.clone())), now).await?;
                    }
                }
                queue::failed(tx, &job, now, &why).await
            })
        })
        .await?;
    Ok(())
}
