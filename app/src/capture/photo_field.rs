//! Taking photos and choosing them from the album: what they show, how far they are, and what is wrong with them.

use super::{
    camera::{CameraButton, Target},
    faults::control_id,
    fields::{Faults, Problem},
    marks::MarkedPicture,
    photos::{PhotoDraft, PhotoState, Slot},
    shots::Shots,
};
use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::photos::MAX_PER_COMMAND;
use leptos::prelude::*;

/// The photos of one thing, with the buttons that add some.
#[component]
pub fn PhotoField(
    /// The photos of the page.
    shots: Shots,
    /// What these show.
    #[prop(into)]
    shows: Signal<Slot>,
    /// The field's name.
    #[prop(into)]
    field: String,
    /// What they show, in words.
    #[prop(into)]
    label: String,
    /// The label is read out but not seen.
    #[prop(optional)]
    quiet: bool,
    /// The first button of the page, so it is large.
    #[prop(optional)]
    large: bool,
    /// A picture to lay over the camera's, for the same viewpoint.
    #[prop(optional, into)]
    under: Signal<Option<String>>,
    /// More buttons beside those of the photos.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let mine = Memo::new(move |_| {
        let slot = shows.get();
        shots.list.with(|list| list.iter().filter(|photo| photo.slot == slot).cloned().collect::<Vec<_>>())
    });
    let full = Memo::new(move |_| mine.with(Vec::len) >= MAX_PER_COMMAND);
    let faults = use_context::<Faults>();
    let changed = field.clone();
    let taken = Callback::new(move |()| {
        if let Some(faults) = faults {
            faults.clear(&changed);
        }
    });
    let id = control_id(&field);
    let spoken = label.clone();
    view! {
        <div class="shots" class:large=large role="group" aria-label=spoken>
            <p class="shots-label" class:visually-hidden=quiet aria-hidden="true">
                {label}
            </p>
            <div class="shots-buttons">
                <CameraButton id=id.clone() target=Target::Shots { shots, shows, taken } under large />
                <FileButton id=format!("{id}-album") shots shows full taken />
                {children.map(|children| children())}
            </div>
            <p class="hint" hidden=move || !full.get()>
                {tr!(capture.photos_full, max = MAX_PER_COMMAND)}
            </p>
            <Problem field />
            <ul class="shots-list">
                <For each=move || mine.get() key=|photo| photo.id let:photo>
                    <Shot shots photo mine />
                </For>
            </ul>
            {move || {
                (shots.is_away(&shows.get()) && !full.get())
                    .then(|| {
                        view! {
                            <p class="shot-away" role="status">
                                <span>{tr!(capture.photo_removed)}</span>
                                <button type="button" class="button" on:click=move |_| shots.have_back()>
                                    {icon(Icon::Undo)}
                                    <span>{tr!(camera.undo)}</span>
                                </button>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// A button that opens the album, or the device's own camera program.
#[component]
pub fn FileButton(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// The photos of the page.
    shots: Shots,
    /// What these show.
    shows: Signal<Slot>,
    /// There is no room for more.
    full: Memo<bool>,
    /// Told after some were chosen.
    taken: Callback<()>,
    /// The camera program, not the album.
    #[prop(optional)]
    camera: bool,
) -> impl IntoView {
    let (drawing, text) =
        if camera { (Icon::Camera, tr!(camera.own_program)) } else { (Icon::Photo, tr!(capture.from_album)) };
    view! {
        <label class="button file-button">
            <input
                id=id
                class="visually-hidden"
                type="file"
                accept="image/*"
                // straight to the camera, where there is one
                capture=camera.then_some("environment")
                multiple=!camera
                disabled=full
                on:change:target=move |ev| {
                    let input = ev.target();
                    #[cfg(feature = "hydrate")]
                    if let Some(files) = input.files() {
                        shots.add(&shows.get_untracked(), &files);
                    }
                    // the same picture may be chosen again after it was taken away
                    input.set_value("");
                    taken.run(());
                    #[cfg(not(feature = "hydrate"))]
                    let _ = (shots, shows);
                }
            />
            {icon(drawing)}
            <span>{text}</span>
        </label>
    }
}

/// One photo.
#[component]
fn Shot(shots: Shots, photo: PhotoDraft, mine: Memo<Vec<PhotoDraft>>) -> impl IntoView {
    let id = photo.id;
    let now = Memo::new(move |_| {
        mine.with(|mine| mine.iter().position(|p| p.id == id).map(|at| (at + 1, mine[at].clone())))
            .unwrap_or_else(|| (0, photo.clone()))
    });
    let state = Memo::new(move |_| now.with(|(_, photo)| photo.state.clone()));
    let picture = Memo::new(move |_| now.with(|(_, photo)| shots.picture(photo)));
    let name = move || tr!(ui.photo_n, n = now.with(|(n, _)| *n));
    let stuck = move || state.with(|state| *state == PhotoState::Offline || state.is_stuck());
    let layer = Memo::new(move |_| now.with(|(_, photo)| photo.layer.clone()));
    view! {
        <li class="shot" class:stuck=stuck data-state=move || state_word(&state.get())>
            <MarkedPicture
                id=format!("f-marks-{id}")
                picture
                whole=Callback::new(move |()| now.with_untracked(|(_, photo)| untrack(|| shots.whole_picture(photo))))
                name=Signal::derive(name)
                layer
                on_draw=Callback::new(move |layer| shots.draw(id, layer))
                on_done=Callback::new(move |()| shots.send_layer(id))
            >
                <button
                    type="button"
                    class="button icon-only shot-remove"
                    aria-label=move || tr!(capture.remove_photo, name = name())
                    on:click=move |_| shots.take_away(id)
                >
                    {icon(Icon::Close)}
                </button>
            </MarkedPicture>
            <p class="shot-state" role="status">
                {move || view! { {icon(state_icon(&state.get()))} <span>{shots.words(&state.get())}</span> }}
            </p>
            {move || {
                matches!(state.get(), PhotoState::Offline | PhotoState::Refused(_) | PhotoState::NoRoom)
                    .then(|| {
                        view! {
                            <button type="button" class="button" on:click=move |_| shots.retry(id)>
                                {tr!(ui.try_again)}
                            </button>
                        }
                    })
            }}
        </li>
    }
}

fn state_icon(state: &PhotoState) -> Icon {
    match state {
        PhotoState::Waiting | PhotoState::Uploading => Icon::Hourglass,
        PhotoState::Stored => Icon::Check,
        PhotoState::Offline => Icon::Offline,
        PhotoState::Refused(_) | PhotoState::NoRoom | PhotoState::Lost => Icon::Alert,
    }
}

/// For the style and for tests.
fn state_word(state: &PhotoState) -> &'static str {
    match state {
        PhotoState::Waiting => "waiting",
        PhotoState::Uploading => "uploading",
        PhotoState::Stored => "stored",
        PhotoState::Offline => "offline",
        PhotoState::Refused(_) => "refused",
        PhotoState::NoRoom => "no-room",
        PhotoState::Lost => "lost",
    }
}
