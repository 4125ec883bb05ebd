//! Photos in a plain form: from the camera where the program runs, from files everywhere.

use super::{
    camera::CameraButton,
    chosen::{ChosenList, ChosenPhotos},
};
use crate::{
    tr,
    ui::{
        field::{Field, FormState, described_by},
        only::Only,
    },
};
use domain::ids::FileId;
use leptos::prelude::*;

/// The field of the ids of photos that came with the form before.
const PHOTO_IDS: &str = "photo_ids";
/// The same of photos of the state before.
const BEFORE_IDS: &str = "photo_before_ids";

/// Photos from the camera or from files, sent with the form.
#[component]
pub fn PhotoInput(
    /// The form.
    form: FormState,
    /// The label.
    #[prop(into)]
    label: String,
    /// Lies over the camera's picture.
    #[prop(optional_no_strip)]
    under: Option<String>,
    /// The field that a fault of these photos names.
    #[prop(default = "photos")]
    fault: &'static str,
) -> impl IntoView {
    let described = described_by(&form, fault, true);
    let id = form.id(fault);
    let kept = kept(&form, PHOTO_IDS);
    // without the program the file field is all there is
    let ready = RwSignal::new(false);
    let photos = ChosenPhotos::of(id.clone());
    Effect::new(move || {
        ready.set(true);
        #[cfg(feature = "hydrate")]
        photos.begin();
    });
    let camera = format!("{id}-camera");
    view! {
        <Field form name=fault label hint=Some(tr!(hazards.photos_hint).to_owned())>
            <KeptPhotos name=PHOTO_IDS photos=kept />
            <Only when=move || ready.get()>
                <CameraButton id=camera.clone() target=photos.target() under=Signal::stored(under.clone()) />
            </Only>
            <input
                id=id
                type="file"
                name="photos"
                accept="image/jpeg,image/png,image/webp"
                multiple
                aria-describedby=described
                on:change:target=move |ev| {
                    #[cfg(feature = "hydrate")]
                    photos.choose(ev.target());
                    #[cfg(not(feature = "hydrate"))]
                    let _ = ev;
                }
            />
            <ChosenList photos />
        </Field>
    }
}

/// Photos of the state before, beside those of the state afterwards in one form: from files.
#[component]
pub fn PhotosBefore(
    /// The form.
    form: FormState,
    /// The label.
    #[prop(into)]
    label: String,
    /// The field that a fault of these photos names.
    fault: &'static str,
) -> impl IntoView {
    let described = described_by(&form, fault, true);
    let id = form.id(fault);
    let kept = kept(&form, BEFORE_IDS);
    view! {
        <Field form name=fault label hint=Some(tr!(hazards.photos_hint).to_owned())>
            <KeptPhotos name=BEFORE_IDS photos=kept />
            <input
                id=id
                type="file"
                name="photos_before"
                accept="image/jpeg,image/png,image/webp"
                multiple
                aria-describedby=described
            />
        </Field>
    }
}

/// The photos that came with the form when it was refused.
fn kept(form: &FormState, ids: &str) -> Vec<FileId> {
    form.sent(ids).iter().filter_map(|id| id.parse().ok()).collect()
}

/// Photos that came with the form when it was refused: the server has them, and they go along with the next try unless
/// somebody takes one out.
#[component]
fn KeptPhotos(name: &'static str, photos: Vec<FileId>) -> impl IntoView {
    if photos.is_empty() {
        return ().into_any();
    }
    let hint = tr!(hazards.photos_kept, n = photos.len());
    let list = photos
        .into_iter()
        .enumerate()
        .map(|(i, id)| {
            let said = tr!(ui.photo_n, n = i + 1);
            view! {
                <li>
                    <label class="checkbox">
                        <input type="checkbox" name=name value=id.to_string() checked=true />
                        <span class="photo">
                            <img src=format!("/files/{id}/thumb") alt=said width="160" height="120" />
                        </span>
                    </label>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="hint">{hint}</p>
        <ul class="photos">{list}</ul>
    }
    .into_any()
}
