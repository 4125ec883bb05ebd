//! The trends of a dashboard and of a summary: the same three charts.

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
