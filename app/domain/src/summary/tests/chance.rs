//! What holds whatever the facts are.

use super::{
    empty,
    lives::{now, row},
};
use crate::{
    figures::{Balance, Figures, Ratio},
    hazards::Category,
    money::Fen,
    programmes::figures::ProgrammeFigures,
    summary::{
        Figure, Lang, Measures, SafetySummary, SummaryFacts, Value, Visits,
        correction::{RowChange, diff},
        record::{Content, FrozenRow, rows_digest},
        text::{Edits, Part, Topic, generate},
    },
};
use proptest::prelude::*;
use std::collections::BTreeMap;

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
