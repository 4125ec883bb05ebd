use super::*;
use crate::{
    calendar::{day_start, local_date},
    figures::months::{TICK, late_open},
    hazards::VoidReason,
    period::Month,
};
use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn month(s: &str) -> Period {
    s.parse::<Month>().expect(s).period()
}

fn hazard(found: &str, due: &str, closed: Option<&str>) -> HazardFacts {
    let noon = |d: &str| day_start(day(d)) + TimeDelta::hours(12);
    HazardFacts {
        found_at: noon(found),
        original_due: day(due),
        effective_due: day(due),
        on_the_spot: false,
        awaiting_since: None,
        closings: closed.iter().map(|c| Closing { closed_at: noon(c), reopened_at: None }).collect(),
        voided: None,
    }
}

const LATER: &str = "2024-06-01";

fn of(rows: &[HazardFacts], p: Period) -> Figures {
    figures(rows, p, day_start(day(LATER)))
}

#[test]
fn a_counts_those_found_in_the_period_whenever_they_were_closed() {
    let rows = [
        hazard("2023-06-30", "2023-07-07", Some("2023-07-05")),
        hazard("2023-06-01", "2023-06-08", Some("2023-06-20")),
        hazard("2023-06-01", "2023-06-08", None),
        hazard("2023-05-31", "2023-06-08", Some("2023-06-01")),
    ];
    let f = of(&rows, month("2023-06"));
    assert_eq!(f.rate_found, Ratio::new(2, 3));
    assert_eq!(f.timely, Ratio::new(1, 3), "closed late counts in A, never here");
    let early = figures(&rows, month("2023-06"), day_start(day("2023-07-01")));
    assert_eq!(early.rate_found, Ratio::new(1, 3), "as of the end of June");
    assert_eq!(early.timely, Ratio::new(0, 2), "the first one is neither due nor closed yet");
}

#[test]
fn a_month_ends_at_midnight_in_shanghai() {
    let june = month("2023-06");
    let mut last = hazard("2023-06-30", "2023-07-07", None);
    last.found_at = june.end() - TICK;
    let mut next = last.clone();
    next.found_at = june.end();
    assert_eq!(of(&[last.clone(), next.clone()], june).rate_found.of, 1);
    assert_eq!(of(&[last.clone(), next], month("2023-07")).rate_found.of, 1);
    last.closings = vec![Closing { closed_at: june.end(), reopened_at: None }];
    let f = figures(&[last.clone()], june, june.end());
    assert_eq!(
        (f.rate_found, f.balance.open_at_end),
        (Ratio::new(1, 1), 1),
        "closed at 24:00 is at or before T, and a flow of July"
    );
    assert_eq!(of(&[last], month("2023-07")).balance.closed, 1);
}

#[test]
fn b_takes_what_falls_due_and_what_was_overdue_already() {
    let rows = [
        hazard("2023-06-20", "2023-07-05", Some("2023-07-01")), // due in July
        hazard("2023-05-01", "2023-05-08", Some("2023-07-20")), // overdue at the start of July
        hazard("2023-05-01", "2023-05-08", None),               // likewise, still open
        hazard("2023-05-01", "2023-05-08", Some("2023-06-30")), // overdue before, closed before
        hazard("2023-07-01", "2023-08-08", Some("2023-07-02")), // due in August
    ];
    assert_eq!(of(&rows, month("2023-07")).rate_due, Ratio::new(2, 3));
}

#[test]
fn false_alarms_and_duplicates_leave_every_base_but_stay_in_the_ledger() {
    let at = day_start(day("2023-06-10"));
    let mut rows: Vec<HazardFacts> = (0..4).map(|_| hazard("2023-06-01", "2023-06-08", None)).collect();
    rows[0].voided = Some((at, VoidReason::FalseAlarm));
    rows[1].voided = Some((at, VoidReason::Duplicate));
    rows[2].voided = Some((at, VoidReason::SiteGone));
    let f = of(&rows, month("2023-06"));
    assert_eq!(f.rate_found, Ratio::new(0, 2));
    assert_eq!(
        f.balance,
        Balance { open_at_start: 0, found: 4, reopened: 0, closed: 0, voided: 3, open_at_end: 1 }
    );
    let before = figures(&rows, month("2023-06"), at - TICK);
    assert_eq!(before.rate_found.of, 4, "as of a time before they were declared void");
}

#[test]
fn a_reopened_hazard_is_open_again() {
    let mut h = hazard("2023-06-01", "2023-06-08", Some("2023-06-05"));
    h.closings[0].reopened_at = Some(day_start(day("2023-07-10")));
    let f = of(std::slice::from_ref(&h), month("2023-06"));
    assert_eq!(f.rate_found, Ratio::new(0, 1));
    assert_eq!(f.balance.closed, 1);
    assert_eq!(
        figures(std::slice::from_ref(&h), month("2023-06"), day_start(day("2023-07-01"))).rate_found,
        Ratio::new(1, 1)
    );
    assert_eq!(
        of(&[h], month("2023-07")).balance,
        Balance { open_at_start: 0, found: 0, reopened: 1, closed: 0, voided: 0, open_at_end: 1 }
    );
}

#[test]
fn an_extension_counts_for_on_time_and_not_for_timely() {
    let mut h = hazard("2023-06-01", "2023-06-08", Some("2023-06-15"));
    h.effective_due = day("2023-06-20");
    let f = of(&[h], month("2023-06"));
    assert_eq!((f.timely, f.on_time), (Ratio::new(0, 1), Ratio::new(1, 1)));
}

#[test]
fn on_the_spot_and_awaiting_stand_beside_a() {
    let mut spot = hazard("2023-06-01", "2023-06-01", Some("2023-06-01"));
    spot.on_the_spot = true;
    let mut waits = hazard("2023-06-02", "2023-06-09", None);
    waits.awaiting_since = Some(day_start(day("2023-06-05")));
    let f = of(&[spot, waits, hazard("2023-06-01", "2023-06-08", Some("2023-06-02"))], month("2023-06"));
    assert_eq!((f.rate_found, f.awaiting, f.on_the_spot), (Ratio::new(2, 3), 1, Ratio::new(1, 2)));
}

/// Hazards with any history that the life cycle can produce, around the borders of months.
fn any_hazard() -> impl Strategy<Value = HazardFacts> {
    let minutes = 0i64..(400 * 24 * 60);
    let border = prop_oneof![4 => Just(None), 1 => (0usize..14, -1i64..2).prop_map(Some)];
    (
        minutes,
        border,
        0i64..40,
        0i64..40,
        prop::collection::vec((0i64..60 * 24 * 60, prop::bool::ANY), 0..6),
        prop::option::of(0usize..3),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(minute, border, due, extension, steps, void, spot, awaiting)| {
            let base = day_start(day("2023-01-01"));
            let mut at = base + TimeDelta::minutes(minute);
            if let Some((n, tick)) = border {
                let mut m = Month::new(2023, 1).expect("month");
                for _ in 0..n {
                    m = m.next();
                }
                at = m.period().start() + TICK * i32::try_from(tick).expect("small");
            }
            let original_due = local_date(at) + TimeDelta::days(due);
            let mut h = HazardFacts {
                found_at: at,
                original_due,
                effective_due: original_due + TimeDelta::days(extension),
                on_the_spot: spot,
                awaiting_since: awaiting.then_some(at),
                closings: vec![],
                voided: None,
            };
            let mut open = true;
            for (wait, to_border) in steps {
                at = if to_border {
                    Month::of(at).next().period().start()
                } else {
                    at + TimeDelta::minutes(wait)
                };
                if open {
                    h.closings.push(Closing { closed_at: at, reopened_at: None });
                } else {
                    h.closings.last_mut().expect("closed before").reopened_at = Some(at);
                }
                open = !open;
            }
            if let (true, Some(reason)) = (open, void) {
                h.voided = Some((at + TimeDelta::hours(1), VoidReason::ALL[reason]));
            }
            h
        })
}

fn now() -> DateTime<Utc> {
    day_start(day("2026-01-01")) // after everything that any_hazard can produce
}

proptest! {
    /// open at start + found + reopened − closed − voided = open at end, for every period and any as-of instant.
    #[test]
    fn the_balance_always_holds(
        rows in prop::collection::vec(any_hazard(), 0..30),
        from in 0i64..500, days in 0i64..400, t in 0i64..900,
    ) {
        let first = day("2022-12-01") + TimeDelta::days(from);
        let p = Period::new(first, first + TimeDelta::days(days)).expect("period");
        let t = day_start(first) + TimeDelta::days(t); // never before the period starts
        let f = figures(&rows, p, t);
        prop_assert!(f.balance.holds(), "{:?}", f.balance);
        for r in [f.rate_found, f.on_the_spot, f.timely, f.on_time, f.rate_due] {
            prop_assert!(0 <= r.n && r.n <= r.of);
        }
        prop_assert_eq!(f.on_the_spot.of, f.rate_found.n);
    }

    /// Counters per month give exactly the figures of the definition, for any run of whole months.
    #[test]
    fn counters_per_month_equal_the_definition(
        rows in prop::collection::vec(any_hazard(), 0..30), first in 0usize..20, length in 1usize..14,
    ) {
        let mut kept: BTreeMap<Month, Counters> = BTreeMap::new();
        for h in &rows {
            for (m, c) in contributions(h) {
                *kept.entry(m).or_default() += c;
            }
        }
        let mut m = Month::new(2022, 11).expect("month");
        for _ in 0..first {
            m = m.next();
        }
        let mut months = vec![m];
        while months.len() < length {
            months.push(months[months.len() - 1].next());
        }
        let p = Period::new(months[0].first_day(), months[months.len() - 1].last_day()).expect("period");
        let mut before = Counters::default();
        for (_, c) in kept.range(..months[0]) {
            before += *c;
        }
        let inside: Vec<Counters> = months.iter().map(|m| kept.get(m).copied().unwrap_or_default()).collect();
        let mut late = LateOpen::default();
        for h in rows.iter().filter(|h| p.contains(h.found_at)) {
            let one = late_open(h, now());
            late.original += one.original;
            late.effective += one.effective;
        }
        prop_assert_eq!(from_months(before, &inside, late), figures(&rows, p, now()));
    }
}
