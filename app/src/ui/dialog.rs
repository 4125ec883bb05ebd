//! Things that open: a part of the page (works without any script) and a modal dialog.

use super::{
    Icon,
    button::{Button, Look},
    icon,
};
use crate::tr;
use leptos::{attr::custom::custom_attribute, html, prelude::*};

/// A part of the page that opens below its button. Works without scripts: the place for the forms of a page.
#[component]
pub fn Disclosure(
    /// The text of the button.
    #[prop(into)]
    label: String,
    /// The button's look.
    #[prop(optional)]
    look: Look,
    /// A drawing before the text.
    #[prop(optional)]
    icon_before: Option<Icon>,
    /// Open at first, e.g. because its form came back refused.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary class=look.class()>
                {icon_before.map(icon)}
                <span>{label}</span>
                {icon(Icon::Down)}
            </summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

/// Asks once more before a form is sent: the button opens the question, the button inside sends the form around it.
#[component]
pub fn Confirm(
    /// The text of both buttons.
    #[prop(into)]
    label: String,
    /// What is going to happen.
    #[prop(into)]
    question: String,
    /// The buttons' look.
    #[prop(default = Look::Danger)]
    look: Look,
    /// Sent with the form.
    #[prop(optional)]
    name: Option<&'static str>,
    /// The value of `name`.
    #[prop(optional, into)]
    value: Option<String>,
) -> impl IntoView {
    let again = label.clone();
    view! {
        <Disclosure label>
            <p>{question}</p>
            {match name {
                Some(name) => view! { <Button look name value=value.unwrap_or_default()>{again}</Button> }.into_any(),
                None => view! { <Button look>{again}</Button> }.into_any(),
            }}
        </Disclosure>
    }
}

/// A modal dialog and the button that opens it. The browser keeps the keyboard inside and closes it on Escape;
/// newer browsers open it before the program has loaded. What must always be reachable belongs into a
/// [`Disclosure`] or onto a page of its own.
#[component]
pub fn Dialog(
    /// The dialog's id, unique on the page.
    #[prop(into)]
    id: String,
    /// The heading.
    #[prop(into)]
    title: String,
    /// The text of the button.
    #[prop(into)]
    label: String,
    /// The button's look.
    #[prop(optional)]
    look: Look,
    /// A drawing before the text.
    #[prop(optional)]
    icon_before: Option<Icon>,
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    view! {
        <button
            type="button"
            class=look.class()
            on:click=move |_| show(node)
            {..custom_attribute("command", "show-modal")}
            {..custom_attribute("commandfor", id.clone())}
        >
            {icon_before.map(icon)}
            <span>{label}</span>
        </button>
        <dialog id=id class="dialog" node_ref=node aria-labelledby=labelled_by>
            <header class="dialog-head">
                <h2 id=title_id>{title}</h2>
                <CloseDialog />
            </header>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}

/// The button that closes the dialog around it; works without scripts.
#[component]
pub fn CloseDialog() -> impl IntoView {
    view! {
        <form method="dialog">
            <button class="button quiet icon-only" aria-label=tr!(ui.close)>
                {icon(Icon::Close)}
            </button>
        </form>
    }
}

/// Opens a dialog over the page.
pub(crate) fn show(node: NodeRef<html::Dialog>) {
    if let Some(dialog) = node.get_untracked()
        && !dialog.open()
    {
        // refused only when the dialog has left the document, and then there is nothing to show
        let _ = dialog.show_modal();
    }
}
