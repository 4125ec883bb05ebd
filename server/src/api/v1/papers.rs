//! The files of papers.

use crate::http::{
    SignedIn,
    answer::{Answer, Refusal},
};
use axum::{
    extract::Path,
    http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use backend::papers::files::{self, Format, PaperFile};
use domain::{
    fault::{Code, Fault},
    ids::PaperId,
};

/// `GET /api/v1/papers/{id}/{format}`: an issued paper as `pdf` or `docx`, always the same bytes.
pub async fn paper(SignedIn(ctx): SignedIn, Path((id, format)): Path<(String, String)>) -> Answer<Response> {
    let id: PaperId = super::id(&id)?;
    let format = match format.as_str() {
        "pdf" => Format::Pdf,
        "docx" => Format::Word,
        _ => return Err(Refusal(Fault::new(Code::NotFound))),
    };
    Ok(file(files::open(&ctx, id, format).await?, format))
}

/// A file as an answer: shown when a browser can, and kept by nobody on the way, because it names people.
pub fn file(paper: PaperFile, format: Format) -> Response {
    let way = if format == Format::Pdf { "inline" } else { "attachment" };
    let name: String = format!("{}.{}", paper.name, format.extension())
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
        (CONTENT_TYPE, HeaderValue::from_static(format.content_type())),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    (headers, paper.bytes).into_response()
}
