//! The files of summaries.

use super::named::{Way, named};
use crate::http::{
    SignedIn,
    answer::{Answer, Refusal},
};
use axum::{extract::Path, response::Response};
use backend::summary::files::{self, Format};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
};

/// `GET /api/v1/summaries/{id}/{file}`: an issued summary or correction as `pdf`, `docx` or `xlsx`, or one of its tables as
/// `{table}.csv`, and what they mean as `dictionary.csv`; always the same bytes. What is not issued has none of them, but can be
/// looked at as `preview`, a PDF that says so.
pub async fn file(SignedIn(ctx): SignedIn, Path((id, file)): Path<(String, String)>) -> Answer<Response> {
    let id: SummaryId = super::id(&id)?;
    if file == "preview" {
        let file = files::preview(&ctx, id).await?;
        return Ok(named(&format!("{}.pdf", file.name), Format::Pdf.content_type(), Way::Shown, file.bytes));
    }
    let format = format(&file).ok_or_else(|| Refusal(Fault::new(Code::NotFound)))?;
    let way = if format == Format::Pdf { Way::Shown } else { Way::Saved };
    let file = files::open(&ctx, id, format).await?;
    let name = format!("{}.{}", file.name, format.extension());
    Ok(named(&name, format.content_type(), way, file.bytes))
}

fn format(file: &str) -> Option<Format> {
    match file {
        "pdf" => Some(Format::Pdf),
        "docx" => Some(Format::Word),
        "xlsx" => Some(Format::Excel),
        "dictionary.csv" => Some(Format::Dictionary),
        file => {
            let table = file.strip_suffix(".csv")?;
            table.parse().map(Format::Csv).or_else(|_| table.parse().map(Format::Changes)).ok()
        }
    }
}
