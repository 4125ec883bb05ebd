//! Work that outlives a crash: jobs in the database.
//!
//! A job is added in the transaction of whatever makes it necessary, under a key, so that the same work is there once. Whoever takes
//! one holds a lease and renews it while it works ([`holding`]): nobody else takes the job before it has ended. A server that dies
//! lets its lease end, and the job is taken again, by itself or by another server on the same database. A job ends in the transaction of what it did; one that
//! failed waits by [`domain::reminders::retry`], and is set aside after the last attempt, where an administrator sees it; so is one of
//! which whoever took it died each time.

use crate::{
    ctx::{Ctx, State},
    db::{Db, WriteTx},
    entities::job,
    error::{Error, Result},
    listing::{Conditions, Sql, cap},
    transfer::rows::inserts,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Right,
    calendar::to_millis,
    fault::Code,
    ids::JobId,
    reminders::{
        retry::{MOST_ATTEMPTS, wait},
        robot::reason,
    },
    work::{SetAsidePage, SetAsideRow, WorkKind},
};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryResult};
use serde_json::Value;
use std::{pin::pin, time::Duration};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

/// How long a job belongs to whoever took it or has renewed the lease: so long after the death of a server another one goes on.
pub const LEASE: TimeDelta = TimeDelta::seconds(30);

/// How often a lease is renewed while its job is carried out. Two of three may fail.
pub const RENEWED: Duration = Duration::from_secs(10);

/// Ended jobs are kept for so long, so that the same work is not taken up again.
pub const KEPT: TimeDelta = TimeDelta::days(30);

/// Most jobs of one statement.
const ROWS: usize = 256;

/// A job to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// What it is about.
    pub kind: WorkKind,
    /// Jobs of one key are one job.
    pub key: String,
    /// What whoever does it needs to know.
    pub payload: Value,
    /// Not before.
    pub at: DateTime<Utc>,
}

/// A job that was taken.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which.
    pub id: Uuid,
    /// What it is about.
    pub kind: WorkKind,
    /// What to know.
    pub payload: Value,
    /// How often it was taken, this time included.
    pub attempts: u32,
    lease: Uuid,
}

impl Job {
    /// Whether it is not tried again after this time.
    pub const fn is_last(&self) -> bool {
        self.attempts >= MOST_ATTEMPTS
    }

    /// Whether it has been begun as often as work is tried and the last time had no answer: whoever was at it died. It is not begun
    /// once more, since it may be what they died of.
    pub const fn is_over(&self) -> bool {
        self.attempts > MOST_ATTEMPTS
    }
}

fn times(attempts: i32) -> u32 {
    u32::try_from(attempts).unwrap_or(u32::MAX)
}

/// Adds jobs. Answers how many there were not yet.
pub async fn add(tx: &WriteTx, now: DateTime<Utc>, jobs: Vec<NewJob>) -> Result<u64> {
    let rows: Vec<job::Model> = jobs
        .into_iter()
        .map(|new| job::Model {
            id: Uuid::now_v7(),
            kind: new.kind.as_str().into(),
            unique_key: new.key,
            payload: new.payload,
            state: "waiting".into(),
            attempts: 0,
            due_at: to_millis(new.at),
            lease: None,
            last_error: None,
            created_at: now,
            ended_at: None,
        })
        .collect();
    let mut added = 0;
    for piece in rows.chunks(ROWS) {
        for mut statement in inserts(tx.get_database_backend(), piece) {
            statement.sql.push_str(" ON CONFLICT (unique_key) DO NOTHING");
            added += tx.execute_raw(statement).await?.rows_affected();
        }
    }
    Ok(added)
}

/// Takes the job that has waited longest, if one is due: it belongs to the caller for [`LEASE`]. One that is over
/// ([`Job::is_over`]) is taken too, to be set aside by [`failed`] together with what hangs on it.
pub async fn take(db: &Db, now: DateTime<Utc>) -> Result<Option<Job>> {
    let now = to_millis(now);
    // asked without the writer first: mostly there is nothing
    let mut due = Sql::new("SELECT 1 FROM job");
    due.bind(" WHERE state = 'waiting' AND due_at <= ? LIMIT 1", [now.into()]);
    if due.one(db.read()).await?.is_none() {
        return Ok(None);
    }
    let lease = Uuid::now_v7();
    let row = db
        .write(move |tx| {
            Box::pin(async move {
                // other servers pass over a row that one of them is just taking
                let skip = match tx.get_database_backend() {
                    DbBackend::Postgres => " FOR UPDATE SKIP LOCKED",
                    _ => "",
                };
                let mut sql = Sql::new("UPDATE job SET attempts = attempts + 1");
                sql.bind(", lease = ?, due_at = ?", [lease.into(), (now + LEASE).into()]);
                sql.bind(
                    " WHERE id = (SELECT id FROM job WHERE state = 'waiting' AND due_at <= ? ORDER BY due_at, id LIMIT 1",
                    [now.into()],
                );
                sql.push(skip).push(") RETURNING id");
                let Some(taken) = sql.one(tx).await? else { return Ok(None) };
                let id: Uuid = taken.try_get_by_index(0)?;
                Ok::<_, Error>(job::Entity::find_by_id(id).one(tx).await?)
            })
        })
        .await?;
    Ok(row.and_then(|row| {
        // a kind of work that only a newer program knows
        let kind = row.kind.parse().ok()?;
        Some(Job { id: row.id, kind, payload: row.payload, attempts: times(row.attempts), lease })
    }))
}

/// Carries out the work of a job and keeps it the caller's meanwhile: its lease is renewed `every` so often. `now` is the time at
/// which the work begins.
pub async fn holding<T>(
    db: &Db,
    job: &Job,
    now: DateTime<Utc>,
    every: Duration,
    work: impl Future<Output = T>,
) -> T {
    let begun = Instant::now();
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = sleep(every) => {}
        }
        let at = now + TimeDelta::from_std(begun.elapsed()).unwrap_or_default();
        match renew(db, job.clone(), at).await {
            Ok(true) => {}
            // what it comes to is not stored twice: whoever ends a job has to hold it
            Ok(false) => tracing::warn!(job.id = %job.id, "somebody else has taken this work meanwhile"),
            Err(error) => tracing::warn!(job.id = %job.id, %error, "a lease was not renewed"),
        }
    }
}

async fn renew(db: &Db, job: Job, now: DateTime<Utc>) -> Result<bool> {
    db.write(move |tx| {
        Box::pin(async move {
            let mut sql = Sql::new("UPDATE job");
            sql.bind(" SET due_at = ?", [(to_millis(now) + LEASE).into()]);
            carry_out(tx, &job, sql).await
        })
    })
    .await
}

/// Ends a job, in the transaction of what it did. Answers whether it was still the caller's.
pub async fn done(tx: &WriteTx, job: &Job, now: DateTime<Utc>) -> Result<bool> {
    end(tx, job, now, "done", None).await
}

/// A job that failed: it waits for its next time, or ends as failed after the last. Answers whether it was still the caller's.
pub async fn failed(tx: &WriteTx, job: &Job, now: DateTime<Utc>, why: &str) -> Result<bool> {
    if job.is_last() {
        return end(tx, job, now, "failed", Some(why)).await;
    }
    let at = to_millis(now + wait(job.attempts));
    let mut sql = Sql::new("UPDATE job SET lease = NULL");
    sql.bind(", due_at = ?, last_error = ?", [at.into(), reason(why).into()]);
    carry_out(tx, job, sql).await
}

async fn end(
    tx: &WriteTx,
    job: &Job,
    now: DateTime<Utc>,
    state: &'static str,
    why: Option<&str>,
) -> Result<bool> {
    let mut sql = Sql::new("UPDATE job SET lease = NULL");
    let values = [state.into(), to_millis(now).into(), why.map(reason).into()];
    sql.bind(", state = ?, ended_at = ?, last_error = ?", values);
    carry_out(tx, job, sql).await
}

/// Changes the job as long as it is the caller's.
async fn carry_out(tx: &WriteTx, job: &Job, mut sql: Sql) -> Result<bool> {
    let (id, lease) = (job.id.into(), job.lease.into());
    sql.bind(" WHERE id = ? AND lease = ? AND state = 'waiting'", [id, lease]);
    let changed = tx.execute_raw(sql.statement(tx.get_database_backend())).await?;
    Ok(changed.rows_affected() == 1)
}

/// The jobs that were set aside, as the index for them has it.
const SET_ASIDE: &str = "j.state = 'failed'";

/// How many jobs were set aside: few, and none as long as all goes well.
pub async fn number_set_aside(ctx: &Ctx) -> Result<u64> {
    ctx.require(Right::Administer)?;
    let sql = Sql::new(format!("SELECT count(*) FROM job j WHERE {SET_ASIDE}"));
    Ok(sql.number(ctx.db().read()).await?.unsigned_abs())
}

/// A page of the jobs that were set aside, the last first, behind the job `after`. They are the installation's and belong to no area.
pub async fn set_aside(ctx: &Ctx, after: Option<JobId>) -> Result<SetAsidePage> {
    ctx.require(Right::Administer)?;
    let mut conditions = Conditions::default();
    conditions.add(SET_ASIDE, []);
    if let Some(id) = after
        && let Some(row) = job::Entity::find_by_id(id.0).one(ctx.db().read()).await?
    {
        conditions.add("(j.ended_at, j.id) < (?, ?)", [row.ended_at.into(), row.id.into()]);
    }
    let size = ctx.state.limits.page_size;
    let mut sql =
        Sql::new("SELECT j.id, j.kind, j.unique_key, j.attempts, j.last_error, j.ended_at FROM job j");
    sql.filter(&conditions).bind(" ORDER BY j.ended_at DESC, j.id DESC LIMIT ?", [cap(size + 1)]);
    let found = sql.all(ctx.db().read()).await?;
    let mut rows = found.iter().map(row_set_aside).collect::<Result<Vec<_>>>()?;
    let more = rows.len() as u64 > size;
    rows.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(SetAsidePage { next: rows.last().filter(|_| more).map(|row| row.id), rows })
}

fn row_set_aside(row: &QueryResult) -> Result<SetAsideRow> {
    Ok(SetAsideRow {
        id: JobId(row.try_get_by_index(0)?),
        kind: row.try_get_by_index::<String>(1)?.parse()?,
        key: row.try_get_by_index(2)?,
        attempts: times(row.try_get_by_index(3)?),
        reason: row.try_get_by_index(4)?,
        at: row.try_get_by_index(5)?,
    })
}

/// Lets a job that was set aside wait again, as if it had never been begun. Refused as stale when it is not set aside (any more). What is
/// answered is how it was.
pub(crate) async fn put_back(tx: &WriteTx, id: JobId, now: DateTime<Utc>) -> Result<job::Model> {
    let row = job::Entity::find_by_id(id.0).one(tx).await?.ok_or_else(|| Error::code(Code::NotFound))?;
    let mut sql = Sql::new("UPDATE job SET state = 'waiting', attempts = 0, lease = NULL, ended_at = NULL");
    sql.bind(", due_at = ?, last_error = NULL", [to_millis(now).into()]);
    sql.bind(" WHERE id = ? AND state = 'failed'", [id.0.into()]);
    let changed = tx.execute_raw(sql.statement(tx.get_database_backend())).await?;
    // of two who press at once the second finds it waiting
    if changed.rows_affected() == 1 { Ok(row) } else { Err(Error::code(Code::Stale)) }
}

/// Forgets jobs that ended long ago. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let before = to_millis(now - KEPT);
    state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut sql = Sql::new("DELETE FROM job WHERE ended_at IS NOT NULL");
                sql.bind(" AND ended_at < ?", [before.into()]);
                let gone = tx.execute_raw(sql.statement(tx.get_database_backend())).await?;
                Ok(gone.rows_affected())
            })
        })
        .await
}
