//! An issued summary for leaders, behind the token of its link ([`super::behind_token`]): to be read, and as the PDF that was issued,
//! with those of its corrections.

use super::{
    Web,
    answer::told,
    behind_token::{Visit, page, refused, secret},
};
use crate::api::v1::named::{Way, named};
use app::{
    party::document::Content,
    summaries::linked::Linked,
    text::{Locale, lang_of},
};
use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::Response,
};
use backend::{
    error::{Error, Result},
    summary::{
        charts,
        files::{Format, SummaryFile},
        links,
    },
};
use chrono::Utc;
use domain::{fault::Code, ids::SummaryId, summary::links::PAGE};
use secrecy::SecretString;

/// `GET /s/{token}`: the summary of a link.
pub async fn show(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    let Visit { token, address, locale, .. } = match Visit::of(&web, PAGE, token, &request, false) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    match linked(&web, &token, locale, address).await {
        Ok(linked) => page(&web, StatusCode::OK, locale, Content::Summary(Box::new(linked))),
        Err(error) => refused(&web, locale, told(error)),
    }
}

/// What the page of a link says.
async fn linked(web: &Web, token: &SecretString, locale: Locale, address: String) -> Result<Linked> {
    let summary = links::open(&web.state, token, lang_of(locale), Utc::now()).await?;
    let figures = &summary.page.summary;
    let (charts, ages, map) = (charts::of(figures)?, charts::of_ages(figures)?, charts::of_map(figures));
    Ok(Linked { summary, charts, ages, map, address })
}

/// `GET /s/{token}/pdf`: the same as the file that was issued.
pub async fn pdf(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    let Visit { token, locale, .. } = match Visit::of(&web, PAGE, token, &request, false) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    sent(&web, locale, links::pdf(&web.state, &token, Utc::now()).await)
}

/// `GET /s/{token}/{correction}/pdf`: a correction of it, as the file that was issued.
pub async fn correction(
    State(web): State<Web>,
    Path((token, correction)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Visit { token, locale, .. } = match Visit::of(&web, PAGE, token, &request, false) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    let found = match correction.parse::<SummaryId>() {
        Ok(correction) => links::correction_pdf(&web.state, &token, correction, Utc::now()).await,
        Err(_) => Err(Error::code(Code::NotFound)),
    };
    sent(&web, locale, found)
}

/// A PDF behind a token, or why there is none.
fn sent(web: &Web, locale: Locale, found: Result<SummaryFile>) -> Response {
    match found {
        Ok(file) => {
            let name = format!("{}.{}", file.name, Format::Pdf.extension());
            secret(named(&name, Format::Pdf.content_type(), Way::Shown, file.bytes))
        }
        Err(error) => refused(web, locale, told(error)),
    }
}
