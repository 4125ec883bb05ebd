//! After saving: it is on this tablet; later: the server has it, with the numbers it gave.

use super::{
    bridge::{Saved, SavedPhoto},
    entry,
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    place::Place,
    sums::{Missing, missing},
};
use crate::{
    tr,
    ui::{Icon, Tone, icon, page::PageHead, time::minute_text},
};
use domain::programmes::register_views::RegisterKind;
use leptos::prelude::*;
use uuid::Uuid;

/// The same as a screen of its own, when somebody comes back to the form's address.
pub fn saved_screen(tablet: Tablet, id: Uuid, next: Place) -> AnyView {
    view! {
        <PageHead title=tr!(field.saved_title) />
        <SavedHere tablet id next />
    }
    .into_fresh()
}

/// What became of a saved record, as it becomes.
#[component]
pub fn SavedHere(
    /// The tablet.
    tablet: Tablet,
    /// The command.
    id: Uuid,
    /// Where the next one is begun.
    next: Place,
) -> impl IntoView {
    let saved =
        Memo::new(move |_| tablet.outbox.with(|outbox| outbox.iter().find(|saved| saved.id == id).cloned()));
    let there = Memo::new(move |_| saved.with(|saved| saved.as_ref().is_some_and(Saved::is_confirmed)));
    let next_text = match next {
        Place::Visit(_) => tr!(capture.next_visit),
        Place::Report(_) => tr!(capture.report_next),
        _ => tr!(ui.back),
    };
    view! {
        <section class="card saved" role="status">
            <div class="card-body stack">
                <p class="saved-line">
                    {icon(Icon::Check)}
                    <strong>{move || if there.get() { tr!(field.saved_there) } else { tr!(field.saved_here) }}</strong>
                </p>
                {move || match saved.get() {
                    Some(saved) => view! { <Become saved /> }.into_fresh(),
                    None => view! { <p>{tr!(field.will_be_sent)}</p> }.into_fresh(),
                }}
                <div class="actions">
                    <a class="button primary" href=next.href()>
                        {icon(Icon::Next)}
                        <span>{next_text}</span>
                    </a>
                    <a class="button" href=Place::Ledger.href()>
                        {icon(Icon::List)}
                        <span>{tr!(field.ledger)}</span>
                    </a>
                    <a class="button" href=Place::Home.href()>
                        {tr!(ui.to_home)}
                    </a>
                </div>
            </div>
        </section>
    }
}

/// What became of it so far.
#[component]
fn Become(saved: Saved) -> impl IntoView {
    let (tone, drawing, text) = standing_words(&saved);
    let (there, of) = counted(&saved.photos);
    let numbers = saved
        .hazards
        .iter()
        .map(|(_, number)| view! { <li class="badge tone-good">{icon(Icon::Hazard)} {number.clone()}</li> })
        .collect_view();
    view! {
        <p class=format!("message {}", tone.class())>
            {icon(drawing)}
            <span>{text}</span>
        </p>
        <p class="hint" hidden=of == 0>
            {tr!(field.photos_there, n = there, of = of)}
        </p>
        <ul class="saved-hazards">{numbers}</ul>
        {saved
            .received_at
            .map(|at| view! { <p class="hint">{tr!(field.received_at, time = minute_text(at))}</p> })}
    }
}

/// How many of the photos the server has, and how many there are.
pub fn counted(photos: &[SavedPhoto]) -> (usize, usize) {
    (photos.iter().filter(|photo| photo.stored).count(), photos.len())
}

/// How a saved record stands, in words.
pub fn standing_words(saved: &Saved) -> (Tone, Icon, String) {
    match missing(saved) {
        None => (Tone::Good, Icon::Check, tr!(field.stored).to_owned()),
        Some(Missing::Waiting) => (Tone::Info, Icon::Hourglass, tr!(field.will_be_sent).to_owned()),
        Some(Missing::Unanswered) => (Tone::Warn, Icon::Hourglass, tr!(field.unanswered).to_owned()),
        Some(Missing::Photos(n)) => (Tone::Info, Icon::Photo, tr!(field.photos_missing, n = n)),
        Some(Missing::PhotosRefused(n)) => (Tone::Bad, Icon::Alert, tr!(field.photos_refused, n = n)),
        Some(Missing::Conflict) => (Tone::Bad, Icon::People, tr!(field.conflict).to_owned()),
        Some(Missing::Refused) => (Tone::Bad, Icon::Ban, tr!(field.refused).to_owned()),
    }
}

/// The name of a kind of record.
pub fn kind_name(kind: &str) -> &'static str {
    match kind {
        "save_visit" => tr!(field.kind_visit),
        "register_hazard" => tr!(field.kind_report),
        "change_hazard" => tr!(field.kind_step),
        "add_site" => tr!(field.kind_site),
        "survey_stove" => tr!(field.kind_survey),
        "change_stove" => tr!(field.kind_stove),
        "plan_device" => tr!(field.kind_list),
        "change_device" => tr!(field.kind_device),
        "save_gas_unit" => tr!(field.kind_gas_unit),
        "save_lpg_user" => tr!(field.kind_lpg),
        "enter_penalty" => entry::noun(RegisterKind::Penalty),
        "enter_order" => entry::noun(RegisterKind::Order),
        "enter_fire" => entry::noun(RegisterKind::Fire),
        _ => tr!(field.kind_other),
    }
}

/// The drawing of a kind of record.
pub fn kind_drawing(kind: &str) -> Icon {
    match kind {
        "save_visit" => Icon::Visit,
        "register_hazard" => Icon::Camera,
        "change_hazard" => Icon::Wrench,
        "survey_stove" | "change_stove" => Icon::Stove,
        "plan_device" | "change_device" => Icon::Shield,
        "save_gas_unit" => Icon::Flame,
        "save_lpg_user" => Icon::Cylinder,
        "enter_penalty" => entry::drawing(RegisterKind::Penalty),
        "enter_order" => entry::drawing(RegisterKind::Order),
        "enter_fire" => entry::drawing(RegisterKind::Fire),
        _ => Icon::Site,
    }
}

/// A record of the ledger by its id.
pub fn use_saved(id: Uuid) -> Memo<Option<Saved>> {
    let tablet = use_tablet();
    Memo::new(move |_| tablet.outbox.with(|outbox| outbox.iter().find(|saved| saved.id == id).cloned()))
}
