use super::*;
use proptest::prelude::*;
use uuid::Uuid;

const DISTRICT: &str = "310105";
const SUBDISTRICT: &str = "310105008";
const COMMITTEE: &str = "310105008001";

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

fn rule(n: u128, area: &str, category: Option<Category>, people: &[u128]) -> AssignmentRule {
    AssignmentRule {
        id: AssignmentRuleId(Uuid::from_u128(n)),
        name: "一组".into(),
        area: area.parse().expect(area),
        category,
        people: people.iter().copied().map(user).collect(),
        at_once: true,
        active: true,
    }
}

fn away(n: u128, deputy: Option<u128>) -> Absence {
    Absence {
        id: AbsenceId(Uuid::from_u128(100 + n)),
        person: user(n),
        from: day("2023-06-01"),
        to: day("2023-06-10"),
        deputy: deputy.map(user),
    }
}

#[test]
fn the_smallest_area_goes_first_and_in_it_the_category() {
    let mut off = rule(9, COMMITTEE, Some(Category::Gas), &[9]);
    off.active = false;
    let all = Assignments {
        rules: vec![
            rule(1, SUBDISTRICT, None, &[1]),
            rule(2, SUBDISTRICT, Some(Category::Gas), &[2]),
            rule(3, COMMITTEE, None, &[3]),
            rule(4, COMMITTEE, Some(Category::Ebike), &[4]),
            off,
        ],
        absences: vec![],
    };
    for (area, category, expected) in [
        ("310105008002", Category::Fire, Some(1)),
        ("310105008002", Category::Gas, Some(2)),
        (COMMITTEE, Category::Fire, Some(3)),
        (COMMITTEE, Category::Gas, Some(3)), // the committee's own people, though not for gas alone
        (COMMITTEE, Category::Ebike, Some(4)),
        ("31010500800101", Category::Ebike, Some(4)),
        ("310105009001", Category::Ebike, None),
        (DISTRICT, Category::Ebike, None),
    ] {
        let found = all.rule(&area.parse().expect(area), category).map(|rule| rule.id.0.as_u128());
        assert_eq!(found, expected, "{area} {category}");
    }
}

#[test]
fn a_deputy_stands_in_and_so_does_the_deputys_deputy() {
    let with = |absences| Assignments { rules: vec![], absences };
    let on = |all: &Assignments, n| all.at_work(user(n), day("2023-06-05")).map(|id| id.0.as_u128());
    assert_eq!(on(&with(vec![]), 1), Some(1));
    assert_eq!(on(&with(vec![away(1, Some(2))]), 1), Some(2));
    assert_eq!(on(&with(vec![away(1, Some(2)), away(2, Some(3))]), 1), Some(3));
    assert_eq!(on(&with(vec![away(1, None)]), 1), None);
    assert_eq!(on(&with(vec![away(1, Some(2)), away(2, Some(1))]), 1), None);
    let gone = with(vec![away(1, Some(2))]);
    for (on, expected) in [("2023-05-31", 1), ("2023-06-01", 2), ("2023-06-10", 2), ("2023-06-11", 1)] {
        assert_eq!(gone.at_work(user(1), day(on)), Some(user(expected)), "{on}");
    }
}

#[test]
fn what_is_wrong_is_told_at_the_field() {
    let told = |fault: Result<(), Fault>| {
        let fields = fault.err().map(|fault| fault.fields).unwrap_or_default();
        fields.into_iter().map(|f| (f.field, f.code)).collect::<Vec<_>>()
    };
    let one = |field: &str, code| vec![(field.to_owned(), code)];
    assert_eq!(told(rule(1, COMMITTEE, None, &[1]).validate()), []);
    assert_eq!(told(rule(1, COMMITTEE, None, &[]).validate()), one("people", FieldCode::Required));
    assert_eq!(told(rule(1, COMMITTEE, None, &[1, 1]).validate()), one("people", FieldCode::Duplicate));
    assert_eq!(told(away(1, Some(1)).validate()), one("deputy", FieldCode::NotAllowed));
    let backwards = Absence { to: day("2023-05-01"), ..away(1, None) };
    assert_eq!(told(backwards.validate()), one("to", FieldCode::NotLater));
}

proptest! {
    /// Whoever is away, a hazard goes only to people who are there, each named once, and everybody of a team that is
    /// complete has their turn.
    #[test]
    fn nobody_who_is_away_is_named(
        team in prop::collection::btree_set(1_u128..12, 1..6),
        gone in prop::collection::btree_map(1_u128..12, prop::option::of(1_u128..12), 0..6),
        hazard in any::<u128>(),
    ) {
        let team: Vec<u128> = team.into_iter().collect();
        let absences = gone.iter().filter(|(n, deputy)| **deputy != Some(**n));
        let all = Assignments {
            rules: vec![rule(1, COMMITTEE, None, &team)],
            absences: absences.map(|(n, deputy)| away(*n, *deputy)).collect(),
        };
        let named = all.candidates(&all.rules[0], HazardId(Uuid::from_u128(hazard)), day("2023-06-05"));
        let is_away = |person: &UserId| all.absences.iter().any(|absence| absence.person == *person);
        prop_assert!(!named.iter().any(is_away), "{:?}", named);
        prop_assert_eq!(named.iter().collect::<BTreeSet<_>>().len(), named.len());
        let there = all.candidates(&all.rules[0], HazardId(Uuid::from_u128(hazard)), day("2023-07-01"));
        prop_assert_eq!(there.len(), team.len());
        let turn = usize::try_from(hazard % team.len() as u128).unwrap();
        prop_assert_eq!(there[0], user(team[turn]));
    }
}

#[test]
fn until_when_somebody_is_away_and_who_does_the_work() {
    let all = Assignments {
        rules: vec![],
        absences: vec![
            away(1, Some(2)),
            Absence { from: day("2023-06-11"), to: day("2023-06-14"), ..away(1, None) },
            Absence { from: day("2023-06-20"), to: day("2023-06-30"), ..away(1, None) },
            away(2, Some(3)),
            away(4, None),
        ],
    };
    for (on, until) in [
        ("2023-05-31", None),
        ("2023-06-01", Some("2023-06-14")),
        ("2023-06-12", Some("2023-06-14")),
        ("2023-06-15", None),
        ("2023-06-20", Some("2023-06-30")),
    ] {
        assert_eq!(all.away_until(user(1), day(on)), until.map(day), "{on}");
    }
    let deputies = |on| all.deputies(day(on)).collect::<Vec<_>>();
    assert_eq!(deputies("2023-06-05"), [(user(1), user(3)), (user(2), user(3))], "the deputy's deputy");
    assert_eq!(deputies("2023-06-12"), []);
}
