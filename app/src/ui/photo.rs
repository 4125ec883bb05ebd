//! Photos: small ones in a row, each a link to the full one; with the program loaded they open over the page.

use super::{
    Icon,
    dialog::{CloseDialog, show},
    icon,
    layer::{Fit, drawing},
    time::minute_text,
};
use crate::tr;
use domain::{
    ids::FileId,
    photos::{AwaitedPhoto, Layer, PhotoView, shapes::Frame},
};
use leptos::{ev::KeyboardEvent, html, prelude::*};

/// One photo of a gallery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    /// The stored file.
    pub id: FileId,
    /// What it shows, for those who cannot see it and under the full picture.
    pub caption: String,
    /// What is drawn over it.
    pub layer: Layer,
    /// Width and height in pixels, as far as they are known.
    pub size: (u32, u32),
}

impl Photo {
    /// A photo with what is drawn over it.
    pub fn of(view: &PhotoView, caption: String) -> Self {
        Self { id: view.id, caption, layer: view.layer.clone(), size: (view.width, view.height) }
    }

    fn drawing(&self, fit: Fit) -> Option<impl IntoView + use<>> {
        drawing(&self.layer, Frame::of(self.size.0, self.size.1), fit)
    }

    fn thumb(&self) -> String {
        format!("/files/{}/thumb", self.id)
    }

    fn full(&self) -> String {
        format!("/files/{}", self.id)
    }
}

/// A row of photos.
#[component]
pub fn PhotoGallery(
    /// The photos.
    photos: Vec<Photo>,
) -> impl IntoView {
    if photos.is_empty() {
        return view! { <p class="nothing">{tr!(ui.no_photos)}</p> }.into_any();
    }
    let node = NodeRef::<html::Dialog>::new();
    let (at, set_at) = signal(0_usize);
    // no full picture is fetched before somebody opens one
    let (opened, set_opened) = signal(false);
    let last = photos.len() - 1;
    let thumbs = photos
        .iter()
        .enumerate()
        .map(|(i, photo)| {
            view! {
                <li>
                    <a
                        class="photo"
                        href=photo.full()
                        // not a page of this program: without this the router would look for one
                        rel="external"
                        on:click=move |ev| {
                            ev.prevent_default();
                            set_at.set(i);
                            set_opened.set(true);
                            show(node);
                        }
                    >
                        <img src=photo.thumb() alt=photo.caption.clone() loading="lazy" width="160" height="120" />
                        {photo.drawing(Fit::Cut)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let step = move |forward: bool| {
        set_at.update(|at| {
            *at = if forward { (*at + 1).min(last) } else { at.saturating_sub(1) };
        });
    };
    let keys = move |ev: KeyboardEvent| match ev.key().as_str() {
        "ArrowRight" => step(true),
        "ArrowLeft" => step(false),
        _ => {}
    };
    let is_marked = photos.iter().any(|photo| !photo.layer.is_empty());
    // the picture as it was taken is one button away
    let bare = RwSignal::new(false);
    let full = StoredValue::new(photos);
    let marks = move || {
        (opened.get() && !bare.get()).then(|| full.with_value(|photos| photos[at.get()].drawing(Fit::Whole)))
    };
    view! {
        <ul class="photos">{thumbs}</ul>
        <dialog class="dialog photo-dialog" node_ref=node on:keydown=keys aria-label=tr!(ui.photo_full)>
            <header class="dialog-head">
                <h2>{move || full.with_value(|p| p[at.get()].caption.clone())}</h2>
                <CloseDialog />
            </header>
            <div class="photo-full">
                <img
                    src=move || opened.get().then(|| full.with_value(|p| p[at.get()].full()))
                    alt=move || full.with_value(|p| p[at.get()].caption.clone())
                />
                {marks}
            </div>
            {is_marked
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button quiet photo-bare"
                            aria-pressed=move || bare.get().to_string()
                            on:click=move |_| bare.update(|bare| *bare = !*bare)
                        >
                            {icon(Icon::Eye)}
                            <span>{tr!(camera.without_marks)}</span>
                        </button>
                    }
                })}
            <div class="photo-steps" hidden=last == 0>
                <button type="button" class="button" on:click=move |_| step(false) disabled=move || at.get() == 0>
                    {icon(Icon::Previous)}
                    <span>{tr!(ui.photo_previous)}</span>
                </button>
                <span>{move || format!("{} / {}", at.get() + 1, last + 1)}</span>
                <button type="button" class="button" on:click=move |_| step(true) disabled=move || at.get() == last>
                    <span>{tr!(ui.photo_next)}</span>
                    {icon(Icon::Next)}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}

/// The photos of an event among those of its record; nothing when it brought none.
pub fn photos_of(ids: &[FileId], known: &[PhotoView], caption: &str) -> Option<AnyView> {
    let photo = |id: &FileId| match known.iter().find(|photo| photo.id == *id) {
        Some(view) => Photo::of(view, caption.to_owned()),
        None => Photo { id: *id, caption: caption.to_owned(), layer: Layer::default(), size: (0, 0) },
    };
    let photos: Vec<Photo> = ids.iter().map(photo).collect();
    (!photos.is_empty()).then(|| view! { <PhotoGallery photos /> }.into_any())
}

/// How many photos of a record are still on somebody's tablet; nothing when all have arrived.
#[component]
pub fn PhotosAwaited(
    /// Those that have not arrived.
    awaited: Vec<AwaitedPhoto>,
) -> impl IntoView {
    let since = awaited.iter().map(|photo| photo.since).min();
    since.map(|since| {
        let text = tr!(ui.photos_awaited, n = awaited.len(), at = minute_text(since));
        view! { <p class="awaited" role="note">{icon(Icon::Clock)} " " {text}</p> }
    })
}
