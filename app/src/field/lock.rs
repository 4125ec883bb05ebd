//! The tablet is locked: the PIN opens it, without network too.

use super::{
    banners::sign_in_link,
    bridge::{self, Done},
    fresh::IntoFresh,
    known::use_tablet,
    pin::PinPad,
    place::Place,
};
use crate::{
    fault_text::fault_text,
    tr,
    ui::{Icon, Tone, flash::Message, icon},
};
use leptos::{prelude::*, task::spawn_local};

/// The screen.
#[component]
pub fn Lock() -> impl IntoView {
    let tablet = use_tablet();
    let name = tablet.read(|state| state.me.as_ref().map(|me| me.actor.name.clone()).unwrap_or_default());
    let unsent = tablet.read(|state| (state.unsent.commands, state.unsent.photos));
    let other = tablet.read(|state| state.other_person.clone());
    let has_pin = tablet.read(|state| state.has_pin);
    let wrong = RwSignal::new(None::<String>);
    let dropped = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let unlock = Callback::new(move |pin: String| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let done = bridge::unlock(&pin).await;
            busy.try_set(false);
            match done {
                Done::Ok => tablet.read_state(),
                Done::WrongPin { tries_left } => {
                    wrong.try_set(Some(tr!(field.pin_wrong, n = tries_left)));
                }
                Done::KeyDropped => {
                    dropped.try_set(true);
                    tablet.read_state();
                }
                Done::Fault { fault } => {
                    wrong.try_set(Some(fault_text(&fault)));
                }
                Done::NoRoom => {
                    wrong.try_set(Some(tr!(field.storage_low).to_owned()));
                }
                _ => {
                    wrong.try_set(Some(tr!(faults.offline).to_owned()));
                }
            }
        });
    });
    view! {
        <section class="field-lock">
            <h1 class="lock-who">{icon(Icon::Lock)} <span>{move || name.get()}</span></h1>
            <p class="hint" hidden=move || unsent.get() == (0, 0)>
                {move || {
                    let (n, photos) = unsent.get();
                    tr!(field.locked_unsent, n = n, photos = photos)
                }}
            </p>
            <Message tone=Tone::Bad text=Signal::derive(move || wrong.get()) />
            <Show
                when=move || has_pin.get() && !dropped.get()
                fallback=|| {
                    view! {
                        <div class="message tone-warn" role="alert">
                            {icon(Icon::Alert)}
                            <span>{tr!(field.key_dropped)}</span>
                        </div>
                        {sign_in_link(Place::Ready)}
                    }
                }
            >
                <PinPad label=tr!(field.pin_ask).to_owned() on_done=unlock busy />
            </Show>
            {move || {
                other
                    .get()
                    .map(|name| {
                        view! {
                            <a class="button" href=Place::Ready.href()>
                                {icon(Icon::People)}
                                <span>{tr!(field.take_over, name = name)}</span>
                            </a>
                        }
                            .into_fresh()
                    })
            }}
        </section>
    }
}
