//! Sites on the tablet: found while somebody types, by nearness, by what is due there.

use super::{
    found_list::FoundList,
    known::{Tablet, use_tablet},
    near::Near,
    place::Place,
    search::Hits,
};
use crate::{
    capture::site_picker::distance_text,
    labels::Label,
    tr,
    ui::{Icon, Tone, badge::Badge, icon},
};
use domain::{ids::SiteId, sync::FieldSite};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::{collections::HashMap, sync::Arc};

/// Which sites are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    WithHazards,
    NotChecked,
}

/// The screen.
#[component]
pub fn SiteList() -> impl IntoView {
    let tablet = use_tablet();
    let query = use_query_map();
    let typed = RwSignal::new(query.with_untracked(|query| query.get("q")).unwrap_or_default());
    let which = RwSignal::new(Which::All);
    let near = Near::new(tablet);
    let open = Memo::new(move |_| open_hazards(tablet));
    let hits = Memo::new(move |_| find(tablet, &typed.get(), which.get(), near, &open.get()));
    let sets = vec![
        (Which::All, tr!(ui.all)),
        (Which::WithHazards, tr!(field.with_hazards)),
        (Which::NotChecked, tr!(field.not_checked)),
    ];
    let line = move |site: FieldSite, metres| {
        let n = open.with_untracked(|open| open.get(&site.id).copied().unwrap_or_default());
        site_line(site, metres, n).into_any()
    };
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
            key=|site: &FieldSite| (site.id.0, 0)
            line
        />
    }
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
    open: &HashMap<SiteId, usize>,
) -> Hits<FieldSite> {
    let fits = |site: &FieldSite| match which {
        Which::All => true,
        Which::WithHazards => open.contains_key(&site.id),
        Which::NotChecked => site.checks.1 == 0,
    };
    tablet.sites.with(|sites| sites.find(typed, near.point(), fits, |site| site.key))
}

/// One site as a line that leads to its page.
fn site_line(site: FieldSite, metres: Option<f64>, open: usize) -> impl IntoView {
    view! {
        <li>
            <a class="field-line" href=Place::Site(site.id).href()>
                <span class="field-line-text">
                    <strong>{site.name}</strong>
                    <span class="muted">{site.address} " · " {site.area.name}</span>
                    <span class="hazard-marks">
                        <span class="tag">{site.kind.label()}</span>
                        {(open > 0)
                            .then(|| view! { <Badge tone=Tone::Warn shape=Icon::Hazard text=tr!(field.open_n, n = open) /> })}
                        {(site.checks.1 == 0)
                            .then(|| view! { <Badge shape=Icon::Clock text=tr!(field.not_checked) /> })}
                    </span>
                </span>
                {metres.map(|metres| view! { <span class="field-line-far">{distance_text(metres)}</span> })}
                {icon(Icon::Next)}
            </a>
        </li>
    }
}
