//! The forms of the inbox, of what each person chose, of the office's list of messages, and of the administrator's list of work that was
//! set aside.

use super::{Fields, Input, Pressed, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Path, Request, State},
    response::Response,
};
use backend::reminders::{deliveries, inbox, set_aside, settings};
use domain::{
    fault::{Code, Fault},
    ids::{DeliveryId, JobId},
    reminders::{Quiet, ReminderSettings, SaveSettings},
};
use serde_json::json;

/// The page of the inbox.
const INBOX: &str = "/reminders";

/// `POST /do/reminders/read`: marks the named reminders (`reminder`) as read, or as unread (`read=0`), the named notes about hotline
/// orders (`note`) as read, or all of both as read (`all`).
pub async fn mark(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "reminder-read";
    let back = referring_page(request.headers()).unwrap_or_else(|| INBOX.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let mut fields = Fields::new(&input);
    let notes = fields.many("note");
    let (reminders, read) = (fields.many("reminder"), fields.known("read").unwrap_or(true));
    let outcome = match fields.check() {
        Ok(()) if input.text("all").is_some() => inbox::mark_all(&ctx).await.map_err(told),
        Ok(()) if !notes.is_empty() => inbox::mark_orders(&ctx, notes).await.map_err(told),
        Ok(()) => inbox::mark(&ctx, reminders, read).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(changed) => reply.done(FORM, Notice::Saved, &back, json!({"changed": changed})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/reminders/settings`: by which ways a person wants to be told, and when not.
pub async fn save_settings(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "reminder-settings";
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), INBOX).await,
    };
    let outcome = match choice(&input) {
        Ok(save) => settings::save(&ctx, save).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(()) => reply.done(FORM, Notice::Saved, INBOX, json!({})).await,
        Err(fault) => reply.refused(FORM, fault, input, INBOX).await,
    }
}

fn choice(input: &Input) -> Result<SaveSettings, Fault> {
    let mut fields = Fields::new(input);
    let (id, from, to) = (fields.value("id"), fields.value("quiet_from"), fields.value("quiet_to"));
    let mail = fields.optional_text("mail");
    let by = |way: &str| input.text(way).is_some();
    let (by_mail, by_robot) = (by("by_mail"), by("by_robot"));
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(from), Some(to)) = (id, from, to) else { return Err(Fault::new(Code::Invalid)) };
    let settings = ReminderSettings { mail, by_mail, by_robot, quiet: Quiet { from, to } };
    Ok(SaveSettings { id, settings })
}

/// `POST /do/deliveries/{id}/again`: has a message sent again that failed or whose outcome is unclear.
pub async fn again(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| "/deliveries".to_owned());
    let button = Pressed { form: "delivery-again", back: &back, notice: Notice::Saved };
    let act = |id: DeliveryId| deliveries::again(&ctx, id);
    button.answer((&web, &reply, request), &id, act).await
}

/// `POST /do/set-aside/{id}/again`: has work tried again that was set aside.
pub async fn work_again(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let back = referring_page(request.headers()).unwrap_or_else(|| "/set-aside".to_owned());
    let button = Pressed { form: "work-again", back: &back, notice: Notice::WorkPutBack };
    let act = |id: JobId| set_aside::again(&ctx, id);
    button.answer((&web, &reply, request), &id, act).await
}
