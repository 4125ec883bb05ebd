//! Photos that were sent and never attached to anything go after a while, row first, then the picture when no other
//! record shows it.

use crate::{
    ctx::State,
    entities::{file, party_photo},
    error::{Error, Result},
    storage::Key,
};
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

/// How long a photo may wait to be attached: longer than any tablet is away.
pub const UNATTACHED: TimeDelta = TimeDelta::days(30);

/// Rows in one change.
const BATCH: u64 = 200;

/// Removes photos that have belonged to nothing since before `now - UNATTACHED`. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let before = now - UNATTACHED;
    let mut removed = 0;
    loop {
        let old = file::Entity::find()
            .filter(file::Column::AttachedAt.is_null())
            .filter(file::Column::CreatedAt.lt(before))
            .limit(BATCH)
            .all(state.db.read())
            .await?;
        if old.is_empty() {
            return Ok(removed);
        }
        let ids: Vec<_> = old.iter().map(|f| f.id).collect();
        let gone = state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let delete = file::Entity::delete_many()
                        .filter(file::Column::Id.is_in(ids))
                        // attached meanwhile: stays
                        .filter(file::Column::AttachedAt.is_null());
                    Ok::<_, Error>(delete.exec(tx).await?.rows_affected)
                })
            })
            .await?;
        removed += gone;
        for row in old {
            let shown = file::Entity::find()
                .filter(file::Column::Sha256.eq(&row.sha256))
                .count(state.db.read())
                .await?;
            let sent = party_photo::Entity::find()
                .filter(party_photo::Column::Sha256.eq(&row.sha256))
                .count(state.db.read())
                .await?;
            if shown == 0 && sent == 0 {
                let hash = row.sha256.parse().map_err(Error::internal)?;
                state.storage.delete(&Key::photo(hash)).await.map_err(Error::internal)?;
                state.storage.delete(&Key::thumb(hash)).await.map_err(Error::internal)?;
            }
        }
    }
}
