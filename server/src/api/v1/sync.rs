//! What a tablet sends. See `docs/field.md`.

use crate::http::{
    SignedIn,
    answer::{Answer, Refusal},
    body::Data,
};
use axum::{Json, extract::FromRequestParts, http::request::Parts};
use backend::sync::{check_version, service};
use domain::{
    fault::{Fault, FieldCode},
    sync::{API_HEADER, Answers, Batch},
};

/// `POST /api/v1/sync`: carries out a batch, each command in a transaction of its own, and answers each.
pub async fn carry_out(SignedIn(ctx): SignedIn, Data(batch): Data<Batch>) -> Answer<Json<Answers>> {
    Ok(Json(service::carry_out(&ctx, batch).await?))
}

/// The program that asks speaks a version that the server understands, as far as it says which.
pub struct SpeaksOurVersion;

impl<S: Send + Sync> FromRequestParts<S> for SpeaksOurVersion {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let Some(said) = parts.headers.get(API_HEADER) else { return Ok(Self) };
        let version = said.to_str().ok().and_then(|text| text.trim().parse().ok());
        let version = version.ok_or_else(|| Fault::field(API_HEADER, FieldCode::Malformed))?;
        check_version(version)?;
        Ok(Self)
    }
}
