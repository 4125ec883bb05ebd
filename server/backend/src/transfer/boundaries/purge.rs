//! Imports of outlines go after a while, the file first.

use crate::{
    ctx::State,
    entities::boundary_import,
    error::{Error, Result},
    storage::Key,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Imports in one change.
const BATCH: u64 = 100;

/// Removes what has expired by `now`. Answers how many.
pub async fn purge(state: &State, now: DateTime<Utc>) -> Result<u64> {
    let mut removed = 0;
    loop {
        let ids: Vec<uuid::Uuid> = boundary_import::Entity::find()
            .select_only()
            .column(boundary_import::Column::Id)
            .filter(boundary_import::Column::ExpiresAt.lte(now))
            .limit(BATCH)
            .into_tuple()
            .all(state.db.read())
            .await?;
        if ids.is_empty() {
            return Ok(removed);
        }
        for id in &ids {
            state.storage.delete(&Key::import(*id)).await.map_err(Error::internal)?;
        }
        removed += ids.len() as u64;
        state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let delete =
                        boundary_import::Entity::delete_many().filter(boundary_import::Column::Id.is_in(ids));
                    delete.exec(tx).await.map(drop).map_err(Error::from)
                })
            })
            .await?;
    }
}
