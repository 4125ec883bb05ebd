//! What came of each hazard. It stands in the answer to the form and is shown once; the hazards themselves say it for good.

use super::{BULK_FORM, PATH, bulk_page::reason};
use crate::{
    facts::with_facts,
    tr,
    ui::{
        Icon, Tone,
        badge::Badge,
        button::LinkButton,
        card::{Card, Empty},
        page::PageHead,
    },
};
use domain::desk::views::Outcome;
use leptos::prelude::*;

/// The page.
#[component]
pub fn ResultPage() -> impl IntoView {
    let flash = with_facts(|facts| facts.flash.clone()).filter(|flash| flash.form == BULK_FORM);
    let list = flash.as_ref().and_then(|flash| flash.value("list")).unwrap_or(PATH).to_owned();
    let outcomes: Vec<Outcome> = flash
        .iter()
        .flat_map(|flash| flash.all("outcome"))
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect();
    let (done, refused): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(|one| one.refusal.is_none());
    let none = (done.is_empty() && refused.is_empty())
        .then(|| view! { <Empty icon=Icon::List title=tr!(desk.no_results) /> });
    let refused = part(refused, |n| tr!(desk.refused_n, n = n));
    let done = part(done, |n| tr!(desk.done_n, n = n));
    view! {
        <PageHead title=tr!(desk.results)>
            <LinkButton href=list icon_before=Icon::Previous>
                {tr!(desk.back)}
            </LinkButton>
        </PageHead>
        <div class="stack">{none} {refused} {done}</div>
    }
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
