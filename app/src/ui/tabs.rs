//! Tabs that are links: each has an address of its own and works without scripts.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its address.
    pub href: String,
    /// Its name.
    pub label: String,
    /// How many rows it holds.
    pub count: Option<String>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A row of tabs.
#[component]
pub fn Tabs(
    /// What the tabs choose among.
    #[prop(into)]
    label: String,
    /// The tabs.
    tabs: Vec<Tab>,
) -> impl IntoView {
    let tabs = tabs
        .into_iter()
        .map(|tab| {
            view! {
                <a class="tab" href=tab.href aria-current=tab.current.then_some("page")>
                    {tab.label}
                    {tab.count.map(|n| view! { <span class="tab-count">{n}</span> })}
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            {tabs}
        </nav>
    }
}
