//! The standard hazard library 标准隐患库: searched by what a person types.

use super::material::Material;
use crate::{
    labels::Label,
    text::{Locale, locale},
    tr,
    ui::{Icon, Tone, badge::Badge},
};
use domain::{hazards::Severity, inspections::views::StandardEntry};
use leptos::prelude::*;

/// Most entries shown at once.
const SHOWN: usize = 8;
/// Most suggestions below a description.
const SUGGESTED: usize = 3;

/// The text of an entry in the language of the page.
pub fn text_of(entry: &StandardEntry) -> String {
    match locale() {
        Locale::zh => entry.text_zh.clone(),
        Locale::en => entry.text_en.clone(),
    }
}

/// A search field with what it finds.
#[component]
pub fn LibrarySearch(
    /// The library.
    material: StoredValue<Material>,
    /// Told the chosen entry.
    #[prop(into)]
    on_choose: Callback<StandardEntry>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| material.with_value(|m| m.search(&typed.get(), None, SHOWN)));
    view! {
        <div class="library">
            <div class="field">
                <label for="library-search">{tr!(capture.search_library)}</label>
                <input
                    id="library-search"
                    type="search"
                    autocomplete="off"
                    prop:value=typed
                    on:input:target=move |ev| typed.set(ev.target().value())
                />
            </div>
            <ul role="status">
                <For each=move || found.get() key=|entry| entry.id let:entry>
                    <li>
                        <Entry entry on_choose />
                    </li>
                </For>
            </ul>
            <p class="hint" hidden=move || found.with(|f| !f.is_empty())>
                {tr!(capture.nothing_in_library)}
            </p>
        </div>
    }
}

#[component]
fn Entry(entry: StandardEntry, on_choose: Callback<StandardEntry>) -> impl IntoView {
    let (text, clause, category) = (text_of(&entry), entry.clause.clone(), entry.category.label());
    let major = entry.severity == Severity::Major;
    let rise = entry.rise.map(|rise| view! { <span class="tag">{rise.label()}</span> });
    view! {
        <button type="button" class="library-entry" on:click=move |_| on_choose.run(entry.clone())>
            <strong>{text}</strong>
            <span class="library-marks">
                {major.then(|| view! { <Badge tone=Tone::Bad shape=Icon::Flag text=Severity::Major.label() /> })}
                <span class="tag">{category}</span>
                {rise}
            </span>
            <span class="library-clause">{clause}</span>
        </button>
    }
}

/// Entries that fit what is being described.
#[component]
pub fn Suggestions(
    /// The library.
    material: StoredValue<Material>,
    /// What is described.
    #[prop(into)]
    text: Signal<String>,
    /// Told the chosen entry.
    #[prop(into)]
    on_choose: Callback<StandardEntry>,
) -> impl IntoView {
    let found = Memo::new(move |_| {
        let text = text.get();
        if text.trim().chars().count() < 2 {
            return Vec::new();
        }
        material.with_value(|m| m.search(&text, None, SUGGESTED))
    });
    view! {
        <div class="suggestions" role="group" aria-label=tr!(capture.suggestions) hidden=move || found.with(Vec::is_empty)>
            <p class="hint">{tr!(capture.suggestions)}</p>
            <ul>
                <For each=move || found.get() key=|entry| entry.id let:entry>
                    <li>
                        <Entry entry on_choose />
                    </li>
                </For>
            </ul>
        </div>
    }
}
