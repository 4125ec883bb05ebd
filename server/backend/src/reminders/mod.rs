//! Reminders: made once a working day by the rule of [`domain::reminders`], kept in an inbox, told by mail and robot.
//!
//! Making them and sending messages are jobs of [`crate::queue`]. A reminder and the message that is to tell of it are stored
//! together, so none is told that is not in the inbox, and none is forgotten.

mod compose;
pub mod deliveries;
pub mod inbox;
mod make;
mod people;
mod purge;
mod send;
pub mod settings;

pub use make::begin_day;
pub(crate) use make::{chase, taken};
pub(crate) use people::People;
pub use purge::purge;

use crate::{
    ctx::State,
    entities::reminder,
    error::{self, Result},
    queue::{self, Kind},
    summary,
};
use chrono::{DateTime, Utc};
use domain::{ids::UserId, reminders::Sent};

/// Does one piece of work, when one is due. Answers whether there was one.
pub async fn work(state: &State, now: DateTime<Utc>) -> Result<bool> {
    let Some(job) = queue::take(&state.db, now).await? else { return Ok(false) };
    let work = async {
        match job.kind {
            Kind::Remind => make::run(state, &job, now).await,
            Kind::Deliver => send::run(state, &job, now).await,
            Kind::DraftSummary => summary::schedule::draft(state, &job, now).await,
            Kind::LookAtSummary => summary::schedule::look(state, &job, now).await,
            Kind::AnnounceSummary => summary::announce::run(state, &job, now).await,
        }
    };
    let outcome = queue::holding(&state.db, &job, now, queue::RENEWED, work).await;
    if let Err(error) = outcome {
        let why = format!("internal error {}", error::log(&error));
        match job.kind {
            Kind::Deliver => send::broke(state, job, now, why).await?,
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

/// A reminder as the rule sees it.
fn sent(row: &reminder::Model) -> Result<Sent> {
    Ok(Sent { person: UserId(row.person_id), due: row.due, stage: row.stage.parse()? })
}
