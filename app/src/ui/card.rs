//! Cards, empty states, tiles with a number.

use super::{Icon, Tone, icon};
use crate::tr;
use leptos::prelude::*;

/// A part of a page with its heading.
#[component]
pub fn Card(
    /// The heading.
    #[prop(optional, into)]
    title: Option<String>,
    /// Beside the heading: small actions or a count.
    #[prop(optional, into)]
    aside: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            {title
                .map(|title| {
                    view! {
                        <header class="card-head">
                            <h2>{title}</h2>
                            {aside}
                        </header>
                    }
                })}
            <div class="card-body">{children()}</div>
        </section>
    }
}

/// Says that there is nothing, and what one may do about it.
#[component]
pub fn Empty(
    /// The drawing.
    #[prop(default = Icon::List)]
    icon: Icon,
    /// What there is nothing of.
    #[prop(into)]
    title: String,
    /// What to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {super::icon(icon)} <p>{title}</p>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </div>
    }
}

/// A number with its name; opens the rows behind it.
#[component]
pub fn StatTile(
    /// What is counted.
    #[prop(into)]
    label: String,
    /// The number, as text.
    #[prop(into)]
    value: String,
    /// The rows behind it.
    #[prop(into)]
    href: String,
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// A smaller line below.
    #[prop(optional, into)]
    note: Option<String>,
    /// The drawing.
    #[prop(optional)]
    shape: Option<Icon>,
) -> impl IntoView {
    view! {
        <a class=format!("stat {}", tone.class()) href=href>
            <span class="stat-label">{shape.map(icon)} {label}</span>
            <strong class="stat-value">{value}</strong>
            {note.map(|note| view! { <span class="stat-note">{note}</span> })}
        </a>
    }
}

/// Facts in two columns: names and values.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(
    /// Its name.
    #[prop(into)]
    name: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// Nothing is known: a dash that reads as "none".
#[component]
pub fn Nothing() -> impl IntoView {
    view! { <span class="nothing" aria-label=tr!(ui.none)>"—"</span> }
}

/// The text, or the dash of [`Nothing`].
pub fn or_nothing(text: Option<String>) -> AnyView {
    match text {
        Some(text) => text.into_any(),
        None => view! { <Nothing /> }.into_any(),
    }
}
