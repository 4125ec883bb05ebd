//! The forms of a visit and a report on the tablet: the same as on the pages that need a line, with another outside.
//! Several may be begun at once, each under an address of its own.

use super::{
    bridge,
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    outside::OnTablet,
    place::Place,
    saved::saved_screen,
    screens::use_go,
};
use crate::{hazards::report_form, ui::load::skeleton, visits::visit_form};
use domain::ids::{CampaignId, SiteId};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;
use std::str::FromStr;
use uuid::Uuid;

/// What there is under the id of a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Opening<T> {
    /// Not known yet.
    Looking,
    /// It was saved, as this command.
    Saved(Uuid),
    /// A draft.
    Kept(T),
    /// Nothing: a new one.
    New,
}

/// Looks what there is; `read` reads the text of a draft. Decided once: while the form is open, its draft is in the form.
pub fn open_draft<T: Clone + PartialEq + Send + Sync + 'static>(
    tablet: Tablet,
    id: Uuid,
    read: fn(String) -> Option<T>,
) -> RwSignal<Opening<T>> {
    let opening = RwSignal::new(Opening::Looking);
    if tablet.fresh.try_update_value(|fresh| fresh.take_if(|fresh| *fresh == id).is_some()) == Some(true) {
        opening.set(Opening::New);
        return opening;
    }
    spawn_local(async move {
        // the draft first: what was taken out of the outbox to be corrected may still be in memory as it was there
        let kept = bridge::read_draft(id).await.and_then(read);
        let saved = tablet.outbox.try_with_untracked(|outbox| {
            outbox.iter().find(|saved| saved.id == id || saved.draft == Some(id)).map(|saved| saved.id)
        });
        opening.try_set(match (kept, saved.flatten()) {
            (Some(kept), _) => Opening::Kept(kept),
            (None, Some(saved)) => Opening::Saved(saved),
            (None, None) => Opening::New,
        });
    });
    opening
}

/// A form is made once, whatever changes below it.
pub fn made_once<T: Clone + Send + Sync + 'static>(
    opening: RwSignal<Opening<T>>,
    screen: impl Fn(Opening<T>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let view = move || {
        let opening = opening.get();
        untrack(|| screen(opening))
    };
    view.into_fresh()
}

/// The record that the address names by this word.
fn asked<T: FromStr>(word: &str) -> Option<T> {
    use_location().query.with_untracked(|query| query.get(word).and_then(|id| id.parse().ok()))
}

/// A visit.
#[component]
pub fn VisitScreen(id: Uuid) -> impl IntoView {
    let tablet = use_tablet();
    let (site, campaign) = (asked::<SiteId>("site"), asked::<CampaignId>("campaign"));
    let go = use_go();
    let opening = open_draft::<String>(tablet, id, Some);
    let screen = move |opening: Opening<String>| {
        let kept = match opening {
            Opening::Looking => return skeleton(),
            Opening::Saved(id) => return saved_screen(tablet, id, Place::Visit(None)),
            Opening::Kept(kept) => Some(kept),
            Opening::New => None,
        };
        // a draft has its own site
        let asked = site.filter(|_| kept.is_none()).and_then(|site| tablet.visit_form(site));
        let asked = asked.unwrap_or_else(|| tablet.blank_form());
        let outside = OnTablet::form(tablet, "visit", id, kept, Place::Visit(None), go);
        visit_form(outside, tablet.material(), Some(asked), campaign)
    };
    made_once(opening, screen)
}

/// A report.
#[component]
pub fn ReportScreen(id: Uuid) -> impl IntoView {
    let tablet = use_tablet();
    let site = asked::<SiteId>("site");
    let go = use_go();
    let opening = open_draft::<String>(tablet, id, Some);
    let screen = move |opening: Opening<String>| {
        let kept = match opening {
            Opening::Looking => return skeleton(),
            Opening::Saved(id) => return saved_screen(tablet, id, Place::Report(None)),
            Opening::Kept(kept) => Some(kept),
            Opening::New => None,
        };
        let outside = OnTablet::form(tablet, "report", id, kept, Place::Report(None), go);
        let asked = site.and_then(|site| tablet.visit_form(site)).and_then(|form| form.site);
        report_form(outside, tablet.material(), asked)
    };
    made_once(opening, screen)
}
