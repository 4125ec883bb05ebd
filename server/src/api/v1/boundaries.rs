//! Outlines that are being imported.

use super::{id, map::geojson};
use crate::http::{SignedIn, answer::Answer};
use axum::{extract::Path, response::Response};
use backend::transfer::boundaries::query;

/// `GET /api/v1/boundary-imports/{id}/map.geojson`: what an import changes, as the map of its page draws it.
pub async fn map(SignedIn(ctx): SignedIn, Path(import): Path<String>) -> Answer<Response> {
    Ok(geojson(query::map(&ctx, id(&import)?).await?))
}
