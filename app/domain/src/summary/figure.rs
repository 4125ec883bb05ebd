//! What a summary can state: the figures by name, and how a text refers to one.

use crate::{
    hazards::{Category, Source},
    ids::{CampaignId, TargetId},
    text_enum,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

text_enum! {
    /// The languages of a summary. The issued text is the Chinese one; the English one stands beside it.
    Lang {
        /// 中文.
        Zh = "zh",
        /// English.
        En = "en",
    }
}

text_enum! {
    /// Every figure of a summary. The definitions are those of [`crate::figures`] and [`crate::programmes::figures`].
    Figure {
        /// 排查次数.
        Inspections = "inspections",
        /// 专项检查次数.
        Special = "special",
        /// 排查家数: distinct sites.
        Premises = "premises",
        /// 查出隐患.
        Found = "found",
        /// 已销号: of those found in P, closed by T.
        Closed = "closed",
        /// 未销号: of those found in P, not closed by T.
        NotClosed = "not_closed",
        /// 整改率(发现口径), A.
        RateFound = "rate_found",
        /// 待复查: beside A, never inside.
        Awaiting = "awaiting",
        /// 当场整改占比.
        OnTheSpot = "on_the_spot",
        /// 及时率.
        Timely = "timely",
        /// 按期率.
        OnTime = "on_time",
        /// 整改率(到期口径), B.
        RateDue = "rate_due",
        /// 期初存量.
        OpenAtStart = "open_at_start",
        /// 本期新增 (of the balance: also those declared void later).
        FlowFound = "flow_found",
        /// 本期重开.
        FlowReopened = "flow_reopened",
        /// 本期销号.
        FlowClosed = "flow_closed",
        /// 本期作废.
        FlowVoided = "flow_voided",
        /// 期末存量.
        OpenAtEnd = "open_at_end",
        /// 逾期.
        Overdue = "overdue",
        /// 整改天数中位数.
        DaysMedian = "days_median",
        /// 整改天数 P90.
        DaysP90 = "days_p90",
        /// 一次复查合格率.
        FirstReview = "first_review",
        /// 重复隐患: how many.
        Repeated = "repeated",
        /// 重复率.
        RepeatRate = "repeat_rate",
        /// 回潮率.
        Relapse = "relapse",
        /// 查出重大隐患.
        MajorFound = "major_found",
        /// … closed.
        MajorClosed = "major_closed",
        /// 重大隐患整改率.
        MajorRate = "major_rate",
        /// 未销号重大隐患: open at the end of P or at T, whenever they were found.
        MajorOpen = "major_open",
        /// 挂牌督办: of the open ones, on the list of supervision.
        Supervised = "supervised",
        /// 三类问题: chess rooms, group rental, flying-wire charging found in P.
        ThreeKindsFound = "three_kinds_found",
        /// … closed.
        ThreeKindsClosed = "three_kinds_closed",
        /// 排摸户数.
        HouseholdsSurveyed = "households_surveyed",
        /// 更换非安全型灶具.
        StovesReplaced = "stoves_replaced",
        /// 待验收灶具.
        StovesAwaiting = "stoves_awaiting",
        /// 更换燃气软管, the appliance staying.
        HosesReplaced = "hoses_replaced",
        /// 更换进度.
        StoveProgress = "stove_progress",
        /// 列入燃气报警器加装的高龄独居老人户.
        GasAlarmHouseholds = "gas_alarm_households",
        /// … of these, with one in place.
        GasAlarmsServed = "gas_alarms_served",
        /// 报警器安装进度.
        GasAlarmsInPlace = "gas_alarms_in_place",
        /// 本期装成报警器的户数.
        GasAlarmsInstalled = "gas_alarms_installed",
        /// 排摸九小用气场所.
        GasUnitsSurveyed = "gas_units_surveyed",
        /// 九小用气隐患.
        GasHazardsFound = "gas_hazards_found",
        /// … eliminated.
        GasHazardsClosed = "gas_hazards_closed",
        /// 九小用气隐患整改率.
        GasHazardsRate = "gas_hazards_rate",
        /// 液化气用户.
        LpgUsers = "lpg_users",
        /// … moved off and every cylinder handed back.
        LpgClearedUsers = "lpg_cleared_users",
        /// 液化气用户清零进度.
        LpgCleared = "lpg_cleared",
        /// 本期改管/改电.
        LpgMoved = "lpg_moved",
        /// 零钢瓶居委: committees in which nobody has a cylinder, of those that had users.
        ZeroCylinder = "zero_cylinder",
        /// 联网烟感进车棚的小区.
        EstatesWithDetectors = "estates_with_detectors",
        /// 汽车充电桩.
        Chargers = "chargers",
        /// … in so many estates.
        ChargerEstates = "charger_estates",
        /// 火情.
        Fires = "fires",
        /// 直接财产损失.
        FireLoss = "fire_loss",
        /// 行政处罚.
        Penalties = "penalties",
        /// 罚款金额.
        Fines = "fines",
        /// 12345 工单.
        Orders = "orders",
        /// 12345 按期回复率.
        OrdersOnTime = "orders_on_time",
        /// 专项行动目标数: frozen list.
        CampaignTargets = "campaign_targets",
        /// 专项行动覆盖率: let in, of the frozen list.
        CampaignCoverage = "campaign_coverage",
        /// 专项行动查出隐患.
        CampaignFound = "campaign_found",
        /// 专项行动整改率.
        CampaignRate = "campaign_rate",
        /// 年度目标完成进度: reached, of the year's number.
        TargetProgress = "target_progress",
    }
}

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A whole number of something.
    Count,
    /// n of N, shown as a percentage.
    Ratio,
    /// An amount of money.
    Money,
    /// A number of days, possibly with a half.
    Days,
}

impl Figure {
    /// What it is.
    pub const fn shape(self) -> Shape {
        match self {
            Self::RateFound
            | Self::OnTheSpot
            | Self::Timely
            | Self::OnTime
            | Self::RateDue
            | Self::FirstReview
            | Self::RepeatRate
            | Self::Relapse
            | Self::MajorRate
            | Self::StoveProgress
            | Self::GasAlarmsInPlace
            | Self::GasHazardsRate
            | Self::LpgCleared
            | Self::ZeroCylinder
            | Self::OrdersOnTime
            | Self::CampaignCoverage
            | Self::CampaignRate
            | Self::TargetProgress => Shape::Ratio,
            Self::FireLoss | Self::Fines => Shape::Money,
            Self::DaysMedian | Self::DaysP90 => Shape::Days,
            _ => Shape::Count,
        }
    }

    /// A stock stands at the end of P or at T; a flow is what happened in P. A stock has no total of the year.
    pub const fn is_stock(self) -> bool {
        matches!(
            self,
            Self::OpenAtStart
                | Self::OpenAtEnd
                | Self::Overdue
                | Self::MajorOpen
                | Self::Supervised
                | Self::StoveProgress
                | Self::GasAlarmHouseholds
                | Self::GasAlarmsServed
                | Self::GasAlarmsInPlace
                | Self::LpgUsers
                | Self::LpgClearedUsers
                | Self::LpgCleared
                | Self::ZeroCylinder
                | Self::EstatesWithDetectors
                | Self::Chargers
                | Self::ChargerEstates
                | Self::CampaignTargets
                | Self::CampaignCoverage
                | Self::TargetProgress
        )
    }

    /// The figure that counts what a rate is of, where there is one.
    const fn counted_base(self) -> Option<Self> {
        Some(match self {
            Self::RateFound | Self::RepeatRate => Self::Found,
            Self::OnTheSpot => Self::Closed,
            Self::MajorRate => Self::MajorFound,
            Self::GasAlarmsInPlace => Self::GasAlarmHouseholds,
            Self::GasHazardsRate => Self::GasHazardsFound,
            Self::LpgCleared => Self::LpgUsers,
            Self::CampaignCoverage => Self::CampaignTargets,
            Self::CampaignRate => Self::CampaignFound,
            _ => return None,
        })
    }

    /// Whether a row that was counted, or was not, stays so: what the period saw, and stocks at its end, whatever is done
    /// afterwards. Other figures follow what becomes of a row by T.
    pub const fn is_settled(self) -> bool {
        matches!(
            self,
            Self::Inspections
                | Self::Special
                | Self::Premises
                | Self::Found
                | Self::FlowFound
                | Self::MajorFound
                | Self::ThreeKindsFound
                | Self::CampaignFound
                | Self::Repeated
                | Self::HouseholdsSurveyed
                | Self::HosesReplaced
                | Self::GasAlarmHouseholds
                | Self::GasUnitsSurveyed
                | Self::LpgClearedUsers
                | Self::LpgMoved
                | Self::EstatesWithDetectors
                | Self::Chargers
                | Self::ChargerEstates
                | Self::Fires
                | Self::Penalties
                | Self::Orders
                | Self::CampaignTargets
        )
    }

    /// The figures of the general table, in its order.
    pub const GENERAL: &'static [Self] = &[
        Self::Inspections,
        Self::Special,
        Self::Premises,
        Self::Found,
        Self::Closed,
        Self::NotClosed,
        Self::RateFound,
        Self::OnTheSpot,
        Self::Awaiting,
        Self::RateDue,
        Self::Timely,
        Self::OnTime,
        Self::Overdue,
        Self::DaysMedian,
        Self::DaysP90,
        Self::FirstReview,
        Self::RepeatRate,
        Self::Relapse,
    ];

    /// The figures of the table of programmes, in its order.
    pub const PROGRAMMES: &'static [Self] = &[
        Self::HouseholdsSurveyed,
        Self::StovesReplaced,
        Self::StovesAwaiting,
        Self::StoveProgress,
        Self::HosesReplaced,
        Self::GasAlarmHouseholds,
        Self::GasAlarmsServed,
        Self::GasAlarmsInPlace,
        Self::GasAlarmsInstalled,
        Self::GasUnitsSurveyed,
        Self::GasHazardsFound,
        Self::GasHazardsClosed,
        Self::LpgUsers,
        Self::LpgClearedUsers,
        Self::LpgMoved,
        Self::ZeroCylinder,
        Self::EstatesWithDetectors,
        Self::Chargers,
        Self::ChargerEstates,
        Self::Fires,
        Self::FireLoss,
        Self::Penalties,
        Self::Fines,
        Self::Orders,
        Self::OrdersOnTime,
    ];

    /// The balance C, in the order of its identity.
    pub const BALANCE: &'static [Self] = &[
        Self::OpenAtStart,
        Self::FlowFound,
        Self::FlowReopened,
        Self::FlowClosed,
        Self::FlowVoided,
        Self::OpenAtEnd,
    ];
}

text_enum! {
    /// Which value of a figure.
    Column {
        /// 本期.
        Now = "now",
        /// 上期.
        Previous = "previous",
        /// 上年同期.
        LastYear = "last_year",
        /// 本年累计.
        YearToDate = "year_to_date",
        /// 环比, as words: 较上月上升12.3%.
        MonthOnMonth = "month_on_month",
        /// 同比, as words.
        YearOnYear = "year_on_year",
        /// 基数: what a rate is of.
        Base = "base",
    }
}

/// Of what a figure is, when it is not of the whole area. As text: `fire`, `hotline`, `campaign:{id}`, `target:{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Hazards of one category: [`Figure::Found`], [`Figure::Closed`], [`Figure::NotClosed`], [`Figure::RateFound`].
    Category(Category),
    /// Hazards that came from one source; the same figures.
    Source(Source),
    /// One campaign: the figures `campaign_…`.
    Campaign(CampaignId),
    /// One target of the year: [`Figure::TargetProgress`].
    Target(TargetId),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Category(category) => category.fmt(f),
            Self::Source(source) => source.fmt(f),
            Self::Campaign(id) => write!(f, "campaign:{id}"),
            Self::Target(id) => write!(f, "target:{id}"),
        }
    }
}

/// A text that names no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no figure of a summary")]
pub struct NotAFigure;

impl FromStr for Subject {
    type Err = NotAFigure;

    fn from_str(s: &str) -> Result<Self, NotAFigure> {
        // the words of categories and sources have none in common
        if let Ok(category) = s.parse() {
            return Ok(Self::Category(category));
        }
        if let Ok(source) = s.parse() {
            return Ok(Self::Source(source));
        }
        match s.split_once(':') {
            Some(("campaign", id)) => id.parse::<CampaignId>().map(Self::Campaign).map_err(|_| NotAFigure),
            Some(("target", id)) => id.parse::<TargetId>().map(Self::Target).map_err(|_| NotAFigure),
            _ => Err(NotAFigure),
        }
    }
}

/// One value of a summary, by name. As text: `found`, `found.previous`, `closed@fire`,
/// `campaign_coverage.now@campaign:{id}` (a column that is [`Column::Now`] is left out).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FigureRef {
    /// Which figure.
    pub figure: Figure,
    /// Which of its values.
    pub column: Column,
    /// Of what; `None` is the whole area.
    pub subject: Option<Subject>,
}

impl FigureRef {
    /// The figure of the whole area and the period itself.
    pub const fn now(figure: Figure) -> Self {
        Self { figure, column: Column::Now, subject: None }
    }

    /// The figure of one subject.
    pub const fn of(figure: Figure, subject: Subject) -> Self {
        Self { figure, column: Column::Now, subject: Some(subject) }
    }

    /// Another value of the same figure.
    pub const fn at(self, column: Column) -> Self {
        Self { column, ..self }
    }

    /// What the rate is of: a figure that counts it, in the same column, or the base of the rate itself, which is known of
    /// the period alone. `None` for what is no rate, and for a target of the year, whose number is nobody's rows.
    pub const fn base(self) -> Option<Self> {
        match (self.figure.counted_base(), self.figure.shape(), self.column) {
            (Some(figure), ..) => Some(Self { figure, ..self }),
            (None, Shape::Ratio, Column::Now) if !matches!(self.figure, Figure::TargetProgress) => {
                Some(self.at(Column::Base))
            }
            _ => None,
        }
    }
}

impl From<Figure> for FigureRef {
    fn from(figure: Figure) -> Self {
        Self::now(figure)
    }
}

impl fmt::Display for FigureRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.figure.fmt(f)?;
        if self.column != Column::Now {
            write!(f, ".{}", self.column)?;
        }
        self.subject.map_or(Ok(()), |subject| write!(f, "@{subject}"))
    }
}

impl FromStr for FigureRef {
    type Err = NotAFigure;

    fn from_str(s: &str) -> Result<Self, NotAFigure> {
        let (name, subject) = match s.split_once('@') {
            Some((name, subject)) => (name, Some(subject.parse::<Subject>()?)),
            None => (s, None),
        };
        let (figure, column) = match name.split_once('.') {
            Some((figure, column)) => (figure, column.parse::<Column>().map_err(|_| NotAFigure)?),
            None => (name, Column::Now),
        };
        Ok(Self { figure: figure.parse().map_err(|_| NotAFigure)?, column, subject })
    }
}

impl TryFrom<String> for FigureRef {
    type Error = NotAFigure;

    fn try_from(s: String) -> Result<Self, NotAFigure> {
        s.parse()
    }
}

impl From<FigureRef> for String {
    fn from(figure: FigureRef) -> String {
        figure.to_string()
    }
}
