//! The filter as one form: sent by its button where no program runs, followed at once where it does.

use super::{
    List, Listing,
    browser::tie_form,
    chips::how_many,
    controls::{Area, Period},
};
use crate::{
    query, tr,
    ui::{Icon, icon},
};
use domain::listing::MAX_QUERY;
use leptos::{html, prelude::*};

/// The id of the form, for the controls that stand elsewhere on the page.
pub(super) const FORM: &str = "list-filter";

/// The form.
#[component]
pub(super) fn FilterForm<F: Listing>(
    /// The list.
    list: List<F>,
) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let text = Memo::new(move |_| list.filter.with(|f| query::text(f)));
    tie_form(node, text, Callback::new(move |form: String| list.apply(&form)));
    let words = F::words();
    let q = list.filter.with_untracked(|f| f.common().q.clone());
    let count = Memo::new(move |_| list.filter.with(how_many));
    view! {
        <form
            id=FORM
            class="filter"
            method="get"
            action=list.path
            role="search"
            autocomplete="off"
            aria-label=tr!(ui.filter)
            node_ref=node
        >
            {move || list.filter.with(hidden)}
            <div class="filter-line">
                <label class="filter-text">
                    <span class="visually-hidden">{words.search}</span>
                    <input
                        type="search"
                        name="q"
                        value=q
                        placeholder=words.search
                        maxlength=MAX_QUERY.to_string()
                        enterkeyhint="search"
                    />
                </label>
                <button class="button primary">
                    {icon(Icon::Search)}
                    <span>{tr!(ui.search)}</span>
                </button>
                // on a phone the rest is folded away; a box that is ticked or not needs no program
                <label class="button filter-more">
                    <input class="visually-hidden" type="checkbox" />
                    {icon(Icon::Filter)}
                    <span>{tr!(ui.filter)}</span>
                    {move || (count.get() > 0).then(|| view! { <span class="filter-count">{count.get()}</span> })}
                </label>
            </div>
            <div class="filter-groups">
                {F::controls(list)}
                <Area list />
                <Period list />
            </div>
        </form>
    }
}

/// What is set and has no control in the form.
fn hidden<F: Listing>(filter: &F) -> impl IntoView + use<F> {
    let common = filter.common();
    let mut kept = filter.kept();
    kept.extend(common.sort.map(|sort| ("sort", sort.to_string())));
    kept.extend(common.no_position.then(|| ("no_position", "1".to_owned())));
    kept.extend(common.bbox.filter(|_| common.in_map).map(|window| ("bbox", window.to_string())));
    kept.into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}
