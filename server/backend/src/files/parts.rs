//! Photos that come in parts over a line that breaks.
//!
//! How far a photo has come stands in its row of `upload`; the parts lie in the store of photos. So a photo may go on
//! at another server, and at any offset: what is there already is left out, and what would leave a gap is answered with
//! where to go on. The last part makes it whole: its SHA-256 must be the one that was made when the picture was taken,
//! then it is taken in like any other photo.

use super::service::{refusal, stored, take_in};
use crate::{
    audit,
    ctx::{Ctx, State},
    db::WriteTx,
    entities::{awaited_photo, file, upload},
    error::{Error, Result},
    photos::{PhotoLimits, intake},
    storage::{ContentHash, Key, StorageError},
};
use bytes::{Bytes, BytesMut};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    actor::Right,
    fault::{Code, Fault, FieldCode, FieldFault},
    ids::FileId,
    photos::PhotoKind,
    sync::PhotoAnswer,
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

/// How long a photo may stand half arrived. The tablet still has it and begins anew.
pub const ABANDONED: TimeDelta = TimeDelta::days(7);

/// Most parts of a photo: far more than any line needs.
const MOST_PARTS: usize = 4_096;

/// So often all of a photo may arrive and not be what it should be, before it is given up.
const MOST_FAILURES: i32 = 3;

/// Rows looked at in one go when abandoned uploads are removed.
const BATCH: u64 = 200;

/// What a part says of itself and of its photo.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Which photo.
    pub id: FileId,
    /// SHA-256 of all of it.
    pub sha256: ContentHash,
    /// Bytes of all of it.
    pub bytes: u64,
    /// What it shows.
    pub kind: PhotoKind,
    /// Where this part begins.
    pub offset: u64,
}

/// Takes a part. Any part may come any number of times.
pub async fn receive(ctx: &Ctx, part: Part, content: Bytes, limits: &PhotoLimits) -> Result<PhotoAnswer> {
    ctx.require(Right::RegisterHazard)?;
    if let Some(receipt) = stored(ctx, part.id, &part.sha256.to_string()).await? {
        return Ok(PhotoAnswer::Stored { receipt });
    }
    if part.bytes == 0 {
        return give_up(ctx, part, Fault::new(Code::FileEmpty)).await;
    }
    if part.bytes > limits.max_bytes {
        return give_up(ctx, part, Fault::new(Code::TooLarge).with("limit", limits.max_bytes)).await;
    }
    if part.offset.saturating_add(content.len() as u64) > part.bytes {
        let field = FieldFault::new("offset", FieldCode::OutOfRange);
        return Err(Fault::fields(vec![field.with("min", 0).with("max", part.bytes)]).into());
    }
    let begun = begin(ctx, part).await?;
    let now = match new_bytes(&begun, part.offset, content)? {
        Some(fresh) => append(ctx, begun, fresh).await?,
        None => begun,
    };
    if now.received < now.bytes {
        return Ok(PhotoAnswer::Partial { offset: number(now.received)? });
    }
    finish(ctx, part, now, limits).await
}

/// How far a photo has come.
pub async fn state(ctx: &Ctx, id: FileId) -> Result<PhotoAnswer> {
    ctx.require(Right::RegisterHazard)?;
    if let Some(row) = file::Entity::find_by_id(id.0).one(ctx.db().read()).await? {
        return match row.uploaded_by == ctx.actor.user.0 {
            true => Ok(PhotoAnswer::Stored { receipt: super::service::receipt(&row)? }),
            false => Err(Error::code(Code::NotFound)),
        };
    }
    let offset = match upload::Entity::find_by_id(id.0).one(ctx.db().read()).await? {
        Some(row) if row.user_id != ctx.actor.user.0 => return Err(Error::code(Code::NotFound)),
        // all of it is there and nobody has looked at it: whoever sends the last part again finishes it
        Some(row) if row.received == row.bytes => {
            number(row.received)? - parts(&row)?.last().copied().unwrap_or_default()
        }
        Some(row) => number(row.received)?,
        None => 0,
    };
    Ok(PhotoAnswer::Partial { offset })
}

fn number(n: i64) -> Result<u64> {
    u64::try_from(n).map_err(Error::broken)
}

fn parts(row: &upload::Model) -> Result<Vec<u64>> {
    Ok(serde_json::from_value(row.parts.clone())?)
}

/// The keys of the parts, in order.
fn keys(row: &upload::Model) -> Result<Vec<Key>> {
    let attempt = u32::try_from(row.failures).map_err(Error::broken)?;
    let mut offset = 0;
    let key = |bytes| {
        let key = Key::part(row.id, attempt, offset, bytes);
        offset += bytes;
        key
    };
    Ok(parts(row)?.into_iter().map(key).collect())
}

/// The row of the upload, made when this is its first part.
async fn begin(ctx: &Ctx, part: Part) -> Result<upload::Model> {
    let there = upload::Entity::find_by_id(part.id.0).one(ctx.db().read()).await?;
    if let Some(row) = there {
        return same(ctx, part, row);
    }
    let ctx = ctx.clone();
    let db = ctx.db().clone();
    db.write(move |tx| {
        Box::pin(async move {
            tx.claim(part.id.0).await?;
            let awaited = awaited_photo::Entity::find_by_id(part.id.0).one(tx).await?;
            let sha256 = part.sha256.to_string();
            if awaited.is_some_and(|a| a.user_id != ctx.actor.user.0 || a.sha256 != sha256) {
                return Err(Error::code(Code::ContentConflict));
            }
            if let Some(row) = upload::Entity::find_by_id(part.id.0).one(tx).await? {
                return same(&ctx, part, row);
            }
            // another request may have finished it meanwhile: a row made now would wait for parts that nobody sends
            if file::Entity::find_by_id(part.id.0).one(tx).await?.is_some() {
                return Err(Error::code(Code::Busy));
            }
            let row = upload::Model {
                id: part.id.0,
                user_id: ctx.actor.user.0,
                sha256,
                bytes: i64::try_from(part.bytes).map_err(Error::internal)?,
                received: 0,
                parts: serde_json::json!([]),
                failures: 0,
                kind: part.kind.as_str().into(),
                begun_at: ctx.now,
                touched_at: ctx.now,
            };
            Ok(row.into_active_model().reset_all().insert(tx).await?)
        })
    })
    .await
}

/// The same id is for the same photo of the same person only.
fn same(ctx: &Ctx, part: Part, row: upload::Model) -> Result<upload::Model> {
    let fits = row.user_id == ctx.actor.user.0
        && row.sha256 == part.sha256.to_string()
        && number(row.bytes)? == part.bytes;
    if fits { Ok(row) } else { Err(Error::code(Code::ContentConflict)) }
}

/// What of a part is new; nothing when all of it is there already, or when it would leave a gap.
fn new_bytes(row: &upload::Model, offset: u64, content: Bytes) -> Result<Option<Bytes>> {
    let Some(known) = number(row.received)?.checked_sub(offset) else { return Ok(None) };
    let known = usize::try_from(known).map_err(Error::internal)?;
    Ok((known < content.len()).then(|| content.slice(known..)))
}

/// Stores a piece behind what is there. When another request was quicker, its piece stays.
async fn append(ctx: &Ctx, row: upload::Model, piece: Bytes) -> Result<upload::Model> {
    if parts(&row)?.len() >= MOST_PARTS {
        let field = FieldFault::new("parts", FieldCode::TooMany).with("max", MOST_PARTS);
        return Err(Fault::fields(vec![field]).into());
    }
    let length = piece.len() as u64;
    let attempt = u32::try_from(row.failures).map_err(Error::broken)?;
    let key = Key::part(row.id, attempt, number(row.received)?, length);
    ctx.state.storage.put(&key, piece).await.map_err(Error::internal)?;
    let now = ctx.now;
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                let Some(mut there) = locked(tx, row.id).await? else {
                    return Err(Error::code(Code::Busy)); // finished or given up meanwhile: ask again
                };
                if (there.received, there.failures) == (row.received, row.failures) {
                    let mut parts = parts(&there)?;
                    parts.push(length);
                    there.parts = serde_json::to_value(parts)?;
                    there.received += i64::try_from(length).map_err(Error::internal)?;
                    there.touched_at = now;
                    there = there.into_active_model().reset_all().update(tx).await?;
                }
                Ok(there)
            })
        })
        .await
}

async fn locked(tx: &WriteTx, id: uuid::Uuid) -> Result<Option<upload::Model>> {
    let find = upload::Entity::find_by_id(id);
    let find = if tx.is_sqlite() { find } else { find.lock_exclusive() };
    Ok(find.one(tx).await?)
}

/// Puts the parts together, checks the whole and takes it in.
async fn finish(ctx: &Ctx, part: Part, row: upload::Model, limits: &PhotoLimits) -> Result<PhotoAnswer> {
    let whole = put_together(ctx, &row).await?;
    let right = whole.filter(|bytes| ContentHash::of(bytes) == part.sha256);
    let Some(whole) = right else { return failed(ctx, part, row).await };
    let photo = match intake(whole, limits).await.map_err(refusal) {
        Ok(photo) => photo,
        Err(Error::Fault(fault)) => return give_up(ctx, part, fault).await,
        Err(internal) => return Err(internal),
    };
    let receipt = take_in(ctx, part.id, row.kind.parse()?, photo).await?;
    remove(&ctx.state, row).await?;
    Ok(PhotoAnswer::Stored { receipt })
}

/// `None` when a part is missing or has another length.
async fn put_together(ctx: &Ctx, row: &upload::Model) -> Result<Option<Bytes>> {
    let mut whole = BytesMut::with_capacity(usize::try_from(row.bytes).map_err(Error::internal)?);
    for key in keys(row)? {
        match ctx.state.storage.get(&key).await {
            Ok(stored) => whole.extend_from_slice(&stored.into_bytes().await.map_err(Error::internal)?),
            Err(StorageError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(Error::internal(error)),
        }
    }
    let complete = whole.len() as u64 == number(row.bytes)?;
    Ok(complete.then(|| whole.freeze()))
}

/// All of it is there and is something else: from the beginning, as long as there is hope.
async fn failed(ctx: &Ctx, part: Part, row: upload::Model) -> Result<PhotoAnswer> {
    // another request may have finished it and cleared the parts away
    if let Some(receipt) = stored(ctx, part.id, &part.sha256.to_string()).await? {
        return Ok(PhotoAnswer::Stored { receipt });
    }
    if row.failures + 1 >= MOST_FAILURES {
        return give_up(ctx, part, Fault::new(Code::DamagedFile)).await;
    }
    let old = keys(&row)?;
    let (id, failures, now) = (row.id, row.failures, ctx.now);
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                if let Some(mut there) = locked(tx, id).await?
                    && there.failures == failures
                {
                    there.failures += 1;
                    there.received = 0;
                    there.parts = serde_json::json!([]);
                    there.touched_at = now;
                    there.into_active_model().reset_all().update(tx).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .await?;
    delete(&ctx.state, &old).await?;
    tracing::warn!(file.id = %part.id, failures = failures + 1, "a photo arrived and is not what was sent");
    Ok(PhotoAnswer::Partial { offset: 0 })
}

/// It is no picture that is taken in: nobody waits for it any longer. Its record stays without it.
async fn give_up(ctx: &Ctx, part: Part, fault: Fault) -> Result<PhotoAnswer> {
    let row = upload::Entity::find_by_id(part.id.0).one(ctx.db().read()).await?;
    let row = row.map(|row| same(ctx, part, row)).transpose()?;
    let entry = audit::Entry {
        action: "file.refuse".into(),
        subject_type: "file",
        subject: part.id.to_string(),
        area: Some(ctx.actor.area.clone()),
        detail: serde_json::json!({"code": fault.code, "sha256": part.sha256.to_string(), "bytes": part.bytes}),
    };
    let own = ctx.clone();
    ctx.db()
        .write(move |tx| {
            Box::pin(async move {
                tx.claim(part.id.0).await?;
                let gone = awaited_photo::Entity::delete_many()
                    .filter(awaited_photo::Column::Id.eq(part.id.0))
                    .filter(awaited_photo::Column::UserId.eq(own.actor.user.0))
                    .filter(awaited_photo::Column::Sha256.eq(part.sha256.to_string()))
                    .exec(tx)
                    .await?;
                // said once: the same is refused as often as it is sent
                if gone.rows_affected > 0 {
                    audit::write(tx, &own, [entry]);
                }
                Ok::<_, Error>(())
            })
        })
        .await?;
    if let Some(row) = row {
        remove(&ctx.state, row).await?;
    }
    Ok(PhotoAnswer::Refused { fault })
}

/// Removes the parts, then the row: what is interrupted in between is found again by its row.
async fn remove(state: &State, row: upload::Model) -> Result<()> {
    delete(state, &keys(&row)?).await?;
    let id = row.id;
    state
        .db
        .write(move |tx| {
            Box::pin(async move { Ok(upload::Entity::delete_by_id(id).exec(tx).await.map(drop)?) })
        })
        .await
}

async fn delete(state: &State, keys: &[Key]) -> Result<()> {
    for key in keys {
        state.storage.delete(key).await.map_err(Error::internal)?;
    }
    Ok(())
}

/// Removes uploads of which nothing came since before `now - ABANDONED`, with their parts. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let mut removed = 0;
    loop {
        let old = upload::Entity::find()
            .filter(upload::Column::TouchedAt.lt(now - ABANDONED))
            .limit(BATCH)
            .all(state.db.read())
            .await?;
        if old.is_empty() {
            return Ok(removed);
        }
        for row in old {
            remove(state, row).await?;
            removed += 1;
        }
    }
}
