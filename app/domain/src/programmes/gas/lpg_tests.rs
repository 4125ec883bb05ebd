use super::*;
use crate::calendar::day_start;
use proptest::prelude::*;
use uuid::Uuid;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn cylinder(number: &str, returned: Option<&str>, proven: bool) -> Cylinder {
    Cylinder {
        number: Serial::read(number).expect("number"),
        kilograms: 15,
        made_on: Some(day("2012-03-01")),
        tested_on: Some(day("2020-02-29")),
        returned_on: returned.map(day),
        proof: if proven { vec![FileId(Uuid::from_u128(1))] } else { vec![] },
    }
}

fn user(moved: Option<&str>, cylinders: Vec<Cylinder>) -> LpgUser {
    LpgUser {
        id: GasUserId(Uuid::from_u128(1)),
        site: SiteId(Uuid::from_u128(2)),
        supplier: None,
        cylinders,
        moved: moved.map(|on| Moved { to: MoveOff::PipedGas, on: day(on) }),
        version: 1,
    }
}

#[test]
fn a_cylinder_is_tested_every_four_years() {
    let mut it = cylinder("QP0001", None, false);
    assert_eq!(it.next_test(), Some(day("2024-02-29")));
    assert!(!it.needs_test(day("2024-02-28")) && it.needs_test(day("2024-02-29")));
    it.tested_on = None;
    assert_eq!(it.next_test(), Some(day("2016-03-01")), "a new one counts from its making");
    it.made_on = None;
    assert!(it.next_test().is_none() && it.needs_test(day("2023-01-01")), "nothing is known of any test");
    let gone = cylinder("QP0001", Some("2023-01-01"), true);
    assert!(!gone.needs_test(day("2025-01-01")), "that is no matter of the user's any more");
}

#[test]
fn where_a_user_stands() {
    let on = day("2023-06-30");
    for (it, standing, there) in [
        (user(None, vec![cylinder("QP0001", None, false)]), LpgStanding::Using, 1),
        (user(Some("2023-07-01"), vec![]), LpgStanding::Using, 0),
        (user(Some("2023-06-30"), vec![cylinder("QP0001", None, false)]), LpgStanding::Clearing, 1),
        (
            user(Some("2023-06-01"), vec![cylinder("QP0001", Some("2023-06-02"), false)]),
            LpgStanding::Clearing,
            1,
        ),
        (
            user(Some("2023-06-01"), vec![cylinder("QP0001", Some("2023-07-01"), true)]),
            LpgStanding::Clearing,
            1,
        ),
        (
            user(Some("2023-06-01"), vec![cylinder("QP0001", Some("2023-06-30"), true)]),
            LpgStanding::Cleared,
            0,
        ),
        (user(None, vec![cylinder("QP0001", Some("2023-06-02"), true)]), LpgStanding::Using, 0),
        (user(Some("2023-06-01"), vec![]), LpgStanding::Cleared, 0),
    ] {
        assert_eq!((it.standing(on), it.cylinders_there(on)), (standing, there), "{it:?}");
    }
}

#[test]
fn zero_means_nobody_still_has_one() {
    let cleared = user(Some("2023-06-01"), vec![cylinder("QP0001", Some("2023-06-02"), true)]);
    let clearing = user(Some("2023-06-01"), vec![cylinder("QP0002", Some("2023-06-02"), false)]);
    let on = day("2023-12-31");
    assert!(zero_cylinders([], on).holds(), "nobody has ever had one");
    assert!(zero_cylinders([&cleared], on).holds());
    let two = zero_cylinders([&cleared, &clearing], on);
    assert_eq!(two, ZeroCylinders { users: 2, cleared: 1, clearing: 1, cylinders: 1 });
    assert!(!two.holds(), "handed back without proof");
    assert!(!zero_cylinders([&user(None, vec![])], on).holds(), "it has not said that it moved");
}

#[test]
fn a_form_names_what_is_wrong_with_each_cylinder() {
    let now = day_start(day("2023-06-01"));
    let save = |cylinders, moved: Option<&str>| SaveLpgUser {
        id: EventId(Uuid::from_u128(9)),
        user: GasUserId(Uuid::from_u128(1)),
        site: SiteId(Uuid::from_u128(2)),
        visit: None,
        base_version: None,
        supplier: None,
        cylinders,
        moved: moved.map(|on| Moved { to: MoveOff::Electricity, on: day(on) }),
        note: None,
    };
    let told = |command: &SaveLpgUser| {
        let faults = command.validate(now).err().map(|fault| fault.fields).unwrap_or_default();
        faults.iter().map(|fault| format!("{} {}", fault.field, fault.code)).collect::<Vec<_>>()
    };
    let good = save(vec![cylinder("QP0001", Some("2023-05-01"), true)], Some("2023-05-01"));
    assert_eq!(told(&good), [""; 0]);
    let kept = good.user(0);
    assert_eq!((kept.id, kept.version, good.photos().len()), (good.user, 1, 1));
    let mut heavy = cylinder("QP0001", None, true);
    heavy.kilograms = 0;
    let bad = save(vec![heavy, cylinder("qp-0001", Some("2023-06-02"), true)], Some("2023-06-02"));
    assert_eq!(
        told(&bad),
        [
            "cylinders[0].kilograms out_of_range",
            "cylinders[0].returned_on required",
            "cylinders[1].returned_on in_future",
            "cylinders[1].number duplicate",
            "moved.on in_future",
        ]
    );
}

proptest! {
    /// Zero cylinders holds exactly when every user is cleared, and nobody is lost between the standings.
    #[test]
    fn the_statement_is_the_sum_of_its_users(
        users in prop::collection::vec((prop::option::of(0i64..400), prop::collection::vec((prop::option::of(0i64..400), any::<bool>()), 0..4)), 0..12),
        on in 0i64..400,
    ) {
        let first = day("2023-01-01");
        let after = |days: i64| first + chrono::TimeDelta::days(days);
        let users: Vec<LpgUser> = users
            .into_iter()
            .map(|(moved, cylinders)| {
                let mut it = user(None, vec![]);
                it.moved = moved.map(|days| Moved { to: MoveOff::GivenUp, on: after(days) });
                it.cylinders = cylinders
                    .into_iter()
                    .map(|(returned, proven)| {
                        let mut cylinder = cylinder("QP0001", None, proven);
                        cylinder.returned_on = returned.map(after);
                        cylinder
                    })
                    .collect();
                it
            })
            .collect();
        let on = after(on);
        let zero = zero_cylinders(&users, on);
        let cleared = users.iter().all(|user| user.standing(on) == LpgStanding::Cleared);
        prop_assert_eq!(zero.holds(), cleared);
        prop_assert!(zero.cleared + zero.clearing <= zero.users);
    }
}
