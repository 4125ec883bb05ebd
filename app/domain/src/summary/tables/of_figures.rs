//! The tables of figures with what they are compared with.

use super::{Cell, SummaryTable, TableKey, table};
use crate::summary::{
    Column, Figure, FigureRef, Lang, Line, SafetySummary,
    names::{Named, change_words, unit},
};

/// The figures of [`TableKey::Supervision`], in its order.
const SUPERVISION: &[Figure] =
    &[Figure::MajorFound, Figure::MajorClosed, Figure::MajorRate, Figure::MajorOpen, Figure::Supervised];

/// What the second form has more, and behind which figure: with these every figure of an area stands in a table.
const ADDED: [(Figure, &[Figure]); 4] = [
    (Figure::FirstReview, &[Figure::Repeated]),
    (Figure::GasHazardsClosed, &[Figure::GasHazardsRate]),
    (Figure::LpgClearedUsers, &[Figure::LpgCleared]),
    (Figure::ChargerEstates, &[Figure::ThreeKindsFound, Figure::ThreeKindsClosed]),
];

/// The figures that are the rows of a table in a [form](crate::summary::FORM) of summaries, in its order; none of a table of other
/// rows.
pub fn figure_rows(key: TableKey, form: u32) -> Vec<Figure> {
    let first = match key {
        TableKey::General => Figure::GENERAL,
        TableKey::Balance => Figure::BALANCE,
        TableKey::Programmes => Figure::PROGRAMMES,
        TableKey::Supervision => SUPERVISION,
        _ => &[],
    };
    let mut figures = Vec::with_capacity(first.len());
    for figure in first {
        figures.push(*figure);
        let added = ADDED.iter().filter(|(behind, _)| form >= 2 && behind == figure);
        figures.extend(added.flat_map(|(_, added)| *added));
    }
    figures
}

/// The table.
pub(super) fn table_of(
    summary: &SafetySummary,
    key: TableKey,
    figures: &[Figure],
    lang: Lang,
) -> SummaryTable {
    let row = |figure: &Figure| Some(row(summary, summary.line(FigureRef::now(*figure))?, lang));
    let head = [
        ("指标", "Figure", 5),
        ("单位", "Unit", 2),
        ("本期", "This period", 3),
        ("上期", "Previous period", 3),
        ("环比", "Against it", 4),
        ("上年同期", "Same period last year", 3),
        ("同比", "Against it", 4),
        ("本年累计", "Year to date", 3),
    ];
    table(key, lang, &head, figures.iter().filter_map(row).collect(), 0)
}

fn row(summary: &SafetySummary, line: &Line, lang: Lang) -> Vec<Cell> {
    let name = line.reference();
    let value = |column| line.value(column).map_or(Cell::None, |value| Cell::Figure(name.at(column), value));
    let words =
        |change, column| Cell::Text(change_words(change, name.at(column), summary.period.span(), lang));
    let unit = unit(line.figure).map_or("%", |(zh, _, many)| match lang {
        Lang::Zh => zh,
        Lang::En => many,
    });
    vec![
        Cell::text(line.figure.name(lang)),
        Cell::text(unit),
        value(Column::Now),
        value(Column::Previous),
        words(line.month_on_month(), Column::MonthOnMonth),
        value(Column::LastYear),
        words(line.year_on_year(), Column::YearOnYear),
        value(Column::YearToDate),
    ]
}
