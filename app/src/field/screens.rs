//! Which screen is shown: the tablet must be ready and open first.

use super::{
    banners::Banners,
    bridge,
    conflict::ConflictScreen,
    entry::screen::EntryScreen,
    forms::{ReportScreen, VisitScreen},
    fresh::IntoFresh,
    gear::form_screen::GearScreen,
    hazard_list::HazardList,
    hazard_page::HazardPage,
    head::{Head, Ways},
    home::Home,
    known::{Tablet, use_tablet},
    ledger::Ledger,
    lock::Lock,
    map::FieldMap,
    place::Place,
    reading::Read,
    ready::{Ready, SignInFirst},
    settings::Settings,
    site_list::SiteList,
    site_page::SitePage,
    step_screen::StepScreen,
};
use crate::{
    tr,
    ui::{Icon, card::Empty, load::skeleton, map::OwnBase, page::PageHead},
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    params::ParamsMap,
};
use std::time::Duration;

/// The screen of this place.
#[component]
pub fn Screens() -> impl IntoView {
    let tablet = Tablet::open();
    provide_context(tablet);
    provide_context(OwnBase(tablet.base.into()));
    tell_of_touches();
    let path = use_location().pathname;
    let place = Memo::new(move |_| Place::of(&path.get()));
    let gate = Memo::new(move |_| tablet.state.with(|state| Gate::of(state.as_ref(), place.get())));
    view! {
        <Head />
        <main id="main" class="field-main" class:with-nav=move || gate.get() == Gate::Open tabindex="-1">
            <Banners />
            {move || match gate.get() {
                Gate::Unknown => skeleton(),
                Gate::Nobody => view! { <SignInFirst /> }.into_fresh(),
                Gate::Locked => view! { <Lock /> }.into_fresh(),
                Gate::NotReady => view! { <Ready /> }.into_fresh(),
                Gate::Open => view! { <At place /> }.into_fresh(),
            }}
        </main>
        {move || (gate.get() == Gate::Open).then(|| view! { <Ways place /> }.into_fresh())}
    }
}

/// What stands before the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gate {
    /// The tablet has not answered yet.
    Unknown,
    /// Nobody works here.
    Nobody,
    /// The PIN is asked for.
    Locked,
    /// Nothing was taken along, or there is no PIN yet.
    NotReady,
    /// Nothing.
    Open,
}

impl Gate {
    fn of(state: Option<&bridge::TabletState>, place: Place) -> Self {
        let Some(state) = state else { return Self::Unknown };
        if state.me.is_none() {
            // whoever has just signed in gets ready from here: signing in leads to that place, and nobody has asked the
            // server yet whose session this is
            let asked_for = place == Place::Ready && state.signed_in.is_none();
            if state.signed_in == Some(true) || asked_for { Self::NotReady } else { Self::Nobody }
        } else if state.locked && place == Place::Ready && state.other_person.is_some() {
            // whoever is signed in now takes the tablet over, and needs no PIN of somebody else's
            Self::NotReady
        } else if state.locked && (state.has_pin || place != Place::Ready) {
            Self::Locked
        } else if state.packs.is_none() || !state.has_pin || place == Place::Ready {
            Self::NotReady
        } else {
            Self::Open
        }
    }
}

/// The screen of a place.
#[component]
fn At(place: Memo<Place>) -> impl IntoView {
    let tablet = use_tablet();
    let query = use_location().query;
    // what the first screen is for can be begun at once, and a new form needs no more than its checklists; everything
    // else needs what was taken along. A memo: what is read later must not make a form anew that somebody writes in.
    let there = Memo::new(move |_| {
        let (counted, read) = (tablet.counted.get(), tablet.in_memory.get());
        match place.get() {
            Place::Home | Place::Settings => true,
            Place::Ledger => counted,
            Place::Visit(_) | Place::Report(_) if query.with(|query| query.get("site").is_none()) => {
                counted && read >= Read::Reference
            }
            _ => counted && read == Read::All,
        }
    });
    // a new form stands under its id at once; the address follows, so that leaving and coming back finds its draft. The
    // other way round a tap would wait for two ways instead of one.
    let begun = Memo::new(move |_| place.get().begun(|| tablet.begin_form()));
    let go = use_go_instead();
    Effect::new(move || {
        let (asked, begun) = (place.get(), begun.get());
        if asked != begun {
            let query = query.with_untracked(ParamsMap::to_query_string);
            go.run(format!("{}{query}", begun.href()));
        }
    });
    view! {
        {move || {
            let place = begun.get();
            if !there.get() {
                return skeleton();
            }
            match place {
                Place::Home => view! { <Home /> }.into_fresh(),
                Place::Ready => view! { <Ready /> }.into_fresh(),
                Place::Visit(Some(id)) => view! { <VisitScreen id /> }.into_fresh(),
                Place::Report(Some(id)) => view! { <ReportScreen id /> }.into_fresh(),
                // never: they were begun
                Place::Visit(None) | Place::Report(None) => skeleton(),
                Place::Hazards => view! { <HazardList /> }.into_fresh(),
                Place::Hazard(id) => view! { <HazardPage id /> }.into_fresh(),
                Place::Step(id) => view! { <StepScreen id /> }.into_fresh(),
                Place::Gear(id) => view! { <GearScreen id /> }.into_fresh(),
                Place::Entry(id) => view! { <EntryScreen id /> }.into_fresh(),
                Place::Sites => view! { <SiteList /> }.into_fresh(),
                Place::Site(id) => view! { <SitePage id /> }.into_fresh(),
                Place::Map => view! { <FieldMap /> }.into_fresh(),
                Place::Ledger => view! { <Ledger /> }.into_fresh(),
                Place::Conflict(id) => view! { <ConflictScreen id /> }.into_fresh(),
                Place::Settings => view! { <Settings /> }.into_fresh(),
                Place::Nowhere => nowhere(),
            }
        }}
    }
}

/// What was asked for is not on this tablet.
pub fn nowhere() -> AnyView {
    view! {
        <PageHead title=tr!(ui.not_found_title) />
        <Empty icon=Icon::Search title=tr!(field.not_here)>
            <a class="button primary" href=Place::Home.href()>
                {tr!(ui.to_home)}
            </a>
        </Empty>
    }
    .into_fresh()
}

/// Leads to another place; the one before stays behind it.
pub fn use_go() -> Callback<Place> {
    let navigate = use_navigate();
    Callback::new(move |place: Place| navigate(&place.href(), NavigateOptions::default()))
}

/// The same with an address.
pub fn use_go_to() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |href: String| navigate(&href, NavigateOptions::default()))
}

/// The same in the place of the one before.
pub fn use_go_instead() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |href: String| {
        navigate(&href, NavigateOptions { replace: true, ..NavigateOptions::default() });
    })
}

/// How often a touch is told of.
const TOUCHES: Duration = Duration::from_secs(10);

/// The person is there: the idle lock waits.
fn tell_of_touches() {
    let resting = StoredValue::new(false);
    let touched = move || {
        if resting.try_update_value(|resting| std::mem::replace(resting, true)) == Some(false) {
            set_timeout(
                move || {
                    resting.try_set_value(false);
                },
                TOUCHES,
            );
            spawn_local(bridge::touch());
        }
    };
    let taps = window_event_listener(ev::pointerdown, move |_| touched());
    let keys = window_event_listener(ev::keydown, move |_| touched());
    on_cleanup(move || {
        taps.remove();
        keys.remove();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::bridge::{Packs, TabletState};
    use domain::{
        actor::{Actor, Role},
        area::AreaRef,
        ids::UserId,
        people::Me,
    };

    #[test]
    fn what_stands_before_the_screens() {
        let area = AreaRef { code: "310105008".parse().expect("code"), name: "仙霞".into() };
        let actor = Actor {
            user: UserId(uuid::Uuid::nil()),
            login: "wang.min".into(),
            name: "王敏".into(),
            role: Role::Inspector,
            area: area.code.clone(),
        };
        let me = Me { actor, area, areas: Vec::new() };
        let ready = TabletState {
            me: Some(me),
            has_pin: true,
            packs: Some(Packs::default()),
            ..TabletState::default()
        };
        let nobody = TabletState::default();
        let signed_out = TabletState { signed_in: Some(false), ..TabletState::default() };
        let signed_in = TabletState { signed_in: Some(true), ..TabletState::default() };
        let locked = TabletState { locked: true, ..ready.clone() };
        let dropped = TabletState { has_pin: false, ..locked.clone() };
        let handed_on = TabletState { other_person: Some("李文".into()), ..locked.clone() };
        let no_pin = TabletState { has_pin: false, ..ready.clone() };
        let empty = TabletState { packs: None, ..ready.clone() };
        for (state, place, gate) in [
            (None, Place::Home, Gate::Unknown),
            (Some(&nobody), Place::Home, Gate::Nobody),
            (Some(&nobody), Place::Ready, Gate::NotReady),
            (Some(&signed_out), Place::Ready, Gate::Nobody),
            (Some(&signed_in), Place::Home, Gate::NotReady),
            (Some(&locked), Place::Ledger, Gate::Locked),
            // too many wrong PINs: signing in leads to getting ready, which brings the key back
            (Some(&dropped), Place::Home, Gate::Locked),
            (Some(&dropped), Place::Ready, Gate::NotReady),
            (Some(&locked), Place::Ready, Gate::Locked),
            // somebody else has signed in: they take the tablet over, and see nothing of it before
            (Some(&handed_on), Place::Home, Gate::Locked),
            (Some(&handed_on), Place::Ready, Gate::NotReady),
            (Some(&no_pin), Place::Home, Gate::NotReady),
            (Some(&empty), Place::Home, Gate::NotReady),
            (Some(&ready), Place::Ready, Gate::NotReady),
            (Some(&ready), Place::Home, Gate::Open),
        ] {
            assert_eq!(Gate::of(state, place), gate, "{state:?} {place:?}");
        }
    }
}
