use super::*;
use chrono::TimeDelta;
use proptest::prelude::*;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn sold(on: &str) -> Dates {
    Dates { sold_on: Some(day(on)), ..Dates::default() }
}

fn made(on: &str) -> Dates {
    Dates { made_on: Some(day(on)), ..Dates::default() }
}

fn fitted(on: &str) -> Dates {
    Dates { fitted_on: Some(day(on)), ..Dates::default() }
}

#[test]
fn the_defaults_of_the_domain_description() {
    let rules = LifeRules::defaults();
    for (gear, fuel, usage, dates, on, presumed) in [
        (Gear::Stove, Some(Fuel::NaturalGas), Usage::Household, sold("2015-06-01"), "2023-06-01", false),
        (Gear::Stove, None, Usage::Household, made("2015-06-01"), "2023-06-01", true),
        (Gear::Stove, Some(Fuel::Lpg), Usage::Commercial, sold("2016-02-29"), "2024-02-29", false),
        (
            Gear::WaterHeater,
            Some(Fuel::NaturalGas),
            Usage::Household,
            sold("2015-06-01"),
            "2023-06-01",
            false,
        ),
        (Gear::WaterHeater, Some(Fuel::TownGas), Usage::Household, sold("2015-06-01"), "2021-06-01", false),
        (Gear::Hose, None, Usage::Household, fitted("2015-06-01"), "2023-06-01", false),
        (Gear::GasAlarm, None, Usage::Household, fitted("2020-02-29"), "2025-02-28", false),
        (Gear::GasAlarm, None, Usage::Commercial, fitted("2020-02-29"), "2023-02-28", false),
        (Gear::SmokeDetector, None, Usage::Household, made("2020-01-31"), "2032-01-31", true),
    ] {
        let expiry = rules.expiry(gear, fuel, usage, &dates, day("2023-06-01"));
        assert_eq!(expiry, Some(Expiry { on: day(on), presumed }), "{gear} {fuel:?} {usage}");
        let rule = rules.rule(gear, fuel, usage, day("2023-06-01")).expect("a row");
        assert!(!rule.source.is_empty(), "{gear} names its source");
    }
}

#[test]
fn nothing_known_is_no_expiry() {
    let rules = LifeRules::defaults();
    let ask = |rules: &LifeRules, dates: Dates| {
        rules.expiry(Gear::Stove, None, Usage::Household, &dates, day("2023-06-01"))
    };
    assert_eq!(ask(&rules, Dates::default()), None);
    assert_eq!(ask(&LifeRules::default(), sold("2015-06-01")), None);
    let before = rules.expiry(Gear::Stove, None, Usage::Household, &sold("2001-01-01"), day("2009-12-31"));
    assert_eq!(before, None, "no row is in force yet");
}

#[test]
fn an_edited_table_is_followed_from_its_day_on() {
    let mut rules = LifeRules::defaults();
    let stove = rules.rows[0].clone();
    rules.rows.push(LifeRule { months: 60, valid_from: day("2024-01-01"), ..stove });
    let months = |on: &str| rules.rule(Gear::Stove, None, Usage::Household, day(on)).map(|row| row.months);
    assert_eq!((months("2023-12-31"), months("2024-01-01")), (Some(96), Some(60)));
    rules.rows[0].valid_to = Some(day("2022-12-31"));
    let gap = rules.rule(Gear::Stove, None, Usage::Household, day("2023-06-01"));
    assert_eq!(gap, None);
}

#[test]
fn expired_is_louder_than_expiring() {
    for (on, life) in [
        (None, Life::Unknown),
        (Some("2023-05-31"), Life::Expired),
        (Some("2023-06-01"), Life::Expired),
        (Some("2023-06-02"), Life::Expiring),
        (Some("2023-12-01"), Life::Expiring),
        (Some("2023-12-02"), Life::Good),
    ] {
        assert_eq!(Life::of(on.map(day), day("2023-06-01"), EXPIRING_MONTHS), life, "{on:?}");
    }
    assert!(Life::Expired < Life::Expiring && Life::Expiring < Life::Unknown && Life::Unknown < Life::Good);
}

proptest! {
    /// A later start never ends earlier, and nobody grows younger.
    #[test]
    fn lives_keep_their_order(first in 0i64..12_000, later in 0i64..4_000, today in 0i64..20_000, wait in 0i64..4_000, months in 0u32..36) {
        let start = day("1990-01-01");
        let rules = LifeRules::defaults();
        let on = |days: i64| {
            let dates = Dates { sold_on: Some(start + TimeDelta::days(days)), ..Dates::default() };
            rules.expiry(Gear::Stove, None, Usage::Household, &dates, day("2023-01-01")).expect("known").on
        };
        let (end, later_end) = (on(first), on(first + later));
        prop_assert!(end <= later_end);
        let now = start + TimeDelta::days(today);
        prop_assert!(Life::of(Some(end), now, months) <= Life::of(Some(later_end), now, months));
        prop_assert!(Life::of(Some(end), now + TimeDelta::days(wait), months) <= Life::of(Some(end), now, months));
    }
}
