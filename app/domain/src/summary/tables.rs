//! The tables of a summary, the same for every renderer: one sheet of a workbook, one table of a paper, one CSV file each.
//! Cells are typed, so that a workbook holds real numbers and dates.

mod annexes;
mod fields;
mod of_figures;

use super::{FigureRef, Lang, SafetySummary, Section, Value, WholeLists, names::Named, no_base};
use crate::{calendar::SHANGHAI, figures::Ratio, money::Fen, period::Month, text_enum};
use chrono::{DateTime, NaiveDate, Timelike, Utc};
use serde::{Deserialize, Serialize};

pub use of_figures::figure_rows;

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
        /// 未销号隐患存续天数: how old what is open is.
        Ages = "ages",
        /// 重大隐患与挂牌督办: their figures.
        Supervision = "supervision",
        /// 重大隐患: the list.
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
        /// 来源: where hazards were heard of.
        Sources = "sources",
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
            Self::Supervision | Self::Major => Some(Section::Major),
            Self::Orders | Self::Sources => Some(Section::Hotline),
            Self::Areas
            | Self::Categories
            | Self::Months
            | Self::Ages
            | Self::Overdue
            | Self::Repeated
            | Self::Devices
            | Self::Expiry
            | Self::Penalties => None,
        }
    }

    /// The first [form](super::FORM) of summaries that has it.
    const fn since(self) -> u32 {
        match self {
            Self::Ages | Self::Supervision | Self::Sources => 2,
            _ => 1,
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
    let keys = TableKey::ALL.iter().filter(|key| key.since() <= summary.form);
    keys.map(|key| one(summary, *key, lang)).filter(|table| !table.rows.is_empty()).collect()
}

/// A list as workbook and CSV have it, of `total` rows there are; `None` when the paper prints as many, and of any other table.
pub fn whole(lists: &WholeLists, key: TableKey, total: i64, lang: Lang) -> Option<SummaryTable> {
    let rows = lists.of(key)?;
    Some(annexes::hazards(key, rows, total - rows.len() as i64, lang))
}

/// One table, also an empty one.
pub fn one(summary: &SafetySummary, key: TableKey, lang: Lang) -> SummaryTable {
    let figures = figure_rows(key, summary.form);
    if figures.is_empty() {
        annexes::annex(summary, key, lang)
    } else {
        of_figures::table_of(summary, key, &figures, lang)
    }
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
