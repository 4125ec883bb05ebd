//! The id of a request and its line in the log: method, route, status, time. Never a query, a body, a name or a token.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, Method, Uri},
    response::Response,
};
use std::{borrow::Cow, time::Instant};
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

/// Carries the id back, so that a person can quote it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How the paths of links begin, of responsible parties and of leaders; a token follows.
const LINKS: [&str; 2] = ["p/", "s/"];

/// A request that has come.
pub struct Seen {
    id: Uuid,
    method: Method,
    uri: Uri,
    begun: Instant,
}

impl Seen {
    /// Now.
    pub fn of(request: &Request) -> Self {
        Self {
            id: Uuid::now_v7(),
            method: request.method().clone(),
            uri: request.uri().clone(),
            begun: Instant::now(),
        }
    }

    /// Gives the request an id and logs how it ended.
    pub async fn answered(self, answer: impl Future<Output = Response>) -> Response {
        let Self { id, method, uri, begun } = self;
        // `user.id` is filled in by axum-login: with its own span silenced (see `cli::log`) it finds this one
        let span = tracing::info_span!("request", id = %id, user.id = Empty);
        let mut response = answer.instrument(span.clone()).await;
        let status = response.status();
        span.in_scope(|| {
            // the path holds ids only, but for the token of a link; what was searched for stands in the query
            let (path, ms) = (without_token(uri.path()), begun.elapsed().as_millis());
            let path: &str = &path;
            if status.is_server_error() {
                tracing::error!(%method, path, status = status.as_u16(), ms, "answered");
            } else if status.is_client_error() || !method.is_safe() {
                tracing::info!(%method, path, status = status.as_u16(), ms, "answered");
            } else {
                tracing::debug!(%method, path, status = status.as_u16(), ms, "answered");
            }
        });
        if let Ok(id) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer())) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
}

/// Whether a path is one of a link, whether or not there is such a page.
pub(super) fn is_of_link(path: &str) -> bool {
    let bare = path.trim_start_matches('/');
    LINKS.iter().any(|link| bare.starts_with(link))
}

/// A path as it may be logged: whoever reads the log must not get in by somebody's link.
fn without_token(path: &str) -> Cow<'_, str> {
    let bare = path.trim_start_matches('/');
    for link in LINKS {
        if let Some(rest) = bare.strip_prefix(link) {
            let behind = rest.find('/').map_or("", |at| &rest[at..]);
            return Cow::Owned(format!("/{link}…{behind}"));
        }
    }
    Cow::Borrowed(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::Body,
        http::{StatusCode, header::REFERER},
        response::IntoResponse,
    };
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    /// What is written to the log.
    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn no_line_of_the_log_tells_a_token_or_what_was_typed() {
        let written = Written::default();
        let ear = written.clone();
        let log = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || ear.clone())
            .finish();
        let listening = tracing::subscriber::set_default(log);
        let page = "/p/abcDEF-_0123456789abcd";
        for method in [Method::GET, Method::POST] {
            for status in [StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::INTERNAL_SERVER_ERROR] {
                let request = axum::http::Request::builder()
                    .method(method.clone())
                    .uri(format!("{page}?q=secret"))
                    .header(REFERER, format!("https://office.example{page}"))
                    .body(Body::empty())
                    .unwrap();
                let answer = async move { status.into_response() };
                Seen::of(&request).answered(answer).await;
            }
        }
        drop(listening);
        let lines = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
        assert!(lines.matches("/p/…").count() >= 6, "{lines}");
        assert!(!lines.contains("abcDEF") && !lines.contains("secret"), "{lines}");
    }

    #[test]
    fn a_token_is_not_logged() {
        for (path, logged) in [
            ("/p/abcDEF-_0123456789abcd", "/p/…"),
            ("/p/abcDEF-_0123456789abcd/photos/0190f5a0", "/p/…/photos/0190f5a0"),
            ("//p/abcDEF", "/p/…"),
            ("/p/", "/p/…"),
            ("/s/abcDEF-_0123456789abcd/pdf", "/s/…/pdf"),
            ("/sites/0190f5a0", "/sites/0190f5a0"),
            ("/plans/0190f5a0", "/plans/0190f5a0"),
            ("/api/v1/photos/0190f5a0", "/api/v1/photos/0190f5a0"),
            ("/", "/"),
        ] {
            assert_eq!(without_token(path), logged, "{path}");
        }
    }
}
