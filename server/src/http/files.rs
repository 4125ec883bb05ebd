//! Photos, for those who may see their record.

use super::{
    SignedIn,
    answer::{Answer, Refusal},
};
use axum::{
    body::Body,
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use backend::{
    ctx::Ctx,
    error::Error,
    files::{self, query::OpenedFile},
};
use domain::{
    fault::{Code, Fault},
    ids::FileId,
};

/// `GET /files/{id}`: the picture.
pub async fn picture(
    SignedIn(ctx): SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    send(&ctx, &id, false, &headers).await
}

/// `GET /files/{id}/thumb`: the small picture.
pub async fn thumb(SignedIn(ctx): SignedIn, Path(id): Path<String>, headers: HeaderMap) -> Answer<Response> {
    send(&ctx, &id, true, &headers).await
}

async fn send(ctx: &Ctx, id: &str, thumb: bool, asked: &HeaderMap) -> Answer<Response> {
    let id: FileId = id.parse().map_err(|_| Refusal(Fault::new(Code::NotFound)))?;
    sent(files::query::open(ctx, id, thumb).await?, asked)
}

/// A picture on its way out, or the word that the sender has it already.
pub(super) fn sent(file: OpenedFile, asked: &HeaderMap) -> Answer<Response> {
    let tag = HeaderValue::from_str(&format!("\"{}\"", file.etag)).map_err(Error::internal)?;
    let mut headers = HeaderMap::new();
    // kept, but asked for every time: the right to see it may end
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let has_it = matches(asked, &tag);
    headers.insert(ETAG, tag);
    if has_it {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_str(&file.content_type).map_err(Error::internal)?);
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.size));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok((headers, Body::from_stream(file.stream)).into_response())
}

/// Whether the sender has it already.
pub fn matches(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|known| known.trim().trim_start_matches("W/"))
        .any(|known| known == tag || known == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        let tag = HeaderValue::from_static("\"abc\"");
        let asked = |text| HeaderMap::from_iter([(IF_NONE_MATCH, HeaderValue::from_static(text))]);
        assert!(matches(&asked("\"abc\""), &tag));
        assert!(matches(&asked("\"x\", W/\"abc\""), &tag));
        assert!(matches(&asked("*"), &tag));
        assert!(!matches(&asked("\"abcd\""), &tag));
        assert!(!matches(&HeaderMap::new(), &tag));
    }
}
