//! Whether a report tells of what is known already: open hazards of its site, or without one of the same kind close by.

use super::new_state::Report;
use crate::capture::alike::MayRepeat;
use domain::{
    geo::{Point, Wgs84},
    hazards::{Category, HazardSummary, alike::alike},
    ids::{HazardId, SiteId},
};
use leptos::{prelude::*, task::spawn_local};

/// Where and of what kind open hazards are asked for.
type Asked = (Option<SiteId>, Option<Point<Wgs84>>, Option<Category>);

/// Offers what the report may repeat. Without an answer nothing is offered, and the report goes on.
#[component]
pub(super) fn Known(report: Report) -> impl IntoView {
    let asked: Memo<Asked> = report.read(|draft| {
        let site = draft.site.as_ref().map(|site| site.id);
        let at = draft.position.map(|position| position.point).filter(|_| site.is_none());
        (site, at, draft.finding.category)
    });
    let open: RwSignal<Vec<HazardSummary>> = RwSignal::new(Vec::new());
    Effect::new(move || {
        let now = asked.get();
        let outside = report.outside();
        spawn_local(async move {
            let rows = match now {
                (Some(site), _, Some(_)) => outside.site(site).await.map(|form| form.open_hazards),
                (None, Some(at), Some(category)) => outside.hazards_near(at, category).await,
                _ => Ok(Vec::new()),
            };
            // what was asked for before somebody moved on is not shown
            if asked.try_get_untracked() == Some(now) {
                let _ = open.try_set(rows.unwrap_or_default());
            }
        });
    });
    let text = report.read(|draft| draft.finding.description.clone());
    let found: Memo<Vec<HazardSummary>> = Memo::new(move |_| {
        let (_, _, Some(category)) = asked.get() else { return Vec::new() };
        let text = text.get();
        open.with(|open| alike(open, category, &text).into_iter().cloned().collect())
    });
    view! {
        <MayRepeat
            found
            page_of=Callback::new(move |other: HazardId| report.outside().hazard_page(other))
            on_same=Callback::new(move |()| report.reset())
        />
    }
}
