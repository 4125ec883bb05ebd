use super::*;
use crate::{calendar::DayKind, fault::Code, sites::SiteKind};
use proptest::prelude::*;

fn day(s: &str) -> NaiveDate {
    s.parse().expect(s)
}

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn version(n: u128, from: &str, to: Option<&str>) -> Version {
    Version { id: id(n), from: day(from), to: to.map(day) }
}

fn base(v: &Version) -> Base {
    Base { id: v.id, to: v.to }
}

fn standard(n: u128, code: &str, rise: Option<Rise>, from: &str) -> Standard {
    Standard {
        id: StandardId(id(n)),
        code: code.into(),
        rise,
        category: Category::Ebike,
        subcategory: None,
        severity: Severity::General,
        text_zh: "电动自行车停放在楼梯间".into(),
        text_en: "E-bike in a stairwell".into(),
        clause: "《某规定》第一条".into(),
        document: "某规定".into(),
        count: None,
        valid_from: day(from),
        valid_to: None,
    }
}

#[test]
fn a_home_is_high_above_27_metres_and_anything_else_above_24() {
    for (kind, metres, rise) in [
        (SiteKind::Household, 27.0, Rise::Low),
        (SiteKind::Household, 27.1, Rise::High),
        (SiteKind::Building, 25.0, Rise::Low),
        (SiteKind::Estate, 54.0, Rise::High),
        (SiteKind::SmallUnit, 24.0, Rise::Low),
        (SiteKind::SmallUnit, 24.1, Rise::High),
        (SiteKind::BikeShed, 3.0, Rise::Low),
    ] {
        assert_eq!(Rise::of(kind, metres), rise, "{kind} {metres}");
    }
}

#[test]
fn a_text_names_a_clause_that_is_in_force_no_more() {
    let mut old = standard(1, "FIRE-01", None, "2020-01-01");
    (old.clause, old.valid_to) = ("《消防法》第二十八条".into(), Some(day("2023-06-30")));
    let mut new = standard(2, "FIRE-01", None, "2023-07-01");
    new.clause = "《消防法》第二十九条".into();
    let text = "依据《消防法》第二十八条，请于期限前整改。";
    let library = [old.clone(), new.clone()];
    assert_eq!(views::named_in(text, &library, day("2023-06-30")), []);
    let named = views::named_in(text, &library, day("2023-07-01"));
    assert_eq!(named, [("FIRE-01", "《消防法》第二十八条", day("2023-06-30"))]);
    assert_eq!(views::named_in("依据《消防法》第二十九条", &library, day("2023-07-01")), []);
    // the clause goes on under another version
    new.clause.clone_from(&old.clause);
    assert_eq!(views::named_in(text, &[old, new], day("2023-07-01")), []);
}

#[test]
fn the_clause_follows_the_height_of_the_building() {
    let library = [
        standard(1, "EBIKE-01", Some(Rise::High), "2021-08-01"),
        standard(2, "EBIKE-01", Some(Rise::Low), "2021-05-01"),
        standard(3, "EBIKE-02", None, "2021-05-01"),
        standard(4, "EBIKE-03", Some(Rise::High), "2021-08-01"),
    ];
    let cited = |code, building, on| fitting(&library, code, building, day(on)).map(|s| s.id.0.as_u128());
    for (code, building, on, expected) in [
        ("EBIKE-01", Some(Rise::High), "2023-06-01", Some(1)),
        ("EBIKE-01", Some(Rise::Low), "2023-06-01", Some(2)),
        ("EBIKE-01", None, "2023-06-01", Some(2)),
        ("EBIKE-01", Some(Rise::High), "2021-06-01", None),
        ("EBIKE-02", Some(Rise::High), "2023-06-01", Some(3)),
        ("EBIKE-02", None, "2023-06-01", Some(3)),
        ("EBIKE-03", None, "2023-06-01", Some(4)),
        ("EBIKE-03", Some(Rise::Low), "2023-06-01", None),
        ("EBIKE-09", None, "2023-06-01", None),
    ] {
        assert_eq!(cited(code, building, on), expected, "{code} {building:?} {on}");
    }
}

#[test]
fn a_changed_rule_is_a_new_version_and_the_old_one_ends_the_day_before() {
    let first = version(1, "2020-01-01", None);
    let ended = version(1, "2020-01-01", Some("2022-12-31"));
    let next = version(2, "2023-07-01", None);
    assert_eq!(revise(&[], None, day("2023-01-01")), Ok(None));
    let twice = revise(&[first], None, day("2023-01-01")).unwrap_err();
    assert_eq!((twice.fields[0].field.as_str(), twice.fields[0].code), ("key", FieldCode::Duplicate));
    assert_eq!(revise(&[first], Some(base(&first)), day("2023-01-01")), Ok(Some(id(1))));
    // it has ended before: nothing to shorten
    assert_eq!(revise(&[ended], Some(base(&ended)), day("2023-01-01")), Ok(None));
    let early = revise(&[first], Some(base(&first)), day("2020-01-01")).unwrap_err();
    assert_eq!(early.fields[0].code, FieldCode::NotLater);
    // somebody else was faster: by a newer version, or by ending this one
    assert_eq!(revise(&[first, next], Some(base(&first)), day("2024-01-01")).unwrap_err().code, Code::Stale);
    assert_eq!(revise(&[ended], Some(base(&first)), day("2024-01-01")).unwrap_err().code, Code::Stale);
    assert_eq!(revise(&[], Some(base(&first)), day("2024-01-01")).unwrap_err().code, Code::NotFound);
}

#[test]
fn what_is_in_force_ends_and_what_is_to_come_is_taken_back() {
    let first = version(1, "2020-01-01", Some("2023-06-30"));
    let next = version(2, "2023-07-01", None);
    let both = [first, next];
    assert_eq!(end(&both, base(&next), day("2023-12-31")), Ok(()));
    assert_eq!(end(&both, base(&next), day("2023-06-30")).unwrap_err().fields[0].field, "last");
    assert_eq!(end(&both, base(&first), day("2023-12-31")).unwrap_err().code, Code::Stale);
    assert_eq!(withdraw(&both, base(&next), day("2023-06-30")), Ok(Some(id(1))));
    assert_eq!(withdraw(&both, base(&next), day("2023-07-01")).unwrap_err().code, Code::Invalid);
    assert_eq!(withdraw(&[next], base(&next), day("2023-06-30")), Ok(None));
    assert_eq!(superseded(&both, day("2023-07-01")), [id(1)]);
    assert_eq!(superseded(&both, day("2023-06-30")), Vec::<Uuid>::new());
}

proptest! {
    /// However a rule is revised, at most one of its versions is in force on any day, and the newest one always is.
    #[test]
    fn of_one_rule_one_version_is_in_force(steps in prop::collection::vec((0_u64..4_000, any::<bool>()), 1..12)) {
        let start = day("2020-01-01");
        let mut versions: Vec<Version> = Vec::new();
        for (n, (days, fresh)) in steps.into_iter().enumerate() {
            let from = start + chrono::Days::new(days);
            let newest = versions.iter().max_by_key(|v| v.from).copied();
            let looked_at = if fresh { newest.as_ref().map(base) } else { None };
            let Ok(shortened) = revise(&versions, looked_at, from) else { continue };
            for v in versions.iter_mut().filter(|v| Some(v.id) == shortened) {
                v.to = from.pred_opt();
            }
            versions.push(Version { id: id(n as u128 + 1), from, to: None });
        }
        for ahead in 0..4_100 {
            let on = start + chrono::Days::new(ahead);
            let holding = versions.iter().filter(|v| v.from <= on && v.to.is_none_or(|to| on <= to)).count();
            let begun = versions.iter().any(|v| v.from <= on);
            prop_assert_eq!(holding, usize::from(begun), "on {}", on);
        }
    }
}

fn faults(rule: Rule) -> Vec<(String, FieldCode)> {
    let keep = KeepRule { id: EventId(id(1)), base: None, rule, reason: "按新规定".into() };
    let fields = keep.validate().err().map(|fault| fault.fields).unwrap_or_default();
    fields.into_iter().map(|f| (f.field, f.code)).collect()
}

#[test]
fn what_is_wrong_is_told_at_the_field() {
    assert_eq!(faults(Rule::Standard(standard(1, "EBIKE-01", None, "2021-05-01"))), []);
    let told = |change: fn(&mut Standard)| {
        let mut rule = standard(1, "EBIKE-01", None, "2021-05-01");
        change(&mut rule);
        faults(Rule::Standard(rule))
    };
    let one = |field: &str, code| vec![(field.to_owned(), code)];
    assert_eq!(told(|s| s.code.clear()), one("code", FieldCode::Required));
    assert_eq!(told(|s| s.code = "ebike 1".into()), one("code", FieldCode::Malformed));
    assert_eq!(told(|s| s.clause.clear()), one("clause", FieldCode::Required));
    assert_eq!(told(|s| s.valid_to = Some(day("2021-04-30"))), one("valid_to", FieldCode::NotLater));
    assert_eq!(told(|s| s.id = StandardId(id(2))), one("id", FieldCode::NotAllowed));
    let long = DayCount { days: DayCount::MAX + 1, kind: DayKind::Working };
    let rule = DeadlineRule {
        category: None,
        severity: Severity::General,
        count: long,
        valid_from: day("2023-01-01"),
        valid_to: None,
    };
    assert_eq!(Rule::Deadline(rule.clone()).key(), "*/general");
    assert_eq!(faults(Rule::Deadline(rule)), one("days", FieldCode::OutOfRange));
}

#[test]
fn a_change_says_why() {
    let rule = Rule::Standard(standard(1, "EBIKE-01", Some(Rise::High), "2021-05-01"));
    assert_eq!(rule.key(), "EBIKE-01/high");
    let keep = KeepRule { id: EventId(id(1)), base: None, rule, reason: " ".into() };
    assert_eq!(keep.validate().unwrap_err().fields[0].field, "reason");
}

#[test]
fn a_checklist_is_to_be_looked_at_when_its_entries_change_or_end() {
    use crate::inspections::{Checklist, Item, ItemKind, checklist::OnFail};
    use views::{CitingWhy, outdated};
    let item = |code: &str| Item {
        key: code.to_lowercase(),
        label: crate::inspections::checklist::Label::default(),
        hint: None,
        kind: ItemKind::Check,
        required: true,
        photo_on_fail: false,
        show_when: None,
        section: None,
        group: None,
        on_fail: Some(OnFail {
            standard: code.into(),
            category: Category::Ebike,
            severity: Severity::General,
        }),
    };
    let checklist = Checklist {
        sections: vec![],
        groups: vec![],
        items: ["SAME", "NEWER", "OVER", "NEVER"].map(item).into(),
    };
    let mut over = standard(3, "OVER", None, "2020-01-01");
    over.valid_to = Some(day("2023-03-31"));
    let library = [standard(1, "SAME", None, "2020-01-01"), standard(2, "NEWER", None, "2023-06-01"), over];
    let published = Some(crate::calendar::day_start(day("2023-01-01")));
    let told = |today| -> Vec<(String, CitingWhy)> {
        let found = outdated(&checklist, published, &library, day(today));
        found.into_iter().map(|(_, code, why)| (code.to_owned(), why)).collect()
    };
    let of = |code: &str, why| (code.to_owned(), why);
    assert_eq!(
        told("2023-03-01"),
        [of("NEWER", CitingWhy::Ended), of("NEVER", CitingWhy::Ended)],
        "one is still to come, one was never there"
    );
    assert_eq!(
        told("2023-06-01"),
        [of("NEWER", CitingWhy::Changed), of("OVER", CitingWhy::Ended), of("NEVER", CitingWhy::Ended)]
    );
}
