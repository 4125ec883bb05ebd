//! Word of an issued summary to other programs, by the webhook of the configuration.

use crate::{
    ctx::{Ctx, State},
    db::WriteTx,
    entities::summary,
    error::{Error, Result},
    queue::{self, Job, Kind, NewJob},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::SummaryId,
    reminders::robot::Verdict,
    summary::{SummaryPeriod, lifecycle::SummaryState},
};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

/// What the other side is told: enough to fetch it, no figures and nobody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// `summary.issued`.
    pub event: String,
    /// Which.
    pub id: SummaryId,
    /// The summary that it corrects.
    pub corrects: Option<SummaryId>,
    /// Its number.
    pub number: String,
    /// P.
    pub period: SummaryPeriod,
    /// The code of the area.
    pub area: String,
    /// The hash of what was issued.
    pub sha256: String,
    /// When.
    pub issued_at: DateTime<Utc>,
    /// Its page, when the server knows the address that people type.
    pub address: Option<String>,
}

/// What a job needs to know.
#[derive(Serialize, Deserialize)]
struct Payload {
    summary: SummaryId,
}

/// Has it announced, in the change that issues it; without a webhook there is nobody to tell.
pub(super) async fn add(tx: &WriteTx, ctx: &Ctx, state: &SummaryState) -> Result<()> {
    if ctx.state.outgoing.webhook.is_none() {
        return Ok(());
    }
    let job = NewJob {
        kind: Kind::AnnounceSummary,
        key: format!("announce_summary:{}", state.id),
        payload: serde_json::to_value(Payload { summary: state.id })?,
        at: ctx.now,
    };
    queue::add(tx, ctx.now, vec![job]).await?;
    Ok(())
}

/// Does the job. The other side may hear of one twice, when its answer was lost: it knows it by its id.
pub(crate) async fn run(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let Payload { summary: id } = serde_json::from_value(job.payload.clone())?;
    let row = summary::Entity::find_by_id(id.0).one(state.db.read()).await?;
    let row = row.ok_or_else(|| Error::broken("an announcement of no summary"))?;
    let verdict = match &state.outgoing.webhook {
        Some(webhook) => webhook.send(&serde_json::to_vec(&announcement(state, &row)?)?).await,
        // taken out of the configuration meanwhile
        None => Verdict::Taken,
    };
    let job = job.clone();
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                match verdict {
                    Verdict::Taken => queue::done(tx, &job, now).await,
                    Verdict::Later(why) | Verdict::Refused(why) | Verdict::Unclear(why) => {
                        queue::failed(tx, &job, now, &why).await
                    }
                }
            })
        })
        .await?;
    Ok(())
}

fn announcement(state: &State, row: &summary::Model) -> Result<Announcement> {
    let missing = || Error::broken("an announcement of what was not issued");
    let address = state.outgoing.address.as_ref();
    Ok(Announcement {
        event: "summary.issued".to_owned(),
        id: SummaryId(row.id),
        corrects: row.corrects_id.map(SummaryId),
        number: row.number.clone().ok_or_else(missing)?,
        period: super::store::period(row)?,
        area: row.area_code.clone(),
        sha256: row.content_sha256.clone().ok_or_else(missing)?,
        issued_at: row.issued_at.ok_or_else(missing)?,
        address: address.map(|address| format!("{address}/summaries/{}", row.id)),
    })
}
