//! Rows that say again what another row or the register says: an import that is repeated by mistake must not count
//! every hazard twice.

use crate::{ctx::Ctx, entities::hazard, error::Result};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashSet;
use uuid::Uuid;

/// What makes two hazards the same: when, category, area, site, what, where.
pub(super) type Identity = (DateTime<Utc>, String, String, Option<Uuid>, String, String);

/// The hazards of the register found between the earliest and the latest of the rows, in any area: which of them the
/// person may see does not matter, since rows outside were refused before.
pub(super) async fn registered(ctx: &Ctx, rows: &[Identity]) -> Result<HashSet<Identity>> {
    let times = || rows.iter().map(|row| row.0);
    let (Some(first), Some(last)) = (times().min(), times().max()) else {
        return Ok(HashSet::new());
    };
    let found = hazard::Entity::find()
        .select_only()
        .columns([
            hazard::Column::FoundAt,
            hazard::Column::Category,
            hazard::Column::AreaCode,
            hazard::Column::SiteId,
            hazard::Column::Description,
            hazard::Column::Location,
        ])
        .filter(hazard::Column::FoundAt.between(first, last))
        .into_tuple::<Identity>()
        .all(ctx.db().read())
        .await?;
    let wanted: HashSet<&Identity> = rows.iter().collect();
    Ok(found.into_iter().filter(|row| wanted.contains(row)).collect())
}
