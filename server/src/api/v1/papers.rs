//! The files of papers.

use super::named::{Way, named};
use crate::http::{
    SignedIn,
    answer::{Answer, Refusal},
};
use axum::{extract::Path, response::Response};
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

/// A file as an answer: shown when a browser can.
pub fn file(paper: PaperFile, format: Format) -> Response {
    let way = if format == Format::Pdf { Way::Shown } else { Way::Saved };
    let name = format!("{}.{}", paper.name, format.extension());
    named(&name, format.content_type(), way, paper.bytes)
}
