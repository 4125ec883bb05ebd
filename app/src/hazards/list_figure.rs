//! Which figure's rows a list shows: every number on the page of rates opens the rows behind it.

use crate::{
    facts::use_me,
    listing::{List, area_name},
    tr,
    ui::{Icon, icon, time::day_text},
};
use domain::{figures::FigureSet, listing::HazardFilter};
use leptos::prelude::*;

/// The set in words.
pub fn figure_text(set: FigureSet) -> &'static str {
    match set {
        FigureSet::Found => tr!(lists.figure.found),
        FigureSet::Closed => tr!(lists.figure.closed),
        FigureSet::NotClosed => tr!(lists.figure.not_closed),
        FigureSet::Awaiting => tr!(lists.figure.awaiting),
        FigureSet::OnTheSpot => tr!(lists.figure.on_the_spot),
        FigureSet::TimelyBase => tr!(lists.figure.timely_base),
        FigureSet::Timely => tr!(lists.figure.timely),
        FigureSet::OnTimeBase => tr!(lists.figure.on_time_base),
        FigureSet::OnTime => tr!(lists.figure.on_time),
        FigureSet::Due => tr!(lists.figure.due),
        FigureSet::DueClosed => tr!(lists.figure.due_closed),
        FigureSet::OpenAtStart => tr!(lists.figure.open_at_start),
        FigureSet::FlowFound => tr!(lists.figure.flow_found),
        FigureSet::FlowReopened => tr!(lists.figure.flow_reopened),
        FigureSet::FlowClosed => tr!(lists.figure.flow_closed),
        FigureSet::FlowVoided => tr!(lists.figure.flow_voided),
        FigureSet::OpenAtEnd => tr!(lists.figure.open_at_end),
        FigureSet::OverdueAtEnd => tr!(lists.figure.overdue_at_end),
        FigureSet::Reviewed => tr!(lists.figure.reviewed),
        FigureSet::FirstPassed => tr!(lists.figure.first_passed),
        FigureSet::Repeated => tr!(lists.figure.repeated),
    }
}

/// Says whose rows these are, for which days and area; nothing above an ordinary list.
#[component]
pub(super) fn FigureBanner(
    /// The list.
    list: List<HazardFilter>,
) -> impl IntoView {
    let own = use_me().map(|me| me.area.name);
    move || {
        let filter = list.filter.get();
        let set = filter.figure?;
        let area = filter.common.area.as_ref().map(area_name).or_else(|| own.clone()).unwrap_or_default();
        let days = match filter.common.period() {
            Some(days) => tr!(lists.chip_days, from = day_text(days.from), to = day_text(days.to)),
            None => tr!(lists.all_time).to_owned(),
        };
        let without = list.href(|f| f.figure = None);
        Some(view! {
            <div class="banner tone-info figure-banner">
                {icon(Icon::Rates)}
                <p>
                    <strong>{figure_text(set)}</strong>
                    <span>{tr!(lists.figure_scope, area = area, days = days)}</span>
                </p>
                <a class="button" href=without data-noscroll>
                    {tr!(lists.figure_clear)}
                </a>
            </div>
        })
    }
}
