//! What this person may do with a summary or correction now, each as a plain form, and why the rest is not possible.

use crate::{
    labels::Label,
    tr,
    ui::{
        Icon,
        field::{FormState, TextArea, use_form},
        steps::{StepForm, steps},
    },
};
use domain::{
    fault::Fault,
    ids::SummaryId,
    summary::{
        lifecycle::{SummaryAction, SummaryState},
        views::SummaryButton,
    },
};
use leptos::prelude::*;
use uuid::Uuid;

/// The steps of a summary's page. `not_ready` stands in the way of check and issue, whoever asks. Paragraphs have pages of
/// their own.
pub(super) fn summary_steps(
    (id, version, sha256): (SummaryId, u32, Option<&str>),
    buttons: &[SummaryButton],
    not_ready: Option<&Fault>,
) -> AnyView {
    let offered: Vec<_> = buttons
        .iter()
        .filter(|button| button.action != SummaryAction::Edit)
        .map(|button| {
            let waits = matches!(button.action, SummaryAction::Check | SummaryAction::Issue);
            let refusal = button.refusal.clone().or_else(|| not_ready.filter(|_| waits).cloned());
            (button.action, refusal)
        })
        .collect();
    if offered.is_empty() {
        return ().into_any();
    }
    let sha256 = sha256.unwrap_or_default();
    let card = steps(None, offered, is_main, |action, main| step_form(id, version, sha256, action, main));
    view! { <div class="summary-steps">{card}</div> }.into_any()
}

/// What the steps of a record are about: which, in which version, with which content.
pub(super) fn about(state: &SummaryState) -> (SummaryId, u32, Option<&str>) {
    (state.id, state.version, state.sha256.as_deref())
}

/// Whether this person may write in it.
pub(super) fn may_edit(buttons: &[SummaryButton]) -> bool {
    buttons.iter().any(|button| button.action == SummaryAction::Edit && button.refusal.is_none())
}

/// The steps that bring a summary to its issue.
const fn is_main(action: SummaryAction) -> bool {
    matches!(action, SummaryAction::Check | SummaryAction::Issue | SummaryAction::Correct)
}

/// The name under which a refused form comes back.
const fn form_name(action: SummaryAction) -> &'static str {
    match action {
        SummaryAction::Edit => "summary-edit",
        SummaryAction::Recompute => "summary-recompute",
        SummaryAction::Check => "summary-check",
        SummaryAction::SendBack => "summary-send_back",
        SummaryAction::Issue => "summary-issue",
        SummaryAction::Correct => "summary-correct",
    }
}

const fn drawing(action: SummaryAction) -> Icon {
    match action {
        SummaryAction::Edit => Icon::Edit,
        SummaryAction::Recompute => Icon::Sync,
        SummaryAction::Check => Icon::Eye,
        SummaryAction::SendBack => Icon::Return,
        SummaryAction::Issue => Icon::Check,
        SummaryAction::Correct => Icon::Note,
    }
}

fn step_form(id: SummaryId, version: u32, sha256: &str, action: SummaryAction, main: bool) -> AnyView {
    let form = use_form(form_name(action));
    let fields = fields(action, sha256, &form);
    view! {
        <StepForm
            form
            label=action.label()
            drawing=drawing(action)
            main
            danger=action == SummaryAction::Issue
            to=format!("/do/summaries/{id}/{action}")
            version
            plain=true
        >
            {fields}
        </StepForm>
    }
    .into_any()
}

fn fields(action: SummaryAction, sha256: &str, form: &FormState) -> AnyView {
    let form = form.clone();
    match action {
        SummaryAction::Check => view! {
            <p>{tr!(summaries.check_hint)}</p>
            <TextArea form name="note" label=tr!(summaries.note) />
        }
        .into_any(),
        SummaryAction::SendBack => {
            view! { <TextArea form name="reason" label=tr!(summaries.reason) required=true /> }.into_any()
        }
        SummaryAction::Issue => view! {
            <p>{tr!(summaries.issue_hint)}</p>
            <input type="hidden" name="sha256" value=sha256.to_owned() />
        }
        .into_any(),
        SummaryAction::Recompute => view! { <p>{tr!(summaries.recompute_hint)}</p> }.into_any(),
        SummaryAction::Correct => {
            // the correction keeps its id when the form comes back, so that sending it twice makes one
            let correction = form.typed("correction").unwrap_or_else(|| Uuid::now_v7().to_string());
            view! {
                <p>{tr!(summaries.correct_hint)}</p>
                <input type="hidden" name="correction" value=correction />
            }
            .into_any()
        }
        SummaryAction::Edit => ().into_any(),
    }
}
