//! What the page says about its draft: that it was taken up again, how far saving is, and the one big button.

use super::session::{Draft, Sending, Session};
use crate::{
    error::AppError,
    fault_text::error_text,
    sign_in, tr,
    ui::{Icon, Tone, flash::Message, icon, time::minute_text},
};
use chrono::{DateTime, Utc};
use domain::fault::Code;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

/// The signals of a session that are the same for every kind of draft.
#[derive(Clone, Copy)]
pub struct Progress {
    sending: RwSignal<Sending>,
    restored: RwSignal<Option<DateTime<Utc>>>,
    no_room: RwSignal<bool>,
    photos: Signal<(usize, usize)>,
    /// Photos are kept on this device, and need no line.
    here: bool,
}

impl<D: Draft, A: Clone + DeserializeOwned + Send + Sync + 'static> Session<D, A> {
    /// What the page says about it.
    pub fn progress(self) -> Progress {
        let photos = Memo::new(move |_| self.shots.counted());
        Progress {
            sending: self.sending,
            restored: self.restored,
            no_room: self.no_room,
            photos: photos.into(),
            here: !self.outside().repeats(),
        }
    }
}

/// Says that a draft was taken up, and offers to throw it away; says when this device keeps none.
#[component]
pub fn DraftNotice(
    /// The draft.
    progress: Progress,
    /// Throws it away.
    #[prop(into)]
    on_discard: Callback<()>,
) -> impl IntoView {
    let sure = RwSignal::new(false);
    let no_room = move || progress.no_room.get().then(|| tr!(capture.no_room).to_owned());
    view! {
        <Message tone=Tone::Warn text=Signal::derive(no_room) />
        {move || {
            progress
                .restored
                .get()
                .map(|at| {
                    view! {
                        <div class="banner tone-info draft-notice" role="status">
                            {icon(Icon::Note)}
                            <p>{tr!(capture.restored, time = minute_text(at))}</p>
                            <div class="actions">
                                <button
                                    type="button"
                                    class="button quiet"
                                    hidden=sure
                                    on:click=move |_| sure.set(true)
                                >
                                    {tr!(capture.discard)}
                                </button>
                                <button
                                    type="button"
                                    class="button"
                                    hidden=sure
                                    on:click=move |_| progress.restored.set(None)
                                >
                                    {tr!(capture.go_on)}
                                </button>
                                <button
                                    type="button"
                                    class="button danger"
                                    hidden=move || !sure.get()
                                    on:click=move |_| {
                                        sure.set(false);
                                        on_discard.run(());
                                    }
                                >
                                    {tr!(capture.discard_sure)}
                                </button>
                                <button
                                    type="button"
                                    class="button"
                                    hidden=move || !sure.get()
                                    on:click=move |_| sure.set(false)
                                >
                                    {tr!(ui.cancel)}
                                </button>
                            </div>
                        </div>
                    }
                })
        }}
    }
}

/// How far saving is, and what may be done about it.
#[component]
pub fn HowFar(
    /// The draft.
    progress: Progress,
    /// Goes to the photo that needs a person.
    #[prop(into)]
    on_stuck: Callback<()>,
    /// The page to come back to after signing in again.
    here: &'static str,
    /// What was recorded under this id before, with other content: what to say, and where it is.
    recorded: (&'static str, Signal<String>),
) -> impl IntoView {
    move || {
        match progress.sending.get() {
        Sending::Idle => ().into_any(),
        Sending::Running => {
            view! { <p class="message tone-info" role="status">{icon(Icon::Hourglass)} <span>{tr!(capture.saving)}</span></p> }
                .into_any()
        }
        Sending::Photos => {
            let (n, of) = progress.photos.get();
            let text = if progress.here {
                tr!(field.keeping_photos, n = n, of = of)
            } else {
                tr!(capture.waiting_for_photos, n = n, of = of)
            };
            view! {
                <div class="message tone-info" role="status">
                    {icon(Icon::Hourglass)} <span>{text}</span>
                    <button type="button" class="button" on:click=move |_| progress.sending.set(Sending::Idle)>
                        {tr!(ui.cancel)}
                    </button>
                </div>
            }
            .into_any()
        }
        Sending::PhotosStuck(n) => view! {
            <div class="message tone-bad" role="alert">
                {icon(Icon::Alert)} <span>{tr!(capture.photos_stuck, n = n)}</span>
                <button type="button" class="button" on:click=move |_| on_stuck.run(())>
                    {tr!(capture.show_me)}
                </button>
            </div>
        }
        .into_any(),
        Sending::Failed(error) => view! { <NotSaved error here recorded /> }.into_any(),
    }
    }
}

/// Why it was not saved, in plain words, and what to do.
#[component]
fn NotSaved(error: AppError, here: &'static str, recorded: (&'static str, Signal<String>)) -> impl IntoView {
    let (text, way_on) = match &error {
        AppError::Offline => (tr!(capture.not_reached).to_owned(), ().into_any()),
        AppError::Fault(fault) if fault.code == Code::Unauthenticated => (
            tr!(capture.signed_out).to_owned(),
            view! {
                <a class="button primary" href=sign_in::href(here) rel="external">
                    {tr!(sign_in.title)}
                </a>
            }
            .into_any(),
        ),
        AppError::Fault(fault) if fault.code == Code::ContentConflict => (
            recorded.0.to_owned(),
            view! {
                <a class="button" href=recorded.1 target="_blank" rel="noopener external">
                    {tr!(ui.open)}
                </a>
            }
            .into_any(),
        ),
        other => (error_text(other), ().into_any()),
    };
    view! {
        <div class="message tone-bad" role="alert">
            {icon(Icon::Alert)}
            <span>{text}</span>
            {way_on}
        </div>
    }
}

/// The one big button.
#[component]
pub fn SaveButton(
    /// The draft.
    progress: Progress,
    /// What it says.
    text: &'static str,
    /// Saves.
    #[prop(into)]
    on_save: Callback<()>,
) -> impl IntoView {
    let busy = move || matches!(progress.sending.get(), Sending::Running | Sending::Photos);
    let says = move || match progress.sending.get() {
        Sending::Running => tr!(capture.saving_short),
        Sending::Photos if progress.here => tr!(field.photo_storing),
        Sending::Photos => tr!(capture.sending_photos),
        Sending::Failed(AppError::Offline) => tr!(ui.try_again),
        _ => text,
    };
    view! {
        <button
            type="button"
            class="button primary save"
            disabled=busy
            aria-busy=move || busy().to_string()
            on:click=move |_| on_save.run(())
        >
            {icon(Icon::Check)}
            <span>{says}</span>
        </button>
    }
}
