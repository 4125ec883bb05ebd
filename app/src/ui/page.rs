//! The head of a page: title of the document, heading, actions.

use leptos::prelude::*;
use leptos_meta::Title;

/// The heading of a page, which is also the document's title.
#[component]
pub fn PageHead(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Beside the heading: what one may do here.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <header class="page-head">
            <h1>{title}</h1>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}
