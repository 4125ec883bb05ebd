//! Saved: the numbers given, and the next visit.

use super::state::Visit;
use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::inspections::SavedVisit;
use leptos::prelude::*;

/// The page after saving.
#[component]
pub fn SavedPage(visit: Visit, saved: SavedVisit) -> impl IntoView {
    let site =
        visit.draft.with_untracked(|d| d.site.as_ref().map(|s| s.name().to_owned())).unwrap_or_default();
    let count = saved.hazards.len();
    let hazards = saved
        .hazards
        .into_iter()
        .map(|(id, number)| {
            view! {
                <li>
                    <a class="button" href=format!("/hazards/{id}")>
                        {icon(Icon::Hazard)}
                        <span>{number}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let text =
        if count == 0 { tr!(capture.saved_none).to_owned() } else { tr!(capture.saved_hazards, n = count) };
    view! {
        <section class="card saved" role="status">
            <div class="card-body stack">
                <p class="saved-line">{icon(Icon::Check)} <strong>{tr!(capture.saved, site = site)}</strong></p>
                <p>{text}</p>
                <ul class="saved-hazards">{hazards}</ul>
                <div class="actions">
                    <button type="button" class="button primary" on:click=move |_| visit.reset()>
                        {icon(Icon::Add)}
                        <span>{tr!(capture.next_visit)}</span>
                    </button>
                    <a class="button" href=format!("/inspections/{}", saved.id)>
                        {tr!(capture.open_visit)}
                    </a>
                    <a class="button" href="/">
                        {tr!(ui.to_home)}
                    </a>
                </div>
            </div>
        </section>
    }
}
