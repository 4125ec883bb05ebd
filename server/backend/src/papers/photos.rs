//! The photos of a paper: of each hazard the first before and the last after, small enough to be frozen with what the paper says.

use crate::{
    ctx::Ctx,
    entities::{file, hazard},
    error::{Error, Result},
    photos::on_paper,
    storage::{ContentHash, Key},
};
use domain::{
    calendar::SHANGHAI,
    ids::FileId,
    papers::{Photo, chinese_day},
    photos::PhotoKind,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Most photos on one paper: more make it an album, and what is frozen too large.
const MOST: usize = 24;

/// A photo with where its picture is.
pub(super) struct Found {
    /// Without its picture.
    pub photo: Photo,
    stored: String,
}

/// The photos of hazards, in the order of the hazards. Those of what was found stand on every paper, those of what was done once there
/// are any.
pub(super) async fn of_hazards(ctx: &Ctx, hazards: &[hazard::Model]) -> Result<Vec<Found>> {
    if hazards.is_empty() {
        return Ok(Vec::new());
    }
    let rows = file::Entity::find()
        .filter(file::Column::HazardId.is_in(hazards.iter().map(|row| row.id)))
        .order_by_asc(file::Column::Id)
        .all(ctx.db().read())
        .await?;
    let of = |hazard: Uuid, kind: PhotoKind| {
        rows.iter().filter(move |row| row.hazard_id == Some(hazard) && row.kind == kind.as_str())
    };
    let mut found = Vec::new();
    for (i, hazard) in hazards.iter().enumerate() {
        let before = of(hazard.id, PhotoKind::Before).next();
        let after = of(hazard.id, PhotoKind::After).next_back();
        for (row, word) in [(before, "整改前"), (after, "整改后")] {
            if let Some(row) = row.filter(|_| found.len() < MOST) {
                found.push(one(row, i + 1, &hazard.number, word)?);
            }
        }
    }
    Ok(found)
}

fn one(row: &file::Model, place: usize, number: &str, word: &str) -> Result<Found> {
    let at = row.taken_at.unwrap_or(row.created_at).with_timezone(&SHANGHAI);
    let caption =
        format!("{place}. {number} {word}（{}{}）", chinese_day(at.date_naive()), at.format("%H:%M"));
    let side = |n: i32| u32::try_from(n).map_err(Error::broken);
    let pixels = (side(row.width)?, side(row.height)?);
    let layer = row.layer.clone().map(serde_json::from_value).transpose()?.unwrap_or_default();
    let photo = Photo { file: FileId(row.id), jpeg: Vec::new(), pixels, layer, caption };
    Ok(Found { photo, stored: row.sha256.clone() })
}

/// The photos with their pictures, as they are frozen.
pub(super) async fn with_pictures(ctx: &Ctx, found: Vec<Found>) -> Result<Vec<Photo>> {
    let mut stored = Vec::with_capacity(found.len());
    for Found { photo, stored: sha256 } in found {
        let hash: ContentHash = sha256.parse().map_err(Error::broken)?;
        let object = ctx.state.storage.get(&Key::photo(hash)).await.map_err(Error::internal)?;
        stored.push((photo, object.into_bytes().await.map_err(Error::internal)?));
    }
    // as long as many requests, so on a thread of its own
    let work = move || {
        let small = |(mut photo, whole): (Photo, bytes::Bytes)| {
            (photo.jpeg, photo.pixels) = on_paper(&whole).map_err(Error::broken)?;
            Ok::<_, Error>(photo)
        };
        stored.into_iter().map(small).collect::<Result<Vec<Photo>>>()
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
