use super::{
    commands::EditParagraph,
    correction::{RowChange, diff, figure_changes},
    lifecycle::{SummaryAction, SummaryState, SummaryStatus, ready},
    record::{Content, FrozenRow, RowField, RowKey, RowKind, rows_digest},
    tables::tables,
    text::{Edits, Part, Topic, compose, generate, show_parts},
    *,
};
use crate::{
    actor::{Actor, Role},
    area::AreaRef,
    fault::{Code, Fault},
    figures::{Balance, Figures, Ratio},
    hazards::Category,
    ids::{CampaignId, SummaryId, TargetId, UserId},
    money::Fen,
    period::Period,
    programmes::{
        campaign::{CampaignStatus, Funnel, Progress},
        figures::ProgrammeFigures,
        target::{Measured, YearTarget},
    },
};
use chrono::{DateTime, Utc};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
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
        (Topic::Penalties, "本期没有行政处罚。", "There were no penalties."),
        (Topic::Lpg, "辖区内没有液化气用户。", "The area has no users of LPG cylinders."),
        (Topic::Campaigns, "本期未开展专项行动。", "No special campaign ran."),
        (Topic::NextPeriod, "", ""),
    ] {
        assert_eq!(text(&summary, topic, Lang::Zh), zh);
        assert_eq!(text(&summary, topic, Lang::En), en);
    }
    let comparison = text(&summary, Topic::Comparison, Lang::Zh);
    assert!(comparison.starts_with("上月无数据，不作比较。上年同期无数据，不作比较。"), "{comparison}");
    assert!(!whole(&summary, Lang::Zh).contains("100"), "no base is no rate");
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
    facts.targets.push((target, 119));
    let summary = SafetySummary::from_facts(facts);
    let said = text(&summary, Topic::Campaigns, Lang::Zh);
    assert_eq!(said, "““百日” {{found}} 行动”：应查40家，覆盖率97.5%，查出隐患8处，整改率87.5%。");
    assert_eq!(text(&summary, Topic::Targets, Lang::Zh), "年度目标“更换灶具”完成99.1%，进度滞后。");
    let opened = summary.line(FigureRef::of(Figure::CampaignFound, Subject::Campaign(id))).expect("a line");
    let filter: crate::listing::HazardFilter = opened.rows.as_ref().expect("rows").filter();
    assert_eq!(filter.campaign, Some(id));
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

fn person(n: u128, role: Role) -> Actor {
    Actor {
        user: UserId(Uuid::from_u128(n)),
        login: "p".into(),
        name: "p".into(),
        role,
        area: "310105008".parse().expect("code"),
    }
}

fn now() -> DateTime<Utc> {
    "2024-01-02T00:00:00Z".parse().expect("time")
}

fn draft(by: &Actor) -> SummaryState {
    let id = SummaryId(Uuid::from_u128(1));
    SummaryState::drafted(id, None, "310105008".parse().expect("code"), period("2023"), Some(by.user))
}

fn code<T>(answer: Result<T, Fault>) -> Option<Code> {
    answer.err().map(|fault| fault.code)
}

#[test]
fn a_second_person_checks_and_what_was_checked_is_issued() {
    let (li, wang) = (person(1, Role::Office), person(2, Role::Office));
    let first = draft(&li);
    assert_eq!(code(first.checked(&li, Ok(()), "a".into(), now())), Some(Code::OwnSummary));
    assert_eq!(code(first.permits(SummaryAction::Check, &person(3, Role::Leader))), Some(Code::Forbidden));
    assert_eq!(code(first.permits(SummaryAction::Issue, &wang)), Some(Code::WrongState));
    let broken = Err(Fault::new(Code::BalanceBroken));
    assert_eq!(code(first.checked(&wang, broken, "a".into(), now())), Some(Code::BalanceBroken));
    let checked = first.checked(&wang, Ok(()), "a".into(), now()).expect("checked");
    assert_eq!(checked.status, SummaryStatus::Checked);
    let issue = |seen, kept| checked.issued(&li, Ok(()), (seen, kept), "仙霞安结〔2024〕1号".into(), now());
    assert_eq!(code(issue("a", "b")), Some(Code::Stale));
    assert_eq!(code(issue("b", "a")), Some(Code::Stale));
    let issued = issue("a", "a").expect("issued");
    assert_eq!((issued.status, issued.version), (SummaryStatus::Issued, 3));
    for action in SummaryAction::ALL {
        let possible = issued.permits(*action, &li).is_ok();
        assert_eq!(possible, *action == SummaryAction::Correct, "{action}");
    }
    let again = checked.written(SummaryAction::Edit, &wang).expect("edited");
    assert_eq!((again.status, again.checked, again.sha256.clone()), (SummaryStatus::Draft, None, None));
    assert_eq!(code(again.permits(SummaryAction::Check, &wang)), Some(Code::OwnSummary));
}

#[test]
fn what_stands_in_the_way_of_the_issue() {
    let written = |summary: &SafetySummary| {
        let mut edits = Edits::default();
        edits.put(Lang::Zh, Topic::NextPeriod, vec![Part::Text("继续开展排查。".into())]);
        ready(summary, &compose(summary, Lang::Zh, &edits))
    };
    let summary = SafetySummary::from_facts(year_2023());
    assert_eq!(written(&summary), Ok(()));
    let unwritten = ready(&summary, &compose(&summary, Lang::Zh, &Edits::default()));
    let fault = unwritten.expect_err("the office has written nothing");
    assert_eq!((fault.code, fault.args["section"].as_str()), (Code::SectionEmpty, "next_period"));
    let mut facts = year_2023();
    facts.now.hazards.balance.open_at_end = 12;
    assert_eq!(code(written(&SafetySummary::from_facts(facts))), Some(Code::BalanceBroken));
    let mut facts = year_2023();
    facts.as_of -= chrono::TimeDelta::milliseconds(1);
    assert_eq!(code(written(&SafetySummary::from_facts(facts))), Some(Code::PeriodNotOver));
}

fn row(id: u128, fields: &[(RowField, &str)], figures: &[Figure]) -> FrozenRow {
    FrozenRow {
        key: RowKey { kind: RowKind::Hazard, id: Uuid::from_u128(id) },
        label: format!("310105008-2023-{id:06}"),
        area: "310105008001".parse().expect("code"),
        fields: fields.iter().map(|(field, value)| (*field, (*value).to_owned())).collect(),
        figures: figures.iter().map(|figure| FigureRef::now(*figure)).collect(),
    }
}

#[test]
fn a_correction_lists_what_could_not_be_stated_today() {
    let (found, closed) = (Figure::Found, Figure::Closed);
    let (category, done) = ((RowField::Category, "fire"), (RowField::DoneAt, "2023-12-01T00:00:00Z"));
    let before = [
        row(1, &[category, done], &[found, closed]),
        row(2, &[category], &[found]),
        row(3, &[category, done], &[found, closed]),
        row(4, &[category, done], &[found, closed]),
        row(5, &[category, (RowField::EffectiveDue, "2023-12-20")], &[found]),
    ];
    let after = [
        row(1, &[(RowField::Category, "gas"), done], &[found, closed]),
        row(2, &[category, (RowField::DoneAt, "2024-02-01T00:00:00Z")], &[found, closed]),
        row(3, &[category], &[found]),
        row(4, &[category, done], &[found, closed]),
        row(5, &[category, (RowField::EffectiveDue, "2024-01-20")], &[found]),
        row(6, &[category], &[found]),
    ];
    let lines: Vec<_> = diff(before.clone(), after, now()).collect();
    let seen: Vec<_> =
        lines.iter().map(|line| (line.key.id.as_u128(), line.change, line.fields.len())).collect();
    assert_eq!(seen, [(1, RowChange::Changed, 1), (3, RowChange::Changed, 1), (6, RowChange::Added, 0)]);
    assert_eq!(lines[0].fields[0].before.as_deref(), Some("fire"));
    assert_eq!(lines[0].fields[0].after.as_deref(), Some("gas"));
    assert_eq!(lines[1].figures, BTreeSet::from([FigureRef::now(closed)]));
    assert_eq!(diff(before.clone(), before.clone(), now()).count(), 0);
    let gone: Vec<_> = diff(before, [], now()).map(|line| line.change).collect();
    assert_eq!(gone, [RowChange::Removed; 5]);
}

#[test]
fn figures_that_would_be_others() {
    let before = SafetySummary::from_facts(year_2023());
    let mut facts = year_2023();
    facts.now.hazards.rate_found.n -= 1;
    let after = SafetySummary::from_facts(facts);
    let changed: Vec<_> = figure_changes(&before, &after).iter().map(|change| change.figure.figure).collect();
    assert_eq!(changed, [Figure::Closed, Figure::NotClosed, Figure::RateFound]);
    assert_eq!(figure_changes(&before, &before), []);
}

#[test]
fn an_edit_is_read_before_it_is_judged() {
    let edit = |text: &str| EditParagraph {
        lang: Lang::Zh,
        topic: Topic::Overview,
        text: text.into(),
        left_out: vec![],
    };
    assert_eq!(edit("查出{{found#}}").parts().expect("parts").len(), 2);
    assert_eq!(code(edit("查出{{nonsense}}").parts()), Some(Code::Invalid));
}

/// Measures with any numbers that fit together.
fn any_measures() -> impl Strategy<Value = Measures> {
    let ratio = || (0i64..2000, 0i64..2000).prop_map(|(n, more)| Ratio::new(n, n + more));
    let money = (0i64..1_000_000_000).prop_map(Fen);
    (
        (0i64..5000, 0i64..3000, 0i64..3000),
        (ratio(), ratio(), ratio(), ratio()),
        (0i64..500, 0i64..500, 0i64..50, 0i64..500, 0i64..50),
        (ratio(), ratio(), ratio(), ratio()),
        (0i64..300, money),
        prop::collection::btree_map(prop::sample::select(Category::ALL), ratio(), 0..5),
    )
        .prop_map(
            |((inspections, special, premises), rates, flows, programmes, (n, money), categories)| {
                let (start, found, reopened, closed, voided) = flows;
                Measures {
                    visits: Visits { inspections, special, premises },
                    hazards: Figures {
                        rate_found: rates.0,
                        rate_due: rates.1,
                        timely: rates.2,
                        on_time: rates.3,
                        balance: Balance {
                            open_at_start: start,
                            found,
                            reopened,
                            closed,
                            voided,
                            open_at_end: start + found + reopened - closed - voided,
                        },
                        ..Figures::default()
                    },
                    overdue: n,
                    categories,
                    programmes: ProgrammeFigures {
                        stoves_replaced: n,
                        stove_progress: programmes.0,
                        gas_alarms_in_place: programmes.1,
                        gas_hazards: programmes.2,
                        lpg_cleared: programmes.3,
                        penalties: n,
                        fines: money,
                        fires: n,
                        fire_loss: money,
                        ..ProgrammeFigures::default()
                    },
                    ..Measures::default()
                }
            },
        )
}

fn any_facts() -> impl Strategy<Value = SummaryFacts> {
    let periods = vec!["2023-01", "2023-06", "2023-Q3", "2023-H2", "2023"];
    let base = || prop::option::of(any_measures());
    (prop::sample::select(periods), any_measures(), base(), base(), any_measures()).prop_map(
        |(p, now, previous, last_year, year_to_date)| SummaryFacts {
            now,
            previous,
            last_year,
            year_to_date,
            ..empty(p)
        },
    )
}

proptest! {
    /// The canonical form and its hash survive the way through the store.
    #[test]
    fn the_canonical_form_is_stable(facts in any_facts()) {
        let summary = SafetySummary::from_facts(facts.clone());
        prop_assert_eq!(&summary, &SafetySummary::from_facts(facts));
        let content = Content::of(summary, &Edits::default(), rows_digest(&[]));
        let bytes = content.canonical();
        let back: Content = serde_json::from_slice(&bytes).expect("reads what it writes");
        prop_assert_eq!(back.canonical(), bytes);
        prop_assert_eq!(back.sha256(), content.sha256());
        prop_assert_eq!(back, content);
    }

    /// The balance of every summary made of balances that hold, holds, and is the one among its lines.
    #[test]
    fn the_balance_holds(facts in any_facts()) {
        let summary = SafetySummary::from_facts(facts);
        prop_assert_eq!(summary.broken_balance(), None);
        let [start, found, reopened, closed, voided, end]: [i64; 6] =
            Figure::BALANCE.iter().map(|f| summary.count(*f)).collect::<Vec<_>>().try_into().expect("six");
        prop_assert_eq!(start + found + reopened - closed - voided, end);
    }

    /// Every digit of a generated text is a figure's: its own words hold none but the period's and the hotline's.
    #[test]
    fn a_text_holds_no_digits_of_its_own(facts in any_facts()) {
        let summary = SafetySummary::from_facts(facts);
        for lang in Lang::ALL {
            for topic in Topic::ALL {
                for part in generate(&summary, *topic, *lang) {
                    match part {
                        Part::Text(words) => {
                            prop_assert!(!words.contains("{{"), "not read: {}", words);
                            let rest = words.replace(&summary.period.name(*lang), "").replace("12345", "");
                            prop_assert!(!rest.contains(|c: char| c.is_ascii_digit()), "{}", rest);
                        }
                        Part::Figure(figure) | Part::Counted(figure) => {
                            prop_assert!(summary.show(figure, *lang).is_some(), "{}", figure);
                        }
                    }
                }
            }
        }
    }

    /// 100 % is stated only where nothing is left.
    #[test]
    fn a_hundred_only_when_nothing_is_left(of in 1i64..5_000_000, left in 0i64..3) {
        let value = Value::Ratio(Ratio::new((of - left).max(0), of));
        prop_assert_eq!(value.show(Lang::Zh) == "100.0%", left == 0);
    }

    /// A correction of rows against themselves is empty, and one against nothing lists all.
    #[test]
    fn a_correction_lists_each_row_once(ids in prop::collection::btree_set(1u128..60, 0..30), gone in 0u128..60) {
        let rows: Vec<FrozenRow> = ids.iter().map(|id| row(*id, &[], &[Figure::Found])).collect();
        let kept: Vec<FrozenRow> = rows.iter().filter(|r| r.key.id.as_u128() != gone).cloned().collect();
        let lines: Vec<_> = diff(rows.clone(), kept, now()).collect();
        prop_assert_eq!(lines.len(), usize::from(ids.contains(&gone)));
        let by_id: BTreeMap<_, _> = diff([], rows, now()).map(|line| (line.key, line.change)).collect();
        prop_assert_eq!(by_id.len(), ids.len());
        prop_assert!(by_id.values().all(|change| *change == RowChange::Added));
    }
}
