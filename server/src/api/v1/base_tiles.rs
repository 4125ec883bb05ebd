//! The tiles of the base map's own file.

use super::id;
use crate::http::{SignedIn, Web, answer::Answer, answer::Refusal, files::matches, squeeze::is_taken};
use axum::{
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY},
    },
    response::{IntoResponse, Response},
};
use backend::{base_tiles::BaseTiles, error::Error};
use domain::fault::{Code, Fault};

/// The route.
pub const PATH: &str = "/api/v1/base-tiles/{z}/{x}/{y}";

/// A week: with another file come other addresses.
const KEPT: HeaderValue = HeaderValue::from_static("private, max-age=604800");
const GZIP: HeaderValue = HeaderValue::from_static("gzip");
/// Who keeps a tile must not hand it to one who asks in another way.
const BY_ENCODING: HeaderValue = HeaderValue::from_static("accept-encoding");

/// The template of the addresses, as the map fills it in; it changes with the file.
pub fn template(base: &BaseTiles) -> String {
    format!("{PATH}?v={}", base.tag())
}

/// `GET /api/v1/base-tiles/{z}/{x}/{y}`: one tile. Nothing (204) where the file has none; not found where there is no file.
pub async fn tile(
    State(web): State<Web>,
    SignedIn(_): SignedIn,
    Path((z, x, y)): Path<(String, String, String)>,
    asked: HeaderMap,
) -> Answer<Response> {
    let base = web.state.base_tiles.as_ref().ok_or_else(|| Refusal(Fault::new(Code::NotFound)))?;
    let (z, x, y) = (id(&z)?, id(&x)?, id(&y)?);
    let tag = HeaderValue::from_str(&format!("\"{}\"", base.tag())).map_err(Error::internal)?;
    let kept = [(CACHE_CONTROL, KEPT), (ETAG, tag.clone()), (VARY, BY_ENCODING)];
    if matches(&asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let Some(tile) = base.tile(z, x, y, is_taken(&asked)).await? else {
        return Ok((StatusCode::NO_CONTENT, kept).into_response());
    };
    let kind = [(CONTENT_TYPE, HeaderValue::from_static(base.kind().content_type()))];
    let mut answer = (kept, kind, tile.bytes).into_response();
    if tile.gzip {
        answer.headers_mut().insert(CONTENT_ENCODING, GZIP);
    }
    Ok(answer)
}
