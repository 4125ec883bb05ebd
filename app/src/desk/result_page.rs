//! What came of each hazard, or of each notice. It stands in the answer to the form and is shown once; the hazards themselves say it for good.

use super::{BULK_FORM, NOTICES_FORM, PATH, notices_page};
use crate::{
    facts::with_facts,
    fault_text::reason,
    flash::Flash,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::LinkButton,
        card::{Card, Empty},
        page::PageHead,
    },
};
use domain::desk::views::{NoticeOutcome, Outcome};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// The page.
#[component]
pub fn ResultPage() -> impl IntoView {
    let flash = with_facts(|facts| facts.flash.clone())
        .filter(|flash| [BULK_FORM, NOTICES_FORM].contains(&flash.form.as_str()));
    let list = flash.as_ref().and_then(|flash| flash.value("list")).unwrap_or(PATH).to_owned();
    let outcomes: Vec<Outcome> = told(flash.as_ref(), "outcome");
    let notices: Vec<NoticeOutcome> = told(flash.as_ref(), "notice_outcome");
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|one| one.refusal.is_none());
    let none = (done.is_empty() && refused.is_empty() && notices.is_empty())
        .then(|| view! { <Empty icon=Icon::List title=tr!(desk.no_results) /> });
    let whole = flash.as_ref().and_then(|flash| flash.value("id")).unwrap_or_default();
    let notices = notices_page::results(notices, whole, &list);
    let refused = part(refused, |n| tr!(desk.refused_n, n = n));
    let done = part(done, |n| tr!(desk.done_n, n = n));
    view! {
        <PageHead title=tr!(desk.results)>
            <LinkButton href=list icon_before=Icon::Previous>
                {tr!(desk.back)}
            </LinkButton>
        </PageHead>
        <div class="stack">{none} {notices} {refused} {done}</div>
    }
}

/// What the answer to the form tells under a name.
fn told<T: DeserializeOwned>(flash: Option<&Flash>, name: &str) -> Vec<T> {
    let Some(flash) = flash else { return Vec::new() };
    flash.all(name).filter_map(|text| serde_json::from_str(text).ok()).collect()
}

/// Some of the hazards under a heading that says how many; nothing when there is none.
fn part(outcomes: Vec<Outcome>, title: fn(usize) -> String) -> Option<AnyView> {
    let n = outcomes.len();
    (n > 0).then(|| view! { <Card title=title(n)>{lines(outcomes)}</Card> }.into_any())
}

fn lines(outcomes: Vec<Outcome>) -> impl IntoView {
    let lines = outcomes.into_iter().map(line).collect_view();
    view! { <ul class="desk-lines">{lines}</ul> }
}

fn line(outcome: Outcome) -> impl IntoView {
    let Outcome { hazard, number, refusal } = outcome;
    let what = match refusal {
        Some(fault) => view! { <p class="message tone-warn">{reason(&fault)}</p> }.into_any(),
        None => view! { <Badge tone=Tone::Good shape=Icon::Check text=tr!(desk.done) /> }.into_any(),
    };
    view! {
        <li>
            <a class="table-link" href=format!("/hazards/{hazard}")>
                {number.unwrap_or_else(|| hazard.to_string())}
            </a>
            " "
            {what}
        </li>
    }
}
