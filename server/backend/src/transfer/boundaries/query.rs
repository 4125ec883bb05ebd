//! Reads of imports of outlines.

use super::{
    PAGE,
    moves::{self, Page},
    rows::{Job, line},
};
use crate::{
    areas::{self, Area},
    ctx::Ctx,
    entities::boundary_import,
    error::Result,
};
use domain::{
    actor::Right,
    area::{AreaCode, AreaLevel},
    boundaries::{BoundaryImport, BoundaryPage, MoveList},
    ids::ImportId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

/// Unfinished imports that a page lists.
const LISTED: u64 = 20;

/// The page of imports of outlines: one with a page of the sites that it moves, or those that the person has begun.
pub async fn page(ctx: &Ctx, id: Option<ImportId>, list: MoveList, page: u64) -> Result<BoundaryPage> {
    if let Some(id) = id {
        let job = Box::new(one(ctx, id, list, page).await?);
        return Ok(BoundaryPage { job: Some(job), open: Vec::new() });
    }
    ctx.require(Right::Administer)?;
    let open = boundary_import::Entity::find()
        .filter(boundary_import::Column::UserId.eq(ctx.actor.user.0))
        .filter(boundary_import::Column::Result.is_null())
        .filter(boundary_import::Column::ExpiresAt.gt(ctx.now))
        .order_by_desc(boundary_import::Column::CreatedAt)
        .limit(LISTED)
        .all(ctx.db().read())
        .await?;
    Ok(BoundaryPage { job: None, open: open.iter().map(line).collect() })
}

/// An import with a page of the sites that it moves, from 1.
pub(super) async fn one(ctx: &Ctx, id: ImportId, list: MoveList, page: u64) -> Result<BoundaryImport> {
    let job = Job::own(ctx.db().read(), ctx, id).await?;
    let reference = ctx.state.reference().await?;
    let page = page.max(1);
    let asked = Page { list, skip: (page - 1).saturating_mul(PAGE), take: PAGE };
    let found = moves::find(ctx, &reference, &job.outlines()?, job.setup.datum, asked).await?;
    let listed = match list {
        MoveList::Moving => found.moves.moving,
        MoveList::Staying => found.moves.staying,
    };
    let sites = moves::named(ctx, &reference, &found.page).await?;
    let mut report = job.report;
    report.datum_doubt = found.datum_doubt;
    Ok(BoundaryImport {
        line: line(&job.row),
        version: job.row.version,
        setup: job.setup,
        report,
        moves: found.moves,
        sites,
        list,
        page,
        pages: listed.div_ceil(PAGE).max(1),
        result: job.result,
    })
}

/// GeoJSON of what an import changes, as the map of its page draws it: the outlines as they will be (`layer` committee or
/// subdistrict) and as they are (`layer` before).
pub async fn map(ctx: &Ctx, id: ImportId) -> Result<String> {
    let job = Job::own(ctx.db().read(), ctx, id).await?;
    let reference = ctx.state.reference().await?;
    let mut features: Vec<Value> = areas::query::roads()?;
    if let Value::Object(outlines) = job.row.outlines {
        for (code, after) in outlines {
            let code: AreaCode = code.parse()?;
            let named = reference.areas.named(&code);
            let before = reference.areas.get(&code).and_then(Area::geometry);
            let about = |layer: &str| json!({"layer": layer, "code": code, "name": named.name});
            // a smaller area lies over a larger one
            let layer = if code.level() >= AreaLevel::Committee { "committee" } else { "subdistrict" };
            features.push(json!({"type": "Feature", "properties": about(layer), "geometry": after}));
            if let Some(before) = before {
                features.push(json!({"type": "Feature", "properties": about("before"), "geometry": before}));
            }
        }
    }
    Ok(serde_json::to_string(&json!({"type": "FeatureCollection", "features": features}))?)
}
