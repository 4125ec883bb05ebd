//! Who is signed in, the language, the way out. Plain forms: they work before the program has loaded.

use crate::{
    field::language,
    labels::Label,
    text::{Locale, LocaleWords, locale},
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        icon,
    },
};
use domain::people::Me;
use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast, web_sys};
use leptos_router::hooks::use_location;

/// The menu under the person's name.
#[component]
pub fn AccountMenu(
    /// Who.
    me: Me,
) -> impl IntoView {
    let menu = NodeRef::<html::Details>::new();
    close_when_left(menu);
    view! {
        <details class="account" node_ref=menu>
            <summary aria-label=tr!(nav.account)>
                {icon(Icon::Person)}
                <span class="account-name">{me.actor.name.clone()}</span>
                {icon(Icon::Down)}
            </summary>
            <div class="account-menu">
                <p>
                    <strong>{me.actor.name}</strong>
                    <span>{me.actor.role.label()} " · " {me.area.name}</span>
                </p>
                <LanguageForm />
                <form method="post" action="/do/sign-out">
                    <Button look=Look::Quiet icon_before=Icon::SignOut>
                        {tr!(nav.sign_out)}
                    </Button>
                </form>
            </div>
        </details>
    }
}

/// Closes the menu on Escape and when somebody taps elsewhere. Without the program it closes by its own button.
fn close_when_left(menu: NodeRef<html::Details>) {
    Effect::new(move || {
        let close = move |inside: Option<web_sys::Node>| {
            if let Some(menu) = menu.get_untracked()
                && menu.open()
                && !menu.contains(inside.as_ref())
            {
                menu.set_open(false);
            }
        };
        let taps = window_event_listener(ev::click, move |ev| {
            close(ev.target().and_then(|target| target.dyn_into().ok()));
        });
        let keys = window_event_listener(ev::keydown, move |ev| {
            if ev.key() == "Escape" {
                close(None);
            }
        });
        on_cleanup(move || {
            taps.remove();
            keys.remove();
        });
    });
}

/// The switch to the other language; comes back to this page.
#[component]
pub fn LanguageForm() -> impl IntoView {
    let location = use_location();
    let here = move || {
        let search = location.search.get();
        let path = location.pathname.get();
        if search.is_empty() { path } else { format!("{path}?{search}") }
    };
    let chosen = match locale() {
        Locale::zh => Locale::en,
        Locale::en => Locale::zh,
    };
    let other = chosen.as_str();
    view! {
        <form
            method="post"
            action="/do/locale"
            class="language"
            aria-label=tr!(nav.language)
            on:submit=move |_| language::choose(chosen)
        >
            <input type="hidden" name="next" value=here />
            <Button look=Look::Quiet icon_before=Icon::Language name="lang" value=other>
                <span lang=other>{tr!(nav.switch_to)}</span>
            </Button>
        </form>
    }
}
