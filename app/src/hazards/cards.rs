//! Hazards as a short list of cards, on other records' pages.

use crate::{
    tr,
    ui::{
        badge::{CategoryTag, SeverityBadge, StatusBadge},
        time::Due,
    },
};
use domain::hazards::{HazardSummary, Severity};
use leptos::prelude::*;

/// The cards, each a link to its hazard.
#[component]
pub fn HazardCards(
    /// The hazards.
    hazards: Vec<HazardSummary>,
) -> impl IntoView {
    let cards = hazards.into_iter().map(card).collect_view();
    view! { <ul class="hazard-cards">{cards}</ul> }
}

fn card(h: HazardSummary) -> impl IntoView {
    let open = h.status.is_open();
    let place = [h.site_name, h.address].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        <li>
            <a class="hazard-card" href=format!("/hazards/{}", h.id)>
                <span class="hazard-card-text">{h.description}</span>
                <span class="muted">{place}</span>
                <span class="hazard-marks">
                    <StatusBadge status=h.status />
                    {(h.severity == Severity::Major).then(|| view! { <SeverityBadge severity=Severity::Major /> })}
                    <CategoryTag category=h.category />
                    <span class="hazard-card-due">
                        <span class="muted">{tr!(hazards.effective_due)}</span>
                        <Due day=h.effective_due open />
                    </span>
                </span>
            </a>
        </li>
    }
}
