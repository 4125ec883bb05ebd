//! Whether a finding is known already: open hazards that are like it, in two steps and never in the way.

use crate::{
    tr,
    ui::{
        Icon,
        badge::{CategoryTag, SeverityBadge, StatusBadge},
        icon,
        time::Due,
    },
};
use domain::{hazards::HazardSummary, ids::HazardId};
use leptos::prelude::*;

/// Says how many open hazards the finding may repeat; opened, it shows them, each with a way to let this one go. Whoever does not
/// look records as before.
#[component]
pub fn MayRepeat(
    /// What it may repeat.
    found: Memo<Vec<HazardSummary>>,
    /// The page of a hazard, and whether it is opened beside the form.
    page_of: Callback<HazardId, (String, bool)>,
    /// It is one of them.
    on_same: Callback<()>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let rows = move || {
        let hazards = if open.get() { found.get() } else { Vec::new() };
        let row = |hazard: HazardSummary| {
            let (href, beside) = page_of.run(hazard.id);
            view! {
                <OpenHazard hazard href beside />
                <li class="same-hazard">
                    <button type="button" class="button" on:click=move |_| on_same.run(())>
                        {tr!(capture.same_hazard)}
                    </button>
                </li>
            }
        };
        hazards.into_iter().map(row).collect_view()
    };
    view! {
        <div class="alike" hidden=move || found.with(Vec::is_empty)>
            <button
                type="button"
                class="button quiet more"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(Icon::Down)}
                <span>{move || tr!(capture.alike_n, n = found.with(Vec::len))}</span>
            </button>
            <ul class="open-hazards">{rows}</ul>
        </div>
    }
}

/// An open hazard, beside the form.
#[component]
pub fn OpenHazard(hazard: HazardSummary, href: String, beside: bool) -> impl IntoView {
    view! {
        <li>
            // beside the form, which stays as it is, where it would be lost otherwise
            <a href=href target=beside.then_some("_blank") rel=beside.then_some("noopener external")>
                {hazard.number}
            </a>
            <StatusBadge status=hazard.status />
            <CategoryTag category=hazard.category />
            <SeverityBadge severity=hazard.severity />
            <Due day=hazard.effective_due open=true />
            <p>{hazard.description}</p>
        </li>
    }
}
