//! Buttons, and links that look like them.

use super::{Icon, icon};
use crate::tr;
use leptos::prelude::*;

/// How a button looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The usual one: outlined.
    #[default]
    Plain,
    /// The one thing to do on a page or in a form.
    Primary,
    /// Cannot be taken back easily.
    Danger,
    /// Without a border, for rows of small actions.
    Quiet,
}

impl Look {
    /// The classes.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button primary",
            Self::Danger => "button danger",
            Self::Quiet => "button quiet",
        }
    }
}

/// A button that sends its form. With `why_not` it cannot be pressed and says why.
#[component]
pub fn Button(
    /// The look.
    #[prop(optional)]
    look: Look,
    /// A drawing before the text.
    #[prop(optional)]
    icon_before: Option<Icon>,
    /// Sent with the form when this button was the one pressed.
    #[prop(optional)]
    name: Option<&'static str>,
    /// The value of `name`.
    #[prop(optional, into)]
    value: Option<String>,
    /// Sends the form as it is: what the others need is not asked for.
    #[prop(optional)]
    unchecked: bool,
    /// A button that sends no form (`on:click` does the work).
    #[prop(optional)]
    plain: bool,
    /// Why it cannot be pressed now.
    #[prop(optional, into)]
    why_not: Option<String>,
    children: Children,
) -> impl IntoView {
    let disabled = why_not.is_some();
    view! {
        <span class="button-with-reason">
            <button class=look.class() type=if plain { "button" } else { "submit" } name=name value=value formnovalidate=unchecked disabled=disabled>
                {icon_before.map(icon)}
                <span>{children()}</span>
            </button>
            {why_not
                .map(|reason| {
                    view! {
                        <span class="why-not">
                            <span class="visually-hidden">{tr!(ui.why_not)}</span>
                            {reason}
                        </span>
                    }
                })}
        </span>
    }
}

/// The way to a table as a file.
pub fn download(href: String) -> AnyView {
    view! {
        <div class="list-table">
            <a class="button quiet" href=href rel="external" download="">
                {icon(Icon::Download)}
                <span>{tr!(lists.table)}</span>
            </a>
        </div>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// The look.
    #[prop(optional)]
    look: Look,
    /// A drawing before the text.
    #[prop(optional)]
    icon_before: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=look.class() href=href>
            {icon_before.map(icon)}
            <span>{children()}</span>
        </a>
    }
}
