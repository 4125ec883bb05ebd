//! The forms of rules of assignment and of absences.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Request, State},
    response::Response,
};
use backend::assignment::service;
use domain::{
    fault::{Code, Fault},
    hazards::assignment::{Absence, AssignmentRule},
    programmes::Keep,
};
use serde_json::json;

const PAGE: &str = "/assignment";

/// `POST /do/assignment/rules`: makes a rule or changes one.
pub async fn save_rule(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "assignment-rule-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| PAGE.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match rule(&input) {
        Ok(keep) => service::save_rule(&ctx, keep).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::Saved, PAGE, json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn rule(input: &Input) -> Result<Keep<AssignmentRule>, Fault> {
    let mut fields = Fields::new(input);
    let (id, record) = (fields.value("id"), fields.value("record"));
    let base_version = fields.optional("base_version");
    let (area, category) = (fields.value("area"), fields.optional("category"));
    let (name, people) = (fields.text("name"), fields.many("people"));
    let (at_once, active) = (input.text("at_once").is_some(), input.text("active").is_some());
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(record), Some(area)) = (id, record, area) else {
        return Err(Fault::new(Code::Invalid));
    };
    let record = AssignmentRule { id: record, name, area, category, people, at_once, active };
    Ok(Keep { id, base_version, record })
}

/// `POST /do/assignment/absences`: notes that somebody is away, or corrects it.
pub async fn save_absence(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "absence-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| PAGE.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match absence(&input) {
        Ok(keep) => service::save_absence(&ctx, keep).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::Saved, PAGE, json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn absence(input: &Input) -> Result<Keep<Absence>, Fault> {
    let mut fields = Fields::new(input);
    let (id, record) = (fields.value("id"), fields.value("record"));
    let base_version = fields.optional("base_version");
    let (person, deputy) = (fields.value("person"), fields.optional("deputy"));
    let (from, to) = (fields.value("from"), fields.value("to"));
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(record), Some(person)) = (id, record, person) else {
        return Err(Fault::new(Code::Invalid));
    };
    let (Some(from), Some(to)) = (from, to) else { return Err(Fault::new(Code::Invalid)) };
    Ok(Keep { id, base_version, record: Absence { id: record, person, from, to, deputy } })
}
