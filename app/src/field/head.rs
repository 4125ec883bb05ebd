//! The head of every screen, and the ways between them.

use super::{bridge, fresh::IntoFresh, known::use_tablet, place::Place};
use crate::{
    tr,
    ui::{Icon, Tone, icon},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

/// Brand, how sending stands, lock, settings.
#[component]
pub fn Head() -> impl IntoView {
    let tablet = use_tablet();
    let open = Memo::new(move |_| tablet.is_open());
    let name = tablet.read(|state| state.me.as_ref().map(|me| me.actor.name.clone()));
    view! {
        <Title text=tr!(nav.field) />
        <a class="skip" href="#main" rel="external">
            {tr!(ui.skip_to_content)}
        </a>
        <header class="top field-top">
            <a class="brand" href=Place::Home.href()>
                <img src="/icon.svg" alt="" width="32" height="32" />
                <span>{tr!(ui.product)}</span>
            </a>
            <span class="field-who">{move || name.get()}</span>
            {move || {
                open.get()
                    .then(|| {
                        view! {
                            <SyncState />
                            <button
                                type="button"
                                class="button quiet icon-only"
                                aria-label=tr!(field.lock)
                                on:click=move |_| {
                                    spawn_local(async {
                                        bridge::lock().await;
                                    });
                                }
                            >
                                {icon(Icon::Lock)}
                            </button>
                        }
                            .into_fresh()
                    })
            }}
            <a class="button quiet icon-only" href=Place::Settings.href() aria-label=tr!(field.settings)>
                {icon(Icon::Settings)}
            </a>
        </header>
    }
}

/// How sending stands, in a drawing, a number and few words; leads to the ledger.
#[component]
fn SyncState() -> impl IntoView {
    let tablet = use_tablet();
    let unsent = tablet.read(|state| (state.unsent.commands, state.unsent.photos, state.unsent.stuck));
    let line = tablet.read(|state| (state.syncing, state.online));
    let late = Memo::new(move |_| tablet.sums().late);
    let look = move || {
        let ((commands, photos, stuck), (syncing, online)) = (unsent.get(), line.get());
        match (commands + photos, syncing, online) {
            _ if late.get() => (Tone::Bad, Icon::Alert, tr!(field.sync_late)),
            _ if stuck > 0 => (Tone::Bad, Icon::Alert, tr!(field.sync_stuck)),
            (_, true, _) => (Tone::Info, Icon::Sync, tr!(field.sync_running)),
            (0, _, true) => (Tone::Good, Icon::Check, tr!(field.sync_done)),
            (0, _, false) => (Tone::Neutral, Icon::Offline, tr!(field.sync_offline)),
            (_, _, true) => (Tone::Warn, Icon::Hourglass, tr!(field.sync_waiting)),
            (_, _, false) => (Tone::Warn, Icon::Offline, tr!(field.sync_offline)),
        }
    };
    let count = move || unsent.get().0;
    view! {
        <a class=move || format!("sync-state {}", look().0.class()) href=Place::Ledger.href() data-syncing=move || line.get().0.to_string()>
            {move || icon(look().1)}
            <span class="sync-words">{move || look().2}</span>
            <strong class="sync-count" hidden=move || count() == 0>
                {count}
                <span class="visually-hidden">{tr!(field.unsent_records)}</span>
            </strong>
        </a>
    }
}

/// The ways: under the thumbs on a phone and a tablet held upright.
#[component]
pub fn Ways(place: Memo<Place>) -> impl IntoView {
    let ways = [
        (Place::Home, Icon::Home, tr!(nav.home)),
        (Place::Hazards, Icon::Hazard, tr!(nav.hazards)),
        (Place::Sites, Icon::Site, tr!(nav.sites)),
        (Place::Map, Icon::Map, tr!(ui.map)),
        (Place::Ledger, Icon::List, tr!(field.ledger)),
    ];
    let links = ways
        .into_iter()
        .map(|(way, drawing, label)| {
            let here = move || (part(place.get()) == way).then_some("page");
            view! {
                <a href=way.href() aria-current=here>
                    {icon(drawing)}
                    <span>{label}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="main-nav field-nav" aria-label=tr!(nav.main)>
            {links}
        </nav>
    }
}

/// The way that a place lies on.
fn part(place: Place) -> Place {
    match place {
        Place::Hazard(_) | Place::Step(_) => Place::Hazards,
        Place::Site(_) | Place::Gear(_) => Place::Sites,
        Place::Conflict(_) => Place::Ledger,
        other => other,
    }
}
