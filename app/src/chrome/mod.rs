//! The frame around every page: top bar, navigation, account menu, banner.

mod account;
mod inbox;
mod nav;

use crate::{
    facts::{use_me, with_facts},
    tr,
    ui::{flash::FlashBanner, load::Caught},
};
use account::{AccountMenu, LanguageForm};
use inbox::InboxLink;
use leptos::prelude::*;
use nav::MainNav;

/// The frame. Strangers see the product's name and the language switch only. The field app brings its own.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    if with_facts(|facts| facts.field) {
        return children().into_any();
    }
    let me = use_me();
    let signed_in = me.is_some();
    view! {
        <a class="skip" href="#main" rel="external">
            {tr!(ui.skip_to_content)}
        </a>
        <header class="top">
            <a class="brand" href="/">
                <img src="/icon.svg" alt="" width="32" height="32" />
                <span>{tr!(ui.product)}</span>
            </a>
            {me.as_ref().map(|me| view! { <MainNav role=me.actor.role /> })}
            {signed_in.then(|| view! { <InboxLink /> })}
            {match me {
                Some(me) => view! { <AccountMenu me /> }.into_any(),
                None => view! { <LanguageForm /> }.into_any(),
            }}
        </header>
        <main id="main" class:with-nav=signed_in tabindex="-1">
            <FlashBanner />
            <Caught>{children()}</Caught>
        </main>
    }
    .into_any()
}
