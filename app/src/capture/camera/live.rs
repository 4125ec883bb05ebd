//! A live picture in a dialog: how far it is, and why there is none.

use crate::{
    tr,
    ui::{Icon, icon},
};
use leptos::prelude::*;
use serde::Deserialize;

/// What a device's camera can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Abilities {
    /// It has a light.
    pub torch: bool,
    /// It focuses where it is told to.
    pub focus: bool,
    /// How many cameras there are.
    pub cameras: u32,
}

/// How far the live picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser has a camera"))]
pub enum Live {
    /// It begins.
    #[default]
    Starting,
    /// It is there.
    Ready(Abilities),
    /// The person or the device does not allow it.
    Refused,
    /// There is no camera, or the connection is not a secure one.
    Absent,
    /// Something else uses it, or it broke.
    Busy,
    /// There is a picture, and nothing here that reads codes.
    Unreadable,
    /// The script of the camera could not be fetched.
    NoScript,
}

impl Live {
    /// From a word of `js/camera/`.
    #[cfg_attr(not(feature = "hydrate"), allow(dead_code, reason = "only a browser has a camera"))]
    pub fn told(word: &str, detail: &str) -> Option<Self> {
        Some(match word {
            "starting" => Self::Starting,
            "ready" => Self::Ready(domain::json::read(detail).unwrap_or_default()),
            "refused" => Self::Refused,
            "absent" => Self::Absent,
            "busy" => Self::Busy,
            "unreadable" => Self::Unreadable,
            _ => return None,
        })
    }

    /// What the camera can do; nothing while there is no picture.
    pub fn abilities(self) -> Abilities {
        match self {
            Self::Ready(abilities) => abilities,
            _ => Abilities::default(),
        }
    }

    /// Whether there is a picture to take.
    pub const fn is_ready(self) -> bool {
        matches!(self, Self::Ready(_))
    }

    /// Why there is none, in plain words.
    fn problem(self) -> Option<&'static str> {
        match self {
            Self::Starting | Self::Ready(_) => None,
            Self::Refused => Some(tr!(camera.refused)),
            Self::Absent => Some(tr!(camera.absent)),
            Self::Busy => Some(tr!(camera.busy)),
            Self::Unreadable => Some(tr!(camera.unreadable)),
            Self::NoScript => Some(tr!(camera.no_script)),
        }
    }
}

/// What stands in the place of the picture while there is none.
#[component]
pub fn InsteadOfPicture(
    /// How far it is.
    live: RwSignal<Live>,
    /// Begins again.
    #[prop(into)]
    again: Callback<()>,
    /// Another way to the same end.
    #[prop(optional, into)]
    instead: ViewFn,
) -> impl IntoView {
    move || {
        let now = live.get();
        if now == Live::Starting {
            return view! { <p class="live-note" role="status">{tr!(camera.starting)}</p> }.into_any();
        }
        let Some(problem) = now.problem() else { return ().into_any() };
        view! {
            <div class="live-problem" role="alert">
                <p>{icon(Icon::Alert)} <span>{problem}</span></p>
                <div class="actions">
                    <button type="button" class="button" on:click=move |_| again.run(())>
                        {tr!(ui.try_again)}
                    </button>
                    {instead.run()}
                </div>
            </div>
        }
        .into_any()
    }
}

/// The light of the camera, where it has one.
#[component]
pub fn Torch(
    /// How far the picture is.
    live: RwSignal<Live>,
    /// Turns it on or off.
    #[prop(into)]
    on_turn: Callback<bool>,
) -> impl IntoView {
    let on = RwSignal::new(false);
    // another camera begins without it
    Effect::new(move || {
        if live.get() == Live::Starting {
            on.set(false);
        }
    });
    view! {
        <button
            type="button"
            class="button live-button"
            hidden=move || !live.get().abilities().torch
            aria-pressed=move || on.get().to_string()
            aria-label=tr!(camera.torch)
            on:click=move |_| {
                on.update(|on| *on = !*on);
                on_turn.run(on.get_untracked());
            }
        >
            {icon(Icon::Torch)}
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_browser_are_understood() {
        let can = Abilities { torch: true, focus: false, cameras: 2 };
        assert_eq!(Live::told("ready", r#"{"torch":true,"cameras":2}"#), Some(Live::Ready(can)));
        assert_eq!(Live::told("ready", "?"), Some(Live::Ready(Abilities::default())));
        assert_eq!(Live::told("refused", ""), Some(Live::Refused));
        assert_eq!(Live::told("code", "x"), None);
        assert_eq!(Live::Refused.abilities(), Abilities::default());
    }
}
