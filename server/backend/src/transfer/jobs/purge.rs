//! Imports go after a while, the file first: it holds personal data.

use crate::{
    ctx::State,
    entities::import_job,
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
        let ids: Vec<uuid::Uuid> = import_job::Entity::find()
            .select_only()
            .column(import_job::Column::Id)
            .filter(import_job::Column::ExpiresAt.lte(now))
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
                    let delete = import_job::Entity::delete_many().filter(import_job::Column::Id.is_in(ids));
                    delete.exec(tx).await.map(drop).map_err(Error::from)
                })
            })
            .await?;
    }
}
