//! A list page: heading, filter, list and map.

use super::{
    List, Listing, chips::ActiveFilters, filter_form::FilterForm, map_pane::MapPane, remember,
    results::Results, selection::SelectionBar, state::Half,
};
use crate::{
    tr,
    ui::{Icon, icon, page::PageHead},
};
use leptos::prelude::*;

/// The page of a list.
pub(crate) fn list_page<F: Listing>(list: List<F>) -> AnyView {
    let head = F::head();
    view! {
        <PageHead title=F::words().title>{head}</PageHead>
        {list_and_map(list)}
    }
    .into_any()
}

/// Filter, list and map: all of a list page but its heading.
pub(crate) fn list_and_map<F: Listing>(list: List<F>) -> AnyView {
    Effect::new(move || remember::keep_half(list.path, list.half.get()));
    view! {
        <div class="listing" class:show-map=move || list.half.get() == Half::Map>
            <FilterForm list />
            <ActiveFilters list />
            {F::banner(list)}
            <Halves half=list.half />
            <div class="list-and-map">
                <Results list />
                <MapPane list />
            </div>
            <SelectionBar list />
        </div>
    }
    .into_any()
}

/// On a phone: the list or the map.
#[component]
fn Halves(
    /// The half that is shown.
    half: RwSignal<Half>,
) -> impl IntoView {
    let button = move |this: Half, drawing: Icon, text: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=move || (half.get() == this).to_string()
                on:click=move |_| half.set(this)
            >
                {icon(drawing)}
                <span>{text}</span>
            </button>
        }
    };
    view! {
        <div class="halves with-script" role="group" aria-label=tr!(lists.halves)>
            {button(Half::List, Icon::List, tr!(ui.list))}
            {button(Half::Map, Icon::Map, tr!(ui.map))}
        </div>
    }
}
