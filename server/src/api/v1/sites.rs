//! Sites.

use super::{id, query::Query};
use crate::http::{
    SignedIn,
    answer::{Answer, Json, Refusal},
    body::Data,
};
use axum::{extract::Path, http::StatusCode};
use backend::sites::{query, service};
use domain::{
    fault::{Fault, FieldCode},
    geo::{Point, Wgs84},
    ids::SiteId,
    listing::{MAX_QUERY, Page},
    sites::{AddSite, SiteDetail, SiteHit, SiteSummary},
};
use serde::Serialize;

/// Most sites that a search answers.
const HITS: u64 = 20;

/// The answer to adding a site.
#[derive(Serialize)]
pub struct SavedSite {
    /// Which.
    pub id: SiteId,
}

/// `GET /api/v1/sites`: a page of the list; the query is that of the page.
pub async fn list(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Page<SiteSummary>>> {
    Ok(Json(query::list(&ctx, &asked.filter(), ctx.state.limits.page_size).await?))
}

/// `POST /api/v1/sites`: adds a site.
pub async fn add(
    SignedIn(ctx): SignedIn,
    Data(command): Data<AddSite>,
) -> Answer<(StatusCode, Json<SavedSite>)> {
    Ok((StatusCode::CREATED, Json(SavedSite { id: service::add(&ctx, command).await? })))
}

/// `GET /api/v1/sites/{id}`.
pub async fn detail(SignedIn(ctx): SignedIn, Path(site): Path<String>) -> Answer<Json<SiteDetail>> {
    Ok(Json(query::detail(&ctx, id(&site)?).await?))
}

/// `GET /api/v1/sites/search?q=&lon=&lat=`: sites to choose from for a visit, the nearest first where a position
/// (WGS-84, degrees) is given.
pub async fn search(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Json<Vec<SiteHit>>> {
    let text: String = asked.text("q").unwrap_or_default().chars().take(MAX_QUERY).collect();
    let near = match (asked.optional("lon")?, asked.optional("lat")?) {
        (Some(lon), Some(lat)) => Some(Point::<Wgs84>::new(lon, lat).map_err(|_| off_the_globe())?),
        _ => None,
    };
    Ok(Json(query::search(&ctx, &text, near, HITS).await?))
}

fn off_the_globe() -> Refusal {
    Fault::field("lon", FieldCode::OutOfRange).into()
}
