//! Open hazards on the tablet: found while somebody types, by nearness, by what there is to do.

use super::{
    known::{Tablet, use_tablet},
    near::{Near, NearButton},
    place::Place,
    search::{Hits, MOST},
    tasks::TaskSet,
};
use crate::{
    capture::site_picker::distance_text,
    tr,
    ui::{
        Icon,
        badge::{CategoryTag, SeverityBadge, StatusBadge},
        card::Empty,
        icon,
        page::PageHead,
        time::Due,
    },
};
use domain::{hazards::Severity, sync::FieldHazard};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The address of the list with a set chosen.
pub fn shown_at(show: TaskSet) -> String {
    format!("{}?show={}", Place::Hazards.href(), show.word())
}

/// The screen.
#[component]
pub fn HazardList() -> impl IntoView {
    let tablet = use_tablet();
    let query = use_query_map();
    let asked = query.with_untracked(|query| query.get("show")).unwrap_or_default();
    let show = RwSignal::new(TaskSet::of(&asked));
    let typed = RwSignal::new(query.with_untracked(|query| query.get("q")).unwrap_or_default());
    let near = Near::new(tablet);
    let hits = Memo::new(move |_| find(tablet, &typed.get(), show.get(), near));
    view! {
        <PageHead title=tr!(field.open_hazards) />
        <div class="field-search" role="search">
            <SearchField id="hazard-search" label=tr!(field.search_hazards) typed />
            <div class="field-chips">
                <NearButton near />
                <Sets show />
            </div>
        </div>
        <Counted total=Signal::derive(move || hits.with(|hits| hits.total)) />
        <ul class="field-lines">
            <For
                each=move || hits.with(|hits| hits.rows.clone())
                key=|(hazard, metres)| (hazard.summary.id, hazard.state.version, metres.map(|m| m as i64))
                let:hit
            >
                {hazard_line(hit.0, hit.1)}
            </For>
        </ul>
    }
}

fn find(tablet: Tablet, typed: &str, show: TaskSet, near: Near) -> Hits<FieldHazard> {
    let now = tablet.now.get();
    let me = tablet.me();
    let fits = |hazard: &FieldHazard| match (&me, show) {
        (_, TaskSet::All) => true,
        (Some(me), _) => show.has(&tablet.state_of(&hazard.state), &me.actor, now),
        (None, _) => false,
    };
    tablet.hazards.with(|hazards| {
        hazards.find(typed, near.point(), fits, |hazard| (hazard.state.effective_due, hazard.key))
    })
}

/// The sets as chips, one chosen.
#[component]
fn Sets(show: RwSignal<TaskSet>) -> impl IntoView {
    let sets = [
        (TaskSet::All, tr!(ui.all)),
        (TaskSet::Mine, tr!(field.show_mine)),
        (TaskSet::Review, tr!(field.show_review)),
        (TaskSet::Overdue, tr!(field.show_overdue)),
        (TaskSet::Soon, tr!(field.show_soon)),
        (TaskSet::Major, tr!(field.show_major)),
    ];
    sets.into_iter()
        .map(|(set, label)| {
            view! {
                <label class="chip">
                    <input
                        class="visually-hidden"
                        type="radio"
                        name="show"
                        prop:checked=move || show.get() == set
                        on:change=move |_| show.set(set)
                    />
                    <span>{label}</span>
                </label>
            }
        })
        .collect_view()
}

/// The field to type into.
#[component]
pub fn SearchField(id: &'static str, label: &'static str, typed: RwSignal<String>) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id class="visually-hidden">
                {label}
            </label>
            <input
                id=id
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=label
                prop:value=typed
                on:input:target=move |ev| typed.set(ev.target().value())
            />
        </div>
    }
}

/// How many there are, and that not all are shown.
#[component]
pub fn Counted(total: Signal<usize>) -> impl IntoView {
    move || match total.get() {
        0 => view! { <Empty icon=Icon::Search title=tr!(field.nothing_found) /> }.into_any(),
        n if n > MOST => {
            view! { <p class="hint" role="status">{tr!(field.first_of, n = MOST, of = n)}</p> }.into_any()
        }
        n => view! { <p class="hint" role="status">{tr!(ui.total, n = n)}</p> }.into_any(),
    }
}

/// One hazard as a line that leads to its page.
pub fn hazard_line(hazard: FieldHazard, metres: Option<f64>) -> impl IntoView {
    let summary = hazard.summary;
    let place = [summary.site_name, Some(summary.location).filter(|text| !text.is_empty())];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <a class="field-line" href=Place::Hazard(summary.id).href()>
                <span class="field-line-text">
                    <strong>{summary.description}</strong>
                    <span class="muted">{summary.number} " · " {place}</span>
                    <span class="hazard-marks">
                        <StatusBadge status=hazard.state.status />
                        {(summary.severity == Severity::Major)
                            .then(|| view! { <SeverityBadge severity=Severity::Major /> })}
                        <CategoryTag category=summary.category />
                        <Due day=hazard.state.effective_due open=true />
                    </span>
                </span>
                {metres.map(|metres| view! { <span class="field-line-far">{distance_text(metres)}</span> })}
                {icon(Icon::Next)}
            </a>
        </li>
    }
}
