//! Whether a finding is known already: open hazards of the site that are like it, in two steps and never in the way.

use super::{
    site_step::OpenHazard,
    state::{Facts, Visit},
};
use crate::{
    tr,
    ui::{Icon, icon},
};
use domain::{
    hazards::{HazardSummary, alike::alike},
    ids::HazardId,
};
use leptos::prelude::*;

/// Says how many open hazards of the site the finding may repeat; opened, it shows them, each with a way to let this one go.
/// Whoever does not look records as before.
#[component]
pub fn Alike(visit: Visit, id: HazardId) -> impl IntoView {
    let about = visit.read_finding(id, |f| (f.category, format!("{} {}", f.description, f.location)));
    let found: Memo<Vec<HazardSummary>> = Memo::new(move |_| {
        let (Some(category), text) = about.get() else { return Vec::new() };
        visit.facts.with(|facts| match facts {
            Facts::Known(facts) => alike(&facts.open_hazards, category, &text).into_iter().cloned().collect(),
            Facts::Asked | Facts::Unknown => Vec::new(),
        })
    });
    let open = RwSignal::new(false);
    let rows = move || {
        let hazards = if open.get() { found.get() } else { Vec::new() };
        let row = |hazard: HazardSummary| {
            let (href, beside) = visit.outside().hazard_page(hazard.id);
            view! {
                <OpenHazard hazard href beside />
                <li class="same-hazard">
                    <button
                        type="button"
                        class="button"
                        on:click=move |_| visit.edit("hazards", |draft| draft.findings.remove(id))
                    >
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
