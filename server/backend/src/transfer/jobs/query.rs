//! Reads of imports.

use super::rows::{Job, Short, may_import};
use crate::{ctx::Ctx, entities::import_job, error::Result};
use domain::{
    ids::ImportId,
    import::{ImportKind, ImportPage, ImportState},
    table::RowFault,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Unfinished imports that a page lists.
const LISTED: u64 = 20;

/// The page of imports: one with a page of its proposals and faults, or those that the person has begun.
pub async fn page(ctx: &Ctx, id: Option<ImportId>, page: u64) -> Result<ImportPage> {
    use import_job::Column;
    if let Some(id) = id {
        let job = Job::own(ctx.db().read(), ctx, id).await?.shown(page)?;
        return Ok(ImportPage { job: Some(Box::new(job)), open: Vec::new() });
    }
    may_import(ctx)?;
    let rows = import_job::Entity::find()
        .select_only()
        .columns([
            Column::Id,
            Column::What,
            Column::FileName,
            Column::State,
            Column::CreatedAt,
            Column::ExpiresAt,
        ])
        .filter(Column::UserId.eq(ctx.actor.user.0))
        .filter(Column::State.ne(ImportState::Done.as_str()))
        .filter(Column::ExpiresAt.gt(ctx.now))
        .order_by_desc(Column::CreatedAt)
        .limit(LISTED)
        .into_model::<Short>()
        .all(ctx.db().read())
        .await?;
    let open = rows.into_iter().map(Short::line).collect::<Result<_>>()?;
    Ok(ImportPage { job: None, open })
}

/// Everything that is wrong with the file of an import, and what its rows are.
pub async fn faults(ctx: &Ctx, id: ImportId) -> Result<(ImportKind, Vec<RowFault>)> {
    let job = Job::own(ctx.db().read(), ctx, id).await?;
    Ok((job.what, job.preview.shown))
}
