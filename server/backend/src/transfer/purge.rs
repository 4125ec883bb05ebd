//! Imports go after a while, the file first: it may hold personal data.

use crate::{
    ctx::State,
    error::{Error, Result},
    storage::Key,
};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

/// Imports in one change.
const BATCH: u64 = 100;

/// Removes the imports of a kind that have expired by `now`, each with the file that lies under its `id`. Answers how many.
pub(super) async fn purge<E: EntityTrait>(
    state: &State,
    now: DateTime<Utc>,
    id: E::Column,
    expires_at: E::Column,
) -> Result<u64> {
    let mut removed = 0;
    loop {
        let ids: Vec<uuid::Uuid> = E::find()
            .select_only()
            .column(id)
            .filter(expires_at.lte(now))
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
                    let delete = E::delete_many().filter(id.is_in(ids));
                    delete.exec(tx).await.map(drop).map_err(Error::from)
                })
            })
            .await?;
    }
}
