//! The trends of a dashboard and of a summary: the same three charts; and how old what is open is, as bars.

use super::chart::Chart;
use crate::{tr, ui::card::Card};
use domain::figures::Charts;
use leptos::prelude::*;

/// The charts; none for a period without whole months.
pub(crate) fn trends(charts: Charts) -> AnyView {
    if charts.rates.is_empty() {
        return ().into_any();
    }
    view! {
        <Card title=tr!(dashboard.trends)>
            <div class="charts">
                <Chart
                    title=tr!(dashboard.chart_rates)
                    svg=charts.rates
                    lines=vec![tr!(rates.a), tr!(rates.b), tr!(rates.timely)]
                />
                <Chart
                    title=tr!(dashboard.chart_flows)
                    svg=charts.flows
                    lines=vec![tr!(rates.found), tr!(rates.closed)]
                />
                <Chart title=tr!(dashboard.chart_stock) svg=charts.stock lines=vec![tr!(rates.open_at_end)] />
            </div>
        </Card>
    }
    .into_any()
}

/// How old what is open is; nothing without a drawing. How to read it stands above, since its bars have no key.
pub(crate) fn bars(svg: String) -> AnyView {
    if svg.is_empty() {
        return ().into_any();
    }
    let told = tr!(dashboard.ages_key);
    view! {
        <Card title=tr!(dashboard.ages)>
            <div class="charts">
                <figure class="chart">
                    <figcaption>{told}</figcaption>
                    <div class="chart-drawing" role="img" aria-label=told inner_html=svg></div>
                </figure>
            </div>
        </Card>
    }
    .into_any()
}
