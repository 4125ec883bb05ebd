//! Campaigns, tasks and registers: lists and maps.

use super::{
    id,
    map::{geojson, view},
    query::Query,
};
use crate::http::{
    SignedIn,
    answer::{Answer, Json},
};
use axum::{extract::Path, response::Response};
use backend::{
    campaigns, plans,
    registers::{fires, orders, penalties},
};
use domain::{
    listing::Page,
    programmes::campaign::{CampaignList, CampaignPage, TargetRow},
};

/// `GET /api/v1/campaigns`: the newest, or those behind the key `before`.
pub async fn campaigns(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<CampaignList>> {
    Ok(Json(campaigns::query::list(&ctx, asked.optional("before")?).await?))
}

/// `GET /api/v1/campaigns/{id}`.
pub async fn campaign(SignedIn(ctx): SignedIn, Path(campaign): Path<String>) -> Answer<Json<CampaignPage>> {
    Ok(Json(campaigns::query::page(&ctx, id(&campaign)?).await?))
}

/// `GET /api/v1/targets`: a page of the list of targets; the query is that of the page.
pub async fn targets(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<TargetRow>>> {
    Ok(Json(campaigns::query::targets(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `GET /api/v1/map/targets`.
pub async fn map_targets(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(campaigns::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/tasks`.
pub async fn map_tasks(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(plans::list::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/penalties`.
pub async fn map_penalties(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(penalties::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/orders`.
pub async fn map_orders(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(orders::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/fires`.
pub async fn map_fires(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(fires::map(&ctx, &asked.filter(), bbox, zoom).await?))
}
