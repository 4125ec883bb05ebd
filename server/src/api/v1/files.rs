//! Photos on their way in.

use crate::http::{
    SignedIn, Web,
    answer::{Answer, Refusal},
    body,
};
use axum::{
    Json, RequestExt,
    extract::{Multipart, Request, State},
    http::StatusCode,
};
use backend::files::service;
use bytes::Bytes;
use domain::{
    fault::{Fault, FieldCode},
    ids::FileId,
    photos::{PhotoKind, PhotoReceipt},
};

/// Longest text field of the form, in bytes.
const TEXT: usize = 1_000;

/// `POST /api/v1/files`: multipart with `id` (a UUID made by the sender), `kind` (before, after, visit) and `file`.
pub async fn upload(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    request: Request,
) -> Answer<(StatusCode, Json<PhotoReceipt>)> {
    let limits = web.config.photos.limits();
    let most = usize::try_from(limits.max_bytes).unwrap_or(usize::MAX);
    body::refuse_announced(request.headers(), most)?;
    let mut parts: Multipart = request.extract().await.map_err(|_| missing("file"))?;
    let (mut id, mut kind, mut file): (Option<FileId>, Option<PhotoKind>, Option<Bytes>) = (None, None, None);
    while let Some(field) = parts.next_field().await.map_err(|e| body::unreadable(&web, &e))? {
        let name = field.name().unwrap_or_default().to_owned();
        let limit = if name == "file" { most } else { TEXT };
        let content = body::read_field(field, limit).await.map_err(|e| body::unreadable(&web, &e))?;
        let content = content.ok_or_else(|| body::too_large(limit))?;
        let text = || std::str::from_utf8(&content).ok().map(str::trim);
        match name.as_str() {
            "id" => id = text().and_then(|text| text.parse().ok()),
            "kind" => kind = text().and_then(|text| text.parse().ok()),
            "file" => file = Some(content),
            _ => {}
        }
    }
    let id = id.ok_or_else(|| missing("id"))?;
    let kind = kind.ok_or_else(|| missing("kind"))?;
    let file = file.ok_or_else(|| missing("file"))?;
    let receipt = service::upload(&ctx, id, kind, file, &limits).await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

fn missing(field: &str) -> Refusal {
    Fault::field(field, FieldCode::Required).into()
}
