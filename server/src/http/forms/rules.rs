//! The forms of rules: a new one, the next version of one, its end; the calendar; prices.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    client::referring_page,
};
use app::flash::Notice;
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    programmes::prices,
    rules::{days, service},
};
use chrono::{Datelike, NaiveDate};
use domain::{
    calendar::{DayCount, SpecialDay},
    fault::{Code, Fault, FieldCode},
    hazards::DeadlineRule,
    ids::{EventId, StandardId},
    programmes::{figures::UnitPrice, gas::ClassRule, gear::LifeRule, register::ReplyRule},
    rules::{Base, DayIs, KeepDays, KeepRule, Rule, RuleBook, Standard, StopRule},
};
use serde_json::json;

/// `POST /do/rules/{book}`: adds a rule, or makes the next version of the one that `base` names.
pub async fn save(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(book): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "rule-save";
    let Ok(book) = book.parse::<RuleBook>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let back = referring_page(request.headers()).unwrap_or_else(|| "/rules".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match rule(book, &input) {
        Ok(command) => {
            let page = app::rules::entry_href(book, &command.rule.key());
            service::keep(&ctx, command).await.map(|id| (id, page)).map_err(told)
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok((id, page)) => reply.done(FORM, Notice::Saved, &page, json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/rules/{book}/stop`: ends a rule on a day, or takes back a version that has not come into force.
pub async fn stop(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path(book): Path<String>,
    request: Request,
) -> Response {
    const FORM: &str = "rule-stop";
    let Ok(book) = book.parse::<RuleBook>() else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let list = app::rules::book_href(book);
    let back = referring_page(request.headers()).unwrap_or_else(|| list.clone());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match stopped(book, &input) {
        Ok(command) => service::stop(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        // the rule whose only version was taken back has no page any more
        Ok(id) => reply.done(FORM, Notice::Saved, &list, json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/holidays`: sets days of the calendar, or changes one that is set.
pub async fn save_days(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "holidays-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/rules/days".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match holidays(&input) {
        Ok(command) => {
            let page = format!("/rules/days?year={}", command.from.year());
            days::keep(&ctx, command).await.map(|id| (id, page)).map_err(told)
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok((id, page)) => reply.done(FORM, Notice::Saved, &page, json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

/// `POST /do/unit-costs`: sets what a kind of gear costs from a day on.
pub async fn save_price(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "unit-cost-save";
    let back = referring_page(request.headers()).unwrap_or_else(|| "/expiry-wave".to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match price(&input) {
        Ok(price) => prices::set(&ctx, price).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(()) => reply.done(FORM, Notice::Saved, &back, json!({})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn price(input: &Input) -> Result<UnitPrice, Fault> {
    let mut fields = Fields::new(input);
    let (gear, cost, valid_from) = (fields.value("gear"), fields.value("cost"), fields.value("valid_from"));
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(gear), Some(cost), Some(valid_from)) = (gear, cost, valid_from) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(UnitPrice { gear, cost, valid_from })
}

fn holidays(input: &Input) -> Result<KeepDays, Fault> {
    let mut fields = Fields::new(input);
    let (id, from, to) = (fields.value("id"), fields.value("from"), fields.value("to"));
    let (kind, before) = (fields.value("kind"), fields.optional::<SpecialDay>("before_kind"));
    let (name, reason) = (fields.text("name"), fields.text("reason"));
    let before = before.map(|kind| DayIs { kind, name: fields.text("before_name") });
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(from), Some(to), Some(kind)) = (id, from, to, kind) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(KeepDays { id, from, to, is: DayIs { kind, name }, before, reason })
}

/// The version that the form was filled in from.
fn base(fields: &mut Fields<'_>) -> Option<Base> {
    let to = fields.optional("base_to");
    fields.optional("base").map(|id| Base { id, to })
}

fn stopped(book: RuleBook, input: &Input) -> Result<StopRule, Fault> {
    let mut fields = Fields::new(input);
    let (id, base, last) = (fields.value("id"), base(&mut fields), fields.optional("last"));
    let reason = fields.text("reason");
    fields.check()?;
    let (Some(id), Some(base)) = (id, base) else { return Err(Fault::new(Code::Invalid)) };
    Ok(StopRule { id, book, base, last, reason })
}

/// What the forms of all tables say.
struct Common {
    id: EventId,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
}

fn rule(book: RuleBook, input: &Input) -> Result<KeepRule, Fault> {
    let mut fields = Fields::new(input);
    let (id, base) = (fields.value("id"), base(&mut fields));
    let (valid_from, valid_to) = (fields.value("valid_from"), fields.optional("valid_to"));
    let reason = fields.text("reason");
    let read = match book {
        RuleBook::Standards => standard,
        RuleBook::Deadlines => deadline,
        RuleBook::Lives => life,
        RuleBook::Classes => class,
        RuleBook::Replies => reply,
    };
    let rule = match (id, valid_from) {
        (Some(id), Some(valid_from)) => read(&mut fields, &Common { id, valid_from, valid_to }),
        _ => None,
    };
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(rule)) = (id, rule) else { return Err(Fault::new(Code::Invalid)) };
    Ok(KeepRule { id, base, rule, reason })
}

fn standard(fields: &mut Fields<'_>, common: &Common) -> Option<Rule> {
    let (category, severity) = (fields.value("category"), fields.value("severity"));
    let rise = fields.optional("rise");
    let (days, kind) = (fields.optional("days"), fields.optional("day_kind"));
    // days without saying which are counted are no deadline
    if days.is_some() && kind.is_none() {
        fields.refuse("day_kind", FieldCode::Required);
    }
    Some(Rule::Standard(Standard {
        id: StandardId(common.id.0),
        code: fields.text("code"),
        rise,
        category: category?,
        subcategory: fields.optional_text("subcategory"),
        severity: severity?,
        text_zh: fields.text("text_zh"),
        text_en: fields.text("text_en"),
        clause: fields.text("clause"),
        document: fields.text("document"),
        count: days.zip(kind).map(|(days, kind)| DayCount { days, kind }),
        valid_from: common.valid_from,
        valid_to: common.valid_to,
    }))
}

fn deadline(fields: &mut Fields<'_>, common: &Common) -> Option<Rule> {
    let category = fields.optional("category");
    let (severity, days, kind) = (fields.value("severity"), fields.value("days"), fields.value("day_kind"));
    Some(Rule::Deadline(DeadlineRule {
        category,
        severity: severity?,
        count: DayCount { days: days?, kind: kind? },
        valid_from: common.valid_from,
        valid_to: common.valid_to,
    }))
}

fn life(fields: &mut Fields<'_>, common: &Common) -> Option<Rule> {
    let (gear, months) = (fields.value("gear"), fields.value("months"));
    let (fuel, usage) = (fields.optional("fuel"), fields.optional("usage"));
    Some(Rule::Life(LifeRule {
        gear: gear?,
        fuel,
        usage,
        months: months?,
        source: fields.text("source"),
        valid_from: common.valid_from,
        valid_to: common.valid_to,
    }))
}

fn class(fields: &mut Fields<'_>, common: &Common) -> Option<Rule> {
    let (trade, measure, max) = (fields.value("trade"), fields.value("measure"), fields.value("max"));
    Some(Rule::Class(ClassRule {
        trade: trade?,
        measure: measure?,
        max: max?,
        document: fields.text("document"),
        valid_from: common.valid_from,
        valid_to: common.valid_to,
    }))
}

fn reply(fields: &mut Fields<'_>, common: &Common) -> Option<Rule> {
    let (kind, urgent) = (fields.optional("kind"), fields.known("urgent").unwrap_or_default());
    let (days, day_kind) = (fields.value("days"), fields.value("day_kind"));
    Some(Rule::Reply(ReplyRule {
        kind,
        urgent,
        count: DayCount { days: days?, kind: day_kind? },
        valid_from: common.valid_from,
        valid_to: common.valid_to,
        source: fields.text("source"),
    }))
}
