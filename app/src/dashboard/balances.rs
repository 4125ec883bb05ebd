//! The balance of several groups, one a line; every number opens its rows.

use super::table::{Group, number};
use crate::{tr, ui::table::Table};
use domain::figures::FigureSet;
use leptos::prelude::*;

/// A table of balances: open at the start, what moved, open at the end.
#[component]
pub fn Balances(
    /// What the table shows.
    caption: &'static str,
    /// The heading of the first column.
    first: &'static str,
    /// Its rows.
    groups: Vec<Group>,
) -> impl IntoView {
    let columns = [
        first,
        tr!(rates.open_at_start),
        tr!(rates.found),
        tr!(rates.reopened),
        tr!(rates.closed),
        tr!(rates.voided),
        tr!(rates.open_at_end),
    ];
    let rows = groups
        .into_iter()
        .map(|group| {
            let b = group.balance;
            let term = |i: usize, n: i64, set| number(columns[i], n, group.href(set));
            view! {
                <tr class="stock">
                    <td class="card-title" data-label=first>
                        {group.name.clone()}
                    </td>
                    {term(1, b.open_at_start, FigureSet::OpenAtStart)}
                    {term(2, b.found, FigureSet::FlowFound)}
                    {term(3, b.reopened, FigureSet::FlowReopened)}
                    {term(4, b.closed, FigureSet::FlowClosed)}
                    {term(5, b.voided, FigureSet::FlowVoided)}
                    {term(6, b.open_at_end, FigureSet::OpenAtEnd)}
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
