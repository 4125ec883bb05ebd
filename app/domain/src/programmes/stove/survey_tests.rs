use super::*;
use crate::calendar::day_start;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn hose(kind: HoseKind) -> Hose {
    let dates = Dates { fitted_on: Some(day("2022-06-01")), ..Dates::default() };
    Hose { kind, length_cm: Some(150), dates, joint: Some(false), through_wall: Some(false) }
}

fn sound() -> StoveSurvey {
    StoveSurvey {
        appliance: Appliance::Stove,
        fuel: Some(Fuel::NaturalGas),
        supply: Some(Fuel::NaturalGas),
        flame_failure: Some(true),
        dates: Dates { sold_on: Some(day("2018-06-01")), ..Dates::default() },
        maker: None,
        model: None,
        hose: Some(hose(HoseKind::Metal)),
        regulator_ok: Some(true),
        ventilation_ok: Some(true),
    }
}

fn findings(survey: &StoveSurvey) -> Findings {
    survey.findings(Usage::Household, &LifeRules::defaults(), day("2023-06-01"))
}

type Change = fn(&mut StoveSurvey);

fn with_hose(survey: &mut StoveSurvey, change: fn(&mut Hose)) {
    change(survey.hose.as_mut().expect("a hose"));
}

#[test]
fn the_facts_are_kept_apart() {
    use StoveStatus::{NonSafe as Bad, Safe, Surveyed};
    let rows: [(&str, Change, &[NonSafe], StoveStatus); 18] = [
        ("sound", |_| {}, &[], Safe),
        ("no device", |s| s.flame_failure = Some(false), &[NonSafe::NoFlameFailure], Bad),
        ("device not seen", |s| s.flame_failure = None, &[], Surveyed),
        ("eight years today", |s| s.dates.sold_on = Some(day("2015-06-01")), &[NonSafe::PastLife], Bad),
        ("eight years tomorrow", |s| s.dates.sold_on = Some(day("2015-06-02")), &[], Safe),
        (
            "made only",
            |s| s.dates = Dates { made_on: Some(day("2014-01-01")), ..Dates::default() },
            &[NonSafe::PastLife],
            Bad,
        ),
        ("age unknown", |s| s.dates = Dates::default(), &[], Surveyed),
        ("town gas stove", |s| s.fuel = Some(Fuel::TownGas), &[NonSafe::WrongGas], Bad),
        ("plate unreadable", |s| s.fuel = None, &[], Surveyed),
        ("rubber hose", |s| s.hose = Some(hose(HoseKind::Rubber)), &[NonSafe::HoseKind], Safe),
        ("hose 200 cm", |s| with_hose(s, |h| h.length_cm = Some(200)), &[], Safe),
        ("hose 201 cm", |s| with_hose(s, |h| h.length_cm = Some(201)), &[NonSafe::HoseTooLong], Safe),
        ("hose with joint", |s| with_hose(s, |h| h.joint = Some(true)), &[NonSafe::HoseJoint], Safe),
        (
            "hose through wall",
            |s| with_hose(s, |h| h.through_wall = Some(true)),
            &[NonSafe::HoseThroughWall],
            Safe,
        ),
        (
            "old hose",
            |s| with_hose(s, |h| h.dates.fitted_on = Some(day("2015-01-01"))),
            &[NonSafe::HosePastLife],
            Safe,
        ),
        ("no hose seen", |s| s.hose = None, &[], Safe),
        (
            "hard pipe",
            |s| {
                with_hose(s, |h| {
                    h.kind = HoseKind::Pipe;
                    h.length_cm = Some(900);
                });
            },
            &[],
            Safe,
        ),
        (
            "everything",
            |s| {
                s.flame_failure = Some(false);
                s.dates.sold_on = Some(day("2010-01-01"));
                s.supply = Some(Fuel::Lpg);
                s.hose = Some(Hose {
                    kind: HoseKind::Other,
                    length_cm: Some(300),
                    dates: Dates { made_on: Some(day("2010-01-01")), ..Dates::default() },
                    joint: Some(true),
                    through_wall: Some(true),
                });
            },
            NonSafe::ALL,
            Bad,
        ),
    ];
    for (what, change, non_safe, status) in rows {
        let mut survey = sound();
        change(&mut survey);
        let found = findings(&survey);
        assert_eq!(found.non_safe, non_safe, "{what}");
        assert_eq!(found.status(), status, "{what}");
    }
}

#[test]
fn a_presumed_age_is_flagged() {
    assert_eq!(findings(&sound()).expiry, Some(Expiry { on: day("2026-06-01"), presumed: false }));
    let mut survey = sound();
    survey.dates = Dates { made_on: Some(day("2018-06-01")), ..Dates::default() };
    assert_eq!(findings(&survey).expiry, Some(Expiry { on: day("2026-06-01"), presumed: true }));
}

#[test]
fn an_electric_hob_has_nothing_to_fear() {
    let mut survey = sound();
    survey.fuel = Some(Fuel::Electricity);
    survey.flame_failure = None;
    survey.dates.sold_on = Some(day("2001-01-01"));
    assert_eq!(findings(&survey).status(), StoveStatus::Safe);
    assert_eq!(findings(&survey).expiry, None);
}

#[test]
fn a_water_heater_on_town_gas_serves_six_years() {
    let mut survey = sound();
    survey.appliance = Appliance::WaterHeater;
    survey.dates.sold_on = Some(day("2016-06-01"));
    assert_eq!(findings(&survey).status(), StoveStatus::Safe);
    survey.fuel = Some(Fuel::TownGas);
    survey.supply = Some(Fuel::TownGas);
    assert_eq!(findings(&survey).non_safe, [NonSafe::PastLife]);
}

#[test]
fn days_lie_in_the_past() {
    let now = day_start(day("2023-06-01"));
    assert_eq!(sound().check(now), []);
    let mut survey = sound();
    survey.dates.sold_on = Some(day("2023-06-02"));
    survey.dates.made_on = Some(day("1023-06-02"));
    with_hose(&mut survey, |h| {
        h.dates.fitted_on = Some(day("2024-01-01"));
        h.length_cm = Some(0);
    });
    survey.model = Some("型".repeat(300));
    let told: Vec<String> =
        survey.check(now).iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect();
    assert_eq!(
        told,
        [
            "model too_long",
            "dates.sold_on in_future",
            "dates.made_on out_of_range",
            "hose.dates.fitted_on in_future",
            "hose.length_cm out_of_range",
        ]
    );
}
