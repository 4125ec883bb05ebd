//! The words of a summary in both languages: names and units of figures, and the values of the domain's enums. Papers are
//! made without a page around them, so these stand here and not in the locale files.

use super::{
    Change, Column, Figure, FigureRef, Lang, Section, Shape, Span, Subject, Value,
    beside::Life,
    correction::{CorrectionTable, RowChange},
    record::{RowField, RowKind},
    tables::TableKey,
    value::tenths_text,
};
use crate::{
    hazards::{Category, Severity, Source, Status, VoidReason},
    inspections::{InspectionKind, Outcome},
    money::Fen,
    programmes::{
        campaign::CampaignStatus,
        device::DeviceKind,
        figures::DeviceSet,
        gear::Gear,
        register::{FireCause, OrderKind},
        stove::Appliance,
        target::{Measured, Pace},
    },
    relapse::RelapseOutcome,
};

/// A value with a word in both languages.
pub trait Named: Copy {
    /// The word.
    fn name(self, lang: Lang) -> &'static str;
}

macro_rules! names {
    ($($enum:ident { $($variant:ident = $zh:literal, $en:literal;)+ })+) => {$(
        impl Named for $enum {
            fn name(self, lang: Lang) -> &'static str {
                let (zh, en) = match self { $(Self::$variant => ($zh, $en),)+ };
                match lang {
                    Lang::Zh => zh,
                    Lang::En => en,
                }
            }
        }
    )+};
}

names! {
    Figure {
        Inspections = "排查次数", "Inspections";
        Special = "专项检查次数", "Special inspections";
        Premises = "排查家数", "Premises visited";
        Found = "查出隐患", "Hazards found";
        Closed = "已整改销号", "Rectified and closed";
        NotClosed = "尚未销号", "Not closed";
        RateFound = "整改率（发现口径）", "Rectification rate (by finding)";
        Awaiting = "待复查", "Awaiting review";
        OnTheSpot = "当场整改占比", "Rectified on the spot";
        Timely = "及时率", "Closed by the original deadline";
        OnTime = "按期率", "Closed by the deadline in force";
        RateDue = "整改率（到期口径）", "Rectification rate (by deadline)";
        OpenAtStart = "期初存量", "Open at the start";
        FlowFound = "本期新增", "Found";
        FlowReopened = "本期重开", "Reopened";
        FlowClosed = "本期销号", "Closed";
        FlowVoided = "本期作废", "Declared void";
        OpenAtEnd = "期末存量", "Open at the end";
        Overdue = "逾期未整改", "Overdue";
        DaysMedian = "整改天数中位数", "Days to close, median";
        DaysP90 = "整改天数P90", "Days to close, 90th percentile";
        FirstReview = "一次复查合格率", "Passed at the first review";
        Repeated = "重复隐患", "Found again";
        RepeatRate = "重复率", "Share found again";
        Relapse = "回潮率", "Came back after closing";
        MajorFound = "查出重大隐患", "Major hazards found";
        MajorClosed = "重大隐患已销号", "Major hazards closed";
        MajorRate = "重大隐患整改率", "Rectification rate of major hazards";
        MajorOpen = "未销号重大隐患", "Major hazards open";
        Supervised = "挂牌督办", "Under supervision";
        ThreeKindsFound = "查出三类问题", "The three kinds of problem found";
        ThreeKindsClosed = "三类问题已销号", "The three kinds of problem closed";
        HouseholdsSurveyed = "灶具排摸户数", "Households surveyed for stoves";
        StovesReplaced = "更换非安全型灶具", "Non-safe stoves replaced";
        StovesAwaiting = "待验收灶具", "Replacements awaiting acceptance";
        HosesReplaced = "更换燃气软管", "Gas hoses replaced";
        StoveProgress = "灶具更换进度", "Progress of stove replacement";
        GasAlarmHouseholds = "列入报警器加装的高龄独居老人", "Households on the gas-alarm list";
        GasAlarmsServed = "已装燃气报警器", "Of these, with an alarm in place";
        GasAlarmsInPlace = "报警器加装进度", "Progress of gas alarms";
        GasAlarmsInstalled = "装成燃气报警器", "Gas alarms installed";
        GasUnitsSurveyed = "排摸九小用气场所", "Small gas-using units surveyed";
        GasHazardsFound = "九小用气隐患", "Hazards at small gas-using units";
        GasHazardsClosed = "九小用气隐患已整改", "Of these, eliminated";
        GasHazardsRate = "九小用气隐患整改率", "Elimination rate at small gas-using units";
        LpgUsers = "液化气用户", "Users of LPG cylinders";
        LpgClearedUsers = "已改管改电并退瓶", "Moved off cylinders";
        LpgCleared = "液化气清零进度", "Progress off cylinders";
        LpgMoved = "本期改管改电", "Moved off cylinders in the period";
        ZeroCylinder = "零钢瓶居委占比", "Committees without cylinders";
        EstatesWithDetectors = "车棚装联网烟感的小区", "Estates with networked detectors in bike sheds";
        Chargers = "汽车充电桩", "Car chargers";
        ChargerEstates = "有充电桩的小区", "Estates with car chargers";
        Fires = "火情", "Fires";
        FireLoss = "直接财产损失", "Direct loss";
        Penalties = "行政处罚", "Penalties";
        Fines = "罚款金额", "Fines";
        Orders = "12345工单", "Hotline orders";
        OrdersOnTime = "12345按期回复率", "Hotline orders answered in time";
        CampaignTargets = "专项行动目标", "Targets of the campaign";
        CampaignCoverage = "专项行动覆盖率", "Coverage of the campaign";
        CampaignFound = "专项行动查出隐患", "Hazards found by the campaign";
        CampaignRate = "专项行动整改率", "Rectification rate of the campaign";
        TargetProgress = "年度目标完成进度", "Progress of the year's target";
    }
    Column {
        Now = "本期", "This period";
        Previous = "上期", "Previous period";
        LastYear = "上年同期", "Same period last year";
        YearToDate = "本年累计", "Year to date";
        MonthOnMonth = "环比", "Against the previous period";
        YearOnYear = "同比", "Against last year";
        Base = "基数", "Base";
    }
    Section {
        General = "总体情况", "General situation";
        Campaigns = "专项行动", "Special campaigns";
        Gas = "燃气安全", "Gas safety";
        FireEbike = "消防与电动自行车安全", "Fire and e-bikes";
        Major = "重大隐患与挂牌督办", "Major hazards and supervision";
        OverdueRepeat = "逾期与重复隐患", "Overdue and repeated hazards";
        Hotline = "12345热线与网格", "Hotline 12345 and grid";
        NextPeriod = "下一步工作", "Next steps";
    }
    Category {
        Fire = "消防", "Fire";
        Gas = "燃气", "Gas";
        Electricity = "用电", "Electricity";
        Ebike = "电动自行车", "E-bikes";
        Building = "房屋结构", "Building";
        Falling = "高空坠物", "Falling objects";
        IllegalStructure = "违法建筑", "Illegal structure";
        GroupRental = "群租", "Group rental";
        ChessRoom = "棋牌室", "Chess and card room";
        WorkSafety = "安全生产", "Work safety";
        Food = "食品安全", "Food";
        Lpg = "液化气瓶", "LPG cylinders";
        Flood = "防台防汛", "Typhoon and flood";
        Other = "其他", "Other";
    }
    Source {
        Inspection = "检查发现", "Inspection";
        Hotline = "12345 热线", "Hotline 12345";
        Grid = "网格上报", "Grid";
        Resident = "居民反映", "Resident";
        SelfCheck = "单位自查", "Self-check";
    }
    Severity {
        General = "一般", "General";
        Major = "重大", "Major";
    }
    Status {
        Registered = "待派单", "To assign";
        Assigned = "整改中", "Being rectified";
        Rectified = "待复查", "To review";
        Closed = "已销号", "Closed";
        Transferred = "已移交", "Transferred";
        Void = "已作废", "Void";
    }
    VoidReason {
        FalseAlarm = "误报", "False alarm";
        Duplicate = "重复", "Duplicate";
        SiteGone = "灭失", "Site gone";
    }
    InspectionKind {
        Routine = "日常检查", "Routine";
        Special = "专项检查", "Special";
        Recheck = "复查", "Recheck";
    }
    Outcome {
        Done = "已完成", "Done";
        NotAtHome = "到访不遇", "Not at home";
        Refused = "拒绝", "Refused";
        Vacant = "空关", "Vacant";
        Tenant = "租客", "Tenant";
        Moved = "已迁", "Moved";
    }
    RelapseOutcome {
        Held = "保持良好", "Held";
        CameBack = "回潮", "Came back";
    }
    Appliance {
        Stove = "灶具", "Stove";
        WaterHeater = "热水器", "Water heater";
    }
    RowKind {
        Hazard = "隐患", "Hazard";
        Inspection = "检查", "Inspection";
        Stove = "燃气具", "Gas appliance";
        Device = "设备", "Device";
        GasUser = "用气单位", "User of gas";
        CampaignTarget = "专项行动对象", "Target of a campaign";
        Order = "12345工单", "Hotline order";
        Penalty = "行政处罚", "Penalty";
        Fire = "火情", "Fire";
        YearTarget = "年度目标", "Target of the year";
        Relapse = "回访", "Re-visit";
        Committee = "居委", "Committee";
    }
    RowField {
        Area = "区域", "Area";
        Kind = "类型", "Kind";
        Category = "类别", "Category";
        Severity = "级别", "Severity";
        Source = "来源", "Source";
        Site = "场所", "Site";
        HappenedAt = "发生时间", "When";
        OriginalDue = "原定期限", "Original deadline";
        EffectiveDue = "现行期限", "Deadline in force";
        DoneAt = "完成时间", "Done";
        OnTheSpot = "当场整改", "On the spot";
        FirstReview = "首次复查合格", "First review passed";
        Voided = "作废原因", "Why void";
        EndedAt = "退出登记", "Left the register";
        Outcome = "结果", "Outcome";
        Amount = "金额", "Amount";
        Campaign = "专项行动", "Campaign";
        Reached = "完成数", "Reached";
        Figures = "计入指标", "Counted in";
    }
    RowChange {
        Added = "新增", "Added";
        Removed = "不再计入", "No longer counted";
        Changed = "变更", "Changed";
    }
    TableKey {
        General = "总体情况", "General situation";
        Balance = "存量平衡", "Balance";
        Programmes = "专项工作", "Programmes";
        Campaigns = "专项行动", "Campaigns";
        Targets = "年度目标", "Targets of the year";
        Areas = "各区域情况", "By area";
        Categories = "各类别情况", "By category";
        Months = "逐月趋势", "By month";
        Ages = "未销号隐患存续天数", "Age of open hazards";
        Supervision = "重大隐患情况", "Figures of major hazards";
        Major = "重大隐患清单", "Major hazards";
        Overdue = "逾期隐患清单", "Overdue hazards";
        Repeated = "重复隐患清单", "Repeated hazards";
        Devices = "设备情况", "Devices";
        Expiry = "使用年限到期", "Service lives that end";
        Penalties = "行政处罚", "Penalties";
        Orders = "12345工单", "Hotline orders";
        Sources = "各来源情况", "By source";
        Fires = "火情清单", "Fires";
    }
    CorrectionTable {
        Figures = "数据变化", "Figures";
        Rows = "记录变化", "Records";
    }
    DeviceKind {
        GasAlarm = "燃气报警器", "Gas alarm";
        SmokeDetector = "联网烟感", "Smoke detector";
        CarCharger = "汽车充电桩", "Car charger";
    }
    DeviceSet {
        Alarms = "列入加装的燃气报警器", "Gas alarms on the list";
        AlarmsInPlace = "已装燃气报警器", "Gas alarms in place";
        AlarmsInstalled = "期内装成的燃气报警器", "Gas alarms installed in the period";
        ShedDetectors = "车棚联网烟感", "Detectors in bike sheds";
        Chargers = "已装汽车充电桩", "Chargers in place";
        EstateChargers = "小区汽车充电桩", "Chargers of estates";
        Planned = "拟装", "Planned";
        Awaiting = "待验收", "Awaiting";
        InService = "在用", "In service";
        Faulty = "故障", "Faulty";
    }
    Life {
        Past = "已过期", "Expired";
        Coming = "未来一年到期", "Within a year";
    }
    FireCause {
        Electrical = "电气", "Electrical";
        Ebike = "电动自行车", "E-bike";
        OpenFlame = "用火不慎", "Careless flame";
        Gas = "燃气", "Gas";
        Smoking = "吸烟", "Smoking";
        Rubbish = "遗留火种", "Rubbish";
        Arson = "放火", "Arson";
        Unknown = "待查", "Under investigation";
        Other = "其他", "Other";
    }
    OrderKind {
        Complaint = "投诉", "Complaint";
        Report = "举报", "Report";
        Request = "求助", "Request";
        Suggestion = "建议", "Suggestion";
        Question = "咨询", "Question";
    }
    Pace {
        Behind = "滞后", "Behind";
        On = "正常", "On pace";
        Ahead = "超前", "Ahead";
    }
    Measured {
        Inspections = "排查次数", "Inspections";
        SpecialInspections = "专项检查次数", "Special inspections";
        HazardsFound = "查出隐患", "Hazards found";
        HazardsClosed = "整改隐患", "Hazards closed";
        HouseholdsSurveyed = "灶具排摸户数", "Households surveyed";
        StovesReplaced = "更换非安全型灶具", "Non-safe stoves replaced";
        GasAlarmHouseholds = "列入报警器加装户数", "Households on the alarm list";
        GasAlarmsInstalled = "已装燃气报警器", "Gas alarms installed";
        GasUnitsSurveyed = "排摸九小用气场所", "Small gas-using units surveyed";
        GasHazardsEliminated = "九小用气隐患整改", "Their hazards eliminated";
        LpgUsersMoved = "液化气用户改管改电", "LPG users moved off cylinders";
        Penalties = "行政处罚", "Penalties";
        EstatesWithDetectors = "已装联网烟感的小区", "Estates with networked detectors";
        Chargers = "汽车充电桩", "Car chargers";
    }
    CampaignStatus {
        Draft = "草稿", "Draft";
        Running = "进行中", "Running";
        Finished = "已结束", "Finished";
    }
    Gear {
        Stove = "燃气灶具", "Gas stove";
        WaterHeater = "燃气热水器", "Gas water heater";
        Hose = "燃气软管", "Gas hose";
        GasAlarm = "燃气报警器", "Gas alarm";
        SmokeDetector = "联网烟感", "Smoke detector";
    }
}

/// The unit of a figure that is a number: the Chinese measure word, the English noun for one and for several. Nothing for a
/// rate.
pub const fn unit(figure: Figure) -> Option<(&'static str, &'static str, &'static str)> {
    use Figure as F;
    Some(match figure {
        F::Inspections => ("次", "inspection", "inspections"),
        F::Special => ("次", "special inspection", "special inspections"),
        F::Premises => ("家", "place", "places"),
        F::Found
        | F::Closed
        | F::NotClosed
        | F::Awaiting
        | F::OpenAtStart
        | F::FlowFound
        | F::FlowReopened
        | F::FlowClosed
        | F::FlowVoided
        | F::OpenAtEnd
        | F::Overdue
        | F::Repeated
        | F::GasHazardsFound
        | F::GasHazardsClosed
        | F::CampaignFound => ("处", "hazard", "hazards"),
        F::DaysMedian | F::DaysP90 => ("天", "day", "days"),
        F::MajorFound | F::MajorClosed | F::MajorOpen | F::Supervised => {
            ("处", "major hazard", "major hazards")
        }
        F::ThreeKindsFound | F::ThreeKindsClosed => ("处", "problem", "problems"),
        F::HouseholdsSurveyed | F::GasAlarmHouseholds | F::GasAlarmsServed | F::GasAlarmsInstalled => {
            ("户", "household", "households")
        }
        F::StovesReplaced => ("台", "non-safe stove", "non-safe stoves"),
        F::StovesAwaiting => ("台", "stove", "stoves"),
        F::HosesReplaced => ("根", "hose", "hoses"),
        F::GasUnitsSurveyed => ("家", "small gas-using unit", "small gas-using units"),
        F::LpgUsers => ("家", "user of LPG cylinders", "users of LPG cylinders"),
        F::LpgClearedUsers | F::LpgMoved => ("家", "user", "users"),
        F::EstatesWithDetectors | F::ChargerEstates => ("个", "estate", "estates"),
        F::Chargers => ("个", "car charger", "car chargers"),
        F::Fires => ("起", "fire", "fires"),
        F::FireLoss | F::Fines => ("元", "yuan", "yuan"),
        F::Penalties => ("起", "penalty case", "penalty cases"),
        F::Orders => ("件", "hotline order", "hotline orders"),
        F::CampaignTargets => ("家", "target", "targets"),
        _ => return None,
    })
}

/// A figure with what it is of: `已整改销号（消防）`. Campaigns and targets are told by the tables of the summary.
pub fn figure_name(figure: FigureRef, lang: Lang) -> String {
    let name = figure.figure.name(lang);
    let of = match figure.subject {
        Some(Subject::Category(category)) => category.name(lang),
        Some(Subject::Source(source)) => source.name(lang),
        Some(Subject::Campaign(_) | Subject::Target(_)) | None => return name.to_owned(),
    };
    match lang {
        Lang::Zh => format!("{name}（{of}）"),
        Lang::En => format!("{name} ({of})"),
    }
}

/// A value with its unit, in the right number: `563处`; `1 hazard`, `1,312 inspections`.
pub fn counted(figure: Figure, value: Value, lang: Lang) -> String {
    let shown = value.show(lang);
    let Some((zh, one, many)) = unit(figure).filter(|_| value.has_base()) else { return shown };
    match lang {
        Lang::Zh => format!("{shown}{zh}"),
        Lang::En if is_one(value) => format!("{shown} {one}"),
        Lang::En => format!("{shown} {many}"),
    }
}

const fn is_one(value: Value) -> bool {
    matches!(value, Value::Count(1) | Value::HalfDays(Some(2)) | Value::Money(Fen(100)))
}

/// A comparison in words, which follow the direction by themselves: `较上月上升12.3%`, `与上年同期持平`, `上年同期无数据`.
pub fn change_words(change: Change, figure: FigureRef, span: Span, lang: Lang) -> String {
    let yearly = figure.column == Column::YearOnYear;
    match lang {
        Lang::Zh => change_zh(change, figure.figure, base_zh(yearly, span)),
        Lang::En => change_en(change, figure.figure, base_en(yearly, span)),
    }
}

const fn base_zh(yearly: bool, span: Span) -> &'static str {
    match (yearly, span) {
        (_, Span::Year) => "上年",
        (true, _) => "上年同期",
        (false, Span::Month) => "上月",
        (false, Span::Quarter) => "上季度",
        (false, Span::HalfYear) => "上个半年",
    }
}

const fn base_en(yearly: bool, span: Span) -> &'static str {
    match (yearly, span) {
        (_, Span::Year) => "the year before",
        (true, _) => "the same period last year",
        (false, Span::Month) => "the month before",
        (false, Span::Quarter) => "the quarter before",
        (false, Span::HalfYear) => "the half-year before",
    }
}

fn change_zh(change: Change, figure: Figure, base: &str) -> String {
    match change {
        Change::NoBase => format!("{base}无数据"),
        Change::Same => format!("与{base}持平"),
        Change::Points(points) => {
            let way = if points > 0 { "提高" } else { "下降" };
            format!("较{base}{way}{}个百分点", tenths_text(points))
        }
        Change::By { difference, tenths } => {
            let way = if difference > 0 { "增加" } else { "减少" };
            let by = difference_value(figure, difference);
            let by = counted(figure, by, Lang::Zh);
            match tenths {
                Some(tenths) => format!("较{base}{way}{by}（{}%）", tenths_text(tenths)),
                None => format!("较{base}{way}{by}"),
            }
        }
    }
}

fn change_en(change: Change, figure: Figure, base: &str) -> String {
    match change {
        Change::NoBase => format!("no data for {base}"),
        Change::Same => format!("the same as {base}"),
        Change::Points(points) => {
            let way = if points > 0 { "up" } else { "down" };
            let unit = if points.abs() == 10 { "percentage point" } else { "percentage points" };
            format!("{way} {} {unit} on {base}", tenths_text(points))
        }
        Change::By { difference, tenths } => {
            let way = match figure.shape() {
                _ if difference > 0 => "more",
                Shape::Money | Shape::Days => "less",
                Shape::Count | Shape::Ratio => "fewer",
            };
            let by = difference_value(figure, difference).show(Lang::En);
            match tenths {
                Some(tenths) => format!("{by} {way} than {base} ({} %)", tenths_text(tenths)),
                None => format!("{by} {way} than {base}"),
            }
        }
    }
}

/// The size of a difference, in the shape of its figure.
const fn difference_value(figure: Figure, difference: i64) -> Value {
    let size = difference.saturating_abs();
    match figure.shape() {
        Shape::Money => Value::Money(Fen(size)),
        Shape::Days => Value::HalfDays(Some(size)),
        Shape::Count | Shape::Ratio => Value::Count(size),
    }
}
