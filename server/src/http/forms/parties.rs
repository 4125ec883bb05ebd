//! The office's forms about responsible parties: links, and answers to what was sent.

use super::{Fields, Input, Pressed, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Json, Refusal, told},
    behind_token::{base, own_locale, page},
    client::referring_page,
    identity::AuthSession,
};
use app::{
    flash::Notice,
    party::document::{Content, Made, Opens},
};
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::party;
use domain::{
    fault::{Code, Fault},
    ids::{EventId, HazardId, PartyLinkId, SubmissionId},
    party::{AnswerSubmission, LinkScope, MakeLink, PAGE},
};
use secrecy::ExposeSecret;
use serde_json::json;

/// Where a form leads back to, when the browser does not say where it came from.
const QUEUE: &str = "/submissions";

/// `POST /do/party-links`: makes a link. Its address is in the answer and nowhere else, so the answer is a page of its own and
/// no redirect: what waits in a session for the next page is kept in the database.
pub async fn make(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    Extension(auth): Extension<AuthSession>,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "party-link";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/hazards".to_owned());
    let locale = own_locale(&web, &auth, request.headers());
    let base = base(&web, request.headers());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let command = match command(&input) {
        Ok(command) => command,
        Err(fault) => return reply.refused(FORM, fault, input, &back).await,
    };
    let scope = command.scope;
    match party::make(&ctx, command).await {
        Ok(link) => {
            let path = format!("{PAGE}{}", link.token.expose_secret());
            if reply.is_json() {
                return Json(json!({"id": link.id, "path": path, "expires_at": link.expires_at}))
                    .into_response();
            }
            let opens = Opens::Party(scope);
            let made = Made { url: format!("{base}{path}"), opens, expires_at: link.expires_at, back };
            page(&web, StatusCode::OK, locale, Content::Made(made))
        }
        Err(error) => reply.refused(FORM, told(error), input, &back).await,
    }
}

fn command(input: &Input) -> Result<MakeLink, Fault> {
    let mut fields = Fields::new(input);
    let (id, scope): (Option<PartyLinkId>, Option<LinkScope>) = (fields.value("id"), fields.value("scope"));
    let hazards: Vec<HazardId> = fields.many("hazard");
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(scope)) = (id, scope) else { return Err(Fault::new(Code::Invalid)) };
    Ok(MakeLink { id, scope, hazards })
}

/// `POST /do/party-links/{id}/revoke`: takes a link back.
pub async fn revoke(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| "/hazards".to_owned());
    let button = Pressed { form: "party-revoke", back: &back, notice: Notice::Saved };
    let act = |id: PartyLinkId| party::revoke(&ctx, id);
    button.answer((&web, &reply, request), &id, act).await
}

/// `POST /do/submissions/{id}/{answer}`: `accept` carries out what was sent, `return` sends it back with words.
pub async fn answer(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((id, word)): Path<(String, String)>,
    request: Request,
) -> Response {
    const FORM: &str = "submission-answer";
    let back = referring_page(request.headers()).unwrap_or_else(|| QUEUE.to_owned());
    let (Ok(id), Some(accept)) = (id.parse::<SubmissionId>(), accepts(&word)) else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let mut fields = Fields::new(&input);
    let (event, note): (Option<EventId>, _) = (fields.value("id"), fields.optional_text("note"));
    let outcome = match (fields.check(), event) {
        (Ok(()), Some(event)) => {
            let answer = AnswerSubmission { id: event, accept, note };
            party::answer(&ctx, id, answer).await.map_err(told)
        }
        (Ok(()), None) => Err(Fault::new(Code::Invalid)),
        (Err(fault), _) => Err(fault),
    };
    match outcome {
        Ok(state) => reply.done(FORM, Notice::Saved, &back, json!({"id": id, "state": state})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn accepts(word: &str) -> Option<bool> {
    match word {
        "accept" => Some(true),
        "return" => Some(false),
        _ => None,
    }
}
