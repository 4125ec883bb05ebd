//! The photos of a stove, a device or a user of gas, by what they show.

use crate::{
    tr,
    ui::{
        card::Card,
        photo::{Photo, PhotoGallery, PhotosAwaited},
        time::minute_text,
    },
};
use domain::photos::{AwaitedPhoto, PhotoKind, PhotoView};
use leptos::prelude::*;

fn title(kind: PhotoKind) -> &'static str {
    match kind {
        PhotoKind::Before => tr!(gear.photos_before),
        PhotoKind::After => tr!(gear.photos_after),
        PhotoKind::Visit => tr!(gear.photos_visit),
    }
}

/// The card.
#[component]
pub fn PhotosCard(
    /// The photos.
    photos: Vec<PhotoView>,
    /// Those that have not arrived.
    awaited: Vec<AwaitedPhoto>,
) -> impl IntoView {
    let none = photos.is_empty().then(|| view! { <p class="nothing">{tr!(ui.no_photos)}</p> });
    let groups = PhotoKind::ALL
        .iter()
        .filter_map(|kind| {
            let title = title(*kind);
            let shown: Vec<Photo> = photos
                .iter()
                .filter(|photo| photo.kind == *kind)
                .map(|p| {
                    let at = minute_text(p.taken_at.unwrap_or(p.created_at));
                    Photo::of(p, format!("{title} · {at}"))
                })
                .collect();
            (!shown.is_empty()).then(|| {
                view! {
                    <section class="photo-side">
                        <h3>{title}</h3>
                        <PhotoGallery photos=shown />
                    </section>
                }
            })
        })
        .collect_view();
    view! {
        <Card title=tr!(hazards.photos)>
            {none}
            <div class="before-after">{groups}</div>
            <PhotosAwaited awaited />
        </Card>
    }
}
