//! Photos in parts. See `docs/field.md`.

use super::{
    id,
    query::Query,
    sync::{OwnSession, SpeaksOurVersion},
};
use crate::http::{
    SignedIn, Web,
    answer::{Answer, Json},
    body,
};
use axum::extract::{Path, Request, State};
use backend::files::parts::{self, Part};
use domain::sync::PhotoAnswer;

/// `GET /api/v1/photos/{id}`: how far a photo has come.
pub async fn state(
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    _: OwnSession,
    Path(photo): Path<String>,
) -> Answer<Json<PhotoAnswer>> {
    Ok(Json(parts::state(&ctx, id(&photo)?).await?))
}

/// `POST /api/v1/photos/{id}?sha256=&bytes=&kind=&offset=`: the bytes from `offset` on, as they are. Answers how far the
/// photo has come.
pub async fn receive(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    _: SpeaksOurVersion,
    _: OwnSession,
    Path(photo): Path<String>,
    asked: Query,
    request: Request,
) -> Answer<Json<PhotoAnswer>> {
    let limits = web.config.photos.limits();
    let part = Part {
        id: id(&photo)?,
        sha256: asked.value("sha256")?,
        bytes: asked.value("bytes")?,
        kind: asked.value("kind")?,
        offset: asked.optional("offset")?.unwrap_or_default(),
    };
    let most = usize::try_from(limits.max_bytes).unwrap_or(usize::MAX);
    body::refuse_announced(request.headers(), most)?;
    let content = body::read(request.into_body(), most).await?;
    Ok(Json(parts::receive(&ctx, part, content, &limits).await?))
}
