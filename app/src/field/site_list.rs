//! Sites on the tablet: found while somebody types, by nearness, by what is due there.

use super::{
    attempts::{failed_text, last_visit},
    found_list::FoundList,
    fresh::IntoFresh,
    known::{Tablet, use_tablet},
    near::Near,
    place::Place,
    search::Hits,
    shown::Shown,
};
use crate::{
    labels::Label,
    tr,
    ui::{Icon, Tone, badge::Badge},
};
use domain::{
    geo::{Point, Wgs84},
    ids::SiteId,
    order,
    sync::{FieldSite, LastVisit},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Which sites are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    WithHazards,
    NotChecked,
    Again,
    ToVisit,
}

/// The word in an address for the sites where a task or campaign wants somebody to go.
const TO_VISIT: &str = "to_visit";

/// The address of their list.
pub fn to_visit_at() -> String {
    format!("{}?show={TO_VISIT}", Place::Sites.href())
}

/// The word in an address for the sites where somebody must go again.
const AGAIN: &str = "again";

/// The address of the list of the sites where somebody must go again.
pub fn again_at() -> String {
    format!("{}?show={AGAIN}", Place::Sites.href())
}

/// The screen.
#[component]
pub fn SiteList() -> impl IntoView {
    let tablet = use_tablet();
    let query = use_location().query;
    let typed = RwSignal::new(query.with_untracked(|query| query.get("q")).unwrap_or_default());
    let show = query.with_untracked(|query| query.get("show")).unwrap_or_default();
    let which = RwSignal::new(match show.as_str() {
        AGAIN => Which::Again,
        TO_VISIT => Which::ToVisit,
        _ => Which::All,
    });
    let near = Near::new(tablet);
    let open = Memo::new(move |_| open_hazards(tablet));
    let wanted = Memo::new(move |_| order::set(tablet.to_visit()));
    let hits = Memo::new(move |_| {
        let walks = which.get() == Which::ToVisit && near.point().is_none();
        if walks && typed.with(|typed| typed.trim().is_empty()) {
            return walked(tablet, wanted.with(BTreeSet::len));
        }
        let open = open.get();
        wanted.with(|wanted| find(tablet, &typed.get(), which.get(), near, (&open, wanted)))
    });
    let sets = vec![
        (Which::All, tr!(ui.all)),
        (Which::WithHazards, tr!(field.with_hazards)),
        (Which::NotChecked, tr!(field.not_checked)),
        (Which::Again, tr!(field.repeats)),
        (Which::ToVisit, tr!(field.to_visit)),
    ];
    let line = move |shown| site_line(shown, open);
    view! {
        <FoundList
            title=tr!(nav.sites)
            id="site-search"
            label=tr!(capture.search_site_hint)
            typed
            near
            sets
            chosen=which
            hits
            line
        />
    }
}

/// A site of the list.
#[derive(Clone, Debug, PartialEq)]
struct Site {
    site: Arc<FieldSite>,
    /// Its last visit, with those that are saved here laid over it.
    last: Option<LastVisit>,
    /// Its number in the day's walk.
    stop: Option<u32>,
}

/// The sites to visit in the order of the walk; `of` so many in all.
fn walked(tablet: Tablet, of: usize) -> Hits<Site> {
    let order = tablet.walk();
    let sites = tablet.sites.with(|sites| sites.in_order(order.iter().map(|site| site.0)));
    let rows = tablet.visits.with(|here| {
        let numbered = sites.into_iter().zip(1..);
        let row =
            |(site, n): (Arc<FieldSite>, u32)| Site { last: last_visit(&site, here), site, stop: Some(n) };
        numbered.map(|it| (row(it), None)).collect()
    });
    Hits { rows, total: of }
}

/// How many open hazards each site has.
fn open_hazards(tablet: Tablet) -> Arc<HashMap<SiteId, usize>> {
    let mut open = HashMap::new();
    tablet.hazards.with(|hazards| {
        for site in hazards.iter().filter_map(|hazard| hazard.site) {
            *open.entry(site).or_default() += 1;
        }
    });
    Arc::new(open)
}

fn find(
    tablet: Tablet,
    typed: &str,
    which: Which,
    near: Near,
    (open, wanted): (&Arc<HashMap<SiteId, usize>>, &BTreeSet<SiteId>),
) -> Hits<Site> {
    tablet.visits.with(|here| {
        let fits = |site: &FieldSite| match which {
            Which::All => true,
            Which::WithHazards => open.contains_key(&site.id),
            Which::NotChecked => site.checks.1 == 0,
            Which::ToVisit => wanted.contains(&site.id),
            Which::Again => last_visit(site, here).is_some_and(|last| last.outcome.calls_again()),
        };
        let hits = named(tablet, typed, near.point(), fits);
        hits.map(|site| Site { last: last_visit(&site, here), site, stop: None })
    })
}

/// The sites that fit what was typed. A serial number that no site is called by leads to where that device hangs.
pub fn named(
    tablet: Tablet,
    typed: &str,
    near: Option<Point<Wgs84>>,
    fits: impl Fn(&FieldSite) -> bool,
) -> Hits<Arc<FieldSite>> {
    tablet.sites.with(|sites| {
        let hits = sites.find(typed, near, &fits);
        if hits.total > 0 {
            return hits;
        }
        let at = tablet.site_of_serial(typed).map(|site| site.0);
        let mut rows = sites.in_order(at);
        rows.retain(|site| fits(site.as_ref()));
        Hits { total: rows.len(), rows: rows.into_iter().map(|site| (site, None)).collect() }
    })
}

/// One site as a line that leads to its page.
fn site_line(shown: Shown<Site>, open: Memo<Arc<HashMap<SiteId, usize>>>) -> AnyView {
    let open = move |found: &Site| open.with_untracked(|open| open.get(&found.site.id).copied());
    let failed =
        |found: &Site| found.last.as_ref().filter(|last| last.outcome.calls_again()).map(failed_text);
    let stop = |n| view! { <Badge tone=Tone::Info shape=Icon::Pin text=tr!(field.stop_n, n = n) /> };
    let unchecked = |found: &Site| (found.site.checks.1 == 0).then_some(());
    let inside = view! {
        <span class="field-line-text">
            {shown.title(|found| found.site.name.clone())}
            {shown.text("muted", |found| format!("{} · {}", found.site.address, found.site.area.name))}
            <span class="hazard-marks">
                {shown.draw(|found| found.stop, move |n| n.map(stop))}
                {shown.text("tag", |found| found.site.kind.label().to_owned())}
                {shown.mark(Tone::Warn, open, |n| tr!(field.open_n, n = n))}
                {shown.mark(Tone::Neutral, unchecked, |()| tr!(field.not_checked).to_owned())}
                {shown.mark(Tone::Warn, failed, |text| text)}
            </span>
        </span>
        {shown.far()}
    };
    shown.line(|found| Place::Site(found.site.id), inside).into_fresh()
}
