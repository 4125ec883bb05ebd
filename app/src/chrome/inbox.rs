//! The way to the inbox, with the number of unread reminders; on every page and every screen.

use crate::{
    facts::with_facts,
    reminders::{PATH, api::unread_reminders, count_text},
    tr,
    ui::{Icon, icon},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

/// The link. The number came with the document, and is asked for anew with every page that is opened from it.
#[component]
pub fn InboxLink() -> impl IntoView {
    let unread = RwSignal::new(with_facts(|facts| facts.unread));
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            spawn_local(async move {
                // without an answer the last number stands
                if let Ok(number) = unread_reminders().await {
                    unread.set(number);
                }
            });
        }
        now
    });
    let here = move || path.with(|path| (path == PATH).then_some("page"));
    let number = move || {
        let unread = unread.get();
        (unread > 0).then(|| view! { <span class="inbox-number">{count_text(unread)}</span> })
    };
    view! {
        <a
            class="inbox-link"
            href=PATH
            aria-current=here
            aria-label=move || tr!(reminders.inbox, n = count_text(unread.get()))
        >
            {icon(Icon::Bell)}
            {number}
        </a>
    }
}
