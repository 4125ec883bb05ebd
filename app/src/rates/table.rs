//! The tables of the page of rates.

use super::page::rows_of;
use crate::{
    tr,
    ui::{
        ratio::{RateRows, RateText},
        table::{Cell, Table},
    },
};
use domain::{
    area::AreaRef,
    figures::{FigureSet, Figures, Rates},
    period::Period,
};
use leptos::prelude::*;

/// One row: its name, the area and period its numbers open, its figures.
pub struct FigureRow {
    name: String,
    area: AreaRef,
    period: Period,
    figures: Figures,
    small: bool,
}

/// Rows for a table. With `ranked` the best rates come first and small groups last, unranked.
pub fn figure_rows(rows: Vec<(String, AreaRef, Period, Figures)>, ranked: bool) -> Vec<FigureRow> {
    let row = |(name, area, period, figures): (String, AreaRef, Period, Figures)| FigureRow {
        name,
        area,
        period,
        figures,
        small: ranked && !figures.rate_found.is_ranked(),
    };
    let mut rows: Vec<FigureRow> = rows.into_iter().map(row).collect();
    if ranked {
        rows.sort_by_key(|r| (r.figures.rate_found.rank(), r.area.code.clone()));
    }
    rows
}

/// A table of figures.
#[component]
pub fn FigureColumns(
    /// What the table shows.
    caption: &'static str,
    /// The heading of the first column.
    first: &'static str,
    /// Its rows.
    rows: Vec<FigureRow>,
) -> impl IntoView {
    let columns = [
        first,
        tr!(rates.found),
        tr!(rates.a),
        tr!(rates.on_the_spot),
        tr!(rates.b),
        tr!(rates.timely),
        tr!(rates.open_at_start),
        tr!(rates.reopened),
        tr!(rates.closed),
        tr!(rates.voided),
        tr!(rates.open_at_end),
    ];
    let body = rows.into_iter().map(|row| figure_row(first, row)).collect_view();
    view! {
        <Table caption dense=true figures=true columns=columns.iter().map(ToString::to_string).collect()>
            {body}
        </Table>
    }
}

fn figure_row(first: &'static str, row: FigureRow) -> impl IntoView {
    let (f, b) = (row.figures, row.figures.balance);
    let (area, period) = (row.area, row.period);
    let link = move |set| rows_of(set, &area, period);
    let target = link.clone();
    let number = move |label: &'static str, n: i64, set| {
        let href = target(set);
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
    };
    let ratio = move |label: &'static str, ratio, set| {
        let opens = RateRows::of(set, &link);
        view! {
            <Cell label number=true>
                <RateText ratio opens />
            </Cell>
        }
    };
    let small = row.small.then(|| view! { <span class="tag">{tr!(rates.small)}</span> });
    view! {
        <tr class:small=row.small>
            <td class="card-title" data-label=first>
                {row.name} {small}
            </td>
            {number(tr!(rates.found), f.rate_found.of, FigureSet::Found)}
            {ratio(tr!(rates.a), f.rate_found, FigureSet::Closed)}
            {ratio(tr!(rates.on_the_spot), f.on_the_spot, FigureSet::OnTheSpot)}
            {ratio(tr!(rates.b), f.rate_due, FigureSet::DueClosed)}
            {ratio(tr!(rates.timely), f.timely, FigureSet::Timely)}
            {number(tr!(rates.open_at_start), b.open_at_start, FigureSet::OpenAtStart)}
            {number(tr!(rates.reopened), b.reopened, FigureSet::FlowReopened)}
            {number(tr!(rates.closed), b.closed, FigureSet::FlowClosed)}
            {number(tr!(rates.voided), b.voided, FigureSet::FlowVoided)}
            {number(tr!(rates.open_at_end), b.open_at_end, FigureSet::OpenAtEnd)}
        </tr>
    }
}

/// Figure A by month and area.
#[component]
pub fn Matrix(
    /// The figures.
    rates: Rates,
) -> impl IntoView {
    let months: Vec<_> = rates.months.iter().map(|m| m.month).collect();
    let heads = months
        .iter()
        .map(|m| view! { <th scope="col">{tr!(rates.month_short, m = m.month())}</th> })
        .collect_view();
    let body = rates
        .areas
        .into_iter()
        .map(|row| {
            let cells = row
                .months
                .iter()
                .zip(&months)
                .map(|(a, month)| {
                    let cell = if a.of == 0 {
                        view! { <span class="zero">{tr!(ui.no_base)}</span> }.into_any()
                    } else {
                        let link = |set| rows_of(set, &row.area, month.period());
                        let full = a.n == a.of;
                        view! {
                            <span class="matrix-rate" class:full=full>
                                <a href=link(FigureSet::Closed)>{a.n}</a>
                                "/"
                                <a href=link(FigureSet::Found)>{a.of}</a>
                            </span>
                        }
                        .into_any()
                    };
                    view! { <td>{cell}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{row.area.name}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        // a wide table that scrolls sideways can be reached with the keyboard
        <div class="matrix-box" tabindex="0" role="region" aria-label=tr!(rates.matrix)>
            <table class="matrix">
                <thead>
                    <tr>
                        <th scope="col">{tr!(rates.area)}</th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
