//! Word of an issued summary: to other programs by the webhook of the configuration, to the office's group by its robot.

use super::{files::titled, store};
use crate::{
    ctx::{Ctx, State},
    db::WriteTx,
    entities::summary,
    error::{Error, Result},
    queue::{self, Job, NewJob},
};
use chrono::{DateTime, Utc};
use domain::{
    ids::SummaryId,
    reminders::robot::Verdict,
    summary::{SummaryPeriod, announced::announced, lifecycle::SummaryState},
    work::WorkKind,
};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

/// What another program is told: enough to fetch it, no figures and nobody's name.
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
    /// The same in words, ready for a group chat.
    pub text: String,
}

/// Who is told. Each is a job of its own, so that one who does not answer keeps nobody else from hearing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum To {
    #[default]
    Webhook,
    Robot,
}

/// What a job needs to know.
#[derive(Serialize, Deserialize)]
struct Payload {
    summary: SummaryId,
    // jobs that were added before there was a choice
    #[serde(default)]
    to: To,
}

/// Has it announced, in the change that issues it, to whoever is configured.
pub(super) async fn add(tx: &WriteTx, ctx: &Ctx, state: &SummaryState) -> Result<()> {
    let outgoing = &ctx.state.outgoing;
    let mut jobs = Vec::new();
    for (to, key, there) in [
        (To::Webhook, "announce_summary", outgoing.webhook.is_some()),
        (To::Robot, "announce_summary:robot", outgoing.robot.is_some()),
    ] {
        if there {
            let payload = serde_json::to_value(Payload { summary: state.id, to })?;
            let key = format!("{key}:{}", state.id);
            jobs.push(NewJob { kind: WorkKind::AnnounceSummary, key, payload, at: ctx.now });
        }
    }
    if !jobs.is_empty() {
        queue::add(tx, ctx.now, jobs).await?;
    }
    Ok(())
}

/// Does the job. Another program may hear of one twice, when its answer was lost: it knows it by its id. A group is not told twice.
pub(crate) async fn run(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let Payload { summary: id, to } = serde_json::from_value(job.payload.clone())?;
    let row = summary::Entity::find_by_id(id.0).one(state.db.read()).await?;
    let row = row.ok_or_else(|| Error::broken("an announcement of no summary"))?;
    let announcement = announcement(state, &row).await?;
    let verdict = match (to, &state.outgoing.webhook, &state.outgoing.robot) {
        (To::Webhook, Some(webhook), _) => webhook.send(&serde_json::to_vec(&announcement)?).await,
        (To::Robot, _, Some(robot)) => match robot.announce(&announcement.text).await {
            Verdict::Unclear(_) => Verdict::Taken,
            verdict => verdict,
        },
        // taken out of the configuration meanwhile
        (To::Webhook, None, _) | (To::Robot, _, None) => Verdict::Taken,
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

async fn announcement(state: &State, row: &summary::Model) -> Result<Announcement> {
    let missing = || Error::broken("an announcement of what was not issued");
    let address = state.outgoing.address.as_ref().map(|address| format!("{address}/summaries/{}", row.id));
    let number = row.number.clone().ok_or_else(missing)?;
    let content = store::frozen(row, &store::said(state.db.read(), row.id).await?)?;
    Ok(Announcement {
        event: "summary.issued".to_owned(),
        id: SummaryId(row.id),
        corrects: row.corrects_id.map(SummaryId),
        text: announced(&titled(&content), &number, address.as_deref()),
        number,
        period: store::period(row)?,
        area: row.area_code.clone(),
        sha256: row.content_sha256.clone().ok_or_else(missing)?,
        issued_at: row.issued_at.ok_or_else(missing)?,
        address,
    })
}
