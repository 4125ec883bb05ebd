//! Whether a finding of a visit is known already: open hazards of the site that are like it.

use super::state::{Facts, Visit};
use crate::capture::alike::MayRepeat;
use domain::{
    hazards::{HazardSummary, alike::alike},
    ids::HazardId,
};
use leptos::prelude::*;

/// Offers the open hazards of the site that the finding may repeat.
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
    view! {
        <MayRepeat
            found
            page_of=Callback::new(move |other: HazardId| visit.outside().hazard_page(other))
            on_same=Callback::new(move |()| visit.edit("hazards", |draft| draft.findings.remove(id, true)))
        />
    }
}
