//! Reading photos, by the rights of the record that they belong to.

use crate::{
    ctx::{Ctx, State},
    entities::{awaited_photo, file},
    error::{Error, Result},
    photos::STORED_CONTENT_TYPE,
    storage::{ContentHash, Key, StorageError},
};
use bytes::Bytes;
use domain::{
    area::AreaCode,
    fault::Code,
    ids::FileId,
    photos::{AwaitedPhoto, PhotoView},
};
use futures::stream::BoxStream;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A picture on its way out.
pub struct OpenedFile {
    /// Type of the content.
    pub content_type: String,
    /// Changes with the content: its SHA-256 in hex, for the small picture with a suffix.
    pub etag: String,
    /// Length in bytes.
    pub size: u64,
    /// The bytes.
    pub stream: BoxStream<'static, Result<Bytes, StorageError>>,
}

/// A picture that the asker may see; nothing of it was read yet.
pub struct FoundFile {
    /// Type of the content.
    pub content_type: String,
    /// Changes with the content: its SHA-256 in hex, for the small picture with a suffix.
    pub etag: String,
    key: Key,
}

impl FoundFile {
    /// Opens it.
    pub async fn open(self, state: &State) -> Result<OpenedFile> {
        let stored = state.storage.get(&self.key).await.map_err(Error::internal)?;
        let Self { content_type, etag, .. } = self;
        Ok(OpenedFile { content_type, etag, size: stored.size, stream: stored.body })
    }

    /// An address outside of this server at which the asker's browser may fetch it, for a minute; `None` unless configured.
    pub async fn link(&self, state: &State) -> Result<Option<String>> {
        state.storage.link(&self.key, &self.content_type).await.map_err(Error::internal)
    }
}

/// Opens a photo, or the small picture of it, as [`find`] finds it.
pub async fn open(ctx: &Ctx, id: FileId, thumb: bool) -> Result<OpenedFile> {
    find(ctx, id, thumb).await?.open(&ctx.state).await
}

/// Finds a photo, or the small picture of it. One that belongs to a record is seen by whoever sees the record; one
/// that belongs to nothing yet only by the person who sent it. Any other does not exist.
pub async fn find(ctx: &Ctx, id: FileId, thumb: bool) -> Result<FoundFile> {
    let Some(row) = file::Entity::find_by_id(id.0).one(ctx.db().read()).await? else {
        // what a responsible party sent becomes a photo of its record when the office accepts it; it is seen before
        let sha256 = crate::party::query::sent_photo(ctx, id).await?;
        return found(STORED_CONTENT_TYPE.into(), sha256, thumb);
    };
    let visible = match row.attached_at {
        // attaching gives the photo the area of its record
        Some(_) => ctx.actor.area.contains(&row.area_code.parse::<AreaCode>()?),
        None => row.uploaded_by == ctx.actor.user.0,
    };
    if !visible {
        return Err(Error::code(Code::NotFound));
    }
    found(row.content_type, row.sha256, thumb)
}

/// Opens the picture of that hash, or the small one, whoever asks: the caller has looked whether they may see it.
pub(crate) async fn stored(
    state: &State,
    content_type: String,
    sha256: String,
    thumb: bool,
) -> Result<OpenedFile> {
    found(content_type, sha256, thumb)?.open(state).await
}

fn found(content_type: String, sha256: String, thumb: bool) -> Result<FoundFile> {
    let hash: ContentHash = sha256.parse().map_err(Error::broken)?;
    let key = if thumb { Key::thumb(hash) } else { Key::photo(hash) };
    let etag = if thumb { format!("{sha256}-thumb") } else { sha256 };
    Ok(FoundFile { content_type, etag, key })
}

/// A photo as pages show it.
pub(crate) fn view(row: &file::Model) -> Result<PhotoView> {
    Ok(PhotoView {
        id: FileId(row.id),
        kind: row.kind.parse()?,
        taken_at: row.taken_at,
        created_at: row.created_at,
        width: u32::try_from(row.width).map_err(Error::broken)?,
        height: u32::try_from(row.height).map_err(Error::broken)?,
        layer: row.layer.clone().map(serde_json::from_value).transpose()?.unwrap_or_default(),
    })
}

/// The photos of a record that are still on their way; `owner` is the column that names the record.
pub(crate) async fn awaited(ctx: &Ctx, owner: awaited_photo::Column, id: Uuid) -> Result<Vec<AwaitedPhoto>> {
    let rows = awaited_photo::Entity::find()
        .filter(owner.eq(id))
        .order_by_asc(awaited_photo::Column::Id)
        .all(ctx.db().read())
        .await?;
    let one = |row: awaited_photo::Model| {
        Ok(AwaitedPhoto { id: FileId(row.id), kind: row.kind.parse()?, since: row.since })
    };
    rows.into_iter().map(one).collect()
}
