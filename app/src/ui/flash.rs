//! The banner that says what the last form did.

use super::{Icon, Tone, icon};
use crate::{
    error::AppError,
    facts::with_facts,
    fault_text::{error_text, fault_text},
    flash::{Flash, Notice},
    sign_in, tr,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// What a notice says.
fn notice_text(notice: Notice) -> &'static str {
    match notice {
        Notice::SignedOut => tr!(ui.notice_signed_out),
        Notice::Saved => tr!(ui.notice_saved),
        Notice::Previewed => tr!(ui.notice_previewed),
        Notice::VisitRecorded => tr!(ui.notice_visit_recorded),
        Notice::HazardRegistered => tr!(ui.notice_hazard_registered),
        Notice::HazardMoved => tr!(ui.notice_hazard_moved),
        Notice::SiteSaved => tr!(ui.notice_site_saved),
        Notice::ImportRead => tr!(ui.notice_import_read),
        Notice::ImportDone => tr!(ui.notice_import_done),
        Notice::OutlinesReplaced => tr!(ui.notice_outlines_replaced),
        Notice::GoesOn => tr!(ui.notice_goes_on),
        Notice::ImportDiscarded => tr!(ui.notice_import_discarded),
        Notice::BulkDone => tr!(ui.notice_bulk_done),
        Notice::WorkPutBack => tr!(ui.notice_work_put_back),
    }
}

/// Shows the flash of this page load until the person goes on or closes it. A refused form shows its own
/// faults; the banner repeats the sentence, since the form may be further down.
#[component]
pub fn FlashBanner() -> impl IntoView {
    // the sign-in page is its form: the sentence once is enough there
    let flash = with_facts(|facts| facts.flash.clone())
        .filter(|flash| flash.fault.is_none() || flash.form != sign_in::FORM);
    let shown = RwSignal::new(flash);
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            shown.set(None);
        }
        now
    });
    move || shown.get().map(|flash| banner(flash, shown))
}

fn banner(flash: Flash, shown: RwSignal<Option<Flash>>) -> impl IntoView {
    let (tone, role, text) = match (&flash.fault, flash.notice) {
        (Some(fault), _) => (Tone::Bad, "alert", fault_text(fault)),
        (None, Some(notice)) => (Tone::Good, "status", notice_text(notice).to_owned()),
        (None, None) => return None,
    };
    let drawing = if tone == Tone::Bad { Icon::Alert } else { Icon::Check };
    Some(view! {
        <div class=format!("banner {}", tone.class()) role=role>
            {icon(drawing)}
            <p>{text}</p>
            <button
                type="button"
                class="button quiet icon-only"
                aria-label=tr!(ui.close)
                on:click=move |_| shown.set(None)
            >
                {icon(Icon::Close)}
            </button>
        </div>
    })
}

/// A message inside a page, for work done by scripts (a photo that cannot be read, no position).
#[component]
pub fn Message(
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// The text.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    move || {
        text.get().map(|text| {
            view! {
                <p class=format!("message {}", tone.class()) role="status">
                    {icon(if tone == Tone::Good { Icon::Check } else { Icon::Alert })}
                    <span>{text}</span>
                </p>
            }
        })
    }
}

/// The sentence of an error inside a page.
#[component]
pub fn ErrorMessage(
    /// The error.
    error: AppError,
) -> impl IntoView {
    view! {
        <p class="message tone-bad" role="alert">
            {icon(Icon::Alert)}
            <span>{error_text(&error)}</span>
        </p>
    }
}
