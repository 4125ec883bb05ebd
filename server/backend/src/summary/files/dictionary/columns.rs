//! What the columns of the tables mean, in words. P is the period, T the instant of the data.

use super::DICTIONARY;
use domain::summary::{Lang, correction::CorrectionTable, tables::TableKey};

/// A text in both languages.
type Both = (&'static str, &'static str);

/// A column.
#[derive(Clone, Copy)]
pub(super) struct Column {
    /// Its heading in both languages.
    heading: Both,
    /// What it counts in, where that is said of the column and not of each row.
    pub unit: Option<Both>,
    /// What stands in it.
    pub meaning: Both,
}

/// The column of a table that has this heading, in a [form](domain::summary::FORM) of summaries. Of two with one heading in a table the
/// meaning is said of both.
pub(super) fn column(table: &str, heading: &str, lang: Lang, form: u32) -> Option<Column> {
    let named = |column: &&Column| match lang {
        Lang::Zh => column.heading.0 == heading,
        Lang::En => column.heading.1 == heading,
    };
    columns(table, form).iter().find(named).copied()
}

/// The columns of a table by the word of its file.
fn columns(table: &str, form: u32) -> &'static [Column] {
    if table == DICTIONARY {
        return &OF_DICTIONARY;
    }
    if let Ok(table) = table.parse() {
        return match table {
            CorrectionTable::Figures => &CORRECTED,
            CorrectionTable::Rows if form < 4 => &CHANGES_BEFORE,
            CorrectionTable::Rows => &CHANGES,
        };
    }
    let Ok(table) = table.parse() else { return &[] };
    match table {
        TableKey::General | TableKey::Balance | TableKey::Programmes | TableKey::Supervision => &FIGURES,
        TableKey::Campaigns => &CAMPAIGNS,
        TableKey::Targets => &TARGETS,
        TableKey::Areas => &AREAS,
        TableKey::Categories => &CATEGORIES,
        TableKey::Months => &MONTHS,
        TableKey::Ages => &AGES,
        TableKey::Major | TableKey::Overdue | TableKey::Repeated => &HAZARDS,
        TableKey::Devices => &DEVICES,
        TableKey::Expiry => &EXPIRY,
        TableKey::Penalties => &PENALTIES,
        TableKey::Orders => &ORDERS,
        TableKey::Sources => &SOURCES,
        TableKey::Fires => &FIRES,
    }
}

const HAZARDS_UNIT: Both = ("处", "hazards");
const PERCENT: Both = ("%", "%");
const DEVICES_UNIT: Both = ("台", "devices");

/// A column of words, days or amounts, or of numbers whose unit stands beside them.
const fn plain(heading: Both, meaning: Both) -> Column {
    Column { heading, unit: None, meaning }
}

/// A column of numbers.
const fn number(heading: Both, unit: Both, meaning: Both) -> Column {
    Column { heading, unit: Some(unit), meaning }
}

const CATEGORY: Column = plain(
    ("类别", "Category"),
    ("统计用的一级隐患类别。", "The first level of categories, fixed for statistics."),
);
const INSPECTIONS: Column = number(
    ("排查次数", "Inspections"),
    ("次", "inspections"),
    ("期间（逐月表为当月）内开始的检查次数。", "Visits that started in P; by month, in the month."),
);
const FOUND: Column = number(
    ("查出", "Found"),
    HAZARDS_UNIT,
    (
        "期间（逐月表为当月）内发现的隐患；误报和重复不计，移交的计入。",
        "Hazards found in P (by month: in the month); false alarms and duplicates are left out, transferred ones stay in.",
    ),
);
const RATE_A: Column = number(
    ("整改率", "Rate A"),
    PERCENT,
    ("查出的隐患中，截至T已复查销号的占比（发现口径）。", "Of those found, reviewed and closed by T."),
);
const RATE_B: Column = number(
    ("到期整改率", "Rate B"),
    PERCENT,
    (
        "现行期限在期间内的和期初已逾期的隐患中，截至T已销号的占比（到期口径）。",
        "Of those due in P and those overdue at its start, closed by T.",
    ),
);
const OVERDUE: Column = number(
    ("逾期", "Overdue"),
    HAZARDS_UNIT,
    ("期末或T时未销号且已过现行期限的隐患。", "Open at the end of P or at T and past the deadline in force."),
);
const CLOSED_IN_P: Column = number(
    ("销号", "Closed"),
    HAZARDS_UNIT,
    (
        "期间（逐月表为当月）内销号的隐患，不论何时查出。",
        "Closed in P (by month: in the month), whenever found.",
    ),
);
const COMMITTEE: Column =
    plain(("区域", "Area"), ("所在居委（或网格）。", "The residential committee (or grid)."));
const PLACE: Column = plain(
    ("地点", "Place"),
    (
        "场所名称或地址；居民户只写到楼栋。",
        "Name or address of the site; of households down to the building only.",
    ),
);

const FIGURES: [Column; 8] = [
    plain(
        ("指标", "Figure"),
        ("指标名称，定义见本表“指标”各行。", "Its name; defined in the lines “Figure” below."),
    ),
    plain(("单位", "Unit"), ("该行各数的单位。", "Of the numbers of the line.")),
    plain(("本期", "This period"), ("本期的数；率附n/N。", "Of P; a rate with its n/N.")),
    plain(
        ("上期", "Previous period"),
        (
            "紧接本期之前、同样长的期间的数，同一T；没有记录的为“/”。",
            "Of the period of the same length just before P, as of the same T; — where nothing was recorded.",
        ),
    ),
    plain(
        ("环比", "Against it"),
        ("本期与上期相比，以文字表述。", "This period against the one in the column before, in words."),
    ),
    plain(
        ("上年同期", "Same period last year"),
        ("上一年同一期间的数，同一T。", "Of the same period of the year before, as of the same T."),
    ),
    plain(
        ("同比", "Against it"),
        ("本期与上年同期相比，以文字表述。", "This period against the one in the column before, in words."),
    ),
    plain(
        ("本年累计", "Year to date"),
        (
            "自1月1日至期末的数；期末存量类指标没有累计，为“/”。",
            "From the first of January to the end of P; a stock has none: —.",
        ),
    ),
];

const CAMPAIGNS: [Column; 8] = [
    plain(("专项行动", "Campaign"), ("期间与本期有交集的专项行动。", "A campaign whose days meet P.")),
    plain(("起", "From"), ("专项行动首日。", "Its first day.")),
    plain(("止", "To"), ("专项行动末日。", "Its last day.")),
    plain(("状态", "State"), ("T时的状态。", "Where it stood at T.")),
    number(
        ("应查", "Targets"),
        ("家", "targets"),
        (
            "启动时冻结的目标名单中在本区域的；后来增加的不计。",
            "Of the list frozen when it started, those in the area; later additions are left out.",
        ),
    ),
    number(
        ("覆盖率", "Coverage"),
        PERCENT,
        (
            "应查对象中截至T已入户检查的占比；拒绝、不遇不计。",
            "Of the targets, let in by T; refused and unreachable ones do not count.",
        ),
    ),
    number(
        ("查出隐患", "Found"),
        HAZARDS_UNIT,
        ("该行动的检查在期间内查出的隐患。", "Hazards that its visits found in P."),
    ),
    number(
        ("整改率", "Rectified"),
        PERCENT,
        ("其中截至T已复查销号的占比。", "Of these, reviewed and closed by T."),
    ),
];

const TARGETS: [Column; 7] = [
    plain(("年度目标", "Target"), ("本区域当年的目标。", "A target of the area for the year.")),
    plain(("单位", "Unit"), ("该行各数的单位。", "Of the numbers of the line.")),
    plain(("目标数", "Number"), ("全年应完成数。", "The number for the year.")),
    plain(
        ("已完成", "Reached"),
        ("自1月1日至期末或T的完成数。", "Reached from the first of January to the end of P or T."),
    ),
    plain(
        ("应完成", "Should be"),
        (
            "按全年天数均匀推进，到期末或T应完成的数，舍去小数。",
            "Where it should be at the end of P or T if every day of the year did the same, floored.",
        ),
    ),
    plain(
        ("进度", "Pace"),
        ("已完成与应完成相比：滞后、正常、超前。", "Reached against what should be: behind, on pace, ahead."),
    ),
    number(("完成率", "Progress"), PERCENT, ("已完成除以目标数。", "Reached, of the number for the year.")),
];

const AREAS: [Column; 13] = [
    plain(
        ("名次", "Rank"),
        (
            "按整改率（发现口径）由高到低，同率同名次；查出不足10处的不排名，为“/”。",
            "By rate A, equal rates sharing a place; with fewer than 10 found there is none: —.",
        ),
    ),
    plain(("区域", "Area"), ("下一级区域，含其全部下辖范围。", "The next smaller area, its whole subtree.")),
    INSPECTIONS,
    FOUND,
    RATE_A,
    RATE_B,
    number(("期初", "Open at start"), HAZARDS_UNIT, ("期间开始时未销号的隐患。", "Open when P began.")),
    number(
        ("新增", "Added"),
        HAZARDS_UNIT,
        (
            "期间内新增的隐患，后来作废的也计入，在作废时减去。",
            "Added in P; those declared void later are taken off when they are.",
        ),
    ),
    number(("重开", "Reopened"), HAZARDS_UNIT, ("期间内销号后重开的隐患。", "Reopened in P.")),
    CLOSED_IN_P,
    number(("作废", "Void"), HAZARDS_UNIT, ("期间内作废的隐患。", "Declared void in P.")),
    number(
        ("期末", "Open at end"),
        HAZARDS_UNIT,
        (
            "期末未销号的隐患：期初+新增+重开-销号-作废。",
            "Open at the end of P: start + added + reopened − closed − void.",
        ),
    ),
    OVERDUE,
];

const CATEGORIES: [Column; 7] = [
    CATEGORY,
    FOUND,
    RATE_A,
    RATE_B,
    number(
        ("及时率", "Timely"),
        PERCENT,
        (
            "期间内查出且截至T到期或销号的隐患中，在原定期限内销号的占比。",
            "Of those found in P and due or closed by T, closed by the original deadline.",
        ),
    ),
    number(
        ("重复率", "Repeated"),
        PERCENT,
        (
            "查出的隐患中，同一场所、同一类别在销号后十二个月内再次查出的占比。",
            "Of those found, found again at the same site within twelve months of closing.",
        ),
    ),
    OVERDUE,
];

const MONTHS: [Column; 7] = [
    plain(("月份", "Month"), ("截至期末的十二个月之一。", "One of the twelve months that end with P.")),
    INSPECTIONS,
    FOUND,
    RATE_A,
    RATE_B,
    CLOSED_IN_P,
    number(
        ("期末存量", "Open at end"),
        HAZARDS_UNIT,
        ("当月末未销号的隐患。", "Open at the end of the month."),
    ),
];

const AGES: [Column; 3] = [
    number(
        ("存续天数", "Days open"),
        ("天", "days"),
        ("自发现至期末或T的天数，按段。", "Days from finding to the end of P or T, in steps."),
    ),
    number(("未销号", "Open"), HAZARDS_UNIT, ("该段中未销号的隐患。", "Open ones of the step.")),
    number(
        ("其中逾期", "Of these overdue"),
        HAZARDS_UNIT,
        ("其中已过现行期限的。", "Of these, past the deadline in force."),
    ),
];

const HAZARDS: [Column; 11] = [
    plain(("编号", "Number"), ("隐患编号：街道-年-序号。", "Of the hazard: subdistrict, year, sequence.")),
    COMMITTEE,
    PLACE,
    CATEGORY,
    plain(("隐患", "What is wrong"), ("检查人员的描述。", "As the inspector described it.")),
    plain(("发现时间", "Found"), ("发现的时间。", "When it was found.")),
    plain(
        ("整改期限", "Due"),
        (
            "现行期限（含延期），当日24时到期。",
            "The deadline in force, extensions included; due at the end of that day.",
        ),
    ),
    number(
        ("逾期天数", "Days late"),
        ("天", "days"),
        (
            "期末或T时已过现行期限的天数；未逾期为“/”。",
            "Days past it at the end of P or at T; — when it is not late.",
        ),
    ),
    plain(("状态", "State"), ("T时的状态。", "Where it stood at T.")),
    plain(("挂牌督办", "Supervised"), ("是否挂牌督办。", "Whether it is on the list of supervision.")),
    plain(
        ("前次编号", "Found before as"),
        (
            "同一场所、同一类别、十二个月内销号的前一处隐患。",
            "The hazard of the same site and category that was closed within twelve months before.",
        ),
    ),
];

const DEVICES: [Column; 5] = [
    plain(("设备", "Device"), ("设备种类；期末的数。", "Its kind; numbers are those at the end of P.")),
    number(("拟装", "Planned"), DEVICES_UNIT, ("列入名单、尚未安装的。", "On the list, nothing there yet.")),
    number(("待验收", "Awaiting"), DEVICES_UNIT, ("已安装、待验收的。", "Installed, awaiting acceptance.")),
    number(("在用", "In service"), DEVICES_UNIT, ("已验收、在用的。", "Accepted and in service.")),
    number(("故障", "Faulty"), DEVICES_UNIT, ("故障的。", "Faulty.")),
];

const EXPIRY: [Column; 4] = [
    plain(
        ("品类", "Gear"),
        ("在用燃气具、软管和报警设备的种类。", "Kind of appliance, hose or alarm in use."),
    ),
    number(
        ("已过期", "Expired"),
        ("件", "pieces"),
        ("使用年限在期末前已满的。", "Those whose service life had ended by the end of P."),
    ),
    plain(("更换费用", "Cost"), ("更换前一栏各件的费用。", "Of new ones for those in the column before.")),
    number(
        ("未来一年到期", "Within a year"),
        ("件", "pieces"),
        ("使用年限在期后十二个月内届满的。", "Those whose service life ends in the twelve months after P."),
    ),
];

const PENALTIES: [Column; 3] = [
    CATEGORY,
    number(("起数", "Cases"), ("起", "cases"), ("期间内作出的行政处罚。", "Penalties decided in P.")),
    plain(("罚款", "Fines"), ("其罚款金额。", "Their fines.")),
];

const ORDERS: [Column; 4] = [
    plain(("类型", "Kind"), ("12345工单的类型。", "Of the hotline order.")),
    number(("工单", "Orders"), ("件", "orders"), ("期间内收到的工单。", "Received in P.")),
    number(
        ("按期回复率", "In time"),
        PERCENT,
        (
            "截至T到期或已回复的工单中，按期回复的占比。",
            "Of those due or replied to by T, replied to in time.",
        ),
    ),
    number(("待复", "Open"), ("件", "orders"), ("截至T未回复的。", "Not replied to by T.")),
];

const SOURCES: [Column; 5] = [
    plain(("来源", "Source"), ("隐患的来源。", "Where the hazard was heard of.")),
    FOUND,
    number(
        ("已销号", "Closed"),
        HAZARDS_UNIT,
        ("查出的隐患中，截至T已复查销号的。", "Of those found, reviewed and closed by T."),
    ),
    number(
        ("未销号", "Not closed"),
        HAZARDS_UNIT,
        ("查出的隐患中，截至T未销号的。", "Of those found, not closed by T."),
    ),
    RATE_A,
];

const FIRES: [Column; 5] = [
    plain(("时间", "When"), ("火情发生的时间。", "When it burnt.")),
    COMMITTEE,
    PLACE,
    plain(("原因", "Cause"), ("火情原因；未查明的为待查。", "What it came from, where that is known.")),
    plain(("损失", "Loss"), ("直接财产损失；不明的为“/”。", "Direct loss; — when it is not known.")),
];

const CORRECTED: [Column; 3] = [
    plain(("指标", "Figure"), ("数值有变化的指标。", "A figure that would be another.")),
    plain(("原数", "Before"), ("原小结的数。", "As the summary states it.")),
    plain(("现数", "After"), ("按现在的记录算得的数。", "As the records of now make it.")),
];

const CHANGES: [Column; 7] = changes((
    "变更的项目；新增和不再计入的，为说明是哪一条的各项。",
    "What of it changed; of one that came or went, what says which it is.",
));

/// Before the fourth form nothing more was said of a record that came or went.
const CHANGES_BEFORE: [Column; 7] =
    changes(("变更的项目；新增和不再计入的为“/”。", "What of it changed; — of one that came or went."));

const fn changes(field: Both) -> [Column; 7] {
    [
        plain(("记录", "Record"), ("记录的种类。", "What kind of record it is.")),
        plain(("编号", "Number"), ("记录的编号或名称。", "Its number or name.")),
        plain(("变化", "Change"), ("新增、不再计入或变更。", "Added, no longer counted, or changed.")),
        plain(("项目", "Field"), field),
        plain(("原值", "Before"), ("原小结签发时的值。", "As it was frozen with the summary.")),
        plain(("现值", "After"), ("现在的值。", "As it is now.")),
        plain(("涉及指标", "Figures"), ("因此变化的指标。", "The figures that it changes.")),
    ]
}

const OF_DICTIONARY: [Column; 4] = [
    plain(("所属", "Of"), ("所说明的工作表，或“指标”。", "The sheet that is explained, or “Figure”.")),
    plain(
        ("名称", "Name"),
        ("该表的列名，或指标名称。", "The heading of a column of it, or the name of a figure."),
    ),
    plain(
        ("类型或单位", "Kind or unit"),
        ("单元格内容的类型和单位。", "What its cells are, and their unit."),
    ),
    plain(("说明", "Meaning"), ("含义。", "What it means.")),
];
