//! The camera inside a form: several photos in a row without leaving it, over a see-through picture where the same
//! viewpoint is wanted. What only the browser can do is `js/camera/`; where there is no camera the device's own program
//! or the album takes its place.

pub mod live;
#[cfg(feature = "hydrate")]
pub mod script;
mod view;

pub use view::CameraView;

use super::{photos::Slot, shots::Shots};
use crate::{
    tr,
    ui::{Icon, icon, only::Only},
};
use domain::photos::MAX_PER_COMMAND;
use leptos::prelude::*;

/// Where the pictures go.
#[derive(Clone, Copy)]
pub enum Target {
    /// Among the photos of a draft.
    Shots {
        /// The photos of the page.
        shots: Shots,
        /// What they show.
        shows: Signal<Slot>,
        /// Told after each.
        taken: Callback<()>,
    },
    /// Into the file input of a plain form.
    Input {
        /// Its id.
        #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has a camera"))]
        id: StoredValue<String>,
        /// How many it holds, as far as it is known.
        holds: RwSignal<usize>,
    },
}

impl Target {
    /// How many more may be taken.
    fn room(self) -> usize {
        MAX_PER_COMMAND.saturating_sub(match self {
            Self::Shots { shots, shows, .. } => {
                let slot = shows.get();
                shots.list.with(|list| list.iter().filter(|photo| photo.slot == slot).count())
            }
            Self::Input { holds, .. } => holds.get(),
        })
    }
}

/// The button that opens the camera.
#[component]
pub fn CameraButton(
    /// The button's id.
    #[prop(into)]
    id: String,
    /// Where the pictures go.
    target: Target,
    /// A picture to lay over the live one, for the same viewpoint.
    #[prop(into)]
    under: Signal<Option<String>>,
    /// The first button of the page, so it is large.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let class = if large { "button primary file-button" } else { "button file-button" };
    let button = id.clone();
    let close = Callback::new(move |()| {
        open.set(false);
        // the keyboard goes on where it was
        super::browser::show_control(button.clone());
    });
    view! {
        <button
            id=id
            type="button"
            class=class
            disabled=move || target.room() == 0
            on:click=move |_| open.set(true)
        >
            {icon(Icon::Camera)}
            <span>{tr!(capture.take_photo)}</span>
        </button>
        <Only when=move || open.get()>
            <CameraView target under on_close=close />
        </Only>
    }
}
