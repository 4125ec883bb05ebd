//! Starting from a code on the wall: the place for the scanner.

use super::{
    known::{Tablet, use_tablet},
    place::Place,
    screens::use_go_to,
};
use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::ids::{HazardId, SiteId};
use leptos::prelude::*;

/// Where a code leads: to a site or hazard of this tablet, else to the sites that fit it.
pub fn leads_to(tablet: Tablet, code: &str) -> String {
    let code = code.trim();
    // a link, or the id alone
    let last = code.rsplit('/').next().unwrap_or(code);
    let id = last.split(['?', '#']).next().and_then(|word| word.parse::<uuid::Uuid>().ok());
    if let Some(id) = id {
        if tablet.sites.with_untracked(|sites| sites.get(id).is_some()) {
            return format!("{}?site={id}", Place::Visit(None).href());
        }
        if tablet.hazards.with_untracked(|hazards| hazards.get(id).is_some()) {
            return Place::Hazard(HazardId(id)).href();
        }
        return Place::Site(SiteId(id)).href();
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", code).finish();
    format!("{}?{query}", Place::Sites.href())
}

/// Typed, until a camera reads it.
#[component]
pub fn ScanButton() -> impl IntoView {
    let tablet = use_tablet();
    let go = use_go_to();
    let open = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    view! {
        <button
            type="button"
            class="button"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            {icon(Icon::Scan)}
            <span>{tr!(field.scan)}</span>
        </button>
        <Show when=move || open.get()>
            <form
                class="field-code"
                on:submit=move |ev| {
                    ev.prevent_default();
                    if !typed.with_untracked(|typed| typed.trim().is_empty()) {
                        go.run(leads_to(tablet, &typed.get_untracked()));
                    }
                }
            >
                <div class="field">
                    <label for="scan-code">{tr!(field.type_code)}</label>
                    <input
                        id="scan-code"
                        type="text"
                        autocomplete="off"
                        prop:value=typed
                        on:input:target=move |ev| typed.set(ev.target().value())
                    />
                </div>
                <button type="submit" class="button primary">
                    {tr!(ui.open)}
                </button>
            </form>
        </Show>
    }
}
