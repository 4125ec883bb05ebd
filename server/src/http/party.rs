//! The page of a responsible party, behind the token in its address and without an account or a session.
//!
//! The address is the secret: it stands in no log ([`super::observe`]), no other site and no page of ours is told of it
//! (`Referrer-Policy`), nothing keeps a copy of the page, and nothing on the page runs. An unknown, expired or revoked token
//! is answered alike.

use super::{
    Web,
    answer::{Refusal, status, told},
    client,
    files::sent,
    forms::{Fields, Input},
    pages::usual_locale,
};
use app::{
    flash::Flash,
    party::document::{Content, Document, Notice},
    ssr::language_cookie,
    text::Locale,
};
use axum::{
    extract::{Path, Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, RETRY_AFTER},
    },
    response::{Html, IntoResponse, Redirect, Response},
};
use backend::party::{door, intake};
use chrono::Utc;
use domain::{
    fault::{Code, Fault},
    ids::FileId,
    party::{Sent, SubmissionKind, Submit},
};
use secrecy::SecretString;

/// The length of a token: 128 bits in base64.
const TOKEN_LETTERS: usize = 22;

/// Only the host of the page is told to anybody: a form of the page needs that much to be taken for ours.
const ONLY_HOST: HeaderValue = HeaderValue::from_static("strict-origin");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");
const NOT_FOUND_BY_SEARCH: HeaderValue = HeaderValue::from_static("noindex, nofollow");
/// Nothing on such a page runs.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; img-src 'self'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// Puts the headers of a secret page on an answer.
pub(super) fn secret(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(REFERRER_POLICY, ONLY_HOST);
    headers.insert(CACHE_CONTROL, NOT_KEPT);
    headers.insert(HeaderName::from_static("x-robots-tag"), NOT_FOUND_BY_SEARCH);
    response
}

/// Such a page.
pub(super) fn page(web: &Web, status: StatusCode, locale: Locale, content: Content) -> Response {
    let document = Document { locale, now: Utc::now(), options: web.site.options.clone() };
    let mut response = (status, Html(document.render(content))).into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    secret(response)
}

/// What the address of the page says besides the token.
#[derive(Default)]
struct Asked {
    /// The language.
    lang: Option<Locale>,
    /// The place in the list of an organisation.
    after: Option<i64>,
    /// Something was sent just now.
    sent: bool,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let mut asked = Self::default();
        for (name, value) in form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()) {
            match &*name {
                "lang" => asked.lang = value.parse().ok(),
                "after" => asked.after = value.parse().ok(),
                "sent" => asked.sent = true,
                _ => {}
            }
        }
        asked
    }
}

/// Somebody at the door.
struct Visit {
    token: SecretString,
    /// Where the page is.
    address: String,
    locale: Locale,
    asked: Asked,
}

impl Visit {
    /// Counts the request; `Err` is the page that says why it is not answered.
    fn of(web: &Web, token: String, request: &Request, sends: bool) -> Result<Self, Box<Response>> {
        let asked = Asked::of(request);
        let locale =
            asked.lang.or_else(|| language_cookie(request.headers())).unwrap_or_else(|| usual_locale(web));
        let from = client::address(web, request);
        let counted = web
            .party_limits
            .allow(from, &token)
            .and_then(|()| if sends { web.party_sends.allow(from, &token) } else { Ok(()) });
        if let Err(seconds) = counted {
            let content = Content::Later { seconds };
            let mut response = page(web, StatusCode::TOO_MANY_REQUESTS, locale, content);
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            return Err(Box::new(response));
        }
        if token.len() != TOKEN_LETTERS {
            return Err(Box::new(gone(web, locale)));
        }
        Ok(Self { address: format!("/p/{token}"), token: token.into(), locale, asked })
    }

    /// The page with its hazards; `flash` is the outcome of a form that was refused.
    async fn notice(self, web: &Web, code: StatusCode, flash: Option<Flash>) -> Response {
        let Self { token, address, locale, asked } = self;
        match door::notice(&web.state, &token, asked.after, Utc::now()).await {
            Ok(notice) => {
                let notice =
                    Notice { notice, address, lang: asked.lang, after: asked.after, sent: asked.sent, flash };
                page(web, code, locale, Content::Notice(Box::new(notice)))
            }
            Err(error) => refused(web, locale, told(error)),
        }
    }
}

/// There is no such page, or no longer.
fn gone(web: &Web, locale: Locale) -> Response {
    page(web, StatusCode::NOT_FOUND, locale, Content::Gone)
}

fn refused(web: &Web, locale: Locale, fault: Fault) -> Response {
    match fault.code {
        Code::NotFound => gone(web, locale),
        _ => page(web, status(&fault), locale, Content::Broken(fault)),
    }
}

/// `GET /p/{token}`: what is wrong, by when, and the forms to answer.
pub async fn show(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    let visit = match Visit::of(&web, token, &request, false) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    visit.notice(&web, StatusCode::OK, None).await
}

/// `POST /p/{token}`: that something is rectified, or a request for a later deadline. It waits for the office.
pub async fn send(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    let visit = match Visit::of(&web, token, &request, true) {
        Ok(visit) => visit,
        Err(response) => return *response,
    };
    // before the photos are looked at: that costs more than a stranger should
    if let Err(error) = door::knock(&web.state, &visit.token, Utc::now()).await {
        return refused(&web, visit.locale, told(error));
    }
    let (mut input, photos) = match Input::with_pictures(&web, request).await {
        Ok(read) => read,
        Err(Refusal(fault)) => return refused(&web, visit.locale, fault),
    };
    let command = match input.fault.take() {
        Some(fault) => Err(fault),
        None => submission(&input),
    };
    let outcome = match command {
        Ok(command) => {
            intake::submit(&web.state, &visit.token, command, photos, Utc::now()).await.map_err(told)
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(_) => {
            let lang = visit.asked.lang.map(|lang| format!("&lang={lang}")).unwrap_or_default();
            secret(Redirect::to(&format!("{}?sent=1{lang}", visit.address)).into_response())
        }
        Err(fault) if fault.code == Code::NotFound => gone(&web, visit.locale),
        Err(fault) => {
            let code = status(&fault);
            let flash = Flash::refused("party", fault, input.into_values());
            visit.notice(&web, code, Some(flash)).await
        }
    }
}

fn submission(input: &Input) -> Result<Submit, Fault> {
    let mut fields = Fields::new(input);
    let (id, hazard) = (fields.value("id"), fields.value("hazard"));
    let kind: Option<SubmissionKind> = fields.value("kind");
    let sent = match kind {
        Some(SubmissionKind::Rectified) => Some(Sent::Rectified { note: fields.text("note") }),
        Some(SubmissionKind::Extension) => {
            fields.value("until").map(|until| Sent::Extension { until, reason: fields.text("reason") })
        }
        None => None,
    };
    fields.check()?;
    match (id, hazard, sent) {
        (Some(id), Some(hazard), Some(sent)) => Ok(Submit { id, hazard, sent }),
        // all are there, or a fault of a field was told above
        _ => Err(Fault::new(Code::Invalid)),
    }
}

/// `GET /p/{token}/photos/{id}`: a photo of the finding.
pub async fn picture(
    State(web): State<Web>,
    Path((token, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let visit = Visit::of(&web, token, &request, false);
    match visit {
        Ok(visit) => photo(&web, visit, &id, false).await,
        Err(response) => *response,
    }
}

/// `GET /p/{token}/photos/{id}/thumb`: the small picture.
pub async fn thumb(
    State(web): State<Web>,
    Path((token, id)): Path<(String, String)>,
    request: Request,
) -> Response {
    let visit = Visit::of(&web, token, &request, false);
    match visit {
        Ok(visit) => photo(&web, visit, &id, true).await,
        Err(response) => *response,
    }
}

async fn photo(web: &Web, visit: Visit, id: &str, thumb: bool) -> Response {
    let Ok(id) = id.parse::<FileId>() else { return gone(web, visit.locale) };
    match door::photo(&web.state, &visit.token, id, thumb, Utc::now()).await {
        // nothing is kept, so nothing is asked for again
        Ok(file) => match sent(file, &HeaderMap::new()) {
            Ok(response) => secret(response),
            Err(Refusal(fault)) => refused(web, visit.locale, fault),
        },
        Err(error) => refused(web, visit.locale, told(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::fault::FieldCode;
    use uuid::Uuid;

    fn read(pairs: &[(&str, &str)]) -> Result<Submit, Fault> {
        submission(&Input::from_pairs(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))))
    }

    #[test]
    fn the_two_forms_of_the_page() {
        let id = Uuid::from_u128(7).to_string();
        let head = [("id", id.as_str()), ("hazard", id.as_str())];
        let sent = |more: &[(&str, &str)]| read(&[&head[..], more].concat()).map(|submit| submit.sent);
        assert_eq!(
            sent(&[("kind", "rectified"), ("note", "已清理")]),
            Ok(Sent::Rectified { note: "已清理".into() })
        );
        let extension = sent(&[("kind", "extension"), ("until", "2023-07-01"), ("reason", "等")]).unwrap();
        assert_eq!(extension.until().map(|day| day.to_string()).as_deref(), Some("2023-07-01"));
        for (more, field) in [
            (vec![], "kind"),
            (vec![("kind", "closing")], "kind"),
            (vec![("kind", "extension"), ("until", "soon")], "until"),
        ] {
            let fault = sent(&more).unwrap_err();
            assert_eq!(fault.fields[0].field, field);
        }
        let fault = read(&[("kind", "rectified")]).unwrap_err();
        let fields: Vec<_> = fault.fields.iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(fields, [("id", FieldCode::Required), ("hazard", FieldCode::Required)]);
    }
}
