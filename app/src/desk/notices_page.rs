//! Before notices are issued for the ticked hazards: one for each responsible party, what will stand on it, and what will stand on
//! none and why. And what came of each notice, with all of them as one file to print.

use super::{
    NOTICES_FORM,
    api::preview_notices,
    bulk_page::{line, list_of, part},
};
use crate::{
    error::AppError,
    fault_text::reason,
    papers::code_only_hint,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::{Button, LinkButton, Look},
        card::{Card, Empty},
        field::{FormErrors, use_form},
        load::Load,
        page::PageHead,
    },
};
use domain::{
    desk::{
        notices::OneNotice,
        views::{ForeseenNotice, NoticeOutcome, NoticesPreview},
    },
    hazards::HazardSummary,
    ids::{HazardId, PaperId},
};
use leptos::prelude::*;
use leptos_router::hooks::use_url;
use uuid::Uuid;

/// The page.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let url = use_url();
    let asked = Memo::new(move |_| url.with(|url| url.search().to_owned()));
    let data: Resource<Result<NoticesPreview, AppError>> =
        Resource::new(move || asked.get(), preview_notices);
    view! { <Load data view=move |preview| shown(preview, list_of(&asked.get_untracked())).into_any() /> }
}

fn shown(preview: NoticesPreview, list: String) -> impl IntoView {
    let NoticesPreview { notices, left_out, missing, code_only } = preview;
    let code_only = code_only.then(code_only_hint);
    let missing = (missing > 0).then(|| view! { <p class="hint">{tr!(desk.missing, n = missing)}</p> });
    let (will, will_not): (Vec<_>, Vec<_>) = notices.into_iter().partition(|one| one.refusal.is_none());
    let issue = issue_form(&will, &list);
    let left_out = part(left_out, |n| tr!(desk.left_out, n = n));
    let will_not = will_not.into_iter().map(sheet).collect_view();
    let will = will.into_iter().map(sheet).collect_view();
    view! {
        <PageHead title=tr!(desk.notices)>
            <LinkButton href=list icon_before=Icon::Previous>
                {tr!(desk.back)}
            </LinkButton>
        </PageHead>
        <div class="stack">{code_only} {issue} {missing} {left_out} {will_not} {will}</div>
    }
}

/// The form that issues those that can be issued, as they are shown.
fn issue_form(will: &[ForeseenNotice], list: &str) -> AnyView {
    if will.is_empty() {
        return view! { <Empty icon=Icon::Ban title=tr!(desk.notices_none) /> }.into_any();
    }
    let form = use_form(NOTICES_FORM);
    let n = will.len();
    let notices = will
        .iter()
        .map(|one| OneNotice(one.hazards.iter().map(|hazard| hazard.id).collect()).to_string())
        .map(|notice| view! { <input type="hidden" name="notice" value=notice /> })
        .collect_view();
    let list = list.to_owned();
    view! {
        <form id=NOTICES_FORM method="post" action="/do/desk/notices" class="form card desk-carry-out">
            <FormErrors form />
            <input type="hidden" name="id" value=Uuid::now_v7().to_string() />
            <input type="hidden" name="list" value=list />
            {notices}
            <Button look=Look::Primary icon_before=Icon::Check>
                {tr!(desk.issue_n, n = n)}
            </Button>
            <p class="hint">{tr!(desk.notices_hint)}</p>
        </form>
    }
    .into_any()
}

/// Where the hazards of a notice are: all of them at one place, or of one party.
fn place(hazard: &HazardSummary) -> String {
    let site = [hazard.site_name.as_deref(), hazard.address.as_deref()];
    let known = site.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if known.is_empty() { hazard.location.clone() } else { known }
}

/// A notice with its hazards.
fn sheet(notice: ForeseenNotice) -> impl IntoView {
    let ForeseenNotice { hazards, refusal } = notice;
    let n = hazards.len();
    let place = hazards.first().map(place).unwrap_or_default();
    let why = refusal.map(|fault| {
        view! { <p class="message tone-warn">{reason(&fault)}</p> }
    });
    let lines = hazards.into_iter().map(|hazard| line(hazard, None, None)).collect_view();
    view! {
        <Card title=tr!(desk.notice_of, place = place, n = n)>
            {why} <ul class="desk-lines">{lines}</ul>
        </Card>
    }
}

/// What came of each notice of the whole `whole`, refused ones first; the form that issues those that wait, or else the form that
/// prints all that were issued.
pub(super) fn results(outcomes: Vec<NoticeOutcome>, whole: &str, list: &str) -> AnyView {
    let issued: Vec<PaperId> =
        outcomes.iter().filter_map(|one| one.paper.as_ref().map(|(id, _)| *id)).collect();
    let rest = rest_form(&outcomes, whole, list);
    let print = if rest.is_none() { print_form(&issued) } else { None };
    let (waiting, outcomes): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(NoticeOutcome::waits);
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|one| one.refusal.is_none());
    let waiting = outcome_part(waiting, |n| tr!(desk.notices_wait_n, n = n));
    let refused = outcome_part(refused, |n| tr!(desk.not_issued_n, n = n));
    let done = outcome_part(done, |n| tr!(desk.issued_n, n = n));
    view! { {rest} {print} {refused} {waiting} {done} }.into_any()
}

/// The form that goes on where the last request stopped. What was issued is sent along, so that all can be printed at the end;
/// what was refused is not tried once more.
fn rest_form(outcomes: &[NoticeOutcome], whole: &str, list: &str) -> Option<AnyView> {
    let n = outcomes.iter().filter(|one| one.waits()).count();
    let notices = outcomes
        .iter()
        .filter(|one| one.refusal.is_none())
        .map(|one| OneNotice(one.hazards.iter().map(|(id, _)| *id).collect()).to_string())
        .map(|notice| view! { <input type="hidden" name="notice" value=notice /> })
        .collect_view();
    let (whole, list) = (whole.to_owned(), list.to_owned());
    (n > 0).then(|| {
        view! {
            <form id=NOTICES_FORM method="post" action="/do/desk/notices" class="form card desk-carry-out">
                <input type="hidden" name="id" value=whole />
                <input type="hidden" name="list" value=list />
                {notices}
                <Button look=Look::Primary icon_before=Icon::Check>
                    {tr!(desk.issue_rest_n, n = n)}
                </Button>
                <p class="hint">{tr!(desk.issue_rest_hint)}</p>
            </form>
        }
        .into_any()
    })
}

fn print_form(issued: &[PaperId]) -> Option<AnyView> {
    let n = issued.len();
    let papers = issued
        .iter()
        .map(|id| view! { <input type="hidden" name="paper" value=id.to_string() /> })
        .collect_view();
    (n > 0).then(|| {
        view! {
            <form method="post" action="/do/papers/print" class="form card desk-carry-out">
                {papers}
                <Button look=Look::Primary icon_before=Icon::Print>
                    {tr!(desk.print_issued, n = n)}
                </Button>
                <p class="hint">{tr!(desk.print_issued_hint)}</p>
            </form>
        }
        .into_any()
    })
}

/// Some of the notices under a heading that says how many; nothing when there is none.
fn outcome_part(outcomes: Vec<NoticeOutcome>, title: fn(usize) -> String) -> Option<AnyView> {
    let n = outcomes.len();
    (n > 0).then(|| {
        let lines = outcomes.into_iter().map(outcome_line).collect_view();
        view! {
            <Card title=title(n)>
                <ul class="desk-lines">{lines}</ul>
            </Card>
        }
        .into_any()
    })
}

fn outcome_line(outcome: NoticeOutcome) -> impl IntoView {
    let NoticeOutcome { hazards, paper, refusal } = outcome;
    let paper = paper.map(|(id, number)| {
        view! {
            <a class="table-link" href=format!("/papers/{id}")>
                {number}
            </a>
            " "
            <Badge tone=Tone::Good shape=Icon::Check text=tr!(desk.issued) />
        }
    });
    let why = refusal.map(|fault| {
        view! { <p class="message tone-warn">{reason(&fault)}</p> }
    });
    let hazards = hazards.into_iter().map(hazard_link).collect_view();
    view! { <li>{paper} <p>{hazards}</p> {why}</li> }
}

fn hazard_link((hazard, number): (HazardId, Option<String>)) -> impl IntoView {
    let number = number.unwrap_or_else(|| hazard.to_string());
    view! {
        <a class="table-link" href=format!("/hazards/{hazard}")>
            {number}
        </a>
        " "
    }
}
