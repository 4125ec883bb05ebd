//! A list of what is on the tablet: the field to type into, the nearest first, sets to choose from, and what was found.

use super::{
    near::{Near, NearButton},
    search::{Hits, MOST},
};
use crate::{
    tr,
    ui::{Icon, card::Empty, page::PageHead},
};
use leptos::prelude::*;
use uuid::Uuid;

/// The list, and everything that narrows it down.
#[component]
pub fn FoundList<T, S, L>(
    /// The heading.
    title: &'static str,
    /// The id of the field to type into.
    id: &'static str,
    /// What may be typed.
    label: &'static str,
    /// What is typed.
    typed: RwSignal<String>,
    /// Whether the nearest come first.
    near: Near,
    /// The sets to choose from.
    sets: Vec<(S, &'static str)>,
    /// The chosen one.
    chosen: RwSignal<S>,
    /// What was found.
    hits: Memo<Hits<T>>,
    /// Which record it is, and in which version: another version is another line.
    key: fn(&T) -> (Uuid, u64),
    /// A record as a line, with its distance in metres.
    line: L,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    S: Copy + PartialEq + Send + Sync + 'static,
    L: Fn(T, Option<f64>) -> AnyView + Clone + Send + Sync + 'static,
{
    let chips = sets.into_iter().map(|(set, name)| chip(set, name, chosen)).collect_view();
    view! {
        <PageHead title />
        <div class="field-search" role="search">
            <SearchField id label typed />
            <div class="field-chips">
                <NearButton near />
                {chips}
            </div>
        </div>
        <Counted total=Signal::derive(move || hits.with(|hits| hits.total)) />
        <ul class="field-lines">
            <For
                each=move || hits.with(|hits| hits.rows.clone())
                key=move |(item, metres)| (key(item), metres.map(|m| m as i64))
                children=move |(item, metres)| line(item, metres)
            />
        </ul>
    }
}

/// A set to choose.
fn chip<S>(set: S, name: &'static str, chosen: RwSignal<S>) -> impl IntoView
where
    S: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <label class="chip">
            <input
                class="visually-hidden"
                type="radio"
                name="set"
                prop:checked=move || chosen.get() == set
                on:change=move |_| chosen.set(set)
            />
            <span>{name}</span>
        </label>
    }
}

/// The field to type into.
#[component]
fn SearchField(id: &'static str, label: &'static str, typed: RwSignal<String>) -> impl IntoView {
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
fn Counted(total: Signal<usize>) -> impl IntoView {
    move || match total.get() {
        0 => view! { <Empty icon=Icon::Search title=tr!(field.nothing_found) /> }.into_any(),
        n if n > MOST => {
            view! { <p class="hint" role="status">{tr!(field.first_of, n = MOST, of = n)}</p> }.into_any()
        }
        n => view! { <p class="hint" role="status">{tr!(ui.total, n = n)}</p> }.into_any(),
    }
}
