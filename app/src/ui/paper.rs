//! Papers: pages that are made to be printed, filled in by hand where something is left blank, and signed.

use super::{Icon, icon, only::Only};
use crate::tr;
use leptos::prelude::*;

/// Prints the page. It is there once the program runs; without it the browser's own menu does the same.
#[component]
pub fn PrintButton() -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move || ready.set(true));
    view! {
        <Only when=move || ready.get()>
            <button type="button" class="button primary" on:click=move |_| print()>
                {icon(Icon::Print)}
                <span>{tr!(ui.print)}</span>
            </button>
        </Only>
    }
}

fn print() {
    #[cfg(feature = "hydrate")]
    {
        // a browser that may not print leaves its own menu
        let _ = window().print();
    }
}

/// A sheet of paper.
#[component]
pub fn Paper(
    /// Its heading.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <article class="paper">
            <h2>{title}</h2>
            {children()}
        </article>
    }
}

/// A line of it: what it is, and the text, or room to write when there is none.
#[component]
pub fn PaperLine(
    /// What stands before it.
    #[prop(into)]
    name: String,
    /// What is known already.
    #[prop(optional_no_strip, into)]
    text: Option<String>,
) -> impl IntoView {
    let text = match text {
        Some(text) => text.into_any(),
        None => view! { <span class="paper-blank"></span> }.into_any(),
    };
    view! {
        <p class="paper-line">
            <span class="paper-name">{name}</span>
            {text}
        </p>
    }
}
