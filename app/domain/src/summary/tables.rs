//! The tables of a summary, the same for every renderer: one sheet of a workbook, one table of a paper, one CSV file each.
//! Cells are typed, so that a workbook holds real numbers and dates.

mod annexes;
mod fields;

use super::{
    Column, Figure, FigureRef, Lang, Line, SafetySummary, Section, Value,
    names::{Named, change_words, unit},
    no_base,
};
use crate::{calendar::SHANGHAI, figures::Ratio, money::Fen, period::Month, text_enum};
use chrono::{DateTime, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Serialize};

text_enum! {
    /// Which table; also the name of its sheet and file.
    TableKey {
        /// 总体情况.
        General = "general",
        /// 存量平衡.
        Balance = "balance",
        /// 专项工作.
        Programmes = "programmes",
        /// 专项行动.
        Campaigns = "campaigns",
        /// 年度目标.
        Targets = "targets",
        /// 附表: by the next smaller areas.
        Areas = "areas",
        /// 附表: by category.
        Categories = "categories",
        /// 趋势: by month.
        Months = "months",
        /// 重大隐患.
        Major = "major",
        /// 逾期隐患.
        Overdue = "overdue",
        /// 重复隐患.
        Repeated = "repeated",
        /// 设备.
        Devices = "devices",
        /// 到期.
        Expiry = "expiry",
        /// 行政处罚.
        Penalties = "penalties",
        /// 12345 工单.
        Orders = "orders",
        /// 火情.
        Fires = "fires",
    }
}

impl TableKey {
    /// The section of the text that it stands in; an annex stands in none.
    pub const fn section(self) -> Option<Section> {
        match self {
            Self::General | Self::Balance | Self::Targets => Some(Section::General),
            Self::Campaigns => Some(Section::Campaigns),
            Self::Programmes => Some(Section::Gas),
            Self::Fires => Some(Section::FireEbike),
            Self::Major => Some(Section::Major),
            Self::Orders => Some(Section::Hotline),
            Self::Areas
            | Self::Categories
            | Self::Months
            | Self::Overdue
            | Self::Repeated
            | Self::Devices
            | Self::Expiry
            | Self::Penalties => None,
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryTable {
    /// Which.
    pub key: TableKey,
    /// Its caption.
    pub title: String,
    /// The headings of the columns.
    pub head: Vec<String>,
    /// How wide the columns are in proportion; one for each heading.
    pub widths: Vec<u16>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<Cell>>,
    /// Rows that there are beyond those printed.
    pub more: i64,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Words.
    Text(String),
    /// A figure of the summary, which opens its rows.
    Figure(FigureRef, Value),
    /// A number that no figure of its own stands for.
    Value(Value),
    /// A day.
    Day(NaiveDate),
    /// An instant; shown in Shanghai.
    Instant(DateTime<Utc>),
    /// A month.
    Month(Month),
    /// Nothing to say: `/` on the official form.
    None,
}

impl Cell {
    fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    const fn count(n: i64) -> Self {
        Self::Value(Value::Count(n))
    }

    const fn ratio(ratio: Ratio) -> Self {
        Self::Value(Value::Ratio(ratio))
    }

    const fn money(fen: Fen) -> Self {
        Self::Value(Value::Money(fen))
    }

    /// The value, when it is one.
    pub const fn value(&self) -> Option<Value> {
        match self {
            Self::Figure(_, value) | Self::Value(value) => Some(*value),
            _ => None,
        }
    }

    /// As every page and file shows it: `98.0% (552/563)`, `2023-06-08`, `2023-06-08 09:30`.
    pub fn show(&self, lang: Lang) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Figure(_, value) | Self::Value(value) => value.show_with_base(lang),
            Self::Day(day) => day.to_string(),
            Self::Instant(at) => {
                let local = at.with_timezone(&SHANGHAI).naive_local();
                format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
            }
            Self::Month(month) => month.to_string(),
            Self::None => no_base(lang).to_owned(),
        }
    }
}

/// Puts a table together.
fn table(
    key: TableKey,
    lang: Lang,
    head: &[(&str, &str, u16)],
    rows: Vec<Vec<Cell>>,
    more: i64,
) -> SummaryTable {
    let word = |(zh, en, _): &(&str, &str, u16)| match lang {
        Lang::Zh => (*zh).to_owned(),
        Lang::En => (*en).to_owned(),
    };
    SummaryTable {
        key,
        title: key.name(lang).to_owned(),
        head: head.iter().map(word).collect(),
        widths: head.iter().map(|(_, _, width)| *width).collect(),
        rows,
        more,
    }
}

/// Every table that has a row, in their order.
pub fn tables(summary: &SafetySummary, lang: Lang) -> Vec<SummaryTable> {
    let tables = TableKey::ALL.iter().map(|key| one(summary, *key, lang));
    tables.filter(|table| !table.rows.is_empty()).collect()
}

/// One table, also an empty one.
pub fn one(summary: &SafetySummary, key: TableKey, lang: Lang) -> SummaryTable {
    match key {
        TableKey::General => figures(summary, key, Figure::GENERAL, lang),
        TableKey::Balance => figures(summary, key, Figure::BALANCE, lang),
        TableKey::Programmes => figures(summary, key, Figure::PROGRAMMES, lang),
        other => annexes::annex(summary, other, lang),
    }
}

/// Figures with what they are compared with.
fn figures(summary: &SafetySummary, key: TableKey, figures: &[Figure], lang: Lang) -> SummaryTable {
    let row = |figure: &Figure| Some(figure_row(summary, summary.line(FigureRef::now(*figure))?, lang));
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

fn figure_row(summary: &SafetySummary, line: &Line, lang: Lang) -> Vec<Cell> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_shown_one_way() {
        let at = "2023-06-07T16:05:00Z".parse().expect("time");
        for (cell, zh) in [
            (Cell::ratio(Ratio::new(552, 563)), "98.0% (552/563)"),
            (Cell::ratio(Ratio::new(0, 0)), "/"),
            (Cell::money(Fen(123_450)), "1234.50"),
            (Cell::Instant(at), "2023-06-08 00:05"),
            (Cell::Day(crate::calendar::local_date(at)), "2023-06-08"),
            (Cell::None, "/"),
        ] {
            assert_eq!(cell.show(Lang::Zh), zh);
        }
        assert_eq!(Cell::count(1312).show(Lang::En), "1,312");
    }
}
