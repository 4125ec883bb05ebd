//! Starting from a code: a site's sticker, a hazard's paper, a device's plate, or what stands on a licence.

use super::{
    known::{Tablet, use_tablet},
    place::Place,
    screens::use_go_to,
};
use crate::capture::scan::ScanButton;
use domain::{
    codes::Scanned,
    ids::{HazardId, SiteId},
};
use leptos::prelude::*;

/// Where a code leads. A hazard that is not on the tablet is looked for by its number; a device leads to where it hangs;
/// other words are looked for among the sites.
pub fn leads_to(
    code: &Scanned,
    by_number: impl Fn(&str) -> Option<HazardId>,
    by_serial: impl Fn(&str) -> Option<SiteId>,
) -> String {
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
        Scanned::Words(words) => {
            by_serial(words).map_or_else(|| search(Place::Sites, words), |site| Place::Site(site).href())
        }
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
        let by_serial = |text: &str| untrack(|| tablet.site_of_serial(text));
        go.run(leads_to(&code, |number| by_number(tablet, number), by_serial));
    });
    view! { <ScanButton on_code=follow /> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_code_leads_somewhere() {
        let id = Uuid::from_u128(7);
        let (nobody, nowhere) = (|_: &str| None, |_: &str| None);
        assert_eq!(leads_to(&Scanned::Site(SiteId(id)), nobody, nowhere), Place::Site(SiteId(id)).href());
        assert_eq!(
            leads_to(&Scanned::Hazard(HazardId(id)), nobody, nowhere),
            Place::Hazard(HazardId(id)).href()
        );
        assert_eq!(
            leads_to(&Scanned::Words("老王 面馆".into()), nobody, nowhere),
            "/field/sites?q=%E8%80%81%E7%8E%8B+%E9%9D%A2%E9%A6%86"
        );
        let hangs = |asked: &str| (asked == "SN:GA2301").then_some(SiteId(id));
        let plate = Scanned::Words("SN:GA2301".into());
        assert_eq!(leads_to(&plate, nobody, hangs), Place::Site(SiteId(id)).href());
        assert_eq!(leads_to(&plate, nobody, nowhere), "/field/sites?q=SN%3AGA2301");
        let number: domain::hazards::HazardNumber = "310105008-2026-000007".parse().expect("number");
        let text = number.to_string();
        let known = |asked: &str| (asked == text).then_some(HazardId(id));
        let code = Scanned::HazardNumber(number);
        assert_eq!(leads_to(&code, known, nowhere), Place::Hazard(HazardId(id)).href());
        assert_eq!(leads_to(&code, nobody, nowhere), format!("/field/hazards?q={text}"));
    }
}
