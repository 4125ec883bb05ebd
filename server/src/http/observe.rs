//! The id of a request and its line in the log: method, route, status, time. Never a query, a body or a name.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use std::time::Instant;
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

/// Carries the id back, so that a person can quote it.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request an id and logs how it ended.
pub async fn observe(request: Request, next: Next) -> Response {
    let id = Uuid::now_v7();
    let method = request.method().clone();
    // the path holds ids only; what was searched for stands in the query
    let path = request.uri().path().to_owned();
    let span = tracing::info_span!("request", id = %id, user.id = Empty);
    let begun = Instant::now();
    let inner = span.clone();
    async move {
        let mut response = next.run(request).instrument(inner).await;
        let status = response.status();
        let ms = begun.elapsed().as_millis();
        if status.is_server_error() {
            tracing::error!(%method, path, status = status.as_u16(), ms, "answered");
        } else if status.is_client_error() || !method.is_safe() {
            tracing::info!(%method, path, status = status.as_u16(), ms, "answered");
        } else {
            tracing::debug!(%method, path, status = status.as_u16(), ms, "answered");
        }
        if let Ok(id) = HeaderValue::from_str(&id.to_string()) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}
