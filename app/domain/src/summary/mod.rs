//! The safety summary 安全工作小结 of a month, quarter, half-year or year and one area.
//!
//! [`SafetySummary::from_facts`] makes it of what was read at one instant T; nothing else computes a figure of it. Page, Word,
//! Excel, PDF and CSV render this one value: its [`Line`]s and annexes, its [`tables`](tables::tables), and its [`text`], which
//! refers to figures by name ([`FigureRef`]) and never holds their digits. [`lifecycle`] tells who may draft, check and issue
//! it, [`record`] what is frozen then, [`beside`] what is kept with it of other periods, and [`correction`] what changed in its rows
//! since. [`opens`] tells which rows a number of a table opens.

pub mod announced;
pub mod beside;
pub mod commands;
pub mod correction;
mod facts;
mod figure;
pub mod lifecycle;
mod lines;
pub mod links;
mod lists;
mod make;
mod measures;
pub mod names;
pub mod opens;
pub mod record;
mod rows;
mod span;
pub mod tables;
pub mod text;
mod value;
pub mod views;

pub use facts::SummaryFacts;
pub use figure::{Column, Figure, FigureRef, Lang, NotAFigure, Shape, Subject};
pub use lines::{
    AgeLine, AreaLine, CampaignLine, CategoryLine, DeviceLine, ExpiryLine, FigureSubject, FireLine,
    HazardLine, Line, Listed, MapCell, MapData, MonthLine, OrderLine, PenaltyLine, TargetLine,
};
pub use lists::WholeLists;
pub use measures::{Major, Measures, Visits};
pub use rows::{RowList, RowQuery, figure_of_target, rows};
pub use span::{Span, SummaryPeriod};
pub use value::{Change, DIGITS, Value, no_base};

use crate::{
    area::{AreaLevel, AreaRef},
    figures::Balance,
    text_enum,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Most rows of a list that a paper prints; workbook and CSV hold more of them ([`WholeLists`]).
pub const MOST_LISTED: usize = 200;

/// Most rows of a list in workbook and CSV, so that making them takes a bounded amount of memory. No list of a district is so long;
/// where one is, the dictionary says how many there are besides.
pub const MOST_IN_WORKBOOK: usize = 10_000;

/// Counts the forms that a kept summary has had, so that an old one is read, and its files are made again, as what it was. Since
/// the second every figure and the ages stand in [`tables`], and the dictionary explains columns; with one of the third the rows of
/// what it is compared with are kept too ([`beside`]), its files are those of the second. Since the fourth a section that is left out
/// leaves no gap in the numbers of the others ([`text::headed`]), a correction says what its figures of now hold and which
/// rows came or went, and the lines of the Word file are as full in every program.
pub const FORM: u32 = 4;

text_enum! {
    /// The sections, in the order of the outline.
    Section {
        /// 一、总体情况.
        General = "general",
        /// 二、专项行动.
        Campaigns = "campaigns",
        /// 三、燃气安全.
        Gas = "gas",
        /// 四、消防与电动自行车.
        FireEbike = "fire_ebike",
        /// 五、重大隐患与挂牌督办.
        Major = "major",
        /// 六、逾期与重复隐患.
        OverdueRepeat = "overdue_repeat",
        /// 七、12345与网格.
        Hotline = "hotline",
        /// 八、下期工作: written by the office.
        NextPeriod = "next_period",
    }
}

impl Section {
    /// Whether a summary is not issued without a word in it. Campaigns and hotline may be left out: not every committee has
    /// them.
    pub const fn is_required(self) -> bool {
        !matches!(self, Self::Campaigns | Self::Hotline)
    }
}

/// A summary: all of its figures, as of T. It holds no text that people wrote; see [`text::Edits`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafetySummary {
    /// The form of this value; see [`FORM`].
    pub form: u32,
    /// P.
    pub period: SummaryPeriod,
    /// The area; its subtree.
    pub area: AreaRef,
    /// Its level.
    pub level: AreaLevel,
    /// T.
    pub as_of: DateTime<Utc>,
    /// Every figure: of the whole area in the order of [`Figure::ALL`], then of categories, sources, campaigns, targets.
    pub lines: Vec<Line>,
    /// C, also among the lines.
    pub balance: Balance,
    /// Annex: the next smaller areas; the ranked ones first, in the order of their rank, the others behind by code.
    pub areas: Vec<AreaLine>,
    /// Annex: categories, in their fixed order.
    pub categories: Vec<CategoryLine>,
    /// Trend: the months, in order.
    pub months: Vec<MonthLine>,
    /// Chart: ages of what is open.
    pub ages: Vec<AgeLine>,
    /// Campaigns, by beginning.
    pub campaigns: Vec<CampaignLine>,
    /// Targets of the year, by name.
    pub targets: Vec<TargetLine>,
    /// Annex: overdue.
    pub overdue: Listed<HazardLine>,
    /// Annex: major and supervised.
    pub major: Listed<HazardLine>,
    /// Annex: repeated.
    pub repeated: Listed<HazardLine>,
    /// Annex: devices by kind.
    pub devices: Vec<DeviceLine>,
    /// Annex: service lives that end.
    pub expiry: Vec<ExpiryLine>,
    /// Annex: penalties by category.
    pub penalties: Vec<PenaltyLine>,
    /// Hotline orders by kind.
    pub orders: Vec<OrderLine>,
    /// Fires, in order of time.
    pub fires: Vec<FireLine>,
    /// The map.
    pub map: MapData,
}

#[cfg(test)]
mod tests;
