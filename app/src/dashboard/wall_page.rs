//! The page for a screen on the wall: few large numbers and the trends, which bring themselves up to date.

use super::{
    PATH,
    page::{asked_dashboard, two_lines, whole},
    trends,
};
use crate::{
    rates::Scope,
    tr,
    ui::{Tone, card::StatTile, load::Load, page::PageHead},
};
use domain::{
    calendar::local_date,
    figures::{Dashboard, FigureSet},
    listing::HazardFilter,
};
use leptos::prelude::*;
use std::time::Duration;

/// How long a number stands.
const MINUTE: Duration = Duration::from_mins(1);

/// The same without scripts. Browsers that run scripts do not read it: a page that loads itself again would take what
/// somebody types on the next page.
const RELOAD: &str = "<meta http-equiv=\"refresh\" content=\"60\">";

/// The page.
#[component]
pub fn WallPage() -> impl IntoView {
    let data = asked_dashboard();
    Effect::new(move || {
        if let Ok(interval) = set_interval_with_handle(move || data.refetch(), MINUTE) {
            on_cleanup(move || interval.clear());
        }
    });
    view! {
        <noscript inner_html=RELOAD></noscript>
        <div class="wall">
            <PageHead title=tr!(dashboard.wall_title)>
                <a class="button" href=PATH>
                    {tr!(dashboard.title)}
                </a>
            </PageHead>
            <Load data view=|dashboard| shown(dashboard).into_any() />
        </div>
    }
}

fn shown(dashboard: Dashboard) -> impl IntoView {
    let group = whole(&dashboard);
    let f = &group.figures;
    let today = local_date(dashboard.rates.as_of);
    let (a, closed) = two_lines(f.rate_found);
    let (b, due) = two_lines(f.rate_due);
    let (timely, timely_of) = two_lines(f.timely);
    let open: u64 = dashboard.ages.iter().map(|age| age.open.n).sum();
    let overdue: u64 = dashboard.ages.iter().map(|age| age.overdue.n).sum();
    let more = |overdue: bool| {
        let more = dashboard.ages.iter().any(|age| if overdue { age.overdue.more } else { age.open.more });
        if more { "+" } else { "" }
    };
    // everything that is open today: the ages together
    let all = |overdue: bool| {
        let filter = domain::figures::Age::filter(0, None, today, overdue);
        let mut all = HazardFilter { common: group.filter.common.clone(), ..filter.clone() };
        all.common.to = filter.common.to;
        crate::query::href("/hazards", &all)
    };
    view! {
        <Scope rates=dashboard.rates.clone() />
        <div class="tiles wall-tiles">
            <StatTile label=tr!(rates.a) value=a note=closed href=group.href(FigureSet::Closed) tone=Tone::Good />
            <StatTile label=tr!(rates.b) value=b note=due href=group.href(FigureSet::DueClosed) />
            <StatTile label=tr!(rates.timely) value=timely note=timely_of href=group.href(FigureSet::Timely) />
            <StatTile
                label=tr!(dashboard.open)
                value=format!("{open}{}", more(false))
                href=all(false)
                tone=Tone::Warn
            />
            <StatTile
                label=tr!(dashboard.overdue)
                value=format!("{overdue}{}", more(true))
                href=all(true)
                tone=Tone::Bad
            />
            <StatTile
                label=tr!(rates.awaiting)
                value=f.awaiting.to_string()
                href=group.href(FigureSet::Awaiting)
            />
        </div>
        {trends(dashboard.charts.clone())}
    }
}
