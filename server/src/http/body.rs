//! Reading bodies, with a limit for each kind.

use super::{
    Web,
    answer::{Answer, Refusal},
};
use axum::{
    body::Body,
    extract::{
        FromRequest, Request,
        multipart::{Field, MultipartError},
    },
    http::{
        HeaderMap,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
};
use bytes::{Bytes, BytesMut};
use domain::fault::{Code, Fault, FieldCode};
use futures::StreamExt;
use serde::de::DeserializeOwned;

/// How much of a body that is too large is read and thrown away: a sender that is cut off in the middle does not
/// get to read why.
pub(super) const THROWN_AWAY: usize = 64 * 1024 * 1024;

/// A JSON body.
pub struct Data<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Web> for Data<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Refusal> {
        if !is_of_type(request.headers(), "application/json") {
            return Err(malformed("content-type").into());
        }
        let bytes = read(request.into_body(), web.config.limits.json_bytes).await?;
        // keeping track of where it is costs as much as reading: only for what cannot be read
        serde_json::from_slice(&bytes).map(Self).map_err(|_| malformed(&place_of_error::<T>(&bytes)).into())
    }
}

/// Where in a JSON text something cannot be read as `T`; `.` is the text as a whole.
fn place_of_error<T: DeserializeOwned>(bytes: &[u8]) -> String {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(error) => error.path().to_string(),
        // something stands behind it
        Ok(_) => ".".to_owned(),
    }
}

/// Something in the body cannot be read; `.` is the body as a whole, and so is `?`, a place that breaks off.
fn malformed(field: &str) -> Fault {
    Fault::field(if matches!(field, "." | "?") { "body" } else { field }, FieldCode::Malformed)
}

/// Whether the body is said to be of that media type.
pub fn is_of_type(headers: &HeaderMap, media_type: &str) -> bool {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().is_some_and(|given| given.trim().eq_ignore_ascii_case(media_type))
}

/// The whole body, when it is not larger than `limit` bytes.
pub async fn read(body: Body, limit: usize) -> Answer<Bytes> {
    let mut stream = body.into_data_stream();
    let mut whole = BytesMut::new();
    let mut size: usize = 0;
    while let Some(piece) = stream.next().await {
        // the sender went away: nobody reads the answer
        let piece = piece.map_err(|_| malformed("."))?;
        size = size.saturating_add(piece.len());
        if size <= limit {
            whole.extend_from_slice(&piece);
        } else if size > limit.saturating_add(THROWN_AWAY) {
            break;
        }
    }
    if size <= limit { Ok(whole.freeze()) } else { Err(too_large(limit).into()) }
}

/// A body that is announced as larger than `limit` need not be read.
pub fn refuse_announced(headers: &HeaderMap, limit: usize) -> Answer<()> {
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    match announced {
        Some(size) if size > limit.saturating_add(THROWN_AWAY) => Err(too_large(limit).into()),
        _ => Ok(()),
    }
}

/// The content of a field of a multipart form; `None` when it is larger than `limit` bytes (it is read to its end
/// all the same).
pub async fn read_field(mut field: Field<'_>, limit: usize) -> Result<Option<Bytes>, MultipartError> {
    let mut whole = BytesMut::new();
    let mut fits = true;
    while let Some(piece) = field.chunk().await? {
        fits = fits && whole.len() + piece.len() <= limit;
        if fits {
            whole.extend_from_slice(&piece);
        }
    }
    Ok(fits.then(|| whole.freeze()))
}

/// A multipart form that cannot be read to its end.
pub fn unreadable(web: &Web, error: &MultipartError) -> Fault {
    if error.status().as_u16() == Code::TooLarge.status() {
        too_large(web.config.limits.upload_bytes)
    } else {
        malformed(".")
    }
}

/// Larger than allowed.
pub fn too_large(limit: usize) -> Fault {
    Fault::new(Code::TooLarge).with("limit", limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_is_read_up_to_its_limit() {
        let read = async |size: usize| read(Body::from(vec![b'x'; size]), 10).await.map(|b| b.len());
        assert_eq!(read(0).await, Ok(0));
        assert_eq!(read(10).await, Ok(10));
        assert_eq!(read(11).await, Err(Refusal(too_large(10))));
    }

    #[test]
    fn media_types() {
        let mut headers = HeaderMap::new();
        assert!(!is_of_type(&headers, "application/json"));
        headers.insert(CONTENT_TYPE, "Application/JSON; charset=utf-8".parse().unwrap());
        assert!(is_of_type(&headers, "application/json"));
        headers.insert(CONTENT_TYPE, "text/plain".parse().unwrap());
        assert!(!is_of_type(&headers, "application/json"));
    }
}
