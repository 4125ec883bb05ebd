//! Vector tiles of the lists: `…/{z}/{x}/{y}.mvt` with the list's own filter as its query.
//!
//! A browser keeps a tile and asks each time whether it is still good: the right to see it may have ended, and another person
//! may sit there now. Its tag names the area, the local day and how many changes there have been, so that it is answered
//! without making the tile.

use super::query::Query;
use crate::http::{SignedIn, answer::Answer, files::matches};
use axum::{
    extract::{Path, rejection::PathRejection},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG},
    },
    response::{IntoResponse, Response},
};
use backend::{
    ctx::Ctx,
    error::{Error, Result},
    hazards, inspections, sites,
    tiles::{self, Asked, ReadyTiles, Tiled},
};
use bytes::Bytes;
use domain::{
    fault::{Code, Fault, FieldCode},
    geo::{Datum, Tile},
    listing::{HazardFilter, InspectionFilter, SiteFilter},
};
use std::sync::Arc;

const MVT: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");
/// Kept, but asked for every time.
const ASK: HeaderValue = HeaderValue::from_static("private, no-cache");

/// Zoom, column and row as they stand in the address.
type Place = std::result::Result<Path<(String, String, String)>, PathRejection>;

/// `GET /api/v1/map/tiles/hazards/{z}/{x}/{y}.mvt`.
pub async fn hazards(
    SignedIn(ctx): SignedIn,
    place: Place,
    headers: HeaderMap,
    query: Query,
) -> Answer<Response> {
    let (asked, filter): (Asked, HazardFilter) = (asked(place, &query)?, query.filter());
    answer(&ctx, "hazards", &headers, &asked, &filter, hazards::query::tile(&ctx, &filter, &asked)).await
}

/// `GET /api/v1/map/tiles/inspections/{z}/{x}/{y}.mvt`.
pub async fn inspections(
    SignedIn(ctx): SignedIn,
    place: Place,
    headers: HeaderMap,
    query: Query,
) -> Answer<Response> {
    let (asked, filter): (Asked, InspectionFilter) = (asked(place, &query)?, query.filter());
    answer(&ctx, "inspections", &headers, &asked, &filter, inspections::query::tile(&ctx, &filter, &asked))
        .await
}

/// `GET /api/v1/map/tiles/sites/{z}/{x}/{y}.mvt`.
pub async fn sites(
    SignedIn(ctx): SignedIn,
    place: Place,
    headers: HeaderMap,
    query: Query,
) -> Answer<Response> {
    let (asked, filter): (Asked, SiteFilter) = (asked(place, &query)?, query.filter());
    answer(&ctx, "sites", &headers, &asked, &filter, sites::query::tile(&ctx, &filter, &asked)).await
}

/// Which tile, of a map drawn in `datum` (`wgs84` unless told), as signs or with `heat=1` as heat. A place that is no tile of
/// any map does not exist.
fn asked(place: Place, query: &Query) -> Answer<Asked> {
    let Path((z, x, y)) = place?;
    let y = y.strip_suffix(".mvt").unwrap_or(&y);
    let number = |text: &str| text.parse::<u32>().ok();
    let tile = z.parse::<u8>().ok().and_then(|z| Tile::new(z, number(&x)?, number(y)?));
    let tile = tile.ok_or_else(|| Fault::new(Code::NotFound))?;
    let datum = query.optional::<Datum>("datum")?.unwrap_or(Datum::Wgs84);
    let heat = match query.text("heat") {
        None => false,
        Some("1") => true,
        Some(_) => return Err(Fault::field("heat", FieldCode::Malformed).into()),
    };
    Ok(Asked { tile, datum, heat })
}

/// The tile, unless the asker has it already. `made` is only waited for when there is none.
async fn answer<F: Tiled>(
    ctx: &Ctx,
    list: &str,
    headers: &HeaderMap,
    asked: &Asked,
    filter: &F,
    made: impl Future<Output = Result<Vec<u8>>>,
) -> Answer<Response> {
    let Some(mark) = tiles::mark(ctx, filter).await? else {
        let tile = made.await?;
        let tag = tag(&tiles::mark_of(&tile))?;
        return Ok(sent(headers, tag, Bytes::from(tile)));
    };
    let tag = tag(&mark)?;
    if matches(headers, &tag) {
        return Ok(unchanged(tag));
    }
    let name = ReadyTiles::name(list, filter, asked, &mark);
    let ready = ctx.state.tiles();
    let tile = match ready.get(&name) {
        Some(tile) => tile,
        None => {
            let tile: Arc<[u8]> = made.await?.into();
            ready.keep(name, Arc::clone(&tile));
            tile
        }
    };
    Ok(sent(headers, tag, Bytes::from_owner(tile)))
}

fn tag(mark: &str) -> Answer<HeaderValue> {
    Ok(HeaderValue::from_str(&format!("\"{mark}\"")).map_err(Error::internal)?)
}

fn sent(headers: &HeaderMap, tag: HeaderValue, tile: Bytes) -> Response {
    if matches(headers, &tag) {
        return unchanged(tag);
    }
    ([(CONTENT_TYPE, MVT), (CACHE_CONTROL, ASK), (ETAG, tag)], tile).into_response()
}

fn unchanged(tag: HeaderValue) -> Response {
    (StatusCode::NOT_MODIFIED, [(CACHE_CONTROL, ASK), (ETAG, tag)]).into_response()
}
