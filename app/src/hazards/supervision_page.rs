//! The list of major hazards under supervision 挂牌督办: who supervises, by when, what is missing, how far it has come.

use super::api::list_supervised;
use crate::{
    error::AppError,
    labels::Label,
    tr,
    ui::{
        Icon, Tone,
        badge::{Badge, StatusBadge},
        button::{LinkButton, Look},
        card::{Empty, or_nothing},
        load::Load,
        page::PageHead,
        pager::Pager,
        table::{Cell, Table},
        time::{Ago, Day, Due},
    },
};
use domain::hazards::supervision::{self, SupervisedHazard, Words};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where it is.
pub const PATH: &str = "/supervision";

/// The page.
#[component]
pub fn SupervisionPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let query = query.read();
        (query.get("all").is_some(), query.get("after").and_then(|key| key.parse::<i64>().ok()))
    });
    let data: Resource<Result<supervision::SupervisionPage, AppError>> =
        Resource::new(move || asked.get(), |(all, after)| list_supervised(all, after));
    view! { <Load data view=move |page| shown(page, asked.get_untracked().0).into_any() /> }
}

fn shown(page: supervision::SupervisionPage, all: bool) -> impl IntoView {
    let base = if all { "all=1&" } else { "" };
    let next = page.next.map(|after| format!("{PATH}?{base}after={after}"));
    let (other, label) = if all {
        (PATH.to_owned(), tr!(supervision.only_open))
    } else {
        (format!("{PATH}?all=1"), tr!(supervision.all))
    };
    let list = if page.rows.is_empty() {
        view! { <Empty icon=Icon::Shield title=tr!(supervision.none) /> }.into_any()
    } else {
        table(page.rows).into_any()
    };
    view! {
        <PageHead title=tr!(supervision.title)>
            <LinkButton href=other look=Look::Plain>
                {label}
            </LinkButton>
        </PageHead>
        <p class="hint">{tr!(supervision.hint)}</p>
        <div class="supervision">{list}</div>
        <Pager next />
    }
}

fn table(rows: Vec<SupervisedHazard>) -> impl IntoView {
    let columns = [
        tr!(hazards.number),
        tr!(supervision.body),
        tr!(hazards.effective_due),
        tr!(hazards.five_elements),
        tr!(supervision.words),
        tr!(supervision.progress),
        tr!(hazards.assignee),
    ];
    view! {
        <Table caption=tr!(supervision.title) columns=columns.iter().map(ToString::to_string).collect()>
            {rows.into_iter().map(|one| row(one).into_any()).collect_view()}
        </Table>
    }
}

fn row(one: SupervisedHazard) -> impl IntoView {
    let href = format!("/hazards/{}", one.id());
    let state = &one.state;
    let (status, open, day) = (state.status, state.status.is_open(), state.effective_due);
    let place = [one.site_name.clone(), one.address.clone(), Some(one.area.name.clone())];
    let place: Vec<String> = place.into_iter().flatten().collect();
    let moved = one.moved_deadline().map(|(first, _)| {
        let n = state.extension_count;
        let by = one.extended_by.clone().unwrap_or_default();
        view! {
            <p class="muted">
                {tr!(supervision.moved)} " " <Day day=first />
                {(n > 0).then(|| view! { <span>" · " {tr!(supervision.extended_by, n = n, by = by)}</span> })}
            </p>
        }
    });
    let to = state.transferred_to.clone().map(|body| {
        view! { <p class="muted">{tr!(hazards.to_body, name = body)}</p> }
    });
    let elements = elements(&one);
    let words = words(&one);
    let progress = match one.progress.clone() {
        Some(note) => view! {
            <p>{note.note}</p>
            <p class="muted">{note.by} " · " <Ago time=note.at /></p>
        }
        .into_any(),
        None => or_nothing(None),
    };
    let body = one.supervised_by().map(str::to_owned);
    view! {
        <tr>
            <td class="card-title" data-label=tr!(hazards.number)>
                <a class="table-link" href=href>
                    {one.number}
                </a>
                <p>{one.description}</p>
                <p class="muted">{place.join(" · ")}</p>
                <StatusBadge status />
                {to}
            </td>
            <Cell label=tr!(supervision.body)>{or_nothing(body)}</Cell>
            <Cell label=tr!(hazards.effective_due)><Due day open /> {moved}</Cell>
            <Cell label=tr!(hazards.five_elements)>{elements}</Cell>
            <Cell label=tr!(supervision.words)>{words}</Cell>
            <Cell label=tr!(supervision.progress)>{progress}</Cell>
            <Cell label=tr!(hazards.assignee)>{or_nothing(one.assignee)}</Cell>
        </tr>
    }
}

/// Whether the five elements are complete, or which are missing.
fn elements(one: &SupervisedHazard) -> AnyView {
    let missing: Vec<&str> = one.missing().into_iter().map(element).collect();
    if missing.is_empty() {
        return view! { <Badge tone=Tone::Good shape=Icon::Check text=tr!(supervision.complete) /> }
            .into_any();
    }
    let what = missing.join(tr!(supervision.and));
    let text = tr!(supervision.missing, what = what);
    view! { <Badge tone=Tone::Bad shape=Icon::Alert text /> }.into_any()
}

/// The word of an element.
fn element(name: &str) -> &'static str {
    match name {
        "targets" => tr!(hazards.targets),
        "funds" => tr!(hazards.funds),
        "people" => tr!(hazards.people),
        "time" => tr!(hazards.time),
        _ => tr!(hazards.measures),
    }
}

/// How far two people's word has come, and whose it is.
fn words(one: &SupervisedHazard) -> AnyView {
    let words = Words::of(&one.state);
    let (tone, shape) = match words {
        Words::NotYet => (Tone::Neutral, Icon::Circle),
        Words::Neither => (Tone::Warn, Icon::Hourglass),
        Words::One => (Tone::Warn, Icon::Eye),
        Words::Both => (Tone::Good, Icon::Check),
    };
    let people: Vec<String> =
        [one.first_reviewer.clone(), one.closed_by.clone()].into_iter().flatten().collect();
    view! {
        <Badge tone shape text=words.label() />
        {(!people.is_empty()).then(|| view! { <p class="muted">{people.join(tr!(supervision.and))}</p> })}
    }
    .into_any()
}
