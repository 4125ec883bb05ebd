//! What a summary says of given facts. Its life and its corrections are in `lives`, what holds of any facts in `chance`.

mod chance;
mod figures;
mod lives;
mod opened;
mod tabled;

use super::{
    commands::{EDITED, EditParagraph},
    tables::{TableKey, tables},
    text::{Edits, Topic, compose, format_parts, generate, show_parts},
    *,
};
use crate::{
    area::AreaRef,
    fault::Code,
    figures::{Balance, Figures, Ratio},
    hazards::{Category, Severity, Source, Status},
    ids::{CampaignId, HazardId, TargetId},
    money::Fen,
    period::Period,
    programmes::{
        campaign::{CampaignStatus, Funnel, Progress},
        figures::ProgrammeFigures,
        target::{Measured, YearTarget},
    },
};
use uuid::Uuid;

fn period(s: &str) -> SummaryPeriod {
    s.parse().expect(s)
}

fn area(code: &str, name: &str) -> AreaRef {
    AreaRef { code: code.parse().expect(code), name: name.into() }
}

fn empty(p: &str) -> SummaryFacts {
    let p = period(p);
    SummaryFacts::empty(p, area("310105008", "仙霞新村街道"), p.period().end())
}

/// The year of the demo, as its report states it.
fn year_2023() -> SummaryFacts {
    let mut facts = empty("2023");
    facts.now = Measures {
        visits: Visits { inspections: 1312, special: 306, premises: 800 },
        hazards: Figures {
            rate_found: Ratio::new(552, 563),
            rate_due: Ratio::new(540, 555),
            timely: Ratio::new(500, 560),
            on_time: Ratio::new(520, 560),
            on_the_spot: Ratio::new(100, 552),
            balance: Balance {
                open_at_start: 0,
                found: 563,
                reopened: 0,
                closed: 552,
                voided: 0,
                open_at_end: 11,
            },
            ..Figures::default()
        },
        programmes: ProgrammeFigures {
            stoves_replaced: 120,
            gas_alarm_households: 1126,
            gas_alarms_in_place: Ratio::new(1126, 1126),
            gas_units_surveyed: 84,
            gas_hazards: Ratio::new(39, 39),
            lpg_cleared: Ratio::new(13, 13),
            lpg_moved: 13,
            penalties: 489,
            fines: Fen(12_345_600),
            estates_with_detectors: 8,
            chargers: 17,
            charger_estates: 3,
            ..ProgrammeFigures::default()
        },
        ..Measures::default()
    };
    facts.year_to_date = facts.now.clone();
    facts
}

fn text(summary: &SafetySummary, topic: Topic, lang: Lang) -> String {
    show_parts(&generate(summary, topic, lang), summary, lang)
}

fn whole(summary: &SafetySummary, lang: Lang) -> String {
    let sections = compose(summary, lang, &Edits::default());
    let paragraphs = sections.iter().flat_map(|section| &section.paragraphs);
    paragraphs.map(|paragraph| paragraph.show(summary, lang) + "\n").collect()
}

#[test]
fn the_year_states_what_its_report_states() {
    let summary = SafetySummary::from_facts(year_2023());
    let zh = whole(&summary, Lang::Zh);
    for stated in [
        "共开展安全排查1312次",
        "专项检查306次",
        "查出隐患563处",
        "已整改销号552处",
        "整改率98.0%",
        "更换非安全型灶具120台",
        "高龄独居老人家庭1126户",
        "排摸九小用气场所84家",
        "已整改39处",
        "液化气用户13家，已全部改管改电并退瓶",
        "行政处罚489起",
        "8个小区的车棚安装联网烟感",
        "汽车充电桩17个，分布在3个小区",
        "上年无数据，不作比较",
    ] {
        assert!(zh.contains(stated), "{stated}\n{zh}");
    }
    let en = whole(&summary, Lang::En);
    for stated in
        ["1,312 inspections", "306 special inspections", "563 hazards", "98.0 %", "489 penalty cases"]
    {
        assert!(en.contains(stated), "{stated}\n{en}");
    }
}

#[test]
fn nothing_is_said_properly() {
    let summary = SafetySummary::from_facts(empty("2023-06"));
    for (topic, zh, en) in [
        (
            Topic::Overview,
            "2023年6月，仙霞新村街道未开展安全排查；未查出隐患。",
            "Period: June 2023. Area: 仙霞新村街道. No inspection was carried out; no hazard was found.",
        ),
        (Topic::Rates, "本期没有到期隐患。", "Nothing fell due."),
        (Topic::Overdue, "没有逾期未整改的隐患。", "Nothing was overdue."),
        (
            Topic::Stoves,
            "本期没有灶具排摸和更换；未更换燃气软管。",
            "No stoves were surveyed or replaced. No gas hose was replaced.",
        ),
        (
            Topic::GasUnits,
            "未查出燃气类隐患。未查出液化气瓶类隐患。本期未排摸九小用气场所，未查出用气隐患。",
            "No gas hazard was found. No LPG cylinder hazard was found. \
             No small gas-using unit was surveyed; no gas hazard was found at one.",
        ),
        (Topic::Penalties, "本期没有行政处罚。", "There were no penalties."),
        (Topic::Lpg, "辖区内没有液化气用户。", "The area has no users of LPG cylinders."),
        (Topic::Campaigns, "本期未开展专项行动。", "No special campaign ran."),
        (Topic::NextPeriod, "", ""),
    ] {
        assert_eq!(text(&summary, topic, Lang::Zh), zh);
        assert_eq!(text(&summary, topic, Lang::En), en);
    }
    let comparison = text(&summary, Topic::Comparison, Lang::Zh);
    assert!(comparison.ends_with("本年尚未开展排查，未查出隐患。"), "{comparison}");
    assert!(comparison.starts_with("上月无数据，不作比较。上年同期无数据，不作比较。"), "{comparison}");
    assert!(!whole(&summary, Lang::Zh).contains("100"), "no base is no rate");
}

#[test]
fn what_was_found_and_not_closed_is_said_in_words() {
    let mut facts = empty("2023-06");
    let none = Ratio::new(0, 2);
    facts.now = Measures {
        hazards: Figures { rate_found: none, awaiting: 1, ..Figures::default() },
        major: Major { rate_found: none, open: 2, supervised: 1 },
        three_kinds: none,
        categories: [(Category::Fire, none), (Category::Gas, Ratio::new(1, 2))].into(),
        sources: [(Source::Hotline, none), (Source::Grid, none)].into(),
        programmes: ProgrammeFigures {
            hoses_replaced: 1,
            gas_alarm_households: 5,
            gas_alarms_in_place: Ratio::new(0, 5),
            gas_hazards: none,
            lpg_cleared: Ratio::new(0, 3),
            ..ProgrammeFigures::default()
        },
        ..Measures::default()
    };
    facts.year_to_date = facts.now.clone();
    let summary = SafetySummary::from_facts(facts);
    for (topic, zh) in [
        (Topic::Comparison, "本年尚未开展排查，查出隐患2处，尚未整改销号。"),
        (Topic::Overview, "查出隐患2处，尚未整改销号，整改率0.0%（其中1处已上报整改、待复查）。"),
        (Topic::Stoves, "本期没有灶具排摸和更换；更换燃气软管1根。"),
        (Topic::Alarms, "高龄独居老人家庭5户，尚未安装，加装进度0.0%。"),
        (Topic::GasUnits, "查出燃气类隐患2处，已整改销号1处，整改率50.0%。"),
        (Topic::GasUnits, "查出用气隐患2处，尚未整改销号。"),
        (Topic::Lpg, "液化气用户3家，均未完成改管改电和退瓶。"),
        (Topic::Fire, "查出消防类隐患2处，尚未整改销号。"),
        (Topic::Ebike, "查出三类问题2处，尚未整改销号。"),
        (Topic::Major, "查出重大隐患2处，尚未整改销号；未销号的重大隐患2处，其中挂牌督办1处。"),
        (Topic::Hotline, "热线反映的隐患2处，尚未整改销号。"),
        (Topic::Grid, "网格上报隐患2处，尚未整改销号。"),
    ] {
        let said = text(&summary, topic, Lang::Zh);
        assert!(said.contains(zh), "{topic}: {said}");
    }
    for (topic, en) in [
        (Topic::Comparison, "Year to date: no inspection, 2 hazards found, none closed yet."),
        (
            Topic::Overview,
            "found: 2 hazards; none closed yet, a rectification rate of 0.0 % (of these, 1 awaiting",
        ),
        (Topic::Alarms, "held 5 households; none had an alarm in place yet (0.0 %)."),
        (Topic::GasUnits, "Of the category gas: 2 hazards found, 1 closed (50.0 %)."),
        (Topic::GasUnits, "gas hazards found at these: 2, none closed yet."),
        (Topic::Lpg, "none of them without cylinders yet."),
        (Topic::Fire, "Of the category fire: 2 hazards found, none closed yet."),
        (Topic::Ebike, "Of the three kinds of problem: 2 problems found, none closed yet."),
        (Topic::Major, "Found: 2 major hazards; none closed yet; open: 2 major hazards"),
        (Topic::Hotline, "Reported by the hotline: 2 hazards, none closed yet."),
        (Topic::Grid, "The grid reported 2 hazards; none closed yet."),
    ] {
        let said = text(&summary, topic, Lang::En);
        assert!(said.contains(en), "{topic}: {said}");
    }
    for topic in Topic::ALL {
        // the ledger of the stock names every term, also one that is nothing
        for (lang, nothing) in [(Lang::Zh, "0处"), (Lang::En, " 0 ")] {
            let said = text(&summary, *topic, lang);
            assert!(*topic == Topic::Stock || !said.contains(nothing), "{topic}: {said}");
        }
    }
}

/// What is missing is said of the side that lacks it, and nothing is counted that is not there.
#[test]
fn what_there_is_none_of_is_not_counted() {
    let mut facts = empty("2023-06");
    let some = Measures {
        hazards: Figures {
            rate_found: Ratio::new(5, 5),
            balance: Balance { found: 5, closed: 5, ..Balance::default() },
            ..Figures::default()
        },
        ..Measures::default()
    };
    facts.previous = Some(some.clone());
    facts.now.major.open = 2;
    facts.now.programmes.stoves_replaced = 120;
    facts.campaigns.push(CampaignLine {
        id: CampaignId(Uuid::from_u128(5)),
        title: "百日行动".into(),
        period: Period::year(2023).expect("year"),
        status: CampaignStatus::Running,
        progress: Progress::default(),
        hazards: Ratio::default(),
    });
    let summary = SafetySummary::from_facts(facts.clone());
    for (topic, zh, en) in [
        (Topic::Comparison, "整改率本期无基数、不作比较。", "rate: no base in this period, not compared."),
        (
            Topic::Campaigns,
            "：本辖区没有应查对象，未查出隐患。",
            ": nothing to visit in this area, no hazard found.",
        ),
        (
            Topic::Stoves,
            "本期未排摸居民灶具，更换非安全型灶具120台",
            "No stoves were surveyed; replaced: 120 non-safe stoves",
        ),
        (Topic::Major, "未销号的重大隐患2处，均未挂牌督办。", "of these under supervision: none."),
    ] {
        for (lang, expected) in [(Lang::Zh, zh), (Lang::En, en)] {
            let said = text(&summary, topic, lang);
            assert!(said.contains(expected), "{topic}: {said}");
        }
    }
    // the other way round: this period has a base, the one before has none
    facts.now = some;
    facts.previous = Some(Measures::default());
    facts.now.programmes.households_surveyed = 3;
    let summary = SafetySummary::from_facts(facts);
    let comparison = text(&summary, Topic::Comparison, Lang::Zh);
    assert!(comparison.contains("整改率上月无数据。"), "{comparison}");
    let stoves = text(&summary, Topic::Stoves, Lang::Zh);
    assert!(stoves.starts_with("排摸居民灶具3户，未更换非安全型灶具"), "{stoves}");
}

#[test]
fn one_and_many() {
    for (n, zh, en) in [(1, "1处", "1 hazard"), (2, "2处", "2 hazards"), (1312, "1312处", "1,312 hazards")]
    {
        assert_eq!(names::counted(Figure::Found, Value::Count(n), Lang::Zh), zh);
        assert_eq!(names::counted(Figure::Found, Value::Count(n), Lang::En), en);
    }
    assert_eq!(names::counted(Figure::DaysMedian, Value::HalfDays(Some(5)), Lang::Zh), "2.5天");
    assert_eq!(names::counted(Figure::DaysMedian, Value::HalfDays(None), Lang::Zh), "/");
}

#[test]
fn one_of_each_is_said_in_the_singular() {
    let mut facts = empty("2023-06");
    facts.now = Measures {
        visits: Visits { inspections: 1, special: 1, premises: 1 },
        hazards: Figures {
            rate_found: Ratio::new(0, 1),
            balance: Balance { found: 1, open_at_end: 1, ..Balance::default() },
            ..Figures::default()
        },
        overdue: 1,
        programmes: ProgrammeFigures { penalties: 1, fires: 1, ..ProgrammeFigures::default() },
        ..Measures::default()
    };
    let summary = SafetySummary::from_facts(facts);
    for (topic, en) in [
        (
            Topic::Overview,
            "Period: June 2023. Area: 仙霞新村街道. Carried out: 1 inspection of 1 place, among them 1 special inspection; \
             found: 1 hazard; none closed yet, a rectification rate of 0.0 %.",
        ),
        (
            Topic::Stock,
            "Open at the start: 0 hazards; found: 1, reopened: 0, closed: 0, declared void: 0; open at the end: 1 hazard.",
        ),
        (Topic::Overdue, "Overdue: 1 hazard; see the list."),
        (Topic::Penalties, "The enforcement team decided 1 penalty case."),
        (
            Topic::Fire,
            "No fire hazard was found. No electricity hazard was found. The register of fires counted 1 fire.",
        ),
    ] {
        assert_eq!(text(&summary, topic, Lang::En), en);
    }
    for figure in Figure::ALL {
        if let Some((_, one, many)) = names::unit(*figure) {
            let counted = |n| names::counted(*figure, Value::Count(n), Lang::En);
            assert_eq!((counted(1), counted(2)), (format!("1 {one}"), format!("2 {many}")), "{figure}");
            assert_eq!(one == many, one == "yuan", "{figure}");
        }
    }
}

#[test]
fn comparisons_follow_the_direction() {
    let (count, ratio) = (Value::Count, |n, of| Value::Ratio(Ratio::new(n, of)));
    for (figure, before, now, zh) in [
        (Figure::Found, Some(count(100)), count(112), "较上月增加12处（12.0%）"),
        (Figure::Found, Some(count(3)), count(2), "较上月减少1处（33.3%）"),
        (Figure::Found, Some(count(0)), count(2), "较上月增加2处"),
        (Figure::Found, Some(count(2)), count(2), "与上月持平"),
        (Figure::Found, None, count(2), "上月无数据"),
        (Figure::RateFound, Some(ratio(9, 10)), ratio(552, 563), "较上月提高8.0个百分点"),
        (Figure::RateFound, Some(ratio(0, 0)), ratio(1, 1), "上月无数据"),
    ] {
        let change = Change::between(before, now);
        let name = FigureRef::now(figure).at(Column::MonthOnMonth);
        assert_eq!(names::change_words(change, name, Span::Month, Lang::Zh), zh);
    }
    let fell = Change::between(Some(count(1000)), count(1));
    assert_eq!(
        fell,
        Change::By { difference: -999, tenths: Some(-999) },
        "a hundred only when nothing is left"
    );
}

fn line_of(code: &str, n: i64, of: i64) -> AreaLine {
    AreaLine {
        area: area(code, code),
        inspections: 0,
        figures: Figures { rate_found: Ratio::new(n, of), ..Figures::default() },
        overdue: 0,
        rank: None,
    }
}

#[test]
fn small_groups_have_no_rank_and_equal_ones_share_theirs() {
    let mut facts = empty("2023-06");
    facts.areas = vec![
        line_of("310105008001", 9, 9),
        line_of("310105008002", 9, 10),
        line_of("310105008003", 18, 20),
        line_of("310105008004", 10, 10),
        line_of("310105008005", 1, 20),
    ];
    let summary = SafetySummary::from_facts(facts);
    let ranks: Vec<_> =
        summary.areas.iter().map(|line| (line.area.code.to_string().split_off(9), line.rank)).collect();
    let expected = [("004", Some(1)), ("002", Some(2)), ("003", Some(2)), ("005", Some(4)), ("001", None)];
    assert_eq!(ranks, expected.map(|(code, rank)| (code.to_owned(), rank)));
}

#[test]
fn campaigns_and_targets_are_figures_too() {
    let mut facts = year_2023();
    let id = CampaignId(Uuid::from_u128(5));
    facts.campaigns.push(CampaignLine {
        id,
        title: "“百日” {{found}} 行动".into(),
        period: Period::year(2023).expect("year"),
        status: CampaignStatus::Finished,
        progress: Progress {
            frozen: Funnel { to_visit: 40, let_in: 39, ..Funnel::default() },
            later: Funnel::default(),
        },
        hazards: Ratio::new(7, 8),
    });
    let target = YearTarget {
        id: TargetId(Uuid::from_u128(6)),
        area: "310105008".parse().expect("code"),
        year: 2023,
        name: "更换灶具".into(),
        unit: "台".into(),
        number: 120,
        measured_by: Measured::StovesReplaced,
    };
    let surveyed =
        YearTarget { id: TargetId(Uuid::from_u128(7)), name: "燃气排摸".into(), ..target.clone() };
    facts.targets = vec![(target.clone(), 119), (surveyed, 130)];
    let several = text(&SafetySummary::from_facts(facts.clone()), Topic::Targets, Lang::Zh);
    assert_eq!(several, "年度目标“更换灶具”完成99.1%，进度滞后；“燃气排摸”完成108.3%，进度超前。");
    facts.targets = vec![(target, 119)];
    let summary = SafetySummary::from_facts(facts);
    let said = text(&summary, Topic::Campaigns, Lang::Zh);
    assert_eq!(said, "““百日” {{found}} 行动”：应查40家，覆盖率97.5%，查出隐患8处，整改率87.5%。");
    assert_eq!(text(&summary, Topic::Targets, Lang::Zh), "年度目标“更换灶具”完成99.1%，进度滞后。");
    let opened = summary.line(FigureRef::of(Figure::CampaignFound, Subject::Campaign(id))).expect("a line");
    let filter: crate::listing::HazardFilter = opened.rows.as_ref().expect("rows").filter();
    assert_eq!(filter.campaign, Some(id));
}

#[test]
fn a_city_of_campaigns_can_still_be_edited() {
    let mut facts = year_2023();
    facts.campaigns = (0..60)
        .map(|n| CampaignLine {
            id: CampaignId(Uuid::from_u128(n)),
            title: "“百日”行动".into(),
            period: Period::year(2023).expect("year"),
            status: CampaignStatus::Finished,
            progress: Progress::default(),
            hazards: Ratio::new(7, 8),
        })
        .collect();
    let parts = generate(&SafetySummary::from_facts(facts), Topic::Campaigns, Lang::Zh);
    let text = format_parts(&parts, Lang::Zh);
    let edit = EditParagraph { lang: Lang::Zh, topic: Topic::Campaigns, text, left_out: vec![] };
    assert_eq!(edit.parts(), Ok(parts));
    let long = EditParagraph { text: "长".repeat(EDITED + 1), ..edit };
    assert_eq!(long.parts().map_err(|fault| fault.code), Err(Code::Invalid));
}

#[test]
fn lists_say_what_is_supervised_late_and_repeated() {
    let line = |n: u128, supervised, days_late, repeats: Option<&str>| HazardLine {
        id: HazardId(Uuid::from_u128(n)),
        number: format!("{n}号"),
        description: "深基坑无防护".into(),
        place: "工地".into(),
        area: area("310105008001", "五一居委"),
        category: Category::WorkSafety,
        severity: Severity::Major,
        status: Status::Assigned,
        found_at: "2023-06-04T02:00:00Z".parse().expect("an instant"),
        effective_due: "2023-06-19".parse().expect("a day"),
        days_late,
        supervised,
        repeats: repeats.map(Into::into),
    };
    let mut facts = empty("2023-06");
    facts.major = Listed { total: 2, rows: vec![line(1, true, 11, None), line(2, false, 0, None)] };
    facts.repeated = Listed { total: 1, rows: vec![line(3, false, 0, Some("1号"))] };
    let summary = SafetySummary::from_facts(facts);
    let shown = |key, column: &str| -> Vec<String> {
        let table = tables::one(&summary, key, Lang::Zh);
        let at = table.head.iter().position(|head| head == column).expect(column);
        table.rows.iter().map(|row| row[at].show(Lang::Zh)).collect()
    };
    assert_eq!(shown(TableKey::Major, "挂牌督办"), ["是", "否"]);
    assert_eq!(shown(TableKey::Major, "逾期天数"), ["11", "/"]);
    assert_eq!(shown(TableKey::Repeated, "前次编号"), ["1号"]);
    assert_eq!(tables::one(&summary, TableKey::Overdue, Lang::Zh).head.len(), 9);
}

#[test]
fn every_table_is_as_wide_as_its_head() {
    let mut facts = year_2023();
    facts.areas.push(line_of("310105008001", 1, 2));
    let summary = SafetySummary::from_facts(facts);
    for lang in Lang::ALL {
        for table in tables(&summary, *lang) {
            assert_eq!(table.head.len(), table.widths.len(), "{}", table.key);
            assert!(table.rows.iter().all(|row| row.len() == table.head.len()), "{}", table.key);
        }
    }
}
