//! What the map shows: GeoJSON in WGS-84.

use super::query::Query;
use crate::http::{SignedIn, answer::Answer, files::matches};
use axum::{
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse, Response},
};
use backend::{
    areas, content,
    error::Error,
    hazards, inspections,
    programmes::{devices, gas, stoves as appliances},
    sites,
};
use domain::geo::Bbox;

const GEOJSON: HeaderValue = HeaderValue::from_static("application/geo+json");
/// An hour: outlines and roads change with an import.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=3600");
/// How near a map is when it does not say: the subdistrict.
const ZOOM: f64 = 14.0;

/// Window (`bbox=west,south,east,north`) and zoom level of the map.
pub(super) fn view(asked: &Query) -> Answer<(Bbox, f64)> {
    let zoom: f64 = asked.optional("zoom")?.unwrap_or(ZOOM);
    let zoom = if zoom.is_finite() { zoom.clamp(0.0, 24.0) } else { ZOOM };
    Ok((asked.value("bbox")?, zoom))
}

/// `GET /api/v1/map/hazards`.
pub async fn hazards(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(hazards::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/inspections`.
pub async fn inspections(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(inspections::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/sites`.
pub async fn sites(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(sites::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/stoves`.
pub async fn stoves(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(appliances::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/detectors`.
pub async fn detectors(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(devices::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/map/gas-users`.
pub async fn gas_users(SignedIn(ctx): SignedIn, asked: Query) -> Answer<Response> {
    let (bbox, zoom) = view(&asked)?;
    Ok(geojson(gas::query::map(&ctx, &asked.filter(), bbox, zoom).await?))
}

/// `GET /api/v1/base.geojson`: the schematic base.
pub async fn base(SignedIn(ctx): SignedIn, asked: HeaderMap) -> Answer<Response> {
    let text = areas::query::base(&ctx.state).await?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", content::sha256(&text.as_ref())?))
        .map_err(Error::internal)?;
    let kept = [(CACHE_CONTROL, KEPT), (ETAG, tag.clone())];
    Ok(if matches(&asked, &tag) {
        (StatusCode::NOT_MODIFIED, kept).into_response()
    } else {
        (kept, geojson(text.to_string())).into_response()
    })
}

pub(super) fn geojson(text: String) -> Response {
    ([(CONTENT_TYPE, GEOJSON)], text).into_response()
}
