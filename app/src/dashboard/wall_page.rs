//! The page for a screen on the wall: few large numbers and the trends, which bring themselves up to date.

use super::{
    PATH,
    page::{asked_dashboard, open_now, two_lines, whole},
    trends,
};
use crate::{
    rates::Scope,
    tr,
    ui::{Tone, card::StatTile, load::Load, page::PageHead},
};
use domain::figures::{Dashboard, FigureSet};
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
    let (a, closed) = two_lines(f.rate_found);
    let (b, due) = two_lines(f.rate_due);
    let (timely, timely_of) = two_lines(f.timely);
    let (open, open_rows) = open_now(&dashboard, false);
    let (overdue, overdue_rows) = open_now(&dashboard, true);
    view! {
        <Scope rates=dashboard.rates.clone() />
        <div class="tiles wall-tiles">
            <StatTile label=tr!(rates.a) value=a note=closed href=group.href(FigureSet::Closed) tone=Tone::Good />
            <StatTile label=tr!(rates.b) value=b note=due href=group.href(FigureSet::DueClosed) />
            <StatTile label=tr!(rates.timely) value=timely note=timely_of href=group.href(FigureSet::Timely) />
            <StatTile label=tr!(dashboard.open) value=open href=open_rows tone=Tone::Warn />
            <StatTile label=tr!(dashboard.overdue) value=overdue href=overdue_rows tone=Tone::Bad />
            <StatTile
                label=tr!(rates.awaiting)
                value=f.awaiting.to_string()
                href=group.href(FigureSet::Awaiting)
            />
        </div>
        {trends(dashboard.charts.clone())}
    }
}
