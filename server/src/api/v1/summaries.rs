//! The files of summaries.

use super::{
    named::{Way, named},
    query::Query,
    tables::csv,
};
use crate::http::{
    AuthSession, SignedIn, Web,
    answer::{Answer, Refusal},
    own_locale,
};
use app::text::lang_of;
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use backend::summary::{
    files::{self, Format, SummaryFile},
    rows_table,
};
use domain::{
    fault::{Code, Fault},
    ids::SummaryId,
    summary::{opens::Kept, views::RowsPart},
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
    let format = format(&file)?;
    Ok(sent(files::open(&ctx, id, format).await?, format))
}

/// `GET /api/v1/summaries/{id}/english/{file}`: the same files in English, written from the record of what was issued.
pub async fn english(SignedIn(ctx): SignedIn, Path((id, file)): Path<(String, String)>) -> Answer<Response> {
    let (id, format): (SummaryId, Format) = (super::id(&id)?, format(&file)?);
    Ok(sent(files::in_english(&ctx, id, format).await?, format))
}

fn sent(file: SummaryFile, format: Format) -> Response {
    let way = if format == Format::Pdf { Way::Shown } else { Way::Saved };
    let name = format!("{}.{}", file.name, format.extension());
    named(&name, format.content_type(), way, file.bytes)
}

/// `GET /api/v1/summaries/{id}/frozen/rows.csv`: all rows behind a number of a checked or issued summary, as they were frozen with it, in the
/// language of whoever asks. The query is that of their page: `figure` with `area`, `only` and `happened`, or `beside`.
pub async fn rows(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    Extension(auth): Extension<AuthSession>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked: Query,
) -> Answer<Response> {
    let id: SummaryId = super::id(&id)?;
    let kept = match asked.optional("beside")? {
        Some(behind) => Kept::Beside(behind),
        None => {
            let (area, happened) = (asked.optional("area")?, asked.optional("happened")?);
            let only = asked.optional("only")?.unwrap_or_default();
            Kept::Own(asked.value("figure")?, RowsPart { area, only, happened })
        }
    };
    let lang = lang_of(own_locale(&web, &auth, &headers));
    let table = rows_table::table(&ctx, id, kept, lang).await?;
    Ok(csv("frozen-rows", Body::from_stream(table)))
}

fn format(file: &str) -> Answer<Format> {
    let found = match file {
        "pdf" => Some(Format::Pdf),
        "docx" => Some(Format::Word),
        "xlsx" => Some(Format::Excel),
        "dictionary.csv" => Some(Format::Dictionary),
        table => table_of(table),
    };
    found.ok_or_else(|| Refusal(Fault::new(Code::NotFound)))
}

fn table_of(file: &str) -> Option<Format> {
    let table = file.strip_suffix(".csv")?;
    table.parse().map(Format::Csv).or_else(|_| table.parse().map(Format::Changes)).ok()
}
