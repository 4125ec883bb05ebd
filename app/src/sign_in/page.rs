//! The sign-in page: a plain form, so that it works before (and without) the program.

use crate::{
    fault_text::fault_text,
    tr,
    ui::{
        Icon,
        button::{Button, Look},
        field::{FormErrors, InputKind, TextInput, use_form},
        icon,
    },
};
use domain::fault::{Code, Fault};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let form = use_form(super::FORM);
    let query = use_query_map().get_untracked();
    let next = query.get("next").unwrap_or_default();
    // a session is not made for every failed attempt: the handler may name the fault in the address instead
    let named: Option<Code> = query.get("fault").and_then(|code| code.parse().ok());
    let fault = named.filter(|_| !form.is_refused()).map(|code| {
        // only a number gets onto the page from there
        let seconds: u32 = query.get("seconds").and_then(|s| s.parse().ok()).unwrap_or(60);
        fault_text(&Fault::new(code).with("seconds", seconds))
    });
    view! {
        <Title text=tr!(sign_in.title) />
        <section class="sign-in">
            <h1>{tr!(ui.product)}</h1>
            <p class="sign-in-line">{tr!(ui.product_line)}</p>
            <form method="post" action="/do/sign-in" class="form">
                <FormErrors form=form.clone() />
                {fault
                    .map(|text| {
                        view! {
                            <p class="message tone-bad" role="alert">
                                {icon(Icon::Alert)}
                                <span>{text}</span>
                            </p>
                        }
                    })}
                <input type="hidden" name="next" value=next />
                <TextInput
                    form=form.clone()
                    name="login"
                    label=tr!(sign_in.login)
                    autocomplete="username"
                    max=64
                    required=true
                />
                <TextInput
                    form
                    name="password"
                    label=tr!(sign_in.password)
                    kind=InputKind::Password
                    autocomplete="current-password"
                    max=200
                    required=true
                />
                <Button look=Look::Primary>{tr!(sign_in.submit)}</Button>
                <p class="hint">{tr!(sign_in.help)}</p>
            </form>
        </section>
    }
}
