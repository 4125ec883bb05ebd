//! Reminders: made once a working day by the rule of [`domain::reminders`], kept in an inbox, told by mail and robot.
//!
//! Making them and sending messages are jobs of [`crate::queue`]. A reminder and the message that is to tell of it are stored
//! together, so none is told that is not in the inbox, and none is forgotten.

mod compose;
pub mod deliveries;
pub mod inbox;
mod make;
mod order_notes;
mod people;
mod purge;
mod send;
pub mod set_aside;
pub mod settings;

pub use make::begin_day;
pub(crate) use make::{chase, taken};
pub(crate) use people::People;
pub use purge::purge;

use crate::{
    ctx::State,
    entities::reminder,
    error::{self, Error, Result, caught},
    queue::{self, Job},
    summary,
};
use chrono::{DateTime, Utc};
use domain::{ids::UserId, reminders::Sent, work::WorkKind};
use futures::future::BoxFuture;

/// Why work is set aside of which whoever took it died each time.
const NO_ANSWER: &str = "begun again and again, and the server stopped each time";

/// Does one piece of work, when one is due. Answers whether there was one. A defect in it is a failed attempt of this piece alone.
pub async fn work(state: &State, now: DateTime<Utc>) -> Result<bool> {
    let Some(job) = queue::take(&state.db, now).await? else { return Ok(false) };
    let over = job.is_over();
    let outcome = if over {
        Err(Error::internal(format!("work {} was {NO_ANSWER}", job.id)))
    } else {
        queue::holding(&state.db, &job, now, queue::RENEWED, caught(carry_out(state, &job, now))).await
    };
    if let Err(error) = outcome {
        let reference = error::log(&error);
        let why = if over { NO_ANSWER.to_owned() } else { format!("internal error {reference}") };
        match job.kind {
            WorkKind::Deliver => send::broke(state, job, now, why).await?,
            _ => {
                let failed = state
                    .db
                    .write(move |tx| Box::pin(async move { queue::failed(tx, &job, now, &why).await }));
                failed.await?;
            }
        }
    }
    Ok(true)
}

/// Boxed: without optimisation a future stands on the stack once for every wrapper that it is handed to, and these are the largest.
fn carry_out<'a>(state: &'a State, job: &'a Job, now: DateTime<Utc>) -> BoxFuture<'a, Result<()>> {
    match job.kind {
        WorkKind::Remind => Box::pin(make::run(state, job, now)),
        WorkKind::Deliver => Box::pin(send::run(state, job, now)),
        WorkKind::DraftSummary => Box::pin(summary::schedule::draft(state, job, now)),
        WorkKind::LookAtSummary => Box::pin(summary::schedule::look(state, job, now)),
        WorkKind::AnnounceSummary => Box::pin(summary::announce::run(state, job, now)),
    }
}

/// A reminder as the rule sees it.
fn sent(row: &reminder::Model) -> Result<Sent> {
    Ok(Sent { person: UserId(row.person_id), due: row.due, stage: row.stage.parse()? })
}
