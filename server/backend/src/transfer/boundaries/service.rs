//! The steps of an import of outlines.

use super::{
    FINISHED, MOST_BYTES, UNFINISHED,
    look::{Looked, look, turn},
    moves::{self, Page},
    rows::{Job, kept},
};
use crate::{
    audit,
    content::sha256_of,
    ctx::Ctx,
    db::WriteTx,
    entities::{area, boundary_import},
    error::{Error, Result},
    sites::moving::{self, Moving},
    stamps::Stamped,
    storage::Key,
};
use bytes::Bytes;
use domain::{
    actor::Right,
    area::AreaCode,
    boundaries::{BoundaryReport, BoundaryResult, BoundarySetup, MOST_MOVES, MoveList, Obstacle, obstacle},
    fault::{Code, Fault, FieldCode, FieldFault},
    geo::Boundary,
    ids::ImportId,
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use std::collections::BTreeMap;

/// A file that somebody brings.
pub struct Upload {
    /// Made by the caller; the same file under the same id is accepted again.
    pub id: ImportId,
    /// As it was called.
    pub file_name: String,
    /// Its content.
    pub bytes: Bytes,
    /// How it is to be read.
    pub setup: BoundarySetup,
}

/// What was looked at before it was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confirmed {
    /// The version of the import.
    pub version: i32,
    /// The sites that move.
    pub moving: u64,
}

/// Longest name of a file that is kept.
const NAME: usize = 200;

/// The first step: reads the file and keeps it.
pub async fn begin(ctx: &Ctx, upload: Upload) -> Result<ImportId> {
    ctx.require(Right::Administer)?;
    let Upload { id, file_name, bytes, setup } = upload;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Fault::new(Code::TooLarge).with("limit", MOST_BYTES).into());
    }
    if bytes.is_empty() {
        return Err(Error::code(Code::FileEmpty));
    }
    let turn = turn().await?;
    let Looked { report, outlines } = look(ctx, bytes.clone(), &setup).await?;
    drop(turn);
    let row = boundary_import::Model {
        id: id.0,
        user_id: ctx.actor.user.0,
        area_code: ctx.actor.area.to_string(),
        file_name: file_name.chars().filter(|c| !c.is_control()).take(NAME).collect(),
        sha256: sha256_of(&bytes),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        version: 1,
        setup: serde_json::to_value(&setup)?,
        report: serde_json::to_value(&report)?,
        outlines: kept(&outlines)?,
        result: None,
        file_gone: false,
        created_at: ctx.now,
        expires_at: ctx.now + UNFINISHED,
    };
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                tx.claim(row.id).await?;
                let Some(there) = boundary_import::Entity::find_by_id(row.id).one(tx).await? else {
                    row.into_active_model().reset_all().insert(tx).await?;
                    return Ok(());
                };
                let same = there.user_id == own.actor.user.0 && there.sha256 == row.sha256;
                if same { Ok(()) } else { Err(Error::code(Code::ContentConflict)) }
            })
        })
        .await?;
    // after the row, without which nothing would ever remove the file; what fails here is mended by sending it again
    ctx.state.storage.put(&Key::import(id.0), bytes).await.map_err(Error::internal)?;
    Ok(id)
}

/// Reads the file in another way.
pub async fn read_as(ctx: &Ctx, id: ImportId, setup: BoundarySetup) -> Result<()> {
    let job = unfinished(Job::own(ctx.db().read(), ctx, id).await?)?;
    let turn = turn().await?;
    let Looked { report, outlines } = look(ctx, content(ctx, &job).await?, &setup).await?;
    drop(turn);
    let (own, version) = (ctx.clone(), job.row.version);
    let outlines = kept(&outlines)?;
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut job = unfinished(Job::locked(tx, &own, id).await?)?;
                if job.row.version != version {
                    return Err(Error::code(Code::Stale));
                }
                job.row.setup = serde_json::to_value(&setup)?;
                job.row.report = serde_json::to_value(&report)?;
                job.row.outlines = outlines;
                job.row.expires_at = own.now + UNFINISHED;
                save(tx, job.row).await
            })
        })
        .await
}

/// Why an import cannot be carried out, at the field that mends it.
fn in_the_way(report: &BoundaryReport, setup: &BoundarySetup, moving: u64) -> Option<Fault> {
    let fault = match obstacle(report, setup, moving)? {
        Obstacle::Nothing => FieldFault::new("property", FieldCode::NoneChosen),
        Obstacle::Bad => FieldFault::new("skip_bad", FieldCode::Required),
        Obstacle::TooMany => FieldFault::new("move_sites", FieldCode::TooMany).with("max", MOST_MOVES),
    };
    Some(Fault::fields(vec![fault]))
}

/// The end: outlines and sites in one change. Sent again, it answers what came of it the first time. What was not looked at in
/// the state it has now is not carried out.
pub async fn carry_out(ctx: &Ctx, id: ImportId, confirmed: Confirmed) -> Result<BoundaryResult> {
    let job = Job::own(ctx.db().read(), ctx, id).await?;
    if let Some(result) = job.result {
        return Ok(result);
    }
    if job.row.version != confirmed.version {
        return Err(Error::code(Code::Stale));
    }
    // until it is written: what a second one finds meanwhile would not hold any more
    let turn = turn().await?;
    // and another server has no turn here: it is told by the stamp, which is read before everything else
    let stamp = Stamped::Reference.seen(ctx.db().read()).await?;
    let (outlines, reference) = (job.outlines()?, ctx.state.reference().await?);
    let none = Page { list: MoveList::Moving, skip: 0, take: 0 };
    let found = moves::find(ctx, &reference, &outlines, job.setup.datum, none).await?;
    if let Some(fault) = in_the_way(&job.report, &job.setup, found.moves.moving) {
        return Err(fault.into());
    }
    if job.setup.move_sites && found.moves.moving != confirmed.moving {
        return Err(Error::code(Code::Stale));
    }
    let moving = if job.setup.move_sites { found.moving } else { Vec::new() };
    let own = ctx.clone();
    let result = ctx
        .db()
        .write(move |tx| {
            let seen = (confirmed.version, stamp);
            Box::pin(async move { write_down(tx, &own, id, seen, &outlines, &moving).await })
        })
        .await?;
    ctx.state.refresh_reference().await;
    drop(turn);
    forget_file(ctx, id).await?;
    Ok(result)
}

async fn write_down(
    tx: &WriteTx,
    ctx: &Ctx,
    id: ImportId,
    (version, stamp): (i32, i64),
    outlines: &BTreeMap<AreaCode, Boundary>,
    moving: &[Moving],
) -> Result<BoundaryResult> {
    let mut job = Job::locked(tx, ctx, id).await?;
    if let Some(result) = job.result {
        return Ok(result);
    }
    if job.row.version != version {
        return Err(Error::code(Code::Stale));
    }
    Stamped::Reference.expect(tx, stamp).await?;
    for (code, outline) in outlines {
        replace(tx, ctx, id, code, outline, job.setup.approximate).await?;
    }
    moving::carry_out(tx, ctx, Some(id.0), moving).await?;
    let result =
        BoundaryResult { outlines: outlines.len() as u64, moved: moving.len() as u64, bad: job.report.bad };
    let line = audit::Entry {
        action: "import.boundaries".into(),
        subject_type: "import",
        subject: id.to_string(),
        area: Some(ctx.actor.area.clone()),
        detail: serde_json::json!({
            "sha256": job.row.sha256, "datum": job.setup.datum, "property": job.report.property,
            "move_sites": job.setup.move_sites, "result": result,
        }),
    };
    audit::write(tx, ctx, [line]);
    job.row.result = Some(serde_json::to_value(result)?);
    job.row.outlines = serde_json::json!({});
    job.row.expires_at = ctx.now + FINISHED;
    save(tx, job.row).await?;
    Stamped::Reference.touch(tx).await?;
    Ok(result)
}

/// Gives an area its outline. The log keeps what it was before: nothing else does.
async fn replace(
    tx: &WriteTx,
    ctx: &Ctx,
    import: ImportId,
    code: &AreaCode,
    outline: &Boundary,
    approximate: bool,
) -> Result<()> {
    let row = area::Entity::find_by_id(code.as_str()).one(tx).await?;
    let row = row.filter(|_| ctx.actor.area.contains(code)).ok_or_else(|| Error::code(Code::Stale))?;
    let label = outline.label_point();
    let change = area::ActiveModel {
        boundary: Set(Some(serde_json::from_str(&outline.to_geojson())?)),
        approximate: Set(approximate),
        lon: Set(Some(label.lon())),
        lat: Set(Some(label.lat())),
        updated_at: Set(ctx.now),
        ..Default::default()
    };
    area::Entity::update_many().set(change).filter(area::Column::Code.eq(code.as_str())).exec(tx).await?;
    let line = audit::Entry {
        action: "area.outline".into(),
        subject_type: "area",
        subject: code.to_string(),
        area: Some(code.clone()),
        detail: serde_json::json!({
            "import": import, "approximate": approximate, "square_metres": outline.square_metres().round(),
            "before": row.boundary, "before_approximate": row.approximate,
        }),
    };
    audit::write(tx, ctx, [line]);
    Ok(())
}

/// Removes the file of a finished import. What fails here is done by the purge.
async fn forget_file(ctx: &Ctx, id: ImportId) -> Result<()> {
    if let Err(error) = ctx.state.storage.delete(&Key::import(id.0)).await {
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
                let delete = boundary_import::Entity::delete_by_id(job.row.id);
                delete.exec(tx).await.map(drop).map_err(Error::from)
            })
        })
        .await
}

async fn save(tx: &WriteTx, mut row: boundary_import::Model) -> Result<()> {
    row.version += 1;
    row.into_active_model().reset_all().update(tx).await.map(drop).map_err(Error::from)
}

fn unfinished(job: Job) -> Result<Job> {
    if job.result.is_some() { Err(Error::code(Code::Stale)) } else { Ok(job) }
}

async fn content(ctx: &Ctx, job: &Job) -> Result<Bytes> {
    let stored = ctx.state.storage.get(&job.file()).await.map_err(Error::internal)?;
    let bytes = stored.into_bytes().await.map_err(Error::internal)?;
    if sha256_of(&bytes) == job.row.sha256 { Ok(bytes) } else { Err(Error::code(Code::Damaged)) }
}
