//! Issuing papers, printing several of them, saving templates.

use super::{Fields, Input, Reply};
use crate::{
    api::v1::papers::file,
    http::{
        SignedIn, Web,
        answer::{Refusal, told},
        client::referring_page,
    },
};
use app::flash::{Flash, Notice};
use axum::{
    extract::{Request, State},
    response::Response,
};
use backend::papers::{
    files::{self, Format},
    preview::preview,
    service, templates,
};
use domain::{
    fault::{Code, Fault},
    papers::{IssuePaper, PaperOf, SaveTemplate},
};
use serde_json::json;

const LIST: &str = "/papers";

/// `POST /do/papers`: issues a paper.
pub async fn issue(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "paper-issue";
    let back = referring_page(request.headers()).unwrap_or_else(|| LIST.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match command(&input) {
        Ok(command) => service::issue(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::Saved, &format!("{LIST}/{id}"), json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn command(input: &Input) -> Result<IssuePaper, Fault> {
    let mut fields = Fields::new(input);
    let (id, kind) = (fields.value("id"), fields.value("kind"));
    let (hazards, about) = (fields.many("hazards"), fields.optional("about"));
    fields.check()?;
    // both are there, or a fault of a field was told above
    let (Some(id), Some(kind)) = (id, kind) else { return Err(Fault::new(Code::Invalid)) };
    Ok(IssuePaper { id, of: PaperOf { kind, hazards, about } })
}

/// `POST /do/papers/print`: the ticked papers as one PDF.
pub async fn print(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "paper-print";
    let back = referring_page(request.headers()).unwrap_or_else(|| LIST.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let mut fields = Fields::new(&input);
    let papers = fields.many("paper");
    let outcome = match fields.check() {
        Ok(()) => files::print(&ctx, papers).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(printed) => file(printed, Format::Pdf),
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/paper-templates`: saves a template as the next version; by the other button it is only looked at, filled from a real
/// record.
pub async fn save_template(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "paper-template-save";
    const PAGE: &str = "/paper-templates";
    let back = referring_page(request.headers()).unwrap_or_else(|| PAGE.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let only_looked_at = input.text(PREVIEW).is_some();
    let outcome = match template(&input) {
        Ok(command) if only_looked_at => preview(&ctx, &command).await.map(Some).map_err(told),
        Ok(command) => templates::save(&ctx, command).await.map(|()| None).map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(None) => reply.done(FORM, Notice::Saved, &back, json!({})).await,
        Ok(Some(shown)) => {
            // what was typed stays in the form, with what it comes to beside it
            let mut values = input.into_values();
            values.retain(|(name, _)| name != PREVIEW);
            values.extend(serde_json::to_string(&shown).map(|text| (PREVIEW.to_owned(), text)));
            let flash = Flash { values, ..Flash::done(FORM, Notice::Previewed) };
            reply.done_with(flash, &back, shown).await
        }
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// The name of the other button, and of what the page then shows.
const PREVIEW: &str = "preview";

fn template(input: &Input) -> Result<SaveTemplate, Fault> {
    let mut fields = Fields::new(input);
    let (id, area, kind) = (fields.value("id"), fields.value("area"), fields.value("kind"));
    let base_version = fields.optional("base_version");
    let (mark, body) = (fields.text("mark").trim().to_owned(), fields.text("body").replace("\r\n", "\n"));
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(area), Some(kind)) = (id, area, kind) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(SaveTemplate { id, area, kind, base_version, mark, body })
}
