//! What vendors' platforms tell of their devices. No session: a token, which `server vendor add` prints once.

use crate::http::{
    Web,
    answer::{Answer, Json, Refusal},
    body::Data,
    client,
};
use axum::{
    extract::{FromRequest, Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
};
use backend::programmes::vendors;
use chrono::Utc;
use domain::{
    fault::{Code, Fault},
    programmes::device::{Intake, Taken},
};
use secrecy::{ExposeSecret, SecretString};

/// Where it is.
pub const PATH: &str = "/api/v1/intake";

/// `POST /api/v1/intake` with `Authorization: Bearer …`: at most 500 events; answers what became of them.
pub async fn receive(State(web): State<Web>, request: Request) -> Answer<Json<Taken>> {
    let address = client::address(&web, &request);
    let token = token(request.headers()).ok_or_else(|| Refusal(Fault::new(Code::BadCredentials)))?;
    if let Err(seconds) = web.intake_limits.allow(address, token.expose_secret()) {
        return Err(Fault::new(Code::TooManyAttempts).with("seconds", seconds).into());
    }
    let Data(sent) = Data::<Intake>::from_request(request, &web).await?;
    Ok(Json(vendors::intake(&web.state, &token, sent, Utc::now()).await?))
}

fn token(headers: &HeaderMap) -> Option<SecretString> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_token_stands_behind_its_scheme() {
        for (given, told) in [
            ("Bearer abc", Some("abc")),
            ("bearer  abc ", Some("abc")),
            ("Basic abc", None),
            ("abc", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(AUTHORIZATION, HeaderValue::from_static(given));
            let token = token(&headers);
            assert_eq!(token.as_ref().map(ExposeSecret::expose_secret), told, "{given:?}");
        }
        assert!(token(&HeaderMap::new()).is_none());
    }
}
