//! What a tablet sends. See `docs/field.md`.

use crate::http::{
    SignedIn,
    answer::{Answer, Json, Refusal},
    body::Data,
};
use axum::{extract::FromRequestParts, http::request::Parts};
use backend::sync::{check_version, service};
use domain::{
    fault::{Code, Fault, FieldCode},
    sync::{API_HEADER, Answers, Batch, PERSON_HEADER},
};

/// `POST /api/v1/sync`: carries out a batch, each command in a transaction of its own, and answers each.
pub async fn carry_out(
    SignedIn(ctx): SignedIn,
    _: OwnSession,
    Data(batch): Data<Batch>,
) -> Answer<Json<Answers>> {
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

/// The work is that of the person whose session this is, as far as the tablet says whose it is.
pub struct OwnSession;

impl<S: Send + Sync> FromRequestParts<S> for OwnSession {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let SignedIn(ctx) = SignedIn::from_request_parts(parts, state).await?;
        let said = parts.headers.get(PERSON_HEADER);
        let own = said.is_none_or(|said| said.to_str().is_ok_and(|said| said == ctx.actor.user.to_string()));
        // as to a stranger: the tablet then asks whose session it is
        if own { Ok(Self) } else { Err(Fault::new(Code::Unauthenticated).into()) }
    }
}
