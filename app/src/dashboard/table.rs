//! The figures of several groups, one a line; every number opens its rows.

use crate::{
    tr,
    ui::{
        ratio::{RateRows, RateText},
        table::{Cell, Table},
    },
};
use domain::{
    figures::{Balance, DashboardFigures, FigureSet, Quality, Ratio},
    listing::HazardFilter,
    period::Period,
};
use leptos::prelude::*;

/// Hazards that are counted together: what is the same of all of them, besides the days.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What it is called.
    pub name: String,
    /// What is the same.
    pub filter: HazardFilter,
    /// The days.
    pub period: Period,
    /// Its figures.
    pub figures: DashboardFigures,
    /// C.
    pub balance: Balance,
}

impl Group {
    /// The rows of one of its sets.
    pub fn href(&self, set: FigureSet) -> String {
        let mut filter = HazardFilter { figure: Some(set), ..self.filter.clone() };
        filter.common.from = Some(self.period.from);
        filter.common.to = Some(self.period.to);
        crate::query::href("/hazards", &filter)
    }

    /// What a rate opens whose numerator is that set.
    pub fn opens(&self, set: FigureSet) -> RateRows {
        RateRows::of(set, |set| self.href(set))
    }
}

/// Best rates first, groups too small for a ranking last.
pub fn rank(mut groups: Vec<Group>) -> Vec<Group> {
    groups.sort_by_key(|group| group.figures.rate_found.rank());
    groups
}

/// Median and 90th percentile of the days to close, as text.
pub fn days_text(quality: &Quality) -> String {
    match (quality.days_median(), quality.days_p90()) {
        (Some(median), Some(p90)) => format!("{median} / {p90}"),
        _ => tr!(ui.no_base).to_owned(),
    }
}

/// A table of groups.
#[component]
pub fn Groups(
    /// What the table shows.
    caption: &'static str,
    /// The heading of the first column.
    first: &'static str,
    /// Its rows.
    groups: Vec<Group>,
    /// Says which groups are too small for the ranking that the rows are in.
    #[prop(optional)]
    ranked: bool,
) -> impl IntoView {
    let columns = [
        first,
        tr!(rates.found),
        tr!(rates.a),
        tr!(rates.awaiting),
        tr!(rates.on_the_spot),
        tr!(rates.b),
        tr!(rates.timely),
        tr!(dashboard.first_review),
        tr!(dashboard.repeat),
        tr!(dashboard.days),
    ];
    let rows = groups
        .into_iter()
        .map(|group| {
            let f = &group.figures;
            let ratio = |i: usize, ratio: Ratio, set| cell(columns[i], ratio, group.opens(set));
            let small = ranked && !f.rate_found.is_ranked();
            let tag = small.then(|| view! { <span class="tag">{tr!(rates.small)}</span> });
            let days = view! {
                <a class="ratio" href=group.href(FigureSet::Closed)>
                    {days_text(&f.quality)}
                </a>
            };
            view! {
                <tr class:small=small>
                    <td class="card-title" data-label=first>
                        {group.name.clone()}
                        {tag}
                    </td>
                    {number(columns[1], f.rate_found.of, group.href(FigureSet::Found))}
                    {ratio(2, f.rate_found, FigureSet::Closed)}
                    {number(columns[3], f.awaiting, group.href(FigureSet::Awaiting))}
                    {ratio(4, f.on_the_spot, FigureSet::OnTheSpot)}
                    {ratio(5, f.rate_due, FigureSet::DueClosed)}
                    {ratio(6, f.timely, FigureSet::Timely)}
                    {ratio(7, f.quality.first_review, FigureSet::FirstPassed)}
                    {ratio(8, f.quality.repeat, FigureSet::Repeated)}
                    <Cell label=columns[9] number=true>
                        {days}
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption dense=true figures=true columns=columns.iter().map(ToString::to_string).collect()>
            {rows}
        </Table>
    }
}

fn cell(label: &'static str, ratio: Ratio, opens: RateRows) -> impl IntoView {
    view! {
        <Cell label number=true>
            <RateText ratio opens />
        </Cell>
    }
}

/// A number that opens its rows, when there are any.
pub(super) fn number(label: &'static str, n: i64, href: String) -> impl IntoView {
    let shown = if n == 0 {
        view! { <span class="zero">"0"</span> }.into_any()
    } else {
        view! { <a href=href>{n}</a> }.into_any()
    };
    view! {
        <Cell label number=true>
            {shown}
        </Cell>
    }
}
