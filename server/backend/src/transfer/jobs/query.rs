//! Reads of imports.

use super::rows::{Job, line, may_import};
use crate::{ctx::Ctx, entities::import_job, error::Result};
use domain::{
    ids::ImportId,
    import::{ImportPage, ImportState},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Unfinished imports that a page lists.
const LISTED: u64 = 20;

/// The page of imports: one with a page of its proposals, or those that the person has begun.
pub async fn page(ctx: &Ctx, id: Option<ImportId>, page: u64) -> Result<ImportPage> {
    if let Some(id) = id {
        let job = Job::own(ctx.db().read(), ctx, id).await?.shown(page)?;
        return Ok(ImportPage { job: Some(Box::new(job)), open: Vec::new() });
    }
    may_import(ctx)?;
    let rows = import_job::Entity::find()
        .filter(import_job::Column::UserId.eq(ctx.actor.user.0))
        .filter(import_job::Column::State.ne(ImportState::Done.as_str()))
        .filter(import_job::Column::ExpiresAt.gt(ctx.now))
        .order_by_desc(import_job::Column::CreatedAt)
        .limit(LISTED)
        .all(ctx.db().read())
        .await?;
    let open = rows.iter().map(line).collect::<Result<_>>()?;
    Ok(ImportPage { job: None, open })
}
