//! Starting from a code on the wall.

use super::{
    known::{Tablet, use_tablet},
    place::Place,
    screens::use_go_to,
};
use crate::capture::scan;
use domain::codes::Scanned;
use leptos::prelude::*;

/// Where a code leads: to a site or hazard of this tablet, else to the sites that fit it.
pub fn leads_to(tablet: Tablet, code: &Scanned) -> String {
    match code {
        Scanned::Site(id) if tablet.sites.with_untracked(|sites| sites.get(id.0).is_some()) => {
            format!("{}?site={id}", Place::Visit(None).href())
        }
        Scanned::Site(id) => Place::Site(*id).href(),
        Scanned::Hazard(id) => Place::Hazard(*id).href(),
        Scanned::HazardNumber(number) => {
            let number = number.to_string();
            let known = tablet.hazards.with_untracked(|hazards| {
                hazards.iter().find(|hazard| hazard.summary.number == number).map(|hazard| hazard.summary.id)
            });
            known.map_or_else(|| search(&number), |id| Place::Hazard(id).href())
        }
        Scanned::Words(words) => search(words),
    }
}

fn search(words: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
    format!("{}?{query}", Place::Sites.href())
}

/// Reads a code, or lets somebody type it, and goes where it leads.
#[component]
pub fn ScanButton() -> impl IntoView {
    let tablet = use_tablet();
    let go = use_go_to();
    view! { <scan::ScanButton on_code=Callback::new(move |code: Scanned| go.run(leads_to(tablet, &code))) /> }
}
