//! The office's forms about links by which leaders read an issued summary.

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
    summaries::PATH,
};
use axum::{
    Extension,
    extract::{Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::summary::links;
use domain::{
    fault::{Code, Fault},
    ids::{SummaryId, SummaryLinkId},
    summary::links::{MakeSummaryLink, PAGE},
};
use secrecy::ExposeSecret;
use serde_json::json;

/// `POST /do/summary-links`: makes a link. As with a party's, its address is in the answer and nowhere else, so the answer is a page
/// of its own and no redirect.
pub async fn make(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    Extension(auth): Extension<AuthSession>,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "summary-link";
    let back = referring_page(request.headers()).unwrap_or_else(|| PATH.to_owned());
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
    match links::make(&ctx, command).await {
        Ok(link) => {
            let path = format!("{PAGE}{}", link.token.expose_secret());
            if reply.is_json() {
                return Json(json!({"id": link.id, "path": path, "expires_at": link.expires_at}))
                    .into_response();
            }
            let url = format!("{base}{path}");
            let made = Made { url, opens: Opens::Summary, expires_at: link.expires_at, back };
            page(&web, StatusCode::OK, locale, Content::Made(made))
        }
        Err(error) => reply.refused(FORM, told(error), input, &back).await,
    }
}

fn command(input: &Input) -> Result<MakeSummaryLink, Fault> {
    let mut fields = Fields::new(input);
    let (id, summary): (Option<SummaryLinkId>, Option<SummaryId>) =
        (fields.value("id"), fields.value("summary"));
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(summary)) = (id, summary) else { return Err(Fault::new(Code::Invalid)) };
    Ok(MakeSummaryLink { id, summary })
}

/// `POST /do/summary-links/{id}/revoke`: takes a link back.
pub async fn revoke(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| PATH.to_owned());
    let button = Pressed { form: "summary-link-revoke", back: &back, notice: Notice::Saved };
    let act = |id: SummaryLinkId| links::revoke(&ctx, id);
    button.answer((&web, &reply, request), &id, act).await
}
