//! Before something is done to many: what has still to be chosen, which of them it will be done to, and which not and why.

use super::{BULK_FORM, BULK_PATH, PATH, acts::drawing, api::preview_bulk};
use crate::{
    assignment::away,
    error::AppError,
    fault_text::reason,
    labels::Label,
    query, tr,
    ui::{
        Icon, Tone,
        badge::{Badge, SeverityBadge, StatusBadge},
        button::{Button, LinkButton, Look},
        card::{Card, Empty, or_nothing},
        choice::Select,
        field::{FormErrors, FormState, InputKind, TextArea, TextInput, use_form},
        load::Load,
        page::PageHead,
        time::{Due, day_text, today},
    },
};
use chrono::Days;
use domain::{
    desk::{
        bulk::{BulkAct, BulkKind, Picked},
        views::{After, Foreseen, Preview},
    },
    fault::Fault,
    hazards::{HazardSummary, Severity, assignment_views::Away},
    people::PersonRef,
};
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use uuid::Uuid;

/// The page.
#[component]
pub fn BulkPage() -> impl IntoView {
    let url = use_url();
    let asked = Memo::new(move |_| url.with(|url| url.search().to_owned()));
    let data: Resource<Result<Preview, AppError>> = Resource::new(move || asked.get(), preview_bulk);
    view! { <Load data view=move |preview| shown(preview, &asked.get_untracked()).into_any() /> }
}

/// The list that the hazards were ticked in, as far as it is one of the desk.
pub(super) fn list_of(search: &str) -> String {
    let list = query::value(search, "list").filter(|list| list.starts_with(PATH));
    list.unwrap_or_else(|| PATH.to_owned())
}

fn shown(preview: Preview, search: &str) -> impl IntoView + use<> {
    let Preview { kind, act, rows, missing, people, away } = preview;
    let list = list_of(search);
    let choice = choice(kind, act.as_ref(), &rows, (&people, &away), &list);
    let chosen = match &act {
        Some(BulkAct::Assign { assignee, .. }) => Some(*assignee),
        _ => None,
    };
    let away = away::warning(chosen, &away);
    let missing = (missing > 0).then(|| view! { <p class="hint">{tr!(desk.missing, n = missing)}</p> });
    let picked: Vec<String> = rows
        .iter()
        .filter(|row| row.refusal.is_none())
        .map(|row| Picked { hazard: row.hazard.id, version: Some(row.version) }.to_string())
        .collect();
    let taken_over = rows.iter().filter(|row| row.after.is_some_and(|after| after.taken_over)).count();
    let carry_out = act.map(|act| carry_out(&act, &picked, taken_over, &list));
    let (will, will_not): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.refusal.is_none());
    let will = part(will, |n| tr!(desk.will, n = n));
    let will_not = part(will_not, |n| tr!(desk.will_not, n = n));
    view! {
        <PageHead title=kind.label()>
            <LinkButton href=list icon_before=Icon::Previous>
                {tr!(desk.back)}
            </LinkButton>
        </PageHead>
        <div class="stack">{choice} {away} {carry_out} {missing} {will_not} {will}</div>
    }
}

/// The person or the day that has to be chosen first: a plain form that comes back to this page.
fn choice(
    kind: BulkKind,
    act: Option<&BulkAct>,
    rows: &[Foreseen],
    (people, away): (&[PersonRef], &[Away]),
    list: &str,
) -> Option<AnyView> {
    // a form of its own: what comes back refused is the other one
    let form = use_form("desk-choice");
    let field = match kind {
        BulkKind::Assign => {
            let chosen = match act {
                Some(BulkAct::Assign { assignee, .. }) => assignee.to_string(),
                _ => String::new(),
            };
            let choices = away::choices(people, away);
            view! { <Select form name="assignee" label=tr!(desk.assignee) choices value=chosen required=true /> }
                .into_any()
        }
        BulkKind::Extend => {
            let chosen = match act {
                Some(BulkAct::Extend { until, .. }) => day_text(*until),
                _ => String::new(),
            };
            let first = today().checked_add_days(Days::new(1)).map(day_text).unwrap_or_default();
            view! { <TextInput form name="until" label=tr!(desk.until) kind=InputKind::Date value=chosen lowest=first required=true /> }
                .into_any()
        }
        BulkKind::Remind | BulkKind::Grant => return None,
    };
    let hazards = rows
        .iter()
        .map(|row| view! { <input type="hidden" name="hazard" value=row.hazard.id.to_string() /> })
        .collect_view();
    let hint = act.is_none().then(|| view! { <p class="hint">{tr!(desk.not_foreseen)}</p> });
    let list = list.to_owned();
    let view = view! {
        <form method="get" action=BULK_PATH class="form desk-choice">
            <input type="hidden" name="do" value=kind.as_str() />
            <input type="hidden" name="list" value=list />
            {hazards}
            {field}
            {hint}
            <Button icon_before=Icon::Eye>{tr!(desk.preview)}</Button>
        </form>
    };
    Some(view.into_any())
}

/// The form that does it, to those that it will be done to.
fn carry_out(act: &BulkAct, picked: &[String], taken_over: usize, list: &str) -> AnyView {
    if picked.is_empty() {
        return view! { <Empty icon=Icon::Ban title=tr!(desk.bulk_none) /> }.into_any();
    }
    let kind = act.kind();
    let form = use_form(BULK_FORM);
    let chosen = match act {
        BulkAct::Assign { assignee, .. } => Some(("assignee", assignee.to_string())),
        BulkAct::Extend { until, .. } => Some(("until", day_text(*until))),
        BulkAct::Remind { .. } | BulkAct::Grant { .. } => None,
    };
    let chosen = chosen.map(|(name, value)| view! { <input type="hidden" name=name value=value /> });
    let n = picked.len();
    let hazards = picked
        .iter()
        .map(|picked| view! { <input type="hidden" name="hazard" value=picked.clone() /> })
        .collect_view();
    let list = list.to_owned();
    let text = text(kind, taken_over, form.clone());
    view! {
        <form id=BULK_FORM method="post" action="/do/desk/bulk" class="form card desk-carry-out">
            <FormErrors form />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="do" value=kind.as_str() />
            <input type="hidden" name="list" value=list />
            {chosen}
            {hazards}
            {text}
            <Button look=Look::Primary icon_before=drawing(kind)>
                {tr!(desk.carry_out, n = n)}
            </Button>
            <p class="hint">{tr!(desk.once)}</p>
        </form>
    }
    .into_any()
}

/// What is said with it.
fn text(kind: BulkKind, taken_over: usize, form: FormState) -> AnyView {
    match kind {
        BulkKind::Assign if taken_over > 0 => {
            let label = tr!(desk.note_take_over, n = taken_over);
            view! { <TextArea form name="note" label rows=2 required=true /> }.into_any()
        }
        BulkKind::Assign => {
            view! { <TextArea form name="note" label=tr!(desk.note_assign) rows=2 /> }.into_any()
        }
        BulkKind::Remind => {
            let usual = tr!(desk.note_remind_text);
            view! { <TextArea form name="note" label=tr!(desk.note_remind) value=usual rows=2 required=true /> }
                .into_any()
        }
        BulkKind::Extend => {
            view! { <TextArea form name="reason" label=tr!(desk.reason) rows=2 required=true /> }.into_any()
        }
        BulkKind::Grant => {
            view! { <TextArea form name="note" label=tr!(desk.note_grant) rows=2 /> }.into_any()
        }
    }
}

/// Some of the hazards under a heading that says how many; nothing when there is none.
pub(super) fn part(rows: Vec<Foreseen>, title: fn(usize) -> String) -> Option<AnyView> {
    let n = rows.len();
    (n > 0).then(|| view! { <Card title=title(n)>{lines(rows)}</Card> }.into_any())
}

fn lines(rows: Vec<Foreseen>) -> impl IntoView {
    let lines = rows.into_iter().map(|row| line(row.hazard, row.refusal, row.after)).collect_view();
    view! { <ul class="desk-lines">{lines}</ul> }
}

/// A hazard, and why not or what will be other than before.
pub(super) fn line(hazard: HazardSummary, refusal: Option<Fault>, after: Option<After>) -> impl IntoView {
    let after = after.map(|after| becomes(&hazard, after));
    let why = refusal.map(|fault| {
        view! { <p class="message tone-warn">{reason(&fault)}</p> }
    });
    let major =
        (hazard.severity == Severity::Major).then(|| view! { <SeverityBadge severity=Severity::Major /> });
    let asks = hazard
        .extension_pending
        .then(|| view! { <Badge tone=Tone::Warn text=tr!(hazards.extension_pending) /> });
    view! {
        <li>
            <p>
                <a class="table-link" href=format!("/hazards/{}", hazard.id)>
                    {hazard.number}
                </a>
                " "
                <span>{hazard.description}</span>
            </p>
            <p class="hazard-marks">
                <StatusBadge status=hazard.status />
                {major}
                {asks}
                <Due day=hazard.effective_due open=hazard.status.is_open() />
                <span class="muted">{or_nothing(hazard.assignee)}</span>
            </p>
            {after}
            {why}
        </li>
    }
}

/// What will be other than before, in words; nothing when its row says it all.
fn becomes(hazard: &HazardSummary, after: After) -> AnyView {
    let due = after.due.map(|due| {
        let (from, to) = (day_text(hazard.effective_due), day_text(due));
        let n = after.extension.unwrap_or(1);
        view! { <p class="desk-after">{tr!(desk.after_due, from = from, to = to, n = n)}</p> }
    });
    let had = hazard.assignee.clone().filter(|_| after.taken_over);
    let had = had.map(|name| view! { <p class="desk-after">{tr!(desk.after_taken, name = name)}</p> });
    view! { {due} {had} }.into_any()
}
