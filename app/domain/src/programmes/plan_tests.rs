use super::*;
use crate::calendar::SpecialDay;
use chrono::TimeDelta;
use proptest::prelude::*;
use std::collections::BTreeSet;
use uuid::Uuid;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn plan(rhythm: Rhythm, first: &str) -> RecurringPlan {
    RecurringPlan {
        id: PlanId(Uuid::from_u128(1)),
        title: "九小场所月查".into(),
        rhythm,
        first: day(first),
        last: None,
        kinds: vec![SiteKind::SmallUnit],
        area: "310105008".parse().expect("code"),
        checklist: None,
        on_working_days: false,
    }
}

fn site(n: u128, kind: SiteKind, area: &str, active: bool) -> Candidate {
    Candidate { site: SiteId(Uuid::from_u128(n)), kind, area: area.parse().expect(area), active }
}

fn days(plan: &RecurringPlan, from: &str, to: &str) -> Vec<String> {
    let period = Period::new(day(from), day(to)).expect("period");
    plan.occurrences(period, &WorkCalendar::default()).iter().map(|o| o.nominal.to_string()).collect()
}

#[test]
fn days_of_each_rhythm() {
    let months = ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"];
    assert_eq!(days(&plan(Rhythm::Monthly, "2023-12-31"), "2024-01-01", "2024-04-30"), months);
    assert_eq!(days(&plan(Rhythm::Monthly, "2024-01-31"), "2024-02-01", "2024-02-29"), ["2024-02-29"]);
    let weeks = ["2023-06-02", "2023-06-09", "2023-06-16", "2023-06-23", "2023-06-30"];
    assert_eq!(days(&plan(Rhythm::Weekly, "2023-05-05"), "2023-06-01", "2023-06-30"), weeks);
    let quarters = ["2023-02-28", "2023-05-30", "2023-08-30", "2023-11-30"];
    assert_eq!(days(&plan(Rhythm::Quarterly, "2022-11-30"), "2023-01-01", "2023-12-31"), quarters);
    let halves = ["2023-01-15", "2023-07-15"];
    assert_eq!(days(&plan(Rhythm::HalfYearly, "2022-01-15"), "2023-01-01", "2023-12-31"), halves);
    assert_eq!(
        days(&plan(Rhythm::Yearly, "2020-02-29"), "2023-01-01", "2024-12-31"),
        ["2023-02-28", "2024-02-29"]
    );
    assert_eq!(
        days(&plan(Rhythm::Yearly, "2025-02-28"), "2023-01-01", "2024-12-31"),
        [""; 0],
        "not begun yet"
    );
    let mut ended = plan(Rhythm::Monthly, "2023-01-10");
    ended.last = Some(day("2023-03-09"));
    assert_eq!(days(&ended, "2023-01-01", "2023-12-31"), ["2023-01-10", "2023-02-10"]);
}

#[test]
fn a_free_day_shifts_to_the_next_worked_one() {
    // National Day 2023: 29 September to 6 October free, 7 and 8 October (a weekend) worked
    let mut special: Vec<_> =
        (0..8).map(|i| (day("2023-09-29") + TimeDelta::days(i), SpecialDay::Holiday)).collect();
    special.extend([(day("2023-10-07"), SpecialDay::Workday)]);
    let calendar = WorkCalendar::new(special);
    let mut it = plan(Rhythm::Monthly, "2023-08-30");
    it.on_working_days = true;
    let period = Period::new(day("2023-09-01"), day("2023-09-30")).expect("period");
    let told = it.occurrences(period, &calendar);
    assert_eq!(told, [Occurrence { nominal: day("2023-09-30"), due: day("2023-10-07") }]);
    let october = Period::new(day("2023-10-01"), day("2023-10-31")).expect("period");
    let told: Vec<_> = it.occurrences(october, &calendar).iter().map(|o| o.nominal).collect();
    assert_eq!(told, [day("2023-10-30")], "the shifted one stays September's");
}

#[test]
fn tasks_are_for_the_sites_of_kind_and_area_and_keep_their_names() {
    let register = [
        site(2, SiteKind::SmallUnit, "310105008001", true),
        site(1, SiteKind::SmallUnit, "310105008002", true),
        site(3, SiteKind::SmallUnit, "310105009001", true),
        site(4, SiteKind::Household, "310105008001", true),
        site(5, SiteKind::SmallUnit, "310105008001", false),
        site(1, SiteKind::SmallUnit, "310105008002", true),
    ];
    let period = Period::new(day("2023-06-01"), day("2023-07-31")).expect("period");
    let it = plan(Rhythm::Monthly, "2023-01-15");
    let tasks = it.tasks(&register, period, &WorkCalendar::default());
    let told: Vec<String> = tasks.iter().map(|task| task.key.to_string()).collect();
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let expected = [("2023-06-15", one), ("2023-06-15", two), ("2023-07-15", one), ("2023-07-15", two)];
    assert_eq!(told, expected.map(|(on, site)| format!("{one}:{on}:{site}")));
    assert_eq!(it.tasks(&register, period, &WorkCalendar::default()), tasks);
    assert_eq!(tasks[0].id.0.get_version_num(), 8);
    let mut faulty = it;
    faulty.last = Some(day("2023-01-14"));
    assert!(faulty.validate().is_err());
}

proptest! {
    /// Cut the time into periods however one likes: every day of the plan comes exactly once, and so does every task.
    #[test]
    fn no_day_is_lost_or_made_twice(
        rhythm in prop::sample::select(Rhythm::ALL.to_vec()), first in 0i64..1500, from in 0i64..1500,
        cuts in prop::collection::vec(1i64..200, 1..8), shift in any::<bool>(),
    ) {
        let mut it = plan(rhythm, "2020-01-01");
        it.first = day("2020-01-01") + TimeDelta::days(first);
        it.on_working_days = shift;
        let calendar = WorkCalendar::default();
        let mut start = day("2020-01-01") + TimeDelta::days(from);
        let whole = Period::new(start, start + TimeDelta::days(cuts.iter().sum::<i64>() - 1)).expect("period");
        let mut parts = Vec::new();
        for length in cuts {
            let period = Period::new(start, start + TimeDelta::days(length - 1)).expect("period");
            parts.extend(it.occurrences(period, &calendar));
            start += TimeDelta::days(length);
        }
        let all = it.occurrences(whole, &calendar);
        prop_assert_eq!(&parts, &all);
        let sites = [site(1, SiteKind::SmallUnit, "310105008001", true)];
        let ids: BTreeSet<TaskId> = it.tasks(&sites, whole, &calendar).iter().map(|task| task.id).collect();
        prop_assert_eq!(ids.len(), all.len());
        for o in &all {
            prop_assert!(whole.contains_day(o.nominal) && o.due >= o.nominal);
            prop_assert!(!shift || calendar.is_working(o.due));
            prop_assert!(shift || o.due == o.nominal);
        }
    }
}

#[test]
fn a_visit_carries_out_what_is_due_of_each_plan_or_else_the_next_one() {
    let plan = |n: u128| PlanId(Uuid::from_u128(n));
    let weekly = [
        (plan(1), day("2023-06-05")),
        (plan(1), day("2023-06-12")),
        (plan(1), day("2023-06-19")),
        (plan(2), day("2023-07-01")),
    ];
    for (on, done) in [
        ("2023-06-12", [true, true, false, true]),
        ("2023-06-11", [true, false, false, true]),
        ("2023-06-01", [true, false, false, true]),
        ("2023-08-01", [true; 4]),
    ] {
        assert_eq!(carried_out(&weekly, day(on)), done, "{on}");
    }
    // in any order, and of two that fall on one day one
    let twins = [(plan(1), day("2023-06-19")), (plan(1), day("2023-06-12")), (plan(1), day("2023-06-12"))];
    assert_eq!(carried_out(&twins, day("2023-06-01")), [false, true, false]);
    assert_eq!(carried_out(&[], day("2023-06-01")), Vec::<bool>::new());
}
