//! The tables of a summary on the screen: those of the workbook, as cards on a phone, every number with its rows.

use super::links::Links;
use crate::{
    tr,
    ui::table::{Cell as TableCell, Table, linked},
};
use domain::{
    money::Fen,
    summary::{
        Figure, FigureRef, Lang, SafetySummary, Subject, Value,
        tables::{Cell, SummaryTable, TableKey},
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
                    let href = cell_href(summary, links, key, (row, column), &cell);
                    let label = head.get(column).cloned().unwrap_or_default();
                    cell_view(&cell, label, column == name_column(key), href, lang)
                })
                .collect();
            view! { <tr>{cells}</tr> }.into_any()
        })
        .collect();
    let more = (more > 0).then(|| view! { <p class="hint">{tr!(summaries.more_rows, n = more)}</p> });
    let caption = title.clone();
    view! {
        <h3 class="summary-caption">{title}</h3>
        <Table caption columns=head>
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

fn cell_view(cell: &Cell, label: String, names: bool, href: Option<String>, lang: Lang) -> AnyView {
    let number = matches!(cell, Cell::Figure(..) | Cell::Value(_));
    let inner = linked(cell.show(lang), href);
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

fn cell_href(
    summary: &SafetySummary,
    links: &Links,
    key: TableKey,
    (row, column): (usize, usize),
    cell: &Cell,
) -> Option<String> {
    match cell {
        Cell::Figure(figure, value) => return links.figure(*figure).filter(|_| has_rows(*value)),
        Cell::Value(value) if !has_rows(*value) => return None,
        _ => {}
    }
    let figure = |columns: &[Option<Figure>]| columns.get(column).copied().flatten();
    let named = column == name_column(key);
    let hazard = |list: &[domain::summary::HazardLine]| {
        list.get(row).filter(|_| named).map(|line| format!("/hazards/{}", line.id))
    };
    match key {
        TableKey::Areas => links.of_area(figure(&OF_AREAS)?, &summary.areas.get(row)?.area.code),
        TableKey::Months => links.of_month(figure(&OF_MONTHS)?, summary.months.get(row)?.month),
        TableKey::Categories => {
            let subject = Subject::Category(summary.categories.get(row)?.category);
            // no figure of the summary, so its rows were not frozen under that name
            links.live(FigureRef::of(figure(&OF_CATEGORIES)?, subject))
        }
        TableKey::Major => hazard(&summary.major.rows),
        TableKey::Overdue => hazard(&summary.overdue.rows),
        TableKey::Repeated => hazard(&summary.repeated.rows),
        TableKey::Campaigns => {
            summary.campaigns.get(row).filter(|_| named).map(|line| format!("/campaigns/{}", line.id))
        }
        TableKey::Fires => summary.fires.get(row).filter(|_| named).map(|line| format!("/fires/{}", line.id)),
        TableKey::Targets => {
            let id = summary.targets.get(row).filter(|_| named)?.target.id;
            links.figure(FigureRef::of(Figure::TargetProgress, Subject::Target(id)))
        }
        _ => None,
    }
}

/// A plain nothing opens nothing.
pub(super) fn has_rows(value: Value) -> bool {
    value.has_base() && !matches!(value, Value::Count(0) | Value::Money(Fen(0)))
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
    }
}
