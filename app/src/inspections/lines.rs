//! Visits as a short list, on other records' pages.

use crate::{labels::Label, tr, ui::time::At};
use domain::inspections::InspectionSummary;
use leptos::prelude::*;

/// The visits, each a link.
#[component]
pub fn VisitLines(
    /// The visits.
    visits: Vec<InspectionSummary>,
) -> impl IntoView {
    let lines = visits.into_iter().map(line).collect_view();
    view! { <ul class="hazard-cards">{lines}</ul> }
}

fn line(v: InspectionSummary) -> impl IntoView {
    let found = (v.hazard_count > 0).then(|| tr!(visit.found_n, n = v.hazard_count));
    view! {
        <li>
            <a class="hazard-card" href=format!("/inspections/{}", v.id)>
                <span class="hazard-card-text">{v.site_name}</span>
                <span class="muted">{v.address}</span>
                <span class="hazard-marks">
                    <span class="tag">{v.kind.label()}</span>
                    <span class="tag">{v.outcome.label()}</span>
                    {found.map(|found| view! { <span class="tag">{found}</span> })}
                    <span class="muted">{v.inspector}</span>
                    <At time=v.started_at />
                </span>
            </a>
        </li>
    }
}
