//! Photos on their way in.

use crate::http::{
    SignedIn, Web,
    answer::{Answer, Json, Refusal},
    body,
};
use axum::{
    RequestExt,
    extract::{Multipart, Request, State},
    http::StatusCode,
};
use backend::files::service;
use bytes::Bytes;
use domain::{
    fault::{Fault, FieldCode},
    ids::FileId,
    photos::{Layer, PhotoKind, PhotoReceipt},
};

/// Longest text field of the form, in bytes.
const TEXT: usize = 1_000;
/// Longest drawing, in bytes: as many marks as there may be, each with its longest text.
const LAYER: usize = 20_000;

/// `POST /api/v1/files`: multipart with `id` (a UUID made by the sender), `kind` (before, after, visit), `file`, and
/// `layer`, what is drawn over the photo, as JSON. Somebody may draw later: then `id` and `layer` are enough.
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
    let mut layer: Option<Layer> = None;
    while let Some(field) = parts.next_field().await.map_err(|e| body::unreadable(&web, &e))? {
        let name = field.name().unwrap_or_default().to_owned();
        let limit = match name.as_str() {
            "file" => most,
            "layer" => LAYER,
            _ => TEXT,
        };
        let content = body::read_field(field, limit).await.map_err(|e| body::unreadable(&web, &e))?;
        let content = content.ok_or_else(|| body::too_large(limit))?;
        let text = || std::str::from_utf8(&content).ok().map(str::trim);
        match name.as_str() {
            "id" => id = text().and_then(|text| text.parse().ok()),
            "kind" => kind = text().and_then(|text| text.parse().ok()),
            "file" => file = Some(content),
            "layer" => {
                let malformed = || Refusal::from(Fault::field("layer", FieldCode::Malformed));
                layer = Some(serde_json::from_slice(&content).map_err(|_| malformed())?);
            }
            _ => {}
        }
    }
    let id = id.ok_or_else(|| missing("id"))?;
    let mut receipt = None;
    if file.is_some() || layer.is_none() {
        let kind = kind.ok_or_else(|| missing("kind"))?;
        let file = file.ok_or_else(|| missing("file"))?;
        receipt = Some(service::upload(&ctx, id, kind, file, &limits).await?);
    }
    if let Some(layer) = layer {
        receipt = Some(service::draw(&ctx, id, layer).await?);
    }
    let receipt = receipt.ok_or_else(|| missing("file"))?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

fn missing(field: &str) -> Refusal {
    Fault::field(field, FieldCode::Required).into()
}
