//! Data and faults as answers.

use axum::{
    extract::rejection::PathRejection,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use backend::error::Error;
use domain::fault::{Code, Fault};
use serde::Serialize;

/// What a handler of the JSON side answers.
pub type Answer<T> = Result<T, Refusal>;

/// Room that most answers fit in, bytes.
const ROOM: usize = 16 * 1024;

/// Data on its way out. Axum's own begins with 128 bytes, and in a kind of memory that is asked for room with each
/// value.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut text = Vec::with_capacity(ROOM);
        match serde_json::to_writer(&mut text, &self.0) {
            Ok(()) => ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response(),
            Err(error) => {
                backend::error::log(&Error::internal(error));
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// A fault on its way out.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal(pub Fault);

/// What the person is told of an error. What is ours to mend is logged here, once, under a reference that the
/// person can quote.
pub fn told(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        internal @ Error::Internal(_) => {
            Fault::new(Code::Internal).with("reference", backend::error::log(&internal))
        }
    }
}

/// The status of a fault.
pub fn status(fault: &Fault) -> StatusCode {
    StatusCode::from_u16(fault.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(told(error))
    }
}

/// An id in the path that is no id names nothing.
impl From<PathRejection> for Refusal {
    fn from(_: PathRejection) -> Self {
        Self(Fault::new(Code::NotFound))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let wait: Option<(HeaderName, HeaderValue)> =
            self.0.args.get("seconds").and_then(|s| Some((RETRY_AFTER, s.parse().ok()?)));
        let mut response = (status(&self.0), Json(self.0)).into_response();
        response.headers_mut().extend(wait);
        response
    }
}
