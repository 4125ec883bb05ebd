//! What is near: the device's position, asked for when somebody wants to know.

use super::{fresh::IntoFresh, known::Tablet};
use crate::{
    capture::{
        browser::{NoPosition, locate},
        position_field::no_position_text,
    },
    tr,
    ui::{Icon, icon},
};
use domain::geo::{Point, Wgs84};
use leptos::{prelude::*, task::spawn_local};

/// Whether the nearest come first, and from where.
#[derive(Clone, Copy)]
pub struct Near {
    tablet: Tablet,
    on: RwSignal<bool>,
    looking: RwSignal<bool>,
    refused: RwSignal<Option<NoPosition>>,
}

impl Near {
    /// Not at first.
    pub fn new(tablet: Tablet) -> Self {
        Self { tablet, on: RwSignal::new(false), looking: RwSignal::new(false), refused: RwSignal::new(None) }
    }

    /// From where, when the nearest come first.
    pub fn point(self) -> Option<Point<Wgs84>> {
        let here = self.tablet.here.get().map(|here| here.point);
        here.filter(|_| self.on.get())
    }

    fn turn(self) {
        self.refused.set(None);
        if self.on.get_untracked() {
            self.on.set(false);
            return;
        }
        self.on.set(true);
        self.looking.set(true);
        spawn_local(async move {
            let found = locate().await;
            self.looking.try_set(false);
            match found {
                Ok(position) => {
                    self.tablet.here.try_set(Some(position));
                }
                Err(why) => {
                    self.refused.try_set(Some(why));
                    self.on.try_set(self.tablet.here.try_get_untracked().flatten().is_some());
                }
            }
        });
    }
}

/// The button.
#[component]
pub fn NearButton(near: Near) -> impl IntoView {
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=move || near.on.get().to_string()
            on:click=move |_| near.turn()
        >
            {icon(Icon::Locate)}
            <span>{move || if near.looking.get() { tr!(capture.locating) } else { tr!(capture.nearby) }}</span>
        </button>
        {move || {
            near.refused
                .get()
                .map(|why| {
                    view! { <p class="message tone-warn" role="status">{icon(Icon::Alert)} <span>{no_position_text(why)}</span></p> }
                        .into_fresh()
                })
        }}
    }
}
