//! Files with a name as answers.

use axum::{
    body::Bytes,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};

/// How a file is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Shown when a browser can.
    Shown,
    /// Kept on the person's machine.
    Saved,
}

/// A file as an answer, kept by nobody on the way, because it names people.
pub fn named(name: &str, content_type: &'static str, way: Way, bytes: impl Into<Bytes>) -> Response {
    let way = match way {
        Way::Shown => "inline",
        Way::Saved => "attachment",
    };
    let name: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || byte == b'.' {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    // RFC 6266, 5: the name in the extended form, which holds Chinese
    let disposition = HeaderValue::from_str(&format!("{way}; filename*=UTF-8''{name}"))
        .unwrap_or_else(|_| HeaderValue::from_static("attachment"));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    let bytes: Bytes = bytes.into();
    (headers, bytes).into_response()
}
