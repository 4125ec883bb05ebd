//! Starting from a code: a site's sticker, a hazard's paper, or what stands on a licence.

use super::{
    known::{Tablet, use_tablet},
    place::Place,
    screens::use_go_to,
};
use crate::capture::scan::ScanButton;
use domain::{codes::Scanned, ids::HazardId};
use leptos::prelude::*;

/// Where a code leads. A hazard that is not on the tablet is looked for by its number; words are looked for among the
/// sites.
pub fn leads_to(code: &Scanned, by_number: impl Fn(&str) -> Option<HazardId>) -> String {
    let search = |place: Place, words: &str| {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", words).finish();
        format!("{}?{query}", place.href())
    };
    match code {
        Scanned::Site(id) => Place::Site(*id).href(),
        Scanned::Hazard(id) => Place::Hazard(*id).href(),
        Scanned::HazardNumber(number) => {
            let number = number.to_string();
            by_number(&number).map_or_else(|| search(Place::Hazards, &number), |id| Place::Hazard(id).href())
        }
        Scanned::Words(words) => search(Place::Sites, words),
    }
}

fn by_number(tablet: Tablet, number: &str) -> Option<HazardId> {
    tablet.hazards.with_untracked(|hazards| {
        hazards.iter().find(|hazard| hazard.summary.number == number).map(|hazard| hazard.summary.id)
    })
}

/// The button.
#[component]
pub fn ScanForField() -> impl IntoView {
    let tablet = use_tablet();
    let go = use_go_to();
    let follow = Callback::new(move |code: Scanned| {
        go.run(leads_to(&code, |number| by_number(tablet, number)));
    });
    view! { <ScanButton on_code=follow /> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::SiteId;
    use uuid::Uuid;

    #[test]
    fn every_code_leads_somewhere() {
        let id = Uuid::from_u128(7);
        let nobody = |_: &str| None;
        assert_eq!(leads_to(&Scanned::Site(SiteId(id)), nobody), Place::Site(SiteId(id)).href());
        assert_eq!(leads_to(&Scanned::Hazard(HazardId(id)), nobody), Place::Hazard(HazardId(id)).href());
        assert_eq!(
            leads_to(&Scanned::Words("老王 面馆".into()), nobody),
            "/field/sites?q=%E8%80%81%E7%8E%8B+%E9%9D%A2%E9%A6%86"
        );
        let number: domain::hazards::HazardNumber = "310105008-2026-000007".parse().expect("number");
        let text = number.to_string();
        let known = |asked: &str| (asked == text).then_some(HazardId(id));
        assert_eq!(
            leads_to(&Scanned::HazardNumber(number.clone()), known),
            Place::Hazard(HazardId(id)).href()
        );
        assert_eq!(leads_to(&Scanned::HazardNumber(number), nobody), format!("/field/hazards?q={text}"));
    }
}
