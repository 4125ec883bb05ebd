use super::*;
use crate::{
    area::AreaRef,
    fault::Code,
    figures::Ratio,
    hazards::{Category, Source},
    ids::CampaignId,
    summary::{Figure, Subject, SummaryFacts, SummaryPeriod},
};
use proptest::prelude::*;

fn summary() -> SafetySummary {
    let period: SummaryPeriod = "2023".parse().expect("period");
    let area = AreaRef { code: "310105008".parse().expect("code"), name: "街道".into() };
    let mut facts = SummaryFacts::empty(period, area, period.period().end());
    facts.now.visits.inspections = 1312;
    facts.now.hazards.rate_found = Ratio::new(552, 563);
    SafetySummary::from_facts(facts)
}

const BEFORE: &str = "排查{{inspections#}}，查出隐患{{found#}}，整改率{{rate_found}}。";

fn parts(text: &str) -> Vec<Part> {
    parse_parts(text).expect(text)
}

#[test]
fn a_figure_cannot_be_typed_over() {
    let found = FigureRef::now(Figure::Found);
    for (after, left_out, refused) in [
        (BEFORE, vec![], vec![]),
        ("整改率{{rate_found}}，排查{{inspections}}，隐患{{found}}", vec![], vec![]),
        ("排查{{排查次数#}}，查出隐患{{查出隐患#}}，整改率{{整改率（发现口径）}}。", vec![], vec![]),
        (
            "排查{{排查次数#}}，查出隐患563处，整改率{{整改率（发现口径）}}。",
            vec![found],
            vec![FieldCode::TypedFigure],
        ),
        ("排查{{排查次数#}}，整改率{{整改率（发现口径）}}。", vec![], vec![FieldCode::MissingFigure]),
        ("排查{{inspections#}}，查出隐患563处，整改率{{rate_found}}。", vec![], vec![FieldCode::TypedFigure]),
        (
            "排查{{inspections#}}，查出隐患563处，整改率{{rate_found}}。",
            vec![found],
            vec![FieldCode::TypedFigure],
        ),
        (
            "排查{{inspections#}}，查出隐患５６３处，整改率{{rate_found}}。",
            vec![found],
            vec![FieldCode::TypedFigure],
        ),
        (
            "排查{{inspections#}}，查出隐患570处，整改率{{rate_found}}。",
            vec![],
            vec![FieldCode::MissingFigure],
        ),
        ("排查{{inspections#}}，整改率{{rate_found}}。", vec![], vec![FieldCode::MissingFigure]),
        ("排查{{inspections#}}，整改率{{rate_found}}。", vec![found], vec![]),
        ("排查1,312次，查出隐患{{found#}}，整改率98.0%。", vec![], vec![FieldCode::TypedFigure; 2]),
        (
            "排查{{inspections#}}，查出隐患{{found#}}，整改率{{rate_found}}，另{{target_progress@target:00000000-0000-0000-0000-000000000001}}。",
            vec![],
            vec![FieldCode::UnknownPlaceholder],
        ),
    ] {
        let answer = check_edit(&summary(), Lang::Zh, &parts(BEFORE), &parts(after), &left_out);
        let faults = answer.err().map(|fault| fault.fields).unwrap_or_default();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), refused, "{after}");
    }
}

#[test]
fn a_figure_that_stands_twice_is_not_typed_over_once() {
    let before = "563号文：查出隐患{{found#}}，其中本月{{found}}处。";
    for (after, refused) in [
        (before, vec![]),
        ("563号文：查出隐患{{found#}}，其中本月563处。", vec![FieldCode::TypedFigure]),
        ("563号文：查出隐患{{found#}}。", vec![]),
        ("563号文：查出隐患563项。", vec![FieldCode::TypedFigure]),
    ] {
        let answer = check_edit(&summary(), Lang::Zh, &parts(before), &parts(after), &[]);
        let faults = answer.err().map(|fault| fault.fields).unwrap_or_default();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), refused, "{after}");
    }
}

#[test]
fn digits_of_figures_are_offered_as_figures() {
    let parts = parts("{{found}}，共１３１２次，5月，563项");
    let offered = offers(&summary(), Lang::Zh, &parts);
    let named: Vec<FigureRef> = offered.iter().map(|offer| offer.figures[0]).collect();
    assert_eq!(named, [FigureRef::now(Figure::Inspections), FigureRef::now(Figure::Found)]);
    let Part::Text(words) = &parts[1] else { panic!("words") };
    assert_eq!(&words[offered[0].at.clone()], "１３１２");
    assert_eq!(&words[offered[1].at.clone()], "563");
}

#[test]
fn what_is_no_figure_is_named_with_its_line() {
    let faults = parse_parts("第一行{{found}}\n{{foundd}} {{ found.previous# }}").expect_err("one is wrong");
    assert_eq!(faults.len(), 1);
    assert_eq!((faults[0].args["word"].as_str(), faults[0].args["line"].as_str()), ("foundd", "2"));
    assert_eq!(Fault::fields(faults).code, Code::Invalid);
    assert_eq!(parts("{ 一 }} {{ 二"), [Part::Text("{ 一 }} {{ 二".into())]);
}

#[test]
fn a_chinese_text_holds_chinese_words() {
    let written = parts("{{closed@fire#}}，{{found.previous}}，{{rate_found}}{{(}}");
    let zh = "{{已整改销号（消防）#}}，{{查出隐患·上期}}，{{整改率（发现口径）}}{{(}}";
    assert_eq!(format_parts(&written, Lang::Zh), zh);
    assert_eq!(format_parts(&written, Lang::En), "{{closed@fire#}}，{{found.previous}}，{{rate_found}}{{(}}");
    assert_eq!(parts(zh), written);
    assert_eq!(parts("{{ 已整改销号(消防)＃ }}"), written[..1]);
    let summary = summary();
    for topic in crate::summary::text::Topic::ALL {
        let text = format_parts(&crate::summary::text::generate(&summary, *topic, Lang::Zh), Lang::Zh);
        assert!(!text.contains(|c: char| c.is_ascii_lowercase()), "{text}");
    }
}

#[test]
fn what_is_unknown_is_named_in_the_language_of_the_text() {
    let gone = parts("{{campaign_found@campaign:00000000-0000-0000-0000-000000000001}}");
    for (lang, start) in [(Lang::Zh, "专项行动查出隐患（行动:0"), (Lang::En, "campaign_found@campaign:0")]
    {
        let fault = check_edit(&summary(), lang, &[], &gone, &[]).expect_err("no such campaign");
        assert!(fault.fields[0].args["word"].starts_with(start), "{:?}", fault.fields);
    }
}

#[test]
fn numbers_of_a_text() {
    let read = |text: &str| numbers(text).into_iter().map(|(_, n)| n).collect::<Vec<_>>();
    assert_eq!(read("563，552；98.0%、1,312。2023.06."), ["563", "552", "98.0", "1312", "2023.06"]);
    assert_eq!(read("没有"), Vec::<String>::new());
}

fn any_part() -> impl Strategy<Value = Part> {
    let subject = prop_oneof![
        Just(None::<Subject>),
        prop::sample::select(Category::ALL).prop_map(|category| Some(Subject::Category(category))),
        prop::sample::select(Source::ALL).prop_map(|source| Some(Subject::Source(source))),
        any::<u128>().prop_map(|id| Some(Subject::Campaign(CampaignId(uuid::Uuid::from_u128(id))))),
    ];
    let figure = (prop::sample::select(Figure::ALL), prop::sample::select(Column::ALL), subject)
        .prop_map(|(figure, column, subject)| FigureRef { figure, column, subject })
        .boxed();
    prop_oneof![
        "[{}()#a-z一-龥0-9]{1,12}".prop_map(Part::Text),
        figure.clone().prop_map(Part::Figure),
        figure.prop_map(Part::Counted),
    ]
}

/// Words beside words are one.
fn joined(parts: Vec<Part>) -> Vec<Part> {
    let mut out: Vec<Part> = Vec::new();
    for part in parts {
        if let Part::Text(words) = &part
            && let Some(Part::Text(before)) = out.last_mut()
        {
            before.push_str(words);
            continue;
        }
        out.push(part);
    }
    out
}

proptest! {
    #[test]
    fn what_is_written_is_read(parts in prop::collection::vec(any_part(), 0..8)) {
        let parts = joined(parts);
        for lang in Lang::ALL {
            prop_assert_eq!(parse_parts(&format_parts(&parts, *lang)), Ok(parts.clone()));
        }
    }

    /// Any text is read or refused, never lost.
    #[test]
    fn any_text_has_an_answer(text in ".{0,80}") {
        if let Ok(parts) = parse_parts(&text) {
            prop_assert_eq!(parse_parts(&format_parts(&parts, Lang::Zh)), Ok(joined(parts)));
        }
    }
}
