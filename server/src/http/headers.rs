//! Headers that every answer carries.

use super::Web;
use axum::{
    http::{
        HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
            X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    response::Response,
};

/// Of every answer.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // the address of a page may hold the text of a search
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];

/// Data is not a page: nothing in it may run.
const DATA_POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const HTTPS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Marks the answer of a static file. A worker is bound by the policy of its own script, so that files have none.
#[derive(Clone, Copy)]
pub struct StaticFile;

/// Adds what is not there yet.
pub fn secure(web: &Web, response: &mut Response) {
    let is_file = response.extensions().get::<StaticFile>().is_some();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(value);
    }
    if !is_file {
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(DATA_POLICY);
        headers.entry(CACHE_CONTROL).or_insert(NOT_KEPT);
    }
    if web.config.cookie_is_secure() {
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(HTTPS_ONLY);
    }
}
