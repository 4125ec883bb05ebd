//! The forms of summaries: a new draft, the buttons of a summary's page, its paragraphs, the draft of a correction.

use super::{Fields, Input, Reply};
use crate::http::{
    SignedIn, Web,
    answer::{Refusal, told},
    carried_on::{Carried, WITHIN, carried_on},
    client::referring_page,
};
use app::{
    flash::{Flash, Notice},
    summaries::{self, PATH},
};
use axum::{
    extract::{Path, Request, State},
    response::{IntoResponse, Response},
};
use backend::{
    ctx::Ctx,
    error,
    summary::{notes, service},
};
use domain::{
    fault::{Code, Fault, FieldCode},
    ids::SummaryId,
    summary::{
        Span, SummaryPeriod,
        commands::{DraftCorrection, DraftSummary, EditParagraph, SummaryChange, SummaryCommand},
        lifecycle::{SummaryAction, SummaryState},
        text::{Titled, with_ids},
    },
};
use serde_json::json;
use std::time::Duration;

/// `POST /do/summaries`: drafts the summary of a period and area, or opens the one that is there.
pub async fn draft(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    request: Request,
) -> Response {
    const FORM: &str = "summary-draft";
    let back = referring_page(request.headers()).unwrap_or_else(|| PATH.to_owned());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(FORM, fault, Input::default(), &back).await,
    };
    let outcome = match new_draft(&input) {
        Ok(command) => service::draft(&ctx, command).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(FORM, Notice::Saved, &summaries::href(id), json!({"id": id})).await,
        Err(fault) => reply.refused(FORM, fault, input, &back).await,
    }
}

fn new_draft(input: &Input) -> Result<DraftSummary, Fault> {
    let mut fields = Fields::new(input);
    let (id, area) = (fields.value("id"), fields.value("area"));
    let period = period(&mut fields);
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(area), Some(period)) = (id, area, period) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(DraftSummary { id, area, period })
}

/// A year and the part of it: `06`, `Q2`, `H1`, or the word for all of it.
fn period(fields: &mut Fields<'_>) -> Option<SummaryPeriod> {
    let (year, part) = (fields.value::<i32>("year")?, fields.value::<String>("period")?);
    let text = if part == Span::Year.as_str() { format!("{year:04}") } else { format!("{year:04}-{part}") };
    let period = text.parse().ok();
    if period.is_none() {
        fields.refuse("period", FieldCode::Malformed);
    }
    period
}

/// The step that takes words back; the others are named as the buttons are.
const RESTORE: &str = "restore";

/// Marks the note of a summary as read, for oneself.
const READ: &str = "read";

/// `POST /do/summaries/{id}/{step}`: a step in the life of a summary or correction.
pub async fn act(
    State(web): State<Web>,
    SignedIn(ctx): SignedIn,
    reply: Reply,
    Path((summary, step)): Path<(String, String)>,
    request: Request,
) -> Response {
    let action = step.parse::<SummaryAction>().ok();
    let known = action.is_some() || step == RESTORE || step == READ;
    let Some(summary) = summary.parse::<SummaryId>().ok().filter(|_| known) else {
        return Refusal(Fault::new(Code::NotFound)).into_response();
    };
    let form = format!("summary-{step}");
    let page = summaries::href(summary);
    // a correction has another page than a summary, and so have paragraphs
    let back = referring_page(request.headers()).unwrap_or_else(|| page.clone());
    let input = match Input::plain(&web, request).await {
        Ok(input) => input,
        Err(Refusal(fault)) => return reply.refused(&form, fault, Input::default(), &back).await,
    };
    match action {
        None if step == READ => match notes::read(&ctx, summary).await.map_err(told) {
            Ok(()) => reply.done(&form, Notice::Saved, &back, json!({})).await,
            Err(fault) => reply.refused(&form, fault, input, &back).await,
        },
        Some(SummaryAction::Edit) if input.text("preview").is_some() => {
            reply.done_with(Flash::kept(&form, input.into_values()), &back, json!({})).await
        }
        Some(SummaryAction::Correct) => correct(&ctx, &reply, (&form, summary), input, &back).await,
        _ => {
            let outcome = match change(summary, action, &input) {
                Ok(change) => {
                    let (own, of) = (ctx.clone(), (summary, change.command.action()));
                    carried(&ctx, of, WITHIN, async move { service::change(&own, change).await }).await
                }
                Err(fault) => Err(fault),
            };
            // whoever has written a paragraph reads it in its place
            let to = if matches!(action, None | Some(SummaryAction::Edit)) { &page } else { &back };
            match outcome {
                Ok(Carried::Done(state)) => reply.done(&form, Notice::Saved, to, state).await,
                Ok(Carried::GoesOn(_)) => {
                    reply.done(&form, Notice::GoesOn, to, json!({"goes_on": true})).await
                }
                Err(fault) => reply.refused(&form, fault, input, &back).await,
            }
        }
    }
}

/// Carries out a step of a summary. Whoever pressed it finds a note of how it ended when they were not answered within that time.
///
/// # Errors
/// As the step refuses it.
pub async fn carried(
    ctx: &Ctx,
    (summary, action): (SummaryId, SummaryAction),
    within: Duration,
    step: impl Future<Output = error::Result<SummaryState>> + Send + 'static,
) -> Result<Carried<SummaryState>, Fault> {
    let own = ctx.clone();
    let note = move |end: Result<SummaryState, Fault>| async move {
        if let Err(error) = notes::ended(&own, summary, action, end.err().as_ref()).await {
            error::log(&error);
        }
    };
    carried_on(within, step, note).await
}

/// Drafts a correction and opens its page.
async fn correct(
    ctx: &Ctx,
    reply: &Reply,
    (form, of): (&str, SummaryId),
    input: Input,
    back: &str,
) -> Response {
    let mut fields = Fields::new(&input);
    let id = fields.value::<SummaryId>("correction");
    let command = fields.check().and_then(|()| id.ok_or_else(|| Fault::new(Code::Invalid)));
    let outcome = match command {
        Ok(id) => service::draft_correction(ctx, DraftCorrection { id, of }).await.map_err(told),
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => reply.done(form, Notice::Saved, &summaries::changes_href(id), json!({"id": id})).await,
        Err(fault) => reply.refused(form, fault, input, back).await,
    }
}

fn change(summary: SummaryId, action: Option<SummaryAction>, input: &Input) -> Result<SummaryChange, Fault> {
    let mut fields = Fields::new(input);
    let (id, base_version) = (fields.value("id"), fields.value("base_version"));
    let command = command(action, &mut fields);
    fields.check()?;
    // all are there, or a fault of a field was told above
    let (Some(id), Some(base_version), Some(command)) = (id, base_version, command) else {
        return Err(Fault::new(Code::Invalid));
    };
    Ok(SummaryChange { id, summary, base_version, command })
}

/// The command of a form; `None` when a value is missing, which `fields` has noted, or when it is no change.
fn command(action: Option<SummaryAction>, fields: &mut Fields<'_>) -> Option<SummaryCommand> {
    Some(match action {
        None => {
            let (lang, topic) = (fields.value("lang"), fields.value("topic"));
            SummaryCommand::Restore { lang: lang?, topic: topic? }
        }
        Some(SummaryAction::Edit) => {
            let (lang, topic) = (fields.value("lang"), fields.value("topic"));
            let (text, left_out) = (fields.text("text").replace("\r\n", "\n"), fields.many("left_out"));
            // the form says which campaigns and targets its titles mean
            let text = with_ids(&text, &fields.many::<Titled>("titled"));
            SummaryCommand::Edit(EditParagraph { lang: lang?, topic: topic?, text, left_out })
        }
        Some(SummaryAction::Recompute) => SummaryCommand::Recompute {},
        Some(SummaryAction::Check) => SummaryCommand::Check { note: fields.optional_text("note") },
        Some(SummaryAction::SendBack) => SummaryCommand::SendBack { reason: fields.text("reason") },
        Some(SummaryAction::Issue) => SummaryCommand::Issue { sha256: fields.text("sha256") },
        Some(SummaryAction::Correct) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(pairs: &[(&str, &str)]) -> Input {
        Input::from_pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn a_period_from_a_year_and_its_part() {
        for (year, part, text) in [
            ("2023", "06", Some("2023-06")),
            ("2023", "Q2", Some("2023-Q2")),
            ("2023", "H1", Some("2023-H1")),
            ("2023", "year", Some("2023")),
            ("2023", "13", None),
            ("1900", "06", None),
            ("soon", "06", None),
        ] {
            let input = input(&[("year", year), ("period", part)]);
            let mut fields = Fields::new(&input);
            let period = period(&mut fields).map(|period| period.to_string());
            assert_eq!(period.as_deref(), text, "{year} {part}");
            assert_eq!(fields.check().is_ok(), text.is_some(), "{year} {part}");
        }
    }

    #[test]
    fn a_paragraph_comes_with_what_it_leaves_out() {
        let id = uuid::Uuid::now_v7().to_string();
        let input = input(&[
            ("id", &id),
            ("base_version", "3"),
            ("lang", "zh"),
            ("topic", "overview"),
            ("text", "查出{{found#}}，{{专项行动查出隐患（行动:百日 行动）}}。\r\n"),
            ("titled", "campaign:00000000-0000-0000-0000-000000000007 百日 行动"),
            ("left_out", "special"),
            ("left_out", "closed@fire"),
        ]);
        let summary = SummaryId(uuid::Uuid::nil());
        let change = change(summary, Some(SummaryAction::Edit), &input).expect("a change");
        assert_eq!(change.base_version, 3);
        let SummaryCommand::Edit(edit) = change.command else { panic!("no edit") };
        assert_eq!(
            edit.text,
            "查出{{found#}}，{{专项行动查出隐患（行动:00000000-0000-0000-0000-000000000007）}}。\n"
        );
        let left_out: Vec<String> = edit.left_out.iter().map(ToString::to_string).collect();
        assert_eq!(left_out, ["special", "closed@fire"]);
    }

    #[test]
    fn a_step_without_its_version_is_refused() {
        let id = uuid::Uuid::now_v7().to_string();
        let summary = SummaryId(uuid::Uuid::nil());
        let fault = change(summary, Some(SummaryAction::Recompute), &input(&[("id", &id)])).unwrap_err();
        assert_eq!(fault.fields[0].field, "base_version");
    }
}
