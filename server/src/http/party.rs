//! The page of a responsible party, behind the token of its link ([`super::behind_token`]).

use super::{
    Web,
    answer::{Refusal, status, told},
    behind_token::{Visit, asked, gone, later, page, refused, secret},
    client,
    files::sent,
    forms::{Fields, Input},
};
use app::{
    flash::Flash,
    party::document::{Content, Notice},
};
use axum::{
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use backend::party::{door, intake};
use chrono::Utc;
use domain::{
    fault::{Code, Fault},
    ids::FileId,
    party::{PAGE, Sent, SubmissionKind, Submit},
};
use secrecy::ExposeSecret;

/// A party at the door, with what else the address of its page says.
struct Party {
    visit: Visit,
    /// The place in the list of an organisation.
    after: Option<i64>,
    /// Something was sent just now.
    sent: bool,
}

impl Party {
    /// See [`Visit::of`].
    fn of(web: &Web, token: String, request: &Request, sends: bool) -> Result<Self, Box<Response>> {
        let visit = Visit::of(web, PAGE, token, request, sends)?;
        Ok(Self { visit, after: asked(request, "after"), sent: asked::<String>(request, "sent").is_some() })
    }

    /// The page with its hazards; `flash` is the outcome of a form that was refused.
    async fn notice(self, web: &Web, code: StatusCode, flash: Option<Flash>) -> Response {
        let Self { visit: Visit { token, address, locale, lang }, after, sent } = self;
        match door::notice(&web.state, &token, after, Utc::now()).await {
            Ok(notice) => {
                let notice = Notice { notice, address, lang, after, sent, flash };
                page(web, code, locale, Content::Notice(Box::new(notice)))
            }
            Err(error) => refused(web, locale, told(error)),
        }
    }
}

/// `GET /p/{token}`: what is wrong, by when, and the forms to answer.
pub async fn show(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    match Party::of(&web, token, &request, false) {
        Ok(party) => party.notice(&web, StatusCode::OK, None).await,
        Err(response) => *response,
    }
}

/// `POST /p/{token}`: that something is rectified, or a request for a later deadline. It waits for the office.
pub async fn send(State(web): State<Web>, Path(token): Path<String>, request: Request) -> Response {
    let address = client::address(&web, &request);
    let party = match Party::of(&web, token, &request, true) {
        Ok(party) => party,
        Err(response) => return *response,
    };
    let visit = &party.visit;
    let token = visit.token.expose_secret();
    if let Err(seconds) = web.party_sends_everywhere.allow(&web.state.db, address, token).await {
        return later(&web, visit.locale, seconds);
    }
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
            let lang = visit.lang.map(|lang| format!("&lang={lang}")).unwrap_or_default();
            secret(Redirect::to(&format!("{}?sent=1{lang}", visit.address)).into_response())
        }
        Err(fault) if fault.code == Code::NotFound => gone(&web, visit.locale),
        Err(fault) => {
            let code = status(&fault);
            let flash = Flash::refused("party", fault, input.into_values());
            party.notice(&web, code, Some(flash)).await
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
    let visit = Visit::of(&web, PAGE, token, &request, false);
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
    let visit = Visit::of(&web, PAGE, token, &request, false);
    match visit {
        Ok(visit) => photo(&web, visit, &id, true).await,
        Err(response) => *response,
    }
}

async fn photo(web: &Web, visit: Visit, id: &str, thumb: bool) -> Response {
    let Ok(id) = id.parse::<FileId>() else { return gone(web, visit.locale) };
    match door::photo(&web.state, &visit.token, id, thumb, Utc::now()).await {
        // nothing is kept, so nothing is asked for again
        Ok(file) => match sent(file) {
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
