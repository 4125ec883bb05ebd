//! The steps of an import.

use super::{
    FINISHED, MOST_BYTES, UNFINISHED,
    plan::{Planned, plan},
    prepare::{Prepared, Rows, prepare},
    rows::Job,
};
use crate::{
    audit,
    content::sha256_of,
    ctx::Ctx,
    db::WriteTx,
    entities::import_job,
    error::{Error, Result},
    stamps::Stamped,
    storage::Key,
    transfer::import::{
        lists::Ready,
        sites::write::{self, Filled},
    },
};
use bytes::Bytes;
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::ImportId,
    import::{Decision, Decisions, ImportKind, ImportPreview, ImportResult, ImportSetup, ImportState},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::AtomicU64,
};

/// A file that somebody brings.
pub struct Upload {
    /// Made by the caller; the same file under the same id is accepted again.
    pub id: ImportId,
    /// What its rows are.
    pub what: ImportKind,
    /// As it was called.
    pub file_name: String,
    /// Its content.
    pub bytes: Bytes,
    /// How it is to be read.
    pub setup: ImportSetup,
}

/// Longest name of a file that is kept.
const NAME: usize = 200;

/// The first step: reads the file and keeps it.
pub async fn begin(ctx: &Ctx, upload: Upload) -> Result<ImportId> {
    let Upload { id, what, file_name, bytes, setup } = upload;
    ctx.require(what.right())?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Fault::new(Code::TooLarge).with("limit", MOST_BYTES).into());
    }
    if bytes.is_empty() {
        return Err(Error::code(Code::FileEmpty));
    }
    let sha256 = sha256_of(&bytes);
    let Prepared { preview, .. } = prepare(ctx, what, bytes.clone(), &setup).await?;
    let row = import_job::Model {
        id: id.0,
        user_id: ctx.actor.user.0,
        what: what.as_str().into(),
        area_code: ctx.actor.area.to_string(),
        file_name: file_name.chars().filter(|c| !c.is_control()).take(NAME).collect(),
        sha256,
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        state: ImportState::Uploaded.as_str().into(),
        version: 1,
        setup: serde_json::to_value(&setup)?,
        preview: serde_json::to_value(&preview)?,
        decisions: serde_json::to_value(Decisions::default())?,
        result: None,
        file_gone: false,
        created_at: ctx.now,
        expires_at: ctx.now + UNFINISHED,
    };
    let file = Key::import(id.0);
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                tx.claim(row.id).await?;
                let Some(there) = import_job::Entity::find_by_id(row.id).one(tx).await? else {
                    row.into_active_model().reset_all().insert(tx).await?;
                    return Ok(());
                };
                let same =
                    (there.user_id, &there.what, &there.sha256) == (own.actor.user.0, &row.what, &row.sha256);
                if same { Ok(()) } else { Err(Error::code(Code::ContentConflict)) }
            })
        })
        .await?;
    // after the row, without which nothing would ever remove the file; what fails here is mended by sending it again
    ctx.state.storage.put(&file, bytes).await.map_err(Error::internal)?;
    Ok(id)
}

/// The second step: reads the file in another way. `go_on` when that is right: then what is in the way is refused.
pub async fn read_as(ctx: &Ctx, id: ImportId, setup: ImportSetup, go_on: bool) -> Result<()> {
    let job = unfinished(Job::own(ctx.db().read(), ctx, id).await?)?;
    let Prepared { preview, .. } = prepare(ctx, job.what, content(ctx, &job).await?, &setup).await?;
    let refusal = if go_on { in_the_way(&preview, &setup) } else { None };
    let state = if go_on && refusal.is_none() { ImportState::Checked } else { ImportState::Uploaded };
    let version = job.row.version;
    change(ctx, id, move |job| {
        if job.row.version != version {
            return Err(Error::code(Code::Stale));
        }
        job.row.state = state.as_str().into();
        job.row.setup = serde_json::to_value(&setup)?;
        job.row.preview = serde_json::to_value(&preview)?;
        Ok(())
    })
    .await?;
    // what was chosen is kept all the same
    match refusal {
        Some(fault) => Err(fault.into()),
        None => Ok(()),
    }
}

/// Why a table cannot go on to the third step.
fn in_the_way(preview: &ImportPreview, setup: &ImportSetup) -> Option<Fault> {
    if preview.good_rows() == 0 {
        return Some(Fault::field("columns", FieldCode::Required));
    }
    let bad = preview.bad_rows > 0 && !setup.skip_bad;
    bad.then(|| Fault::field("skip_bad", FieldCode::Required))
}

/// What is decided about rows that are known: `same` and `likely` for all of them, `rows` by line, where `None` takes back
/// what was said of that line.
#[derive(Clone, Debug, Default)]
pub struct Decide {
    /// For all that are the same.
    pub same: Option<Decision>,
    /// For all that are likely.
    pub likely: Option<Decision>,
    /// By line.
    pub rows: BTreeMap<u64, Option<Decision>>,
}

/// The third step: decides about rows.
pub async fn decide(ctx: &Ctx, id: ImportId, said: Decide) -> Result<()> {
    change(ctx, id, move |job| {
        let mut decisions = job.decisions.clone();
        (decisions.same, decisions.likely) = (said.same, said.likely);
        for (line, decision) in said.rows {
            match decision {
                Some(decision) => decisions.rows.insert(line, decision),
                None => decisions.rows.remove(&line),
            };
        }
        // what is no proposal's is nobody's
        let lines: BTreeSet<u64> = job.preview.proposals.iter().map(|proposal| proposal.line).collect();
        decisions.rows.retain(|line, _| lines.contains(line));
        job.row.decisions = serde_json::to_value(&decisions)?;
        Ok(())
    })
    .await
}

/// The third step and the end at once. Sent again, it answers what came of it the first time.
pub async fn decide_and_carry_out(ctx: &Ctx, id: ImportId, said: Decide) -> Result<ImportResult> {
    if Job::own(ctx.db().read(), ctx, id).await?.state != ImportState::Done {
        decide(ctx, id, said).await?;
    }
    carry_out(ctx, id).await
}

/// The end: everything in one change. Sent again, it answers what came of it the first time.
pub async fn carry_out(ctx: &Ctx, id: ImportId) -> Result<ImportResult> {
    let job = Job::own(ctx.db().read(), ctx, id).await?;
    match (job.state, job.result) {
        (ImportState::Done, Some(result)) => return Ok(result),
        (ImportState::Checked, _) => {}
        // its columns were looked at again on another page
        _ => return Err(Error::code(Code::Stale)),
    }
    // read anew: the register may know more than it did when the table was looked at
    let Prepared { preview, rows, stamp, turn } =
        prepare(ctx, job.what, content(ctx, &job).await?, &job.setup).await?;
    if let Some(fault) = in_the_way(&preview, &job.setup) {
        return Err(fault.into());
    }
    let work = match rows {
        Some(Rows::Sites(drafts)) => Work::Sites(plan(ctx, drafts, &preview.proposals, &job.decisions)?),
        Some(Rows::List(rows)) => Work::List(rows),
        // a table without rows was in the way above
        None => return Err(Error::code(Code::Stale)),
    };
    let (own, bad_rows) = (ctx.clone(), preview.bad_rows);
    let seen = (job.row.version, stamp);
    let result = ctx
        .db()
        .write(move |tx| Box::pin(async move { write_down(tx, &own, id, seen, work, bad_rows).await }))
        .await?;
    drop(turn);
    forget_file(ctx, id).await?;
    Ok(result)
}

/// What is to be written.
enum Work {
    /// Sites, each as it was decided.
    Sites(Planned),
    /// New rows of any other list.
    List(Box<dyn Ready>),
}

impl Work {
    /// Writes it, and says what came of it.
    async fn carry_out(self, tx: &WriteTx, ctx: &Ctx, id: ImportId, bad_rows: u64) -> Result<ImportResult> {
        let done = AtomicU64::new(0);
        match self {
            Self::Sites(planned) => {
                let added = planned.plan.new.len() as u64;
                let Filled { filled, unchanged } =
                    write::carry_out(tx, ctx, id.0, planned.plan, &done).await?;
                Ok(ImportResult {
                    added,
                    filled: filled + planned.joined,
                    unchanged: unchanged + planned.joined_unchanged,
                    skipped: planned.skipped,
                    bad_rows,
                })
            }
            Self::List(rows) => {
                let added = rows.count();
                rows.write(tx, ctx, &done).await?;
                Ok(ImportResult { added, bad_rows, ..ImportResult::default() })
            }
        }
    }
}

async fn write_down(
    tx: &WriteTx,
    ctx: &Ctx,
    id: ImportId,
    (version, stamp): (i32, i64),
    work: Work,
    bad_rows: u64,
) -> Result<ImportResult> {
    let mut job = Job::locked(tx, ctx, id).await?;
    if let (ImportState::Done, Some(result)) = (job.state, job.result) {
        return Ok(result);
    }
    if job.row.version != version {
        return Err(Error::code(Code::Stale));
    }
    Stamped::Imports.expect(tx, stamp).await?;
    let result = work.carry_out(tx, ctx, id, bad_rows).await?;
    let line = audit::Entry {
        action: format!("import.{}", job.what),
        subject_type: "import",
        subject: id.to_string(),
        area: Some(ctx.actor.area.clone()),
        detail: serde_json::json!({
            "sha256": job.row.sha256, "rows": job.preview.rows, "datum": job.setup.datum,
            "skip_bad": job.setup.skip_bad, "result": result,
        }),
    };
    audit::write(tx, ctx, [line]);
    job.row.state = ImportState::Done.as_str().into();
    job.row.result = Some(serde_json::to_value(result)?);
    // names and addresses have done their work here
    let bare = ImportPreview { rows: job.preview.rows, bad_rows, ..ImportPreview::default() };
    job.row.preview = serde_json::to_value(&bare)?;
    job.row.expires_at = ctx.now + FINISHED;
    save(tx, job.row).await?;
    Stamped::Imports.touch(tx).await?;
    Ok(result)
}

/// Removes the file of a finished import. What fails here is done by the purge.
async fn forget_file(ctx: &Ctx, id: ImportId) -> Result<()> {
    let key = Key::import(id.0);
    if let Err(error) = ctx.state.storage.delete(&key).await {
        tracing::warn!(%error, "the file of an import was not removed");
        return Ok(());
    }
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut job = Job::locked(tx, &own, id).await?;
                job.row.file_gone = true;
                save(tx, job.row).await
            })
        })
        .await
}

/// Throws an unfinished import away.
pub async fn discard(ctx: &Ctx, id: ImportId) -> Result<()> {
    let job = unfinished(Job::own(ctx.db().read(), ctx, id).await?)?;
    ctx.state.storage.delete(&job.file()).await.map_err(Error::internal)?;
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let job = unfinished(Job::locked(tx, &own, id).await?)?;
                import_job::Entity::delete_by_id(job.row.id).exec(tx).await.map(drop).map_err(Error::from)
            })
        })
        .await
}

/// Changes an import that is not finished; it lives a week longer for it.
async fn change(
    ctx: &Ctx,
    id: ImportId,
    edit: impl FnOnce(&mut Job) -> Result<()> + Send + 'static,
) -> Result<()> {
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut job = unfinished(Job::locked(tx, &own, id).await?)?;
                edit(&mut job)?;
                job.row.expires_at = own.now + UNFINISHED;
                save(tx, job.row).await
            })
        })
        .await
}

async fn save(tx: &WriteTx, mut row: import_job::Model) -> Result<()> {
    row.version += 1;
    row.into_active_model().reset_all().update(tx).await.map(drop).map_err(Error::from)
}

fn unfinished(job: Job) -> Result<Job> {
    if job.state == ImportState::Done { Err(Error::code(Code::Stale)) } else { Ok(job) }
}

async fn content(ctx: &Ctx, job: &Job) -> Result<Bytes> {
    let stored = ctx.state.storage.get(&job.file()).await.map_err(Error::internal)?;
    let bytes = stored.into_bytes().await.map_err(Error::internal)?;
    if sha256_of(&bytes) == job.row.sha256 { Ok(bytes) } else { Err(Error::code(Code::Damaged)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_goes_on_when_it_has_good_rows_and_bad_ones_are_spoken_for() {
        let setup = |skip_bad| ImportSetup {
            datum: Some(domain::geo::Datum::Wgs84),
            kind: None,
            sheet: None,
            columns: None,
            skip_bad,
        };
        let read = |rows, bad_rows| ImportPreview { rows, bad_rows, ..ImportPreview::default() };
        let field = |preview: &ImportPreview, skip_bad| {
            in_the_way(preview, &setup(skip_bad)).map(|fault| fault.fields[0].field.clone())
        };
        assert_eq!(field(&read(3, 0), false), None);
        assert_eq!(field(&read(3, 1), false).as_deref(), Some("skip_bad"));
        assert_eq!(field(&read(3, 1), true), None);
        assert_eq!(field(&read(3, 3), true).as_deref(), Some("columns"));
        assert_eq!(field(&read(0, 0), true).as_deref(), Some("columns"));
    }
}
