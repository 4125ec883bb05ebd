//! Photos, for those who may see their record.
//!
//! They come through this server. Where links are configured, a full picture on a page is fetched from the bucket itself, by a link
//! that is made for this one answer after the rights were looked at. Small pictures are not worth the way round, and what a
//! script asks for, tablets above all, would have to be allowed by the bucket first.

use super::{
    SignedIn,
    answer::{Answer, Refusal},
};
use axum::{
    body::Body,
    extract::Path,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION,
        },
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
    let file = files::query::find(ctx, id, thumb).await?;
    let headers = kept(&file.etag)?;
    // what the browser has is not fetched from the store once more
    if headers.get(ETAG).is_some_and(|tag| matches(asked, tag)) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    if !thumb
        && is_shown_by_a_page(asked)
        && let Some(link) = file.link(&ctx.state).await?
    {
        let link = HeaderValue::from_str(&link).map_err(Error::internal)?;
        let headers = [(LOCATION, link), (CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];
        return Ok((StatusCode::FOUND, headers).into_response());
    }
    sent(file.open(&ctx.state).await?)
}

/// Whether the browser says that it asks for a picture which a page shows. Such a request may be led elsewhere; one of a script
/// may not, unless the other server allows it.
fn is_shown_by_a_page(asked: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| asked.get(name).is_some_and(|found| found == value);
    is("sec-fetch-dest", "image") && is("sec-fetch-mode", "no-cors")
}

/// How a picture is kept by the browser.
fn kept(etag: &str) -> Answer<HeaderMap> {
    let tag = HeaderValue::from_str(&format!("\"{etag}\"")).map_err(Error::internal)?;
    // kept, but asked for every time: the right to see it may end
    let always_asked = HeaderValue::from_static("private, no-cache");
    Ok(HeaderMap::from_iter([(CACHE_CONTROL, always_asked), (ETAG, tag)]))
}

/// A picture on its way out.
pub(super) fn sent(file: OpenedFile) -> Answer<Response> {
    let mut headers = kept(&file.etag)?;
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
    fn what_a_page_shows() {
        let asked = |dest: &'static str, mode: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert("sec-fetch-dest", HeaderValue::from_static(dest));
            headers.insert("sec-fetch-mode", HeaderValue::from_static(mode));
            is_shown_by_a_page(&headers)
        };
        assert!(asked("image", "no-cors"));
        assert!(!asked("image", "cors"));
        assert!(!asked("empty", "cors"));
        assert!(!asked("document", "navigate"));
        assert!(!is_shown_by_a_page(&HeaderMap::new()));
    }

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
