//! The tables: every figure that a text can state stands in one, and those of an earlier form stay what they were.

use super::{area, empty};
use crate::{
    figures::{DashboardFigures, Figures, Quality, Ratio},
    hazards::{Category, Source},
    ids::{CampaignId, TargetId},
    money::Fen,
    period::Period,
    programmes::{
        campaign::{CampaignStatus, Funnel, Progress},
        figures::ProgrammeFigures,
        target::{Measured, YearTarget},
    },
    summary::{
        AgeLine, CampaignLine, CategoryLine, Column, FORM, Figure, FigureRef, Lang, Major, Measures,
        SafetySummary, Subject, SummaryFacts, Value, Visits,
        tables::{Cell, SummaryTable, TableKey, figure_rows, one, tables},
        text::{Edits, Topic, compose, figures_of, generate, headed},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Something of everything, no two numbers alike where a mistake could hide.
fn everything(scale: i64) -> Measures {
    let ratio = |n: i64| Ratio::new(n * scale, (n + 1) * scale);
    Measures {
        visits: Visits { inspections: 90 * scale, special: 30 * scale, premises: 70 * scale },
        hazards: Figures {
            rate_found: ratio(50),
            awaiting: 2 * scale,
            on_the_spot: ratio(11),
            timely: ratio(40),
            on_time: ratio(45),
            rate_due: ratio(48),
            ..Figures::default()
        },
        quality: Quality { first_review: ratio(9), repeat: ratio(3), days: [(4, 3)].into() },
        overdue: 6 * scale,
        major: Major { rate_found: ratio(4), open: 5 * scale, supervised: scale },
        categories: Category::ALL.iter().map(|category| (*category, ratio(7))).collect(),
        sources: Source::ALL.iter().map(|source| (*source, ratio(8))).collect(),
        three_kinds: ratio(12),
        relapse: ratio(13),
        programmes: ProgrammeFigures {
            households_surveyed: 14 * scale,
            stoves_replaced: 15 * scale,
            stoves_awaiting: 16 * scale,
            hoses_replaced: 17 * scale,
            stove_progress: ratio(18),
            gas_alarm_households: 20 * scale,
            gas_alarms_in_place: ratio(19),
            gas_alarms_installed: 35 * scale,
            gas_units_surveyed: 21 * scale,
            gas_hazards: ratio(22),
            lpg_cleared: ratio(23),
            lpg_moved: 24 * scale,
            estates_with_detectors: 25 * scale,
            chargers: 26 * scale,
            charger_estates: 27 * scale,
            fires: 28 * scale,
            fire_loss: Fen(2900 * scale),
            penalties: 30 * scale,
            fines: Fen(3100 * scale),
            orders: 32 * scale,
            orders_on_time: ratio(33),
        },
        zero_cylinder: ratio(34),
    }
}

/// A period with something in every paragraph.
pub(super) fn full(period: &str) -> SummaryFacts {
    let mut facts = empty(period);
    facts.now = everything(2);
    facts.previous = Some(everything(1));
    facts.last_year = Some(everything(3));
    facts.year_to_date = everything(4);
    let line = |category: &Category| CategoryLine {
        category: *category,
        figures: DashboardFigures::default(),
        overdue: 0,
    };
    facts.categories = Category::ALL.iter().map(line).collect();
    facts.campaigns = vec![CampaignLine {
        id: CampaignId(Uuid::from_u128(5)),
        title: "百日行动".into(),
        period: Period::year(2023).expect("year"),
        status: CampaignStatus::Running,
        progress: Progress {
            frozen: Funnel { to_visit: 35, let_in: 30, ..Funnel::default() },
            later: Funnel::default(),
        },
        hazards: Ratio::new(36, 37),
    }];
    let target = YearTarget {
        id: TargetId(Uuid::from_u128(6)),
        area: area("310105008", "仙霞新村街道").code,
        year: 2023,
        name: "更换灶具".into(),
        unit: "台".into(),
        number: 120,
        measured_by: Measured::StovesReplaced,
    };
    facts.targets = vec![(target, 119)];
    facts.ages = vec![
        AgeLine { from: 0, to: Some(7), open: 12, overdue: 0 },
        AgeLine { from: 91, to: None, open: 3, overdue: 2 },
    ];
    facts
}

fn cells(tables: &[SummaryTable]) -> impl Iterator<Item = &Cell> {
    tables.iter().flat_map(|table| table.rows.iter().flatten())
}

/// Whether a table says what a text would say of a figure: the value as a cell of its own, a comparison in the same words. What was
/// closed of a category is the n of its rate.
fn stands_in(tables: &[SummaryTable], summary: &SafetySummary, figure: FigureRef, lang: Lang) -> bool {
    let wanted = match (figure.figure, figure.subject) {
        (Figure::Closed, Some(Subject::Category(_))) => FigureRef { figure: Figure::RateFound, ..figure },
        _ => figure,
    };
    match figure.column {
        Column::MonthOnMonth | Column::YearOnYear => {
            let words = summary.show(figure, lang).map(Cell::Text);
            words.is_some_and(|words| cells(tables).any(|cell| *cell == words))
        }
        _ => cells(tables).any(|cell| match cell {
            Cell::Figure(name, value) if *name == wanted => match (summary.value(figure), value) {
                (Some(Value::Count(n)), Value::Ratio(ratio)) => ratio.n == n,
                (stated, value) => stated == Some(*value),
            },
            _ => false,
        }),
    }
}

#[test]
fn every_figure_of_a_text_stands_in_a_table() {
    for period in ["2023", "2023-06", "2023-Q3"] {
        let summary = SafetySummary::from_facts(full(period));
        for lang in Lang::ALL {
            let tables = tables(&summary, *lang);
            let mut stated = BTreeSet::new();
            for topic in Topic::ALL {
                let parts = generate(&summary, *topic, *lang);
                assert_eq!(parts.is_empty(), *topic == Topic::NextPeriod, "{topic}");
                stated.extend(figures_of(&parts));
            }
            assert!(stated.len() > 60, "the period was to have something of everything: {}", stated.len());
            for figure in stated {
                assert!(stands_in(&tables, &summary, figure, *lang), "{figure} of {period} in no table");
            }
        }
    }
}

#[test]
fn every_figure_of_an_area_is_a_row_of_one_table() {
    let summary = SafetySummary::from_facts(full("2023-06"));
    let rows: Vec<Figure> = TableKey::ALL.iter().flat_map(|key| figure_rows(*key, FORM)).collect();
    let of_the_area = summary.lines.iter().filter(|line| line.subject.is_none());
    for line in of_the_area {
        assert_eq!(rows.iter().filter(|figure| **figure == line.figure).count(), 1, "{}", line.figure);
    }
}

#[test]
fn ages_are_read_as_their_chart_shows_them() {
    let summary = SafetySummary::from_facts(full("2023-06"));
    let shown = |key| -> Vec<Vec<String>> {
        let table = one(&summary, key, Lang::Zh);
        table.rows.iter().map(|row| row.iter().map(|cell| cell.show(Lang::Zh)).collect()).collect()
    };
    assert_eq!(shown(TableKey::Ages), [["0–7", "12", "0"], ["≥91", "3", "2"]]);
    let nothing = SafetySummary::from_facts(empty("2023-06"));
    assert_eq!(one(&nothing, TableKey::Ages, Lang::Zh).rows.len(), 0);
}

/// Files that were lost are made again from a record, byte for byte: what was added since is not in them.
#[test]
fn tables_of_the_first_form_are_what_they_were() {
    let mut summary = SafetySummary::from_facts(full("2023-06"));
    summary.form = 1;
    let tables = tables(&summary, Lang::Zh);
    let keys: Vec<TableKey> = tables.iter().map(|table| table.key).collect();
    assert_eq!(
        keys,
        [
            TableKey::General,
            TableKey::Balance,
            TableKey::Programmes,
            TableKey::Campaigns,
            TableKey::Targets,
            TableKey::Categories
        ]
    );
    let named = |place: usize| -> Vec<Cell> { tables[place].rows.iter().map(|row| row[0].clone()).collect() };
    for (place, figures) in [(0, Figure::GENERAL), (1, Figure::BALANCE), (2, Figure::PROGRAMMES)] {
        assert_eq!(named(place).len(), figures.len(), "{}", tables[place].key);
    }
    assert_eq!(tables[3].head, ["专项行动", "起", "止", "状态", "应查", "覆盖率", "整改率"]);
    assert_eq!(tables[4].head, ["年度目标", "单位", "目标数", "已完成", "应完成", "进度"]);
    for table in tables {
        assert_eq!(table.head.len(), table.widths.len(), "{}", table.key);
        assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{}", table.key);
    }
}

#[test]
fn a_section_that_is_left_out_leaves_no_gap_in_the_numbers() {
    let mut edits = Edits::default();
    edits.put(Lang::Zh, Topic::Campaigns, Vec::new());
    let headings = |form: u32, lang: Lang, is_printed: bool| -> Vec<String> {
        let mut summary = SafetySummary::from_facts(empty("2023-06"));
        summary.form = form;
        let sections = compose(&summary, lang, &edits);
        let all = headed(&summary, &sections, lang).into_iter();
        all.filter(|section| section.is_printed == is_printed).map(|section| section.heading).collect()
    };
    let printed = [
        "一、总体情况",
        "二、燃气安全",
        "三、消防与电动自行车安全",
        "四、重大隐患与挂牌督办",
        "五、逾期与重复隐患",
        "六、12345热线与网格",
    ];
    assert_eq!(headings(FORM, Lang::Zh, true), printed);
    assert_eq!(headings(FORM, Lang::Zh, false), ["专项行动", "下一步工作"]);
    assert_eq!(headings(FORM, Lang::En, true)[1..3], ["2. Special campaigns", "3. Gas safety"]);
    // what was issued with a gap keeps it
    assert_eq!(headings(3, Lang::Zh, true)[1], "三、燃气安全");
    assert_eq!(headings(3, Lang::Zh, false), ["二、专项行动", "八、下一步工作"]);
}
