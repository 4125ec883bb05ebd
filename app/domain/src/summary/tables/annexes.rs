//! The annexes.

use super::{Cell, SummaryTable, TableKey, table};
use crate::{
    figures::{Figures, Ratio},
    hazards::Source,
    summary::{
        AgeLine, Figure, FigureRef, HazardLine, Lang, Listed, SafetySummary, Subject, Value, names::Named,
    },
};

/// A table that is not one of figures with comparisons; those come out empty.
pub(super) fn annex(summary: &SafetySummary, key: TableKey, lang: Lang) -> SummaryTable {
    let plain = |head: &[(&str, &str, u16)], rows: Vec<Vec<Cell>>| table(key, lang, head, rows, 0);
    match key {
        TableKey::General | TableKey::Balance | TableKey::Programmes | TableKey::Supervision => {
            plain(&[], Vec::new())
        }
        TableKey::Campaigns => without_later(summary, plain(&CAMPAIGNS, campaigns(summary, lang))),
        TableKey::Targets => without_later(summary, plain(&TARGETS, targets(summary, lang))),
        TableKey::Areas => plain(&AREAS, areas(summary)),
        TableKey::Categories => plain(&CATEGORIES, categories(summary, lang)),
        TableKey::Months => plain(&MONTHS, months(summary)),
        TableKey::Ages => plain(&AGES, ages(summary)),
        TableKey::Major => listed(key, &summary.major, lang),
        TableKey::Overdue => listed(key, &summary.overdue, lang),
        TableKey::Repeated => listed(key, &summary.repeated, lang),
        TableKey::Devices => {
            let row = |line: &crate::summary::DeviceLine| {
                let counts = [line.planned, line.awaiting, line.in_service, line.faulty];
                let name = std::iter::once(Cell::text(line.kind.name(lang)));
                name.chain(counts.map(Cell::count)).collect::<Vec<_>>()
            };
            plain(&DEVICES, summary.devices.iter().map(row).collect())
        }
        TableKey::Expiry => {
            let row = |line: &crate::summary::ExpiryLine| {
                vec![
                    Cell::text(line.gear.name(lang)),
                    Cell::count(line.expired.n),
                    Cell::money(line.expired.cost),
                    Cell::count(line.coming.n),
                    Cell::money(line.coming.cost),
                ]
            };
            plain(&EXPIRY, summary.expiry.iter().map(row).collect())
        }
        TableKey::Penalties => {
            let row = |line: &crate::summary::PenaltyLine| {
                vec![
                    Cell::text(line.category.name(lang)),
                    Cell::count(line.penalties),
                    Cell::money(line.fines),
                ]
            };
            plain(&PENALTIES, summary.penalties.iter().map(row).collect())
        }
        TableKey::Orders => {
            let row = |line: &crate::summary::OrderLine| {
                vec![
                    Cell::text(line.kind.name(lang)),
                    Cell::count(line.orders),
                    Cell::ratio(line.on_time),
                    Cell::count(line.open),
                ]
            };
            plain(&ORDERS, summary.orders.iter().map(row).collect())
        }
        TableKey::Sources => plain(&SOURCES, sources(summary, lang)),
        TableKey::Fires => {
            let row = |line: &crate::summary::FireLine| {
                vec![
                    Cell::Instant(line.at),
                    Cell::text(line.area.name.as_str()),
                    Cell::text(line.place.as_str()),
                    Cell::text(line.cause.name(lang)),
                    line.loss.map_or(Cell::None, Cell::money),
                ]
            };
            plain(&FIRES, summary.fires.iter().map(row).collect())
        }
    }
}

/// The column that these tables have since the second [form](crate::summary::FORM) is taken out of one of the first.
fn without_later(summary: &SafetySummary, mut table: SummaryTable) -> SummaryTable {
    if summary.form < 2 {
        table.head.remove(LATER);
        table.widths.remove(LATER);
        for row in &mut table.rows {
            row.remove(LATER);
        }
    }
    table
}

/// Its place among [`CAMPAIGNS`] and [`TARGETS`].
const LATER: usize = 6;

type Head<const N: usize> = [(&'static str, &'static str, u16); N];

const CAMPAIGNS: Head<8> = [
    ("专项行动", "Campaign", 5),
    ("起", "From", 3),
    ("止", "To", 3),
    ("状态", "State", 2),
    ("应查", "Targets", 2),
    ("覆盖率", "Coverage", 3),
    ("查出隐患", "Found", 2),
    ("整改率", "Rectified", 3),
];
const TARGETS: Head<7> = [
    ("年度目标", "Target", 5),
    ("单位", "Unit", 2),
    ("目标数", "Number", 2),
    ("已完成", "Reached", 2),
    ("应完成", "Should be", 2),
    ("进度", "Pace", 2),
    ("完成率", "Progress", 3),
];
const AREAS: Head<13> = [
    ("名次", "Rank", 2),
    ("区域", "Area", 4),
    ("排查次数", "Inspections", 2),
    ("查出", "Found", 2),
    ("整改率", "Rate A", 3),
    ("到期整改率", "Rate B", 3),
    ("期初", "Open at start", 2),
    ("新增", "Added", 2),
    ("重开", "Reopened", 2),
    ("销号", "Closed", 2),
    ("作废", "Void", 2),
    ("期末", "Open at end", 2),
    ("逾期", "Overdue", 2),
];
const CATEGORIES: Head<7> = [
    ("类别", "Category", 3),
    ("查出", "Found", 2),
    ("整改率", "Rate A", 3),
    ("到期整改率", "Rate B", 3),
    ("及时率", "Timely", 3),
    ("重复率", "Repeated", 3),
    ("逾期", "Overdue", 2),
];
const MONTHS: Head<7> = [
    ("月份", "Month", 3),
    ("排查次数", "Inspections", 2),
    ("查出", "Found", 2),
    ("整改率", "Rate A", 3),
    ("到期整改率", "Rate B", 3),
    ("销号", "Closed", 2),
    ("期末存量", "Open at end", 2),
];
const AGES: Head<3> =
    [("存续天数", "Days open", 4), ("未销号", "Open", 2), ("其中逾期", "Of these overdue", 2)];
const HAZARDS: Head<9> = [
    ("编号", "Number", 4),
    ("区域", "Area", 3),
    ("地点", "Place", 4),
    ("类别", "Category", 2),
    ("隐患", "What is wrong", 5),
    ("发现时间", "Found", 3),
    ("整改期限", "Due", 3),
    ("逾期天数", "Days late", 2),
    ("状态", "State", 2),
];
const DEVICES: Head<5> = [
    ("设备", "Device", 4),
    ("拟装", "Planned", 2),
    ("待验收", "Awaiting", 2),
    ("在用", "In service", 2),
    ("故障", "Faulty", 2),
];
const EXPIRY: Head<5> = [
    ("品类", "Gear", 4),
    ("已过期", "Expired", 2),
    ("更换费用", "Cost", 3),
    ("未来一年到期", "Within a year", 2),
    ("更换费用", "Cost", 3),
];
const PENALTIES: Head<3> = [("类别", "Category", 4), ("起数", "Cases", 2), ("罚款", "Fines", 3)];
const ORDERS: Head<4> =
    [("类型", "Kind", 4), ("工单", "Orders", 2), ("按期回复率", "In time", 3), ("待复", "Open", 2)];
const SOURCES: Head<5> = [
    ("来源", "Source", 4),
    ("查出", "Found", 2),
    ("已销号", "Closed", 2),
    ("未销号", "Not closed", 2),
    ("整改率", "Rate A", 3),
];
const FIRES: Head<5> = [
    ("时间", "When", 3),
    ("区域", "Area", 3),
    ("地点", "Place", 4),
    ("原因", "Cause", 3),
    ("损失", "Loss", 3),
];

/// A figure of the summary, which opens its rows.
fn cell(summary: &SafetySummary, figure: FigureRef) -> Cell {
    summary.value(figure).map_or(Cell::None, |value| Cell::Figure(figure, value))
}

fn campaigns(summary: &SafetySummary, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |line: &crate::summary::CampaignLine| {
        let of = |figure| cell(summary, FigureRef::of(figure, Subject::Campaign(line.id)));
        vec![
            Cell::text(line.title.as_str()),
            Cell::Day(line.period.from),
            Cell::Day(line.period.to),
            Cell::text(line.status.name(lang)),
            of(Figure::CampaignTargets),
            of(Figure::CampaignCoverage),
            of(Figure::CampaignFound),
            of(Figure::CampaignRate),
        ]
    };
    summary.campaigns.iter().map(row).collect()
}

fn targets(summary: &SafetySummary, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |line: &crate::summary::TargetLine| {
        vec![
            Cell::text(line.target.name.as_str()),
            Cell::text(line.target.unit.as_str()),
            Cell::count(line.target.number),
            Cell::count(line.reached),
            Cell::count(line.should_be),
            Cell::text(line.pace.name(lang)),
            cell(summary, FigureRef::of(Figure::TargetProgress, Subject::Target(line.target.id))),
        ]
    };
    summary.targets.iter().map(row).collect()
}

fn areas(summary: &SafetySummary) -> Vec<Vec<Cell>> {
    let row = |line: &crate::summary::AreaLine| {
        let Figures { rate_found, rate_due, balance, .. } = line.figures;
        vec![
            line.rank.map_or(Cell::None, |rank| Cell::count(rank.into())),
            Cell::text(line.area.name.as_str()),
            Cell::count(line.inspections),
            Cell::count(rate_found.of),
            Cell::ratio(rate_found),
            Cell::ratio(rate_due),
            Cell::count(balance.open_at_start),
            Cell::count(balance.found),
            Cell::count(balance.reopened),
            Cell::count(balance.closed),
            Cell::count(balance.voided),
            Cell::count(balance.open_at_end),
            Cell::count(line.overdue),
        ]
    };
    summary.areas.iter().map(row).collect()
}

fn categories(summary: &SafetySummary, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |line: &crate::summary::CategoryLine| {
        let of = |figure| cell(summary, FigureRef::of(figure, Subject::Category(line.category)));
        let rates: [Ratio; 3] = [line.figures.rate_due, line.figures.timely, line.figures.quality.repeat];
        let start = [Cell::text(line.category.name(lang)), of(Figure::Found), of(Figure::RateFound)];
        let overdue = std::iter::once(Cell::count(line.overdue));
        start.into_iter().chain(rates.map(Cell::ratio)).chain(overdue).collect::<Vec<_>>()
    };
    summary.categories.iter().map(row).collect()
}

fn months(summary: &SafetySummary) -> Vec<Vec<Cell>> {
    let row = |line: &crate::summary::MonthLine| {
        let Figures { rate_found, rate_due, balance, .. } = line.figures;
        vec![
            Cell::Month(line.month),
            Cell::count(line.inspections),
            Cell::count(rate_found.of),
            Cell::ratio(rate_found),
            Cell::ratio(rate_due),
            Cell::count(balance.closed),
            Cell::count(balance.open_at_end),
        ]
    };
    summary.months.iter().map(row).collect()
}

/// The steps of age of what is open; none when nothing is, as the chart of them.
fn ages(summary: &SafetySummary) -> Vec<Vec<Cell>> {
    if summary.ages.iter().all(|line| line.open == 0) {
        return Vec::new();
    }
    let row =
        |line: &AgeLine| vec![Cell::text(line.days()), Cell::count(line.open), Cell::count(line.overdue)];
    summary.ages.iter().map(row).collect()
}

/// The sources that something came from.
fn sources(summary: &SafetySummary, lang: Lang) -> Vec<Vec<Cell>> {
    let row = |source: &Source| {
        let of = |figure| FigureRef::of(figure, Subject::Source(*source));
        let figures = [Figure::Found, Figure::Closed, Figure::NotClosed, Figure::RateFound];
        (summary.count(of(Figure::Found)) > 0).then(|| {
            let name = std::iter::once(Cell::text(source.name(lang)));
            name.chain(figures.map(|figure| cell(summary, of(figure)))).collect::<Vec<_>>()
        })
    };
    Source::ALL.iter().filter_map(row).collect()
}

/// A list of hazards as a paper prints it.
fn listed(key: TableKey, list: &Listed<HazardLine>, lang: Lang) -> SummaryTable {
    let more = list.total.saturating_sub(i64::try_from(list.rows.len()).unwrap_or(i64::MAX)).max(0);
    hazards(key, &list.rows, more, lang)
}

/// These hazards, and how many more there are. The list of major ones says which are under supervision, that of repeated ones which each
/// repeats.
pub(super) fn hazards(key: TableKey, rows: &[HazardLine], more: i64, lang: Lang) -> SummaryTable {
    let mut head = HAZARDS.to_vec();
    head.extend(match key {
        TableKey::Major => Some(("挂牌督办", "Supervised", 2)),
        TableKey::Repeated => Some(("前次编号", "Found before as", 4)),
        _ => None,
    });
    let supervised = |line: &HazardLine| match (line.supervised, lang) {
        (true, Lang::Zh) => "是",
        (false, Lang::Zh) => "否",
        (true, Lang::En) => "yes",
        (false, Lang::En) => "no",
    };
    let row = |line: &HazardLine| {
        let mut cells = vec![
            Cell::text(line.number.as_str()),
            Cell::text(line.area.name.as_str()),
            Cell::text(line.place.as_str()),
            Cell::text(line.category.name(lang)),
            Cell::text(line.description.as_str()),
            Cell::Instant(line.found_at),
            Cell::Day(line.effective_due),
            if line.days_late > 0 { Cell::Value(Value::Count(line.days_late)) } else { Cell::None },
            Cell::text(line.status.name(lang)),
        ];
        cells.extend(match key {
            TableKey::Major => Some(Cell::text(supervised(line))),
            TableKey::Repeated => Some(line.repeats.as_deref().map_or(Cell::None, Cell::text)),
            _ => None,
        });
        cells
    };
    table(key, lang, &head, rows.iter().map(row).collect(), more)
}
