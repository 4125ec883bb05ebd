//! The page for a screen on the wall: few large numbers and the trends, which bring themselves up to date.

use super::{
    PATH,
    page::{asked_dashboard, open_now, whole},
    trends,
};
use crate::{
    rates::Scope,
    tr,
    ui::{Tone, card::StatTile, load::Load, page::PageHead, ratio::RateTile},
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
    let (open, open_rows) = open_now(&dashboard, false);
    let (overdue, overdue_rows) = open_now(&dashboard, true);
    view! {
        <Scope rates=dashboard.rates.clone() />
        <div class="tiles wall-tiles">
            <RateTile label=tr!(rates.a) ratio=f.rate_found opens=group.opens(FigureSet::Closed) tone=Tone::Good />
            <RateTile label=tr!(rates.b) ratio=f.rate_due opens=group.opens(FigureSet::DueClosed) />
            <RateTile label=tr!(rates.timely) ratio=f.timely opens=group.opens(FigureSet::Timely) />
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
