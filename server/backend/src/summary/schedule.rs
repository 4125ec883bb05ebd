//! What is done for summaries by itself: drafts once a period is over, and a look at what changed in the rows of issued ones.

use super::{
    changes, freeze, notes,
    service::{Drafted, compute, keep_draft, of_period},
    store,
};
use crate::{
    content::sha256,
    ctx::{Ctx, State},
    entities::summary,
    error::{Error, Result},
    listing::{Sql, cap},
    queue::{self, Job, NewJob},
};
use chrono::{DateTime, Datelike, Days, Utc};
use domain::{
    actor::{Actor, Right, Role},
    area::{AreaCode, AreaLevel},
    calendar::{day_start, local_date},
    ids::{SummaryId, UserId},
    period::Month,
    summary::{
        Span, SummaryPeriod,
        commands::DraftSummary,
        lifecycle::{SummaryState, SummaryStatus},
    },
    work::WorkKind,
};
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// Drafts are made on the first of the month; a server that stood still then makes them up so many days later.
const LATEST_DAY: u32 = 7;

/// Issued summaries are looked at every night for so many days: a year is compared with for as long.
const LOOKED_AT: u64 = 400;

/// Most issued summaries that are read, and get their job, in one change.
const AT_ONCE: u64 = 500;

/// What a job of a draft needs to know.
#[derive(Serialize, Deserialize)]
struct Draft {
    area: AreaCode,
    period: SummaryPeriod,
}

/// What a job that looks at one needs to know.
#[derive(Serialize, Deserialize)]
struct Look {
    summary: SummaryId,
}

/// Adds the jobs of the day: the drafts of what is over since last month, and a look at each issued summary. Again and again,
/// because each is there once. Answers how many there were not yet.
pub async fn begin_day(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let today = local_date(now);
    let reference = state.reference().await?;
    let mut jobs = Vec::new();
    if today.day() <= LATEST_DAY {
        let offices = reference.areas.all().filter(|area| area.code.level() == AreaLevel::Subdistrict);
        for area in offices {
            for period in over_since(Month::of(now)) {
                jobs.push(NewJob {
                    kind: WorkKind::DraftSummary,
                    key: format!("draft_summary:{period}:{}", area.code),
                    payload: serde_json::to_value(Draft { area: area.code.clone(), period })?,
                    at: now,
                });
            }
        }
    }
    let mut added = add(state, now, jobs).await?;
    let since = today.checked_sub_days(Days::new(LOOKED_AT)).unwrap_or(today);
    let mut after = (day_start(since), Uuid::nil());
    loop {
        let issued = issued_behind(state, after).await?;
        let Some(last) = issued.last() else { return Ok(added) };
        after = *last;
        let look = |(_, id): &(DateTime<Utc>, Uuid)| {
            Ok::<_, Error>(NewJob {
                kind: WorkKind::LookAtSummary,
                key: format!("look_at_summary:{today}:{id}"),
                payload: serde_json::to_value(Look { summary: SummaryId(*id) })?,
                at: now,
            })
        };
        added += add(state, now, issued.iter().map(look).collect::<Result<_>>()?).await?;
    }
}

/// Adds these jobs. Answers how many there were not yet.
async fn add(state: &State, now: DateTime<Utc>, jobs: Vec<NewJob>) -> Result<u64> {
    if jobs.is_empty() {
        return Ok(0);
    }
    state.db.write(move |tx| Box::pin(async move { queue::add(tx, now, jobs).await })).await
}

/// Some issued summaries that are no corrections, each with the time of its issue, in that order and behind one of them.
async fn issued_behind(state: &State, (at, id): (DateTime<Utc>, Uuid)) -> Result<Vec<(DateTime<Utc>, Uuid)>> {
    let mut sql =
        Sql::new("SELECT issued_at, id FROM summary WHERE corrects_id IS NULL AND status = 'issued'");
    sql.bind(
        " AND issued_at >= ? AND (issued_at > ? OR id > ?) ORDER BY issued_at, id LIMIT ?",
        [at.into(), at.into(), id.into(), cap(AT_ONCE)],
    );
    let rows = sql.all(state.db.read()).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// The periods that ended with the month before `this`: a month always, a quarter, half-year or year when they did.
fn over_since(this: Month) -> Vec<SummaryPeriod> {
    let last = this.previous();
    let periods = Span::ALL.iter().map(|span| SummaryPeriod::around(last, *span));
    periods.filter(|period| period.last() == last).collect()
}

/// The server itself, which reads an area.
fn itself(state: &State, area: &AreaCode, now: DateTime<Utc>) -> Ctx {
    let actor = Actor {
        user: UserId(Uuid::nil()),
        login: "server".to_owned(),
        name: String::new(),
        role: Role::Leader,
        area: area.clone(),
    };
    Ctx::at(state.clone(), actor, now)
}

/// The office of an area: whoever may write in its summary.
async fn office(state: &State, area: &AreaCode) -> Result<Vec<Uuid>> {
    notes::people(state.db.read(), area, |role| role.has(Right::WriteSummary)).await
}

/// Drafts a summary, with a note to the office.
pub(crate) async fn draft(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let Draft { area, period } = serde_json::from_value(job.payload.clone())?;
    let people = office(state, &area).await?;
    if let Some(there) = of_period(state.db.read(), &area, period).await? {
        // somebody was ahead of the first of the month
        remind(state, there, people, now).await?;
        return done(state, job, now).await;
    }
    let ctx = itself(state, &area, now);
    let id = SummaryId(domain::ids::named(&format!("summary|{area}|{period}")));
    let drafted = Drafted {
        state: SummaryState::drafted(id, None, area.clone(), period, None),
        body: compute(&ctx, &area, period).await?,
        command_sha256: sha256(&DraftSummary { id, area: area.clone(), period })?,
        people,
    };
    keep_draft(ctx, Arc::new(drafted), true).await?;
    done(state, job, now).await
}

/// Tells the office of a draft that is there already: its period is over now. What is checked or issued needs nobody's word.
async fn remind(state: &State, id: SummaryId, people: Vec<Uuid>, now: DateTime<Utc>) -> Result<()> {
    let row = summary::Entity::find_by_id(id.0).one(state.db.read()).await?;
    if row.is_none_or(|row| row.status != SummaryStatus::Draft.as_str()) {
        return Ok(());
    }
    state.db.write(move |tx| Box::pin(async move { notes::tell(tx, id, &people, now).await })).await
}

/// Looks at what changed in the rows of an issued summary, notes how much, and drafts its correction when there is none.
pub(crate) async fn look(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let Look { summary: id } = serde_json::from_value(job.payload.clone())?;
    let row = summary::Entity::find_by_id(id.0).one(state.db.read()).await?;
    let row = row.ok_or_else(|| Error::broken("a look at no summary"))?;
    let area: AreaCode = row.area_code.parse()?;
    let ctx = itself(state, &area, now);
    let base = store::latest_issued(state.db.read(), row.id).await?;
    let found = changes::now(&ctx, &base).await?;
    let changed = i64::try_from(found.correction.lines.len()).unwrap_or(i64::MAX);
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut sql = Sql::new("UPDATE summary SET changed_rows = ");
                sql.bind("?, looked_at = ? WHERE id = ?", [changed.into(), now.into(), id.0.into()]);
                sql.run(tx).await
            })
        })
        .await?;
    let open = store::open_correction(state.db.read(), row.id).await?;
    if !found.correction.is_empty() && open.is_none() {
        let period = store::period(&row)?;
        let correction = SummaryId(domain::ids::named(&format!("correction|{}", base.id)));
        let drafted = Drafted {
            state: SummaryState::drafted(correction, Some(id), area.clone(), period, None),
            body: found.body,
            command_sha256: sha256(&domain::summary::commands::DraftCorrection {
                id: correction,
                of: SummaryId(base.id),
            })?,
            people: office(state, &area).await?,
        };
        keep_draft(ctx, Arc::new(drafted), true).await?;
    }
    done(state, job, now).await
}

async fn done(state: &State, job: &Job, now: DateTime<Utc>) -> Result<()> {
    let job = job.clone();
    state.db.write(move |tx| Box::pin(async move { queue::done(tx, &job, now).await })).await?;
    Ok(())
}

/// Removes the rows of checks that were undone. Answers how many checks.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    freeze::purge(state, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_since_last_month() {
        let over = |month: &str| -> Vec<String> {
            over_since(month.parse().expect(month)).iter().map(ToString::to_string).collect()
        };
        assert_eq!(over("2023-06"), ["2023-05"]);
        assert_eq!(over("2023-07"), ["2023-06", "2023-Q2", "2023-H1"]);
        assert_eq!(over("2024-01"), ["2023-12", "2023-Q4", "2023-H2", "2023"]);
        assert_eq!(over("2023-04"), ["2023-03", "2023-Q1"]);
    }
}
