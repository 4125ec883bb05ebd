//! The tables of a summary on the screen: those of the workbook, every number with its rows.

use super::links::Links;
use crate::{
    tr,
    ui::table::{Table, linked, whole},
};
use domain::summary::{
    Lang, SafetySummary, Value,
    opens::{CellOpens, name_column, opens},
    tables::{Cell, SummaryTable},
};
use leptos::prelude::*;

/// A table.
pub(super) fn table_view(summary: &SafetySummary, table: SummaryTable, links: &Links, lang: Lang) -> AnyView {
    let SummaryTable { key, title, head, rows, more, .. } = table;
    let body: Vec<AnyView> = rows
        .into_iter()
        .enumerate()
        .map(|(row, cells)| {
            let cells: Vec<AnyView> = cells
                .into_iter()
                .enumerate()
                .map(|(column, cell)| {
                    let opens = opens(summary, key, (row, column), &cell);
                    let label = head.get(column).cloned().unwrap_or_default();
                    cell_view(&cell, label, column == name_column(key), (&opens, links), lang)
                })
                .collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    let more = (more > 0).then(|| view! { <p class="hint">{tr!(summaries.more_rows, n = more)}</p> });
    let caption = title.clone();
    view! {
        <h3 class="summary-caption">{title}</h3>
        <Table caption dense=true columns=head>
            {body}
        </Table>
        {more}
    }
    .into_any()
}

fn cell_view(
    cell: &Cell,
    label: String,
    names: bool,
    (opens, links): (&CellOpens, &Links),
    lang: Lang,
) -> AnyView {
    let inner = match cell {
        Cell::Figure(_, value) | Cell::Value(value) => value_view(*value, opens, links, lang),
        _ => linked(cell.show(lang), opens.rows.as_ref().and_then(|opens| links.to(opens))),
    };
    let class = if names { Some("card-title") } else { class(cell) };
    view! {
        <td class=class data-label=label>
            {inner}
        </td>
    }
    .into_any()
}

/// How a cell is set.
fn class(cell: &Cell) -> Option<&'static str> {
    match cell {
        // what is missing stands under its numbers; no column of words has a gap
        Cell::Figure(..) | Cell::Value(_) | Cell::None => Some("number"),
        Cell::Day(_) | Cell::Instant(_) | Cell::Month(_) => Some("day"),
        Cell::Text(words) => whole(words),
    }
}

/// A value as tables show it: the rate opens what is in its numerator, the number below it what it is of.
pub(super) fn value_view(value: Value, opens: &CellOpens, links: &Links, lang: Lang) -> AnyView {
    let [rows, base] =
        [&opens.rows, &opens.base].map(|opens| opens.as_ref().and_then(|opens| links.to(opens)));
    match (value, base) {
        (Value::Ratio(ratio), Some(base)) => view! {
            {linked(value.show(lang), rows)}
            " "
            <span class="summary-base">"(" {ratio.n} "/" {linked(format!("{})", ratio.of), Some(base))}</span>
        }
        .into_any(),
        _ => linked(value.show_with_base(lang), rows),
    }
}
