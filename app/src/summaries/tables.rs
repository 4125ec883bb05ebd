//! The tables of a summary on the screen: those of the workbook, every number with its rows.

use super::links::Links;
use crate::{
    tr,
    ui::table::{Cell as TableCell, Table, linked},
};
use domain::{
    programmes::figures::DeviceSet,
    summary::{
        Figure, FigureRef, Lang, SafetySummary, Subject, Value,
        record::RowField,
        tables::{Cell, SummaryTable, TableKey},
        views::OnlyRows,
    },
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
                    let opens = cell_opens(summary, links, key, (row, column), &cell);
                    let label = head.get(column).cloned().unwrap_or_default();
                    cell_view(&cell, label, column == name_column(key), opens, lang)
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

/// The column that names the row.
const fn name_column(key: TableKey) -> usize {
    if matches!(key, TableKey::Areas) { 1 } else { 0 }
}

fn cell_view(cell: &Cell, label: String, names: bool, opens: Opens, lang: Lang) -> AnyView {
    // what is missing stands under its numbers; no column of words has a gap
    let number = matches!(cell, Cell::Figure(..) | Cell::Value(_) | Cell::None);
    let inner = match cell {
        Cell::Figure(_, value) | Cell::Value(value) => value_view(*value, opens, lang),
        _ => linked(cell.show(lang), opens.rows),
    };
    if names {
        return view! {
            <td class="card-title" data-label=label>
                {inner}
            </td>
        }
        .into_any();
    }
    view! {
        <TableCell label=label number=number>
            {inner}
        </TableCell>
    }
    .into_any()
}

/// The figures in the columns of [`TableKey::Areas`].
const OF_AREAS: [Option<Figure>; 13] = [
    None,
    None,
    Some(Figure::Inspections),
    Some(Figure::Found),
    Some(Figure::RateFound),
    Some(Figure::RateDue),
    Some(Figure::OpenAtStart),
    Some(Figure::FlowFound),
    Some(Figure::FlowReopened),
    Some(Figure::FlowClosed),
    Some(Figure::FlowVoided),
    Some(Figure::OpenAtEnd),
    Some(Figure::Overdue),
];

/// Those of [`TableKey::Months`].
const OF_MONTHS: [Option<Figure>; 7] = [
    None,
    Some(Figure::Inspections),
    Some(Figure::Found),
    Some(Figure::RateFound),
    Some(Figure::RateDue),
    Some(Figure::FlowClosed),
    Some(Figure::OpenAtEnd),
];

/// Those of [`TableKey::Categories`] that are no figures of the summary.
const OF_CATEGORIES: [Option<Figure>; 7] = [
    None,
    None,
    None,
    Some(Figure::RateDue),
    Some(Figure::Timely),
    Some(Figure::RepeatRate),
    Some(Figure::Overdue),
];

/// Those of [`TableKey::Penalties`].
const OF_PENALTIES: [Option<Figure>; 3] = [None, Some(Figure::Penalties), Some(Figure::Fines)];

/// Those of [`TableKey::Orders`]; what is still open is a part of them.
const OF_ORDERS: [Option<Figure>; 4] =
    [None, Some(Figure::Orders), Some(Figure::OrdersOnTime), Some(Figure::Orders)];

/// The column of orders that nobody replied to.
const OPEN_ORDERS: usize = 3;

/// The sets in the columns of [`TableKey::Devices`].
const OF_DEVICES: [Option<DeviceSet>; 5] = [
    None,
    Some(DeviceSet::Planned),
    Some(DeviceSet::Awaiting),
    Some(DeviceSet::InService),
    Some(DeviceSet::Faulty),
];

/// The first column of [`TableKey::Expiry`] that is about the year to come.
const COMING: usize = 3;

/// The column of [`TableKey::Targets`] that says how much was reached.
const REACHED: usize = 3;

/// What a cell opens.
fn cell_opens(
    summary: &SafetySummary,
    links: &Links,
    key: TableKey,
    (row, column): (usize, usize),
    cell: &Cell,
) -> Opens {
    let at = (row, column);
    match cell {
        Cell::Figure(figure, value) => Opens::of(*value, *figure, |figure| links.figure(figure)),
        Cell::Value(value) => match own_figure(key, column) {
            Some(figure) => {
                Opens::of(*value, FigureRef::now(figure), |figure| part_href(summary, links, key, at, figure))
            }
            None => {
                Opens { rows: other_href(summary, links, key, at).filter(|_| has_rows(*value)), base: None }
            }
        },
        _ => Opens { rows: other_href(summary, links, key, at), base: None },
    }
}

/// The figure of a column in which it is told by the row what it is of.
fn own_figure(key: TableKey, column: usize) -> Option<Figure> {
    let columns: &[Option<Figure>] = match key {
        TableKey::Areas => &OF_AREAS,
        TableKey::Months => &OF_MONTHS,
        TableKey::Categories => &OF_CATEGORIES,
        TableKey::Penalties => &OF_PENALTIES,
        TableKey::Orders => &OF_ORDERS,
        _ => &[],
    };
    columns.get(column).copied().flatten()
}

/// The rows behind a figure of one of the rows of a table.
fn part_href(
    summary: &SafetySummary,
    links: &Links,
    key: TableKey,
    (row, column): (usize, usize),
    figure: FigureRef,
) -> Option<String> {
    match key {
        TableKey::Areas => links.of_area(figure, &summary.areas.get(row)?.area.code),
        TableKey::Months => links.of_month(figure, summary.months.get(row)?.month),
        TableKey::Categories => links.of_category(figure, summary.categories.get(row)?.category),
        TableKey::Penalties => {
            let category = summary.penalties.get(row)?.category;
            let only = OnlyRows(vec![(RowField::Category, category.to_string())]);
            links.of_rows(figure, only, &[("category", category.as_str())])
        }
        TableKey::Orders => {
            let kind = summary.orders.get(row)?.kind;
            let (mut only, mut live) =
                (vec![(RowField::Kind, kind.to_string())], vec![("kind", kind.as_str())]);
            if column == OPEN_ORDERS {
                only.push((RowField::DoneAt, String::new()));
                live.push(("standing", "overdue,open"));
            }
            links.of_rows(figure, OnlyRows(only), &live)
        }
        _ => None,
    }
}

/// Where a cell leads that is no figure of the summary or of one of its parts.
fn other_href(
    summary: &SafetySummary,
    links: &Links,
    key: TableKey,
    (row, column): (usize, usize),
) -> Option<String> {
    let named = column == name_column(key);
    let hazard = |list: &[domain::summary::HazardLine]| {
        list.get(row).filter(|_| named).map(|line| format!("/hazards/{}", line.id))
    };
    match key {
        TableKey::Devices => {
            let set = *OF_DEVICES.get(column)?;
            Some(links.devices(summary.devices.get(row)?.kind, set?))
        }
        TableKey::Expiry => {
            let gear = summary.expiry.get(row)?.gear;
            // how many, and what they cost
            if column < COMING { links.expired(gear) } else { Some(links.expiring(gear)) }
        }
        TableKey::Major => hazard(&summary.major.rows),
        TableKey::Overdue => hazard(&summary.overdue.rows),
        TableKey::Repeated => hazard(&summary.repeated.rows),
        TableKey::Campaigns => {
            summary.campaigns.get(row).filter(|_| named).map(|line| format!("/campaigns/{}", line.id))
        }
        TableKey::Fires => summary.fires.get(row).filter(|_| named).map(|line| format!("/fires/{}", line.id)),
        TableKey::Targets => {
            let target = &summary.targets.get(row)?.target;
            match column {
                _ if named => links.figure(FigureRef::of(Figure::TargetProgress, Subject::Target(target.id))),
                REACHED => links.reached(target.measured_by),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What a value opens: its rows, and what a rate is of.
#[derive(Default)]
pub(super) struct Opens {
    rows: Option<String>,
    base: Option<String>,
}

impl Opens {
    /// Of a figure, whose rows are at `href`.
    pub(super) fn of(value: Value, figure: FigureRef, href: impl Fn(FigureRef) -> Option<String>) -> Self {
        let of_some = matches!(value, Value::Ratio(ratio) if ratio.of > 0);
        Self {
            rows: href(figure).filter(|_| has_rows(value)),
            base: figure.base().filter(|_| of_some).and_then(href),
        }
    }
}

/// A value as tables show it: the rate opens what is in its numerator, the number below it what it is of.
pub(super) fn value_view(value: Value, opens: Opens, lang: Lang) -> AnyView {
    let Opens { rows, base } = opens;
    match (value, base) {
        (Value::Ratio(ratio), Some(base)) => view! {
            {linked(value.show(lang), rows)}
            " "
            <span class="summary-base">"(" {ratio.n} "/" {linked(ratio.of.to_string(), Some(base))} ")"</span>
        }
        .into_any(),
        _ => linked(value.show_with_base(lang), rows),
    }
}

/// A plain nothing opens nothing, nor does a rate of which nothing is in the numerator.
pub(super) const fn has_rows(value: Value) -> bool {
    value.has_base() && !value.is_zero()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Utc};
    use domain::{
        area::AreaRef,
        summary::{SummaryFacts, tables::one},
    };

    #[test]
    fn columns_are_those_of_the_tables() {
        let area = AreaRef { code: "310105005".parse().expect("an area"), name: "仙霞新村街道".into() };
        let facts =
            SummaryFacts::empty("2023-06".parse().expect("a period"), area, DateTime::<Utc>::UNIX_EPOCH);
        let summary = SafetySummary::from_facts(facts);
        let width = |key| one(&summary, key, Lang::Zh).head.len();
        assert_eq!(width(TableKey::Areas), OF_AREAS.len());
        assert_eq!(width(TableKey::Months), OF_MONTHS.len());
        assert_eq!(width(TableKey::Categories), OF_CATEGORIES.len());
        assert_eq!(width(TableKey::Penalties), OF_PENALTIES.len());
        assert_eq!(width(TableKey::Orders), OF_ORDERS.len());
        assert_eq!(width(TableKey::Devices), OF_DEVICES.len());
    }
}
